"""Runs that are kept: read back as they were, found by name, and refused when damaged."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from eval.errors import UnknownRunError
from eval.run import Run, RunStatus
from eval.runs import Runs, newest_first
from eval.scoring import Scored, Shown
from kb.errors import DamagedError
from kb.model import Audience, GoldenQuestion, Outcome

BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUESTION = GoldenQuestion(
    id="toets-001",
    question="Vraag met een é en “haken”?",
    expected=("ww-duur", "WW-101"),
    outcome=Outcome.OWN_CASE,
    on_day=date(2021, 3, 1),
    audience=Audience.EMPLOYER,
    previous="ww-duur",
    persona="noor",
    protected=True,
)
SCORED = Scored(
    question=QUESTION,
    outcome=Outcome.ANSWER,
    shown=(Shown(id="ww-duur", content_hash="sha256:12"),),
    ranking=("ww-duur", "WW-101"),
    rank=1,
    confidence=0.1 + 0.2,
    language="nl",
    around="sha256:34",
    degraded=False,
)


def made(
    id_: str = "0123456789ab",
    *,
    minutes: int = 0,
    snapshot: str = "sha256:aa",
    questions: str = "sha256:bb",
    asked: int = 1,
) -> Run:
    return Run(
        id=id_,
        subject="publicatie 1",
        sets=("oefen", "toets"),
        slices=("taal=nl",),
        release=None,
        snapshot=snapshot,
        encoder="sha256:cc",
        parameters="sha256:dd",
        questions=questions,
        day=date(2026, 11, 22),
        began=BEGAN + timedelta(minutes=minutes),
        seconds=1.25,
        median_ms=1 / 3,
        p95_ms=None,
        asked=asked,
        scored=(SCORED,),
    )


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    """Return the runs of a home that is not there yet."""
    return Runs(tmp_path / "var")


def test_a_run_is_read_back_as_it_was_kept(runs: Runs) -> None:
    path = runs.keep(made())
    assert path == runs.home / "evaluations" / "20261122T090000Z-0123456789ab.json"
    assert runs.stored() == (made(),)


def test_a_run_that_is_incomplete_is_incomplete_when_it_is_read_back(runs: Runs) -> None:
    runs.keep(made(asked=2))
    assert runs.named("laatste").status is RunStatus.PARTIAL


def test_a_run_is_kept_under_dutch_keys(runs: Runs) -> None:
    table = json.loads(runs.keep(made()).read_bytes())
    assert table.keys() == {
        *("kenmerk", "onderwerp", "sets", "uitsnede", "release", "momentopname", "encoder"),
        *("parameters", "vragen", "geldigOp", "begonnen", "seconden", "mediaanMs", "p95Ms"),
        *("aantal", "uitslagen"),
    }
    assert table["uitslagen"][0]["vraag"]["vraag"] == "Vraag met een é en “haken”?"


def test_before_anything_was_measured_there_are_no_runs(runs: Runs) -> None:
    assert runs.stored() == ()
    assert runs.of_snapshot("sha256:aa", "sha256:bb") is None
    assert not runs.home.exists()


def test_runs_are_stored_oldest_first_and_shown_newest_first(runs: Runs) -> None:
    for at, id_ in enumerate(("ffff00000000", "000000000000", "888800000000")):
        runs.keep(made(id_, minutes=at))
    stored = [it.id for it in runs.stored()]
    assert stored == ["ffff00000000", "000000000000", "888800000000"]
    assert [it.id for it in newest_first(runs.stored())] == stored[::-1]


def test_a_run_is_named_by_the_beginning_of_its_id_or_as_the_last(runs: Runs) -> None:
    runs.keep(made("aaaa00000000"))
    runs.keep(made("bbbb00000000", minutes=1))
    assert runs.named("aaaa").id == "aaaa00000000"
    assert runs.named("aaaa00000000").id == "aaaa00000000"
    assert runs.named("laatste").id == "bbbb00000000"


def test_a_beginning_that_several_runs_share_means_the_newest(runs: Runs) -> None:
    runs.keep(made("aaaa00000000"))
    runs.keep(made("aaaa11111111", minutes=1))
    assert runs.named("aaaa").id == "aaaa11111111"


@pytest.mark.parametrize("name", ["aaa", "", "bbbb", "aaaa000000000", "20261122", "*"])
def test_a_name_of_no_run_is_refused_with_where_to_look(runs: Runs, name: str) -> None:
    runs.keep(made("aaaa00000000"))
    with pytest.raises(UnknownRunError) as refused:
        runs.named(name)
    assert str(refused.value) == (f"Er is geen meting '{name}'; `vraagbaak eval history` toont ze.")


def test_without_runs_even_the_last_is_unknown(runs: Runs) -> None:
    with pytest.raises(UnknownRunError):
        runs.named("laatste")


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda _raw: b"",
        lambda _raw: b"[]",
        lambda raw: raw.replace(b'"kenmerk"', b'"id"'),
        lambda raw: raw.replace(b'"onderwerp"', b'"subject"'),
        lambda raw: raw.replace(b"eigenDossier", b"eigenDozier"),
        lambda raw: raw.replace(b"{", b'{"extra":1,', 1),
        lambda raw: b"\xff" + raw,
    ],
)
def test_a_file_that_is_no_run_is_named(runs: Runs, damage: object) -> None:
    path = runs.keep(made())
    assert callable(damage)
    path.write_bytes(damage(path.read_bytes()))
    for read in (runs.stored, lambda: runs.named("laatste"), lambda: runs.named("0123")):
        with pytest.raises(DamagedError, match=r"20261122T090000Z-0123456789ab\.json"):
            read()


def test_what_a_killed_writer_left_is_no_run(runs: Runs) -> None:
    runs.keep(made())
    (runs.home / "evaluations" / ".20261122T090000Z-0.json.x.tmp").write_bytes(b"{")
    assert len(runs.stored()) == 1


def test_the_newest_run_of_these_questions_on_a_snapshot_is_found(runs: Runs) -> None:
    runs.keep(made("aaaa00000000"))
    runs.keep(made("bbbb00000000", minutes=1))
    runs.keep(made("cccc00000000", minutes=2, snapshot="sha256:other"))
    runs.keep(made("dddd00000000", minutes=3, questions="sha256:other"))
    found = runs.of_snapshot("sha256:aa", "sha256:bb")
    assert found is not None
    assert found.id == "bbbb00000000"
    assert runs.of_snapshot("sha256:aa", "sha256:none") is None
