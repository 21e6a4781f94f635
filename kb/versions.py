"""Which version of an item was in force when, on both clocks: the days it is about (`validity`)
and the moments between which we had it published (`periods`).

Releases never change, so what was read of one is remembered; the ledger says in what order they
came into force.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Final

from kb.archive import Archive
from kb.errors import MissingError
from kb.ledger import Activation, Version
from kb.model import Referral, Validity
from kb.release import key_of
from kb.rendering import question_of

_REMEMBERED: Final = 200
"""Of how many releases is remembered which versions they have: some 100 KB each."""


@dataclass(frozen=True)
class Period:
    """A stretch of time in which a version was published; `end` is None while it still is."""

    start: datetime
    end: datetime | None
    activation: Activation
    """The one that began it."""


@dataclass(frozen=True)
class HeldVersion:
    """A version of an item. What it asks and when it holds is None when its release is gone."""

    key: str
    digest: str
    question: str | None
    validity: Validity | None
    successor: str | None
    periods: tuple[Period, ...]
    """Oldest first, at least one."""

    @property
    def published_now(self) -> bool:
        """Whether the newest publication has it."""
        return self.periods[-1].end is None


@dataclass(frozen=True)
class _Known:
    question: str
    validity: Validity
    successor: str | None


Contents = Mapping[str, Mapping[Version, _Known]]
"""Per item the versions that a release has of it."""


@dataclass
class _Trace:
    """What was seen of one version so far."""

    known: _Known | None = None
    periods: list[Period] = field(default_factory=list)
    began: Activation | None = None


class Versions:
    """The versions of every item under one home. May be shared by threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._contents = lru_cache(_REMEMBERED)(self._read)

    def of(self, id_: str, until: int) -> tuple[HeldVersion, ...]:
        """Return the versions of `id_` as they were up to activation number `until`.

        The newest first: by the first day they are about, then by when they were first published.
        None when there never was such an item. Of a release that was cleared away only what was
        new in it is known.

        Raises:
            DamagedError: the ledger or a release does not verify.
        """
        entries = self._archive.entries()[:until]
        if not any(key.partition("@")[0] == id_ for it in entries for key, _ in it.new_versions):
            return ()
        traces: dict[Version, _Trace] = {}
        for entry in entries:
            self._follow(traces, entry, id_)
        found = [_held(version, trace) for version, trace in traces.items()]
        return tuple(sorted(found, key=lambda it: (it.key, it.periods[0].start), reverse=True))

    def _follow(self, traces: dict[Version, _Trace], entry: Activation, id_: str) -> None:
        """Let the versions of `id_` begin and end that do so with `entry`."""
        with self._lock:
            contents = self._contents(entry.release)
        present = _new(entry.new_versions, id_) if contents is None else contents.get(id_, {})
        for version, known in present.items():
            trace = traces.setdefault(version, _Trace())
            trace.known = known or trace.known
            trace.began = trace.began or entry
        for version, trace in traces.items():
            if contents is not None and version not in present and trace.began is not None:
                trace.periods.append(Period(trace.began.at, entry.at, trace.began))
                trace.began = None

    def _read(self, release: str) -> Contents | None:
        """Return what a release has; None when it was cleared away."""
        try:
            public = self._archive.public(release)
        except MissingError:
            return None
        found: dict[str, dict[Version, _Known]] = {}
        for it in public.entries():
            successor = None if isinstance(it, Referral) else it.successor
            known = _Known(question_of(it), it.validity, successor)
            found.setdefault(it.id, {})[key_of(it), it.version] = known
        return found


def _new(versions: Iterable[Version], id_: str) -> dict[Version, _Known | None]:
    return {it: None for it in versions if it[0].partition("@")[0] == id_}


def _held(version: Version, trace: _Trace) -> HeldVersion:
    still = [Period(trace.began.at, None, trace.began)] if trace.began else []
    known = trace.known
    return HeldVersion(
        key=version[0],
        digest=version[1],
        question=known.question if known else None,
        validity=known.validity if known else None,
        successor=known.successor if known else None,
        periods=(*trace.periods, *still),
    )
