"""Where immutable folders live, each named by the digest of what is in it.

    <home>/store/{releases,snapshots,encoders}/<64 hex digits>/manifest.json + files
    <home>/store/.staging/        folders being written; never read
    <home>/publish.lock           held by whoever builds, backs up or clears away
    <home>/activate.lock          held for the moment in which something is put in force

A folder is written in staging, named by its digest and moved in one rename: it is there whole or
not at all. A folder is verified against its manifest before anything in it is parsed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, Any, Final

from kb.durable import discard_folder, make_folder, move_folder
from kb.errors import BusyError, DamagedError, MissingError, StoreError
from kb.manifest import MANIFEST, manifest_of, stated_facts, verified_facts, verified_file

ACTIVATING_SECONDS: Final = 10.0
"""How long to wait for somebody else who puts something in force: that takes milliseconds."""


class Artefact(StrEnum):
    """The kinds of folder in the store."""

    RELEASE = "releases"
    SNAPSHOT = "snapshots"
    ENCODER = "encoders"


@dataclass(frozen=True)
class Stored:
    """A verified folder: its id (`sha256:…`), where it is, and the facts of its manifest."""

    id: str
    folder: Path
    facts: Mapping[str, Any]


class Store:
    """The folder of everything that has been published under one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._root = home / "store"

    def put(self, kind: Artefact, facts: Mapping[str, Any], fill: Callable[[Path], None]) -> Stored:
        """Let `fill` write files into an empty folder and keep it under its digest.

        The digest covers `facts` and every byte of every file. Putting the same twice is harmless;
        one that is there and was damaged is replaced.

        Raises:
            StoreError: the disk is full or refuses; nothing half-written stays behind.
        """
        try:
            make_folder(self._staging)
            folder = Path(tempfile.mkdtemp(dir=self._staging))
            try:
                return self._fill_and_keep(kind, facts, fill, folder)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
        except OSError as error:
            raise StoreError(f"Opslaan is niet gelukt: {error.strerror}.") from error

    def _fill_and_keep(
        self,
        kind: Artefact,
        facts: Mapping[str, Any],
        fill: Callable[[Path], None],
        folder: Path,
    ) -> Stored:
        fill(folder)
        raw = manifest_of(kind.value, facts, folder)
        (folder / MANIFEST).write_bytes(raw)
        id_ = "sha256:" + hashlib.sha256(raw).hexdigest()
        return self._move_in(kind, id_, folder, facts)

    def _move_in(self, kind: Artefact, id_: str, folder: Path, facts: Mapping[str, Any]) -> Stored:
        target = self.path(kind, id_)
        if target.exists():
            try:
                return self.open(kind, id_)
            except DamagedError:
                discard_folder(target, self._staging)
        move_folder(folder, target)
        return Stored(id_, target, facts)

    def remove(self, kind: Artefact, id_: str) -> None:
        """Remove the folder `id_`. The caller holds the publish lock.

        Raises:
            MissingError: there is no such folder.
            StoreError: the disk refuses.
        """
        folder = self.path(kind, id_)
        if not folder.is_dir():
            raise MissingError(f"{kind.value} {id_}")
        try:
            discard_folder(folder, self._staging)
        except OSError as error:
            raise StoreError(f"Opruimen is niet gelukt: {error.strerror}.") from error

    def ids(self, kind: Artefact) -> tuple[str, ...]:
        """Return the id of every folder of a kind, sorted, without verifying."""
        folders = (self._root / kind.value).glob("[0-9a-f]" * 64)
        return tuple(sorted(f"sha256:{folder.name}" for folder in folders))

    def path(self, kind: Artefact, id_: str) -> Path:
        """Return where the folder `id_` is or would be.

        Raises:
            MissingError: `id_` is no digest, so nothing can be there.
        """
        algorithm, _, digest = id_.partition(":")
        if algorithm != "sha256" or len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise MissingError(f"{kind.value} {id_[:80]!r}")
        return self._root / kind.value / digest

    def open(self, kind: Artefact, id_: str) -> Stored:
        """Verify the folder `id_` to the last byte and return it.

        Raises:
            MissingError: there is no such folder.
            DamagedError: a file is missing, changed or not in the manifest.
        """
        folder = self.path(kind, id_)
        if not folder.is_dir():
            raise MissingError(f"{kind.value} {id_}")
        return Stored(id_, folder, verified_facts(kind.value, id_, folder))

    def file(self, kind: Artefact, id_: str, name: str) -> Path:
        """Verify one file of the folder `id_` and return where it is; no other file is opened.

        Raises:
            MissingError: there is no such folder.
            DamagedError: the file is missing, changed or not in the manifest.
        """
        folder = self.path(kind, id_)
        if not folder.is_dir():
            raise MissingError(f"{kind.value} {id_}")
        return verified_file(kind.value, id_, folder, name)

    def facts(self, kind: Artefact, id_: str) -> Mapping[str, Any]:
        """Return what the manifest of the folder `id_` says of it; its files are not looked at.

        Raises:
            MissingError: there is no such folder.
            DamagedError: the manifest is not the one that the id is the digest of.
        """
        folder = self.path(kind, id_)
        if not folder.is_dir():
            raise MissingError(f"{kind.value} {id_}")
        return stated_facts(kind.value, id_, folder)

    def find(self, kind: Artefact, facts: Mapping[str, Any]) -> str | None:
        """Return the id of a folder of this kind whose facts include `facts`, without verifying."""
        for id_ in self.ids(kind):
            try:
                known = json.loads((self.path(kind, id_) / MANIFEST).read_bytes())["feiten"].items()
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            if facts.items() <= known:
                return id_
        return None

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Hold the publish lock; staging left by a publisher that died is cleared.

        Raises:
            BusyError: another process holds it.
            StoreError: the home cannot be written.
        """
        with self._locked("publish.lock", patience=0.0):
            shutil.rmtree(self._staging, ignore_errors=True)
            yield

    @contextmanager
    def activating(self) -> Iterator[None]:
        """Hold the lock of putting something in force: a moment, also while others publish.

        Raises:
            BusyError: another process holds it for longer than `ACTIVATING_SECONDS`.
            StoreError: the home cannot be written.
        """
        with self._locked("activate.lock", patience=ACTIVATING_SECONDS):
            yield

    def adopt(self, kind: Artefact, id_: str, folder: Path) -> Stored:
        """Verify `folder`, which is on the disk of the store, and move it in as `id_`.

        One that is there already stays, unless it is damaged. The caller holds the publish lock.

        Raises:
            DamagedError: it is not what `id_` stands for; nothing changed.
            OSError: the disk refuses.
        """
        return self._move_in(kind, id_, folder, verified_facts(kind.value, id_, folder))

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Give an empty folder on the disk of the store, gone afterwards with all that is in it.

        The caller holds the publish lock.

        Raises:
            OSError: the disk refuses.
        """
        make_folder(self._staging)
        folder = Path(tempfile.mkdtemp(dir=self._staging))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str, patience: float) -> Iterator[None]:
        try:
            make_folder(self.home)
            lock = (self.home / name).open("a")
        except OSError as error:
            raise StoreError(f"{name} openen is niet gelukt: {error.strerror}.") from error
        until = time.monotonic() + patience
        with lock:
            while not _got(lock):
                if time.monotonic() >= until:
                    raise BusyError
                time.sleep(0.01)
            yield

    @property
    def _staging(self) -> Path:
        return self._root / ".staging"


def _got(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
