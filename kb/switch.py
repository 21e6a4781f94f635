"""The kill switch: while it is pulled the service answers nothing, and says who can help.

    <home>/noodrem.json     is there while the switch is pulled: when, by whom, why
    <home>/noodrem.jsonl    every time it was pulled or released, oldest first; only added to

The file itself is the switch. One that cannot be read counts as pulled, so that somebody who can do
nothing else may make an empty one by hand; a full disk or a damaged log never keeps anybody from
pulling it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pydantic import Field

from kb.canonical import canonical, is_whole
from kb.durable import append_durably, delete_durably, write_durably
from kb.errors import DamagedError, StoreError
from kb.model import Frozen, Text
from kb.store import Store

_UNKNOWN: Final = "onbekend"


class Pulled(Frozen):
    """When the switch was pulled, by whom and why."""

    at: datetime = Field(alias="tijdstip")
    by: Text = Field(alias="door")
    reason: Text = Field(alias="reden")


class Turn(Pulled):
    """One line of the log: the switch was pulled (`on`) or released."""

    on: bool = Field(alias="aan")


@dataclass(frozen=True)
class Switch:
    """The kill switch under one home."""

    home: Path

    @property
    def _file(self) -> Path:
        return self.home / "noodrem.json"

    @property
    def _record(self) -> Path:
        return self.home / "noodrem.jsonl"

    def state(self) -> Pulled | None:
        """Return how the switch was pulled, or None when it is not.

        Raises:
            StoreError: the disk does not even say whether it is.
        """
        try:
            since = datetime.fromtimestamp(self._file.lstat().st_mtime, UTC).replace(microsecond=0)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise StoreError(f"De noodrem is onleesbaar: {error.strerror}.") from error
        try:
            return Pulled.model_validate_json(self._file.read_bytes(), by_alias=True, by_name=False)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            return Pulled(at=since, by=_UNKNOWN, reason=f"{_UNKNOWN}; noodrem.json zegt het niet")

    def pull(self, reason: str, by: str, at: datetime) -> Pulled:
        """Stop all answers; when they were stopped already, return since when and why.

        It holds before it is in the log, for which another process may have to be waited for.

        Raises:
            StoreError, BusyError: it cannot be written. What `state` says then, holds; the next
                turn adds what the log lacks.
        """
        if (already := self.state()) is not None:
            return already
        pulled = Pulled(at=_second(at), by=by, reason=reason)
        write_durably(self._file, canonical(pulled))
        with Store(self.home).activating():
            self._add(_turn(pulled, on=True))
        return pulled

    def release(self, by: str, at: datetime, reason: str = "weer vrijgegeven") -> Pulled | None:
        """Let answers be given again; return how the switch was pulled, None when it was not.

        Raises:
            StoreError, BusyError: it cannot be written; the answers are still stopped.
        """
        with Store(self.home).activating():
            if (was := self.state()) is None:
                return None
            self._add(_turn(was, on=True), Turn(at=_second(at), by=by, reason=reason, on=False))
            delete_durably(self._file)
            return was

    def log(self) -> tuple[Turn, ...]:
        """Return every time that the switch was pulled or released, oldest first.

        Raises:
            DamagedError: it cannot be read, or a line of it cannot.
        """
        try:
            lines = self._lines()
        except OSError as error:
            raise DamagedError("noodrem.jsonl", f"{error.strerror}") from error
        return tuple(_parsed(line, at) for at, line in enumerate(lines, 1))

    def at(self, moment: datetime) -> Pulled | None:
        """Return how the switch was pulled at `moment`, to the second, or None.

        Raises:
            DamagedError: the log cannot be read.
            StoreError: the disk does not say whether it is pulled.
        """
        if (now := self.state()) is not None and now.at <= moment:
            return now
        turn = next((it for it in reversed(self.log()) if it.at <= moment), None)
        return Pulled(at=turn.at, by=turn.by, reason=turn.reason) if turn and turn.on else None

    def _add(self, *turns: Turn) -> None:
        """Add turns to the log, but not the one that is its last line already.

        Somebody who pulled the switch may have found no room to say so. The caller holds the lock.
        """
        try:
            lines = self._lines()
            self._mend(lines)
        except OSError as error:
            raise StoreError(f"noodrem.jsonl is onleesbaar: {error.strerror}.") from error
        known = lines[-1] if lines else b""
        for line in (canonical(it) for it in turns):
            if line != known:
                append_durably(self._record, line)

    def _lines(self) -> list[bytes]:
        """Return the lines of the log, without a last one that was cut off."""
        raw = self._record.read_bytes() if self._record.exists() else b""
        lines = raw.splitlines()
        if lines and not raw.endswith(b"\n") and not is_whole(lines[-1]):
            lines.pop()
        return lines

    def _mend(self, lines: Iterable[bytes]) -> None:
        """Let the log end where a line ends, or the next would not begin where one begins."""
        whole = b"".join(line + b"\n" for line in lines)
        if self._record.exists() and self._record.read_bytes() != whole:
            write_durably(self._record, whole)


def _turn(pulled: Pulled, *, on: bool) -> Turn:
    return Turn(at=pulled.at, by=pulled.by, reason=pulled.reason, on=on)


def _second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _parsed(line: bytes, at: int) -> Turn:
    try:
        return Turn.model_validate_json(line, by_alias=True, by_name=False)
    except ValueError:
        raise DamagedError(f"regel {at} van noodrem.jsonl", "onleesbaar") from None
