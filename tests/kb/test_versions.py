"""Which version was in force when: on the clock of the law and on that of publication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.archive import Archive
from kb.ledger import Candidate, Decision
from kb.release import build_release
from kb.source import read
from kb.store import Artefact
from kb.versions import HeldVersion, Versions

Tree = Callable[..., Path]
Publish = Callable[[int, Mapping[str, str | None]], str]

TEXT = """\
---
vraag: Mag ik {what}?
kort: {short}
doelgroep: particulier
geldig: {{{valid}}}
{more}controleren_voor: 2027-06-01
eigenaar: team-ww
---
Tekst.
"""


def item(short: str, valid: str = "vanaf: 2024-01-01", more: str = "") -> str:
    return TEXT.format(what="dat", short=short, valid=valid, more=more)


def on(day: int) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Return an archive in which nothing was published yet."""
    return Archive(tmp_path / "home")


@pytest.fixture
def publish(tree: Tree, archive: Archive) -> Publish:
    """Return a function that puts content in force on a day of November, without a snapshot."""

    def put(day: int, changes: Mapping[str, str | None]) -> str:
        release = build_release(read(tree(changes)))
        facts = release.facts()
        stored = archive.store.put(Artefact.RELEASE, facts, release.write)
        candidate = Candidate(
            release=stored.id,
            public=facts["publiek"],
            snapshot=stored.id,
            encoder=stored.id,
            versions=release.versions(),
        )
        with archive.store.activating():
            archive.ledger.activate(candidate, Decision("test", "proef"), on(day))
        return stored.id

    return put


def periods(version: HeldVersion) -> list[tuple[int, int | None]]:
    return [(it.start.day, it.end.day if it.end else None) for it in version.periods]


def test_a_version_ends_when_another_takes_its_place(publish: Publish, archive: Archive) -> None:
    publish(1, {"faq/werkloos/dat.md": item("Ja.")})
    publish(3, {"faq/werkloos/dat.md": item("Nee.")})
    new, old = Versions(archive).of("dat", until=2)
    assert (periods(new), new.published_now) == ([(3, None)], True)
    assert (periods(old), old.published_now) == ([(1, 3)], False)
    assert new.question == "Mag ik dat?"


def test_what_came_back_was_in_force_twice(publish: Publish, archive: Archive) -> None:
    first = publish(1, {"faq/werkloos/dat.md": item("Ja.")})
    publish(3, {"faq/werkloos/dat.md": None})
    publish(5, {"faq/werkloos/dat.md": item("Ja.")})
    (only,) = Versions(archive).of("dat", until=3)
    assert periods(only) == [(1, 3), (5, None)]
    assert archive.entries()[2].release == first


def test_two_validities_are_two_versions_of_one_time(publish: Publish, archive: Archive) -> None:
    publish(
        2,
        {
            "faq/werkloos/dat@2024-01-01.md": item("Ja.", "vanaf: 2024-01-01, tot: 2026-01-01"),
            "faq/werkloos/dat@2026-01-01.md": item("Nee.", "vanaf: 2026-01-01"),
        },
    )
    later, earlier = Versions(archive).of("dat", until=1)
    assert (later.key, earlier.key) == ("dat@2026-01-01", "dat@2024-01-01")
    assert periods(later) == periods(earlier) == [(2, None)]
    assert earlier.validity is not None
    assert earlier.validity.end == later.validity.start  # type: ignore[union-attr]


def test_only_what_came_into_force_by_then_is_told(publish: Publish, archive: Archive) -> None:
    publish(1, {"faq/werkloos/dat.md": item("Ja.")})
    publish(3, {"faq/werkloos/dat.md": None})
    (only,) = Versions(archive).of("dat", until=1)
    assert periods(only) == [(1, None)]


def test_who_took_its_place_is_told(publish: Publish, archive: Archive) -> None:
    more = "opvolger: ww-duur\n"
    publish(1, {"faq/werkloos/dat.md": item("Ja.", "vanaf: 2024-01-01, tot: 2027-01-01", more)})
    (only,) = Versions(archive).of("dat", until=1)
    assert only.successor == "ww-duur"


def test_of_a_release_that_was_cleared_away_only_what_was_new_is_known(
    publish: Publish, archive: Archive
) -> None:
    first = publish(1, {"faq/werkloos/dat.md": item("Ja.")})
    publish(3, {"faq/werkloos/dat.md": item("Nee.")})
    archive.store.remove(Artefact.RELEASE, first)
    new, old = Versions(archive).of("dat", until=2)
    assert (old.question, old.validity, periods(old)) == (None, None, [(1, 3)])
    assert new.question == "Mag ik dat?"


def test_an_item_that_never_was_has_no_versions(publish: Publish, archive: Archive) -> None:
    publish(1, {})
    assert Versions(archive).of("dat", until=1) == ()
    assert Versions(archive).of("ww", until=1) == ()


def test_a_release_is_read_once(
    publish: Publish, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(1, {"faq/werkloos/dat.md": item("Ja.")})
    publish(3, {"faq/werkloos/dat.md": item("Nee.")})
    versions = Versions(archive)
    before = versions.of("dat", until=2)
    monkeypatch.setattr(Archive, "public", None)
    assert versions.of("dat", until=2) == before
    assert len(versions.of("ww-duur", until=2)) == 1
