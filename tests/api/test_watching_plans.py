"""A running server carries out what is planned, and says why when it does not."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api import watching
from api.app import create_app
from api.settings import Settings
from api.watching import Watcher
from eval.planning import cancel, carry_out_due, plan
from eval.publication import publish
from indexer.encoder import Encoder, EncoderSource
from kb.dutch_time import parse_moment
from kb.errors import ContentRefusedError, PlanError
from kb.ledger import Ledger
from kb.plans import Plans

NEW_YEAR = parse_moment("2027-01-01")
BEFORE = datetime(2026, 12, 20, 9, 0, tzinfo=UTC)
DURATION = """\
---
vraag: Hoe lang krijg ik een WW-uitkering?
kort: Dat hangt af van uw arbeidsverleden.
doelgroep: particulier
regelingen: [WW]
geldig: {vanaf: 2024-01-01}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
%s
"""
Tree = Callable[..., Path]


class Clock:
    """Tells the moment that a test says it is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock(BEFORE)


@pytest.fixture
def watcher(
    tree: Tree, home: Path, source: EncoderSource, encoder: Encoder, clock: Clock
) -> Watcher:
    """Return a server's watcher over a home in which the old text is active."""
    root = tree({"faq/werkloos/ww-duur.md": DURATION % "De regels van 2026."})
    publish(root, home, source, clock=clock, by="editor", note="")
    watcher = Watcher(home, 3600, clock, encoder)
    watcher.refresh()
    return watcher


def planned(tree: Tree, home: Path, source: EncoderSource, clock: Clock) -> str:
    root = tree({"faq/werkloos/ww-duur.md": DURATION % "De regels van 2027."})
    made = plan(root, home, source, at=NEW_YEAR, clock=clock, by="editor", note="nieuwe wet")
    return made.plan.id


def text(watcher: Watcher) -> str:
    client = TestClient(create_app(Settings(), watcher=watcher, clock=lambda: NEW_YEAR))
    asked = {"vraag": "Hoe lang krijg ik een WW-uitkering?", "geldigOp": "2026-12-31"}
    return str(client.post("/v1/antwoorden/_zoek", json=asked).json()["antwoorden"][0]["tekst"])


def test_a_server_carries_out_a_plan_at_dutch_midnight(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock
) -> None:
    planned(tree, home, source, clock)
    clock.moment = NEW_YEAR - timedelta(seconds=1)
    watcher.refresh()
    assert text(watcher) == "De regels van 2026."
    clock.moment = NEW_YEAR
    watcher.refresh()
    assert text(watcher) == "De regels van 2027."
    assert watcher.reason is None
    assert Ledger(home).active().at == NEW_YEAR


def test_of_several_servers_one_carries_it_out_and_all_follow(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock, encoder: Encoder
) -> None:
    other = Watcher(home, 3600, clock, encoder)
    other.refresh()
    planned(tree, home, source, clock)
    clock.moment = NEW_YEAR
    for it in (watcher, other, watcher):
        it.refresh()
    assert len(Ledger(home).entries()) == 2
    assert text(watcher) == text(other) == "De regels van 2027."


def test_a_plan_that_a_correction_blocked_is_named_by_readiness(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock
) -> None:
    id_ = planned(tree, home, source, clock)
    clock.moment += timedelta(days=1)
    root = tree({"faq/werkloos/ww-duur.md": DURATION % "De regels van 2026, verbeterd."})
    done = publish(root, home, source, clock=clock, by="editor", note="correctie")
    assert [it.id for it in done.compared] == [id_]
    assert "ww-duur" in str(done.compared[0].blocked)
    clock.moment = NEW_YEAR
    watcher.refresh()
    assert text(watcher) == "De regels van 2026, verbeterd."
    assert id_ in str(watcher.reason)
    assert "plan het opnieuw" in str(watcher.reason)


def test_a_plan_is_checked_with_the_rules_of_its_own_day(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock
) -> None:
    ending = '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01, tot: 2027-01-01}\n'
    root = tree(
        {
            "bedragen/algemeen.yml": ending,
            "faq/werkloos/ww-duur.md": DURATION % "U heeft {termijn:bezwaar}.",
        }
    )
    with pytest.raises(ContentRefusedError):
        plan(root, home, source, at=NEW_YEAR, clock=clock, by="x", note="")
    assert plan(root, home, source, at=NEW_YEAR - timedelta(days=1), clock=clock, by="x", note="")


def test_a_plan_that_was_called_off_is_not_carried_out(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock
) -> None:
    cancel(home, planned(tree, home, source, clock), clock())
    clock.moment = NEW_YEAR
    watcher.refresh()
    assert text(watcher) == "De regels van 2026."
    assert Plans(home).stored() == ()


def test_where_no_server_runs_the_command_carries_it_out(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock
) -> None:
    id_ = planned(tree, home, source, clock)
    done, _, waiting = carry_out_due(home, NEW_YEAR)
    assert ([it.plan for it in done], waiting) == ([id_], ())
    assert carry_out_due(home, NEW_YEAR) == ((), (), ())


def test_nothing_can_be_planned_before_something_was_published(
    tree: Tree, home: Path, source: EncoderSource, clock: Clock
) -> None:
    with pytest.raises(PlanError, match="Publiceer eerst"):
        plan(tree(), home, source, at=NEW_YEAR, clock=clock, by="x", note="")


def test_a_damaged_plan_is_a_reason_and_stops_no_answer(
    tree: Tree, home: Path, source: EncoderSource, watcher: Watcher, clock: Clock
) -> None:
    id_ = planned(tree, home, source, clock)
    (home / "plans" / f"{id_}.json").write_text("{")
    clock.moment = NEW_YEAR
    watcher.refresh()
    assert "onleesbaar" in str(watcher.reason)
    assert text(watcher) == "De regels van 2026."


def test_a_publication_that_was_repaired_in_place_is_tried_again(
    tree: Tree,
    home: Path,
    source: EncoderSource,
    watcher: Watcher,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = tree({"faq/werkloos/ww-duur.md": DURATION % "De tweede tekst."})
    second = publish(root, home, source, clock=clock, by="editor", note="").activation
    folder = home / "store" / "snapshots" / second.snapshot[7:]
    shutil.copytree(folder, home / "elders")
    (folder / "words.json").write_text("[]")
    watcher.refresh()
    assert "words.json" in str(watcher.reason)
    shutil.copy(home / "elders" / "words.json", folder)
    watcher.refresh()
    assert watcher.reason is not None
    monkeypatch.setattr(watching, "RETRY_SECONDS", 0.0)
    later = watching.time.monotonic() + 3600
    monkeypatch.setattr(watching.time, "monotonic", lambda: later)
    watcher.refresh()
    assert (watcher.reason, text(watcher)) == (None, "De tweede tekst.")
