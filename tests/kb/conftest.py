"""A home with releases that were put in force without any encoder: folders of a few bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.activation import activate, roll_back
from kb.archive import Archive
from kb.backup import back_up, restore
from kb.errors import DamagedError, StoreError
from kb.ledger import Activation, Candidate, Decision
from kb.plans import Plans, new_plan
from kb.release import Release, build_release, digest_of
from kb.source import read
from kb.store import Artefact

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Press:
    """Makes releases of the small tree and puts them in force."""

    archive: Archive
    tree: Callable[..., Path]

    def release(self, **texts: str) -> Release:
        """Return the release of the small tree in which `ww_duur="…"` gives an item that body."""
        changes = {}
        for name, body in texts.items():
            path = f"faq/werkloos/{name.replace('_', '-')}.md"
            changes[path] = ITEM.format(name=name, body=body)
        return build_release(read(self.tree(changes)))

    def candidate(self, release: Release) -> Candidate:
        """Keep a release with a snapshot and an encoder that are only named so."""
        store = self.archive.store
        kept = store.put(Artefact.RELEASE, release.facts(), release.write)
        snapshot = store.put(
            Artefact.SNAPSHOT,
            {"publicatie": digest_of(release.public)},
            lambda folder: (folder / "x").write_bytes(b"x") and None,
        )
        encoder = store.put(Artefact.ENCODER, {"bron": "test"}, lambda folder: None)
        return Candidate(
            release=kept.id,
            public=digest_of(release.public),
            snapshot=snapshot.id,
            encoder=encoder.id,
            versions=release.versions(),
        )

    def publish(self, day: int, **texts: str) -> Activation:
        """Put a release in force so many days after `START`."""
        entries = self.archive.entries()
        return activate(
            self.archive,
            self.candidate(self.release(**texts)),
            Decision("Zoë", f"dag {day}"),
            START + timedelta(days=day),
            after=entries[-1].release if entries else None,
        )


ITEM = """\
---
vraag: Hoe zit het met {name}?
kort: Zo zit het met {name}.
doelgroep: particulier
regelingen: [WW]
geldig: {{vanaf: 2024-01-01}}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
{body}
"""


@pytest.fixture
def press(tmp_path: Path, tree: Callable[..., Path]) -> Press:
    """Return what publishes into an empty home."""
    return Press(Archive(tmp_path / "home"), tree)


@pytest.fixture
def archive(press: Press) -> Archive:
    """Return a home with three publications, the first in force again, and a plan."""
    for day, text in enumerate(["Eerst.", "Daarna.", "Toen."]):
        last = press.publish(day, ww_duur=text)
    again = roll_back(press.archive, "1", last.at + timedelta(days=1), "Zoë", "toch niet")
    later = press.candidate(press.release(ww_duur="Straks."))
    moment = again.at + timedelta(days=9)
    plan = new_plan(later, at=moment, now=again.at, by="Zoë", note="", base=again.release)
    Plans(press.archive.home).keep(plan)
    return press.archive


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a backup of two publications and a plan whose folders hold a few bytes."""
    folder = tmp_path_factory.mktemp("kept")
    archive = Archive(folder / "home")
    made = [_named_only(archive, name) for name in ("eerst", "daarna", "straks")]
    first = activate(archive, made[0], Decision("Zoë", "een"), START, after=None)
    now = START + timedelta(days=1)
    last = activate(archive, made[1], Decision("Zoë", "twee"), now, after=first.release)
    moment = now + timedelta(days=9)
    plan = new_plan(made[2], at=moment, now=now, by="Zoë", note="", base=last.release)
    Plans(archive.home).keep(plan)
    back_up(archive, folder / "goed.tar")
    return (folder / "goed.tar").read_bytes()


def _named_only(archive: Archive, name: str) -> Candidate:
    def fill(folder: Path) -> None:
        (folder / "publiek.json").write_text(name)
        (folder / "map").mkdir()
        (folder / "map" / "leeg").touch()

    ids = [archive.store.put(kind, {"naam": name}, fill).id for kind in Artefact]
    return Candidate(release=ids[0], public="sha256:x", snapshot=ids[1], encoder=ids[2])


@pytest.fixture
def refused_backup(tmp_path: Path) -> Callable[..., None]:
    """Return a function that says that restoring these bytes is refused and does nothing."""

    def outside(home: Path) -> set[Path]:
        return {it for it in tmp_path.rglob("*") if home not in (it, *it.parents)}

    def check(raw: bytes, reason: str = "kwaad", error: type[StoreError] = DamagedError) -> None:
        source, home = tmp_path / "kwaad.tar", tmp_path / "hier" / "nieuw"
        source.write_bytes(raw)
        before = outside(home)
        with pytest.raises(error, match=reason):
            restore(source, home)
        assert outside(home) - before <= {home.parent}
        left = {it.relative_to(home).as_posix() for it in home.rglob("*")}
        assert left <= {"publish.lock", "activate.lock", "store", "store/.staging"}

    return check
