"""Runs that were made before: one file each under the home, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from eval.errors import UnknownRunError
from eval.run import Run
from kb.canonical import canonical
from kb.durable import clear_unfinished, write_durably
from kb.errors import DamagedError

_ABANDONED_SECONDS: Final = 3600.0
"""A file that was left half-written for so long has no writer any more. No lock says so: whoever
measures writes here, also while others publish."""


@dataclass(frozen=True)
class Runs:
    """The stored runs under one home."""

    home: Path

    @property
    def _folder(self) -> Path:
        return self.home / "evaluations"

    def keep(self, run: Run) -> Path:
        """Store a run and return its file.

        Raises:
            StoreError: it cannot be written.
        """
        stamp = run.began.strftime("%Y%m%dT%H%M%SZ")
        path = self._folder / f"{stamp}-{run.id}.json"
        clear_unfinished(self._folder, seconds=_ABANDONED_SECONDS)
        write_durably(path, canonical(run))
        return path

    def stored(self) -> tuple[Run, ...]:
        """Return every run, the oldest first.

        Raises:
            DamagedError: a file is no run.
        """
        return tuple(self._read(path) for path in sorted(self._folder.glob("*.json")))

    def named(self, name: str) -> Run:
        """Return the newest run that `name` means: `laatste`, or the first digits of its id.

        Raises:
            UnknownRunError: no run has that name.
        """
        paths = sorted(self._folder.glob("*.json"), reverse=True)
        for path in paths:
            id_ = path.stem.partition("-")[2]
            if name == "laatste" or (len(name) >= 4 and id_.startswith(name)):
                return self._read(path)
        raise UnknownRunError(name)

    def of_snapshot(self, snapshot: str, questions: str) -> Run | None:
        """Return the newest run of these very questions on a snapshot, or None."""
        found = [it for it in self.stored() if (it.snapshot, it.questions) == (snapshot, questions)]
        return found[-1] if found else None

    def _read(self, path: Path) -> Run:
        try:
            return Run.model_validate_json(path.read_bytes(), by_alias=True, by_name=False)
        except (OSError, ValueError):
            raise DamagedError(f"de meting {path.name}", "onleesbaar") from None


def newest_first(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs, the newest first."""
    return tuple(sorted(runs, key=lambda it: it.began, reverse=True))
