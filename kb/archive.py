"""What was published before, by moment or by name, read from the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.ledger import Activation, Ledger
from kb.release import NOTES, PUBLIC, Notes, PublicContent, Release, read_part, read_release
from kb.store import Artefact, Store


@dataclass(frozen=True)
class Archive:
    """The store and the ledger under one home, together."""

    home: Path

    @property
    def store(self) -> Store:
        """Where the folders are."""
        return Store(self.home)

    @property
    def ledger(self) -> Ledger:
        """What was in force when."""
        return Ledger(self.home)

    def entries(self) -> tuple[Activation, ...]:
        """Return every activation, oldest first.

        Raises:
            DamagedError: the ledger does not verify.
        """
        return self.ledger.entries()

    def release(self, id_: str) -> Release:
        """Return a release, verified.

        Raises:
            MissingError: it was cleared away, or never was.
            DamagedError: it was changed.
        """
        return read_release(self.store.open(Artefact.RELEASE, id_).folder)

    def public(self, id_: str) -> PublicContent:
        """Return the public part of the release `id_`, verified; its notes are not opened.

        Raises:
            MissingError: it was cleared away, or never was.
            DamagedError: it was changed.
        """
        return read_part(self.store.file(Artefact.RELEASE, id_, PUBLIC), PublicContent)

    def notes(self, id_: str) -> Notes:
        """Return the advisor notes of the release `id_`, verified.

        Raises:
            MissingError: it was cleared away, or never was.
            DamagedError: they were changed.
        """
        return read_part(self.store.file(Artefact.RELEASE, id_, NOTES), Notes)
