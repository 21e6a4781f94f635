"""What was activated when, by whom and why: append-only, each entry chained to the one before.

The pointer `active.json` holds the newest entry whole, and is moved first; the line in
`ledger.jsonl` follows. Whoever reads adds the pointer's entry when a crash kept it from the
file, so that the pointer and the history never disagree.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import Field

from kb import __version__
from kb.canonical import canonical, is_whole
from kb.durable import append_durably, clear_unfinished, write_durably
from kb.errors import DamagedError, NothingActiveError, NotPublishedYetError, UnknownReleaseError
from kb.model import Frozen

_NO_PREVIOUS: Final = "0" * 64
NO_GATE: Final = "none"
"""The verdict of an activation that no gate looked at."""

Version = tuple[str, str]
"""An item version: `id@first day` and the digest of its source."""


class Candidate(Frozen):
    """What can be put in force: a release, its public part, its snapshot and the encoder of that.

    `versions` is every item version in the release.
    """

    release: str = Field(alias="release")
    public: str = Field(alias="publicatie")
    snapshot: str = Field(alias="momentopname")
    encoder: str = Field(alias="encoder")
    versions: tuple[Version, ...] = Field(default=(), alias="versies")


class ActivationKind(StrEnum):
    """How something came into force."""

    PUBLISHED = "publicatie"
    PLANNED = "gepland"
    ROLLED_BACK = "teruggedraaid"


class Activation(Frozen):
    """One entry: a snapshot of a release came into force.

    `new_versions` lists the item versions that no earlier entry has: the moment of this entry is
    when they were first published. `program` is the version of the product that wrote the entry,
    and so the one that can certainly read what it names.
    """

    number: int = Field(alias="nummer")
    kind: ActivationKind = Field(default=ActivationKind.PUBLISHED, alias="soort")
    at: datetime = Field(alias="tijdstip")
    by: str = Field(alias="door")
    note: str = Field(alias="notitie")
    release: str = Field(alias="release")
    public: str = Field(alias="publicatie")
    snapshot: str = Field(alias="momentopname")
    encoder: str = Field(alias="encoder")
    gate: str = Field(default=NO_GATE, alias="poort")
    run: str | None = Field(default=None, alias="meting")
    override: str | None = Field(default=None, alias="doorgezetOmdat")
    plan: str | None = Field(default=None, alias="plan")
    program: str = Field(default="", alias="programma")
    new_versions: tuple[Version, ...] = Field(alias="nieuweVersies")
    previous: str = Field(alias="vorige")

    def candidate(self) -> Candidate:
        """Return what was put in force, to do so again; its versions are known by now."""
        return Candidate(
            release=self.release,
            public=self.public,
            snapshot=self.snapshot,
            encoder=self.encoder,
        )


@dataclass(frozen=True)
class Decision:
    """Who puts something in force, how and why; with the verdict of the gate and its run."""

    by: str
    note: str
    kind: ActivationKind = ActivationKind.PUBLISHED
    gate: str = NO_GATE
    run: str | None = None
    override: str | None = None
    plan: str | None = None


@dataclass(frozen=True)
class _Line:
    """An entry with the very bytes that it was written as: those are what the chain is over."""

    raw: bytes
    entry: Activation

    def digest(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """The ledger under one home."""

    home: Path

    @property
    def _file(self) -> Path:
        return self.home / "ledger.jsonl"

    @property
    def pointer(self) -> Path:
        """The file that says what is active."""
        return self.home / "active.json"

    def entries(self) -> tuple[Activation, ...]:
        """Return every entry, oldest first, after checking the chain.

        Raises:
            DamagedError: an entry was changed, removed or cannot be read.
        """
        return tuple(line.entry for line in self._lines())

    def head(self) -> str | None:
        """Return the digest of the newest entry, which stands for the whole ledger so far.

        Kept elsewhere, it proves later that nothing before it was changed or taken away.

        Raises:
            DamagedError: the ledger does not verify.
        """
        lines = self._lines()
        return lines[-1].digest() if lines else None

    def number_of(self, digest: str) -> int | None:
        """Return the number of the entry with this digest, or None when there is none.

        Raises:
            DamagedError: the ledger does not verify.
        """
        return next((it.entry.number for it in self._lines() if it.digest() == digest), None)

    def _lines(self) -> list[_Line]:
        raw = self._file.read_bytes().splitlines() if self._file.exists() else []
        if raw and not is_whole(raw[-1]):
            raw.pop()  # the last write was cut off; the pointer still has that entry
        lines = [self._parsed(line, at) for at, line in enumerate(raw, 1)]
        active = self._active()
        if active is not None and active.entry.number == len(lines) + 1:
            lines.append(active)
        previous = _NO_PREVIOUS
        for at, line in enumerate(lines, 1):
            if line.entry.previous != previous or line.entry.number != at:
                raise DamagedError("het logboek", f"regel {at} sluit niet aan op de vorige")
            previous = line.digest()
        if active is not None and lines[-1:] != [active]:
            raise DamagedError("het logboek", "de laatste regel is niet die van active.json")
        return lines

    def active(self) -> Activation:
        """Return what is in force.

        Raises:
            NothingActiveError: nothing was ever activated.
            DamagedError: the pointer cannot be read, or is gone.
        """
        if (active := self._active()) is None:
            if self._lines():
                why = "hij ontbreekt; `vraagbaak rollback actief` zet hem terug"
                raise DamagedError("de aanwijzer active.json", why)
            raise NothingActiveError
        return active.entry

    def activate(self, candidate: Candidate, decision: Decision, now: datetime) -> Activation:
        """Put a candidate in force and record it. The caller holds the activation lock.

        An entry is never dated before the one that it follows, whatever the clock says.

        Raises:
            DamagedError: the ledger so far does not verify.
            StoreError: it cannot be written; the old or the new is active, whole.
        """
        lines = self._lines()
        self._repair(lines)
        moment = now.astimezone(UTC).replace(microsecond=0)
        known = {version for line in lines for version in line.entry.new_versions}
        entry = Activation(
            number=len(lines) + 1,
            kind=decision.kind,
            at=max(moment, lines[-1].entry.at) if lines else moment,
            by=decision.by,
            note=decision.note,
            release=candidate.release,
            public=candidate.public,
            snapshot=candidate.snapshot,
            encoder=candidate.encoder,
            gate=decision.gate,
            run=decision.run,
            override=decision.override,
            plan=decision.plan,
            program=__version__,
            new_versions=tuple(sorted(set(candidate.versions) - known)),
            previous=lines[-1].digest() if lines else _NO_PREVIOUS,
        )
        raw = canonical(entry)
        write_durably(self.pointer, raw)
        append_durably(self._file, raw)
        return entry

    def _repair(self, lines: Sequence[_Line]) -> None:
        """Mend what a crash left: a last line that is not there or half, and files beside it."""
        clear_unfinished(self.home)
        expected = b"".join(line.raw + b"\n" for line in lines)
        if (self._file.read_bytes() if self._file.exists() else b"") != expected:
            write_durably(self._file, expected)

    def _active(self) -> _Line | None:
        if not self.pointer.exists():
            return None
        return self._parsed(self.pointer.read_bytes(), None)

    def _parsed(self, raw: bytes, at: int | None) -> _Line:
        try:
            return _Line(raw, Activation.model_validate_json(raw, by_alias=True, by_name=False))
        except ValueError:
            what = "de aanwijzer active.json" if at is None else f"regel {at} van het logboek"
            raise DamagedError(what, "onleesbaar") from None


def first_published(entries: Iterable[Activation]) -> dict[Version, datetime]:
    """Return when each item version was first in force."""
    return {version: entry.at for entry in reversed([*entries]) for version in entry.new_versions}


def in_force_at(entries: Sequence[Activation], moment: datetime) -> Activation:
    """Return what was in force at `moment`, to the second.

    Raises:
        NotPublishedYetError: nothing was published by then.
    """
    found = next((it for it in reversed(entries) if it.at <= moment), None)
    if found is None:
        raise NotPublishedYetError(moment)
    return found


def named(entries: Sequence[Activation], name: str) -> Activation:
    """Return the newest entry that `name` means.

    A name is `actief`, `vorige`, a number of the ledger, or the first digits (six or more) of the
    digest of a release, a publication or a snapshot, with or without `sha256:`.

    Raises:
        UnknownReleaseError: no entry has that name, or entries of several releases have it.
    """
    newest_first = list(reversed(entries))
    if name == "actief":
        found = newest_first[:1]
    elif name == "vorige":
        found = [it for it in newest_first if it.release != newest_first[0].release]
    elif name.isdecimal() and len(name) < _SHORTEST_DIGEST:
        found = [it for it in newest_first if it.number == int(name)]
    else:
        by_digest = [(it, _digest_named(it, name)) for it in newest_first]
        found = [it for it, digest in by_digest if digest]
        if len({digest for _, digest in by_digest if digest}) > 1:
            raise UnknownReleaseError(name, several=True)
    if not found:
        raise UnknownReleaseError(name, several=False)
    return found[0]


_SHORTEST_DIGEST: Final = 6
"""Fewer digits than this would soon name two releases; a number of the ledger is shorter."""


def _digest_named(entry: Activation, name: str) -> str | None:
    """Return the digest of `entry` that begins as `name` says, or None."""
    start = name.removeprefix("sha256:")
    if len(start) < _SHORTEST_DIGEST:
        return None
    digests = (entry.release, entry.public, entry.snapshot)
    return next((it for it in digests if it.removeprefix("sha256:").startswith(start)), None)
