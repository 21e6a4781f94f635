"""What was activated when, by whom and why: append-only, each entry chained to the one before.

The pointer `active.json` holds the newest entry whole, and is moved first; the line in
`ledger.jsonl` follows. Whoever reads adds the pointer's entry when a crash kept it from the
file, so that the pointer and the history never disagree.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import Field

from kb.errors import DamagedError, NothingActiveError
from kb.model import Frozen
from kb.store import append_durably, write_durably

_NO_PREVIOUS: Final = "0" * 64


class Activation(Frozen):
    """One entry: a snapshot of a release came into force.

    `new_versions` lists the item versions (`id@first day` and version) that no earlier entry has:
    the moment of this entry is when they were first published.
    """

    number: int = Field(alias="nummer")
    at: datetime = Field(alias="tijdstip")
    by: str = Field(alias="door")
    note: str = Field(alias="notitie")
    release: str = Field(alias="release")
    public: str = Field(alias="publicatie")
    snapshot: str = Field(alias="momentopname")
    encoder: str = Field(alias="encoder")
    gate: str = Field(default="none", alias="poort")
    new_versions: tuple[tuple[str, str], ...] = Field(alias="nieuweVersies")
    previous: str = Field(alias="vorige")

    def digest(self) -> str:
        """Return the digest that the next entry carries as `previous`."""
        return hashlib.sha256(_line(self)).hexdigest()


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
        lines = self._file.read_bytes().splitlines() if self._file.exists() else []
        if lines and not _complete(lines[-1]):
            lines.pop()  # the last write was cut off; the pointer still has that entry
        entries = [self._parsed(line, at) for at, line in enumerate(lines, 1)]
        active = self._active()
        if active is not None and active.number == len(entries) + 1:
            entries.append(active)
        previous = _NO_PREVIOUS
        for at, entry in enumerate(entries, 1):
            if entry.previous != previous or entry.number != at:
                raise DamagedError("het logboek", f"regel {at} sluit niet aan op de vorige")
            previous = entry.digest()
        if active is not None and entries[-1:] != [active]:
            raise DamagedError("het logboek", "de laatste regel is niet die van active.json")
        return tuple(entries)

    def active(self) -> Activation:
        """Return what is in force.

        Raises:
            NothingActiveError: nothing was ever activated.
            DamagedError: the pointer cannot be read.
        """
        if (active := self._active()) is None:
            raise NothingActiveError
        return active

    def activate(
        self,
        *,
        now: datetime,
        by: str,
        note: str,
        release: str,
        public: str,
        snapshot: str,
        encoder: str,
        versions: frozenset[tuple[str, str]],
    ) -> Activation:
        """Put a snapshot in force and record it. The caller holds the publish lock.

        Raises:
            DamagedError: the ledger so far does not verify.
            StoreError: it cannot be written; the old or the new is active, whole.
        """
        entries = self.entries()
        self._repair(entries)
        known = {version for entry in entries for version in entry.new_versions}
        entry = Activation(
            number=len(entries) + 1,
            at=now.astimezone(UTC).replace(microsecond=0),
            by=by,
            note=note,
            release=release,
            public=public,
            snapshot=snapshot,
            encoder=encoder,
            new_versions=tuple(sorted(versions - known)),
            previous=entries[-1].digest() if entries else _NO_PREVIOUS,
        )
        write_durably(self.pointer, _line(entry))
        append_durably(self._file, _line(entry))
        return entry

    def _repair(self, entries: tuple[Activation, ...]) -> None:
        """Write the file anew when a crash left it without its last line or with half of one."""
        expected = b"".join(_line(entry) + b"\n" for entry in entries)
        if (self._file.read_bytes() if self._file.exists() else b"") != expected:
            write_durably(self._file, expected)

    def _active(self) -> Activation | None:
        if not self.pointer.exists():
            return None
        return self._parsed(self.pointer.read_bytes(), None)

    def _parsed(self, line: bytes, at: int | None) -> Activation:
        try:
            return Activation.model_validate_json(line, by_alias=True, by_name=False)
        except ValueError:
            what = "de aanwijzer active.json" if at is None else f"regel {at} van het logboek"
            raise DamagedError(what, "onleesbaar") from None


def first_published(entries: tuple[Activation, ...]) -> dict[tuple[str, str], datetime]:
    """Return when each item version (`id@first day`, version) was first in force."""
    return {version: entry.at for entry in reversed(entries) for version in entry.new_versions}


def _line(entry: Activation) -> bytes:
    table = entry.model_dump(mode="json", by_alias=True)
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _complete(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
