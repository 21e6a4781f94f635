"""What may be cleared away: folders that nothing in force, planned or to be answered for needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kb.archive import Archive
from kb.ledger import Activation
from kb.plans import Plan, Plans
from kb.store import Artefact

KEPT_BEFORE: Final = 3
"""How many releases before the one in force are kept whatever their age: those that somebody may
want to go back to."""

Folder = tuple[Artefact, str]


@dataclass(frozen=True)
class Garbage:
    """What may go and what stays, by kind and id."""

    removable: tuple[Folder, ...]
    kept: tuple[Folder, ...]


def garbage(archive: Archive, now: datetime, retention: timedelta) -> Garbage:
    """Return which folders nothing needs: not what is in force, the `KEPT_BEFORE` releases before
    it, a plan, or any entry that was in force within `retention`.

    Raises:
        DamagedError: the ledger or a plan cannot be read, so nothing may be judged.
    """
    entries = archive.entries()
    needed = set(_needed(entries, Plans(archive.home).pending(entries), now - retention))
    present = [(kind, id_) for kind in Artefact for id_ in archive.store.ids(kind)]
    return Garbage(
        tuple(it for it in present if it not in needed),
        tuple(it for it in present if it in needed),
    )


def clear(archive: Archive, now: datetime, retention: timedelta) -> Garbage:
    """Remove what nothing needs, and return what was judged.

    Raises:
        BusyError: somebody is publishing.
        DamagedError, StoreError: it cannot be judged or removed.
    """
    with archive.store.publishing(), archive.store.activating():
        found = garbage(archive, now, retention)
        for kind, id_ in found.removable:
            archive.store.remove(kind, id_)
    return found


def _needed(
    entries: Sequence[Activation], plans: Iterable[Plan], since: datetime
) -> Iterator[Folder]:
    for entry in _kept(entries, since):
        yield Artefact.RELEASE, entry.release
        yield Artefact.SNAPSHOT, entry.snapshot
        yield Artefact.ENCODER, entry.encoder
    for plan in plans:
        yield Artefact.RELEASE, plan.base
        yield Artefact.RELEASE, plan.candidate.release
        yield Artefact.SNAPSHOT, plan.candidate.snapshot
        yield Artefact.ENCODER, plan.candidate.encoder


def _kept(entries: Sequence[Activation], since: datetime) -> Iterator[Activation]:
    """Yield the entries that were in force after `since`, and those of the newest releases."""
    ends = [it.at for it in entries[1:]]
    yield from (it for it, end in zip(entries[:-1], ends, strict=True) if end > since)
    newest = dict.fromkeys(it.release for it in reversed(entries))
    names = set(list(newest)[: KEPT_BEFORE + 1])
    yield from (it for it in entries if it.release in names)
