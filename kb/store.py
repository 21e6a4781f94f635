"""Where immutable folders live, each named by the digest of what is in it.

    <home>/store/{releases,snapshots,encoders}/<64 hex digits>/manifest.json + files
    <home>/store/.staging/        folders being written; never read
    <home>/active.json            the pointer: which activation is in force
    <home>/publish.lock           held by whoever publishes

Every fsync and rename of the product is in this file. A folder is written in staging, synced,
named by its digest and moved in one rename: it is there whole or not at all. A folder is verified
against its manifest before anything in it is parsed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from kb.errors import BusyError, DamagedError, MissingError, StoreError

MANIFEST: Final = "manifest.json"


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

        The digest covers `facts` and every byte of every file. Putting the same twice is harmless.

        Raises:
            StoreError: the disk is full or refuses; nothing half-written stays behind.
            DamagedError: it is there already, and was changed.
        """
        staging = self._root / ".staging"
        try:
            staging.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(dir=staging))
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
        manifest = {"soort": kind.value, "feiten": dict(facts), "bestanden": _digests(folder)}
        raw = _canonical(manifest)
        (folder / MANIFEST).write_bytes(raw)
        id_ = "sha256:" + hashlib.sha256(raw).hexdigest()
        target = self.path(kind, id_)
        if target.exists():
            return self.open(kind, id_)
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o755 if path.is_dir() else 0o644)
            _sync(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(target)
        _sync(target.parent)
        return Stored(id_, target, facts)

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
        what = f"{kind.value} {id_}"
        try:
            raw = (folder / MANIFEST).read_bytes()
        except OSError:
            raise DamagedError(what, "het manifest ontbreekt of is onleesbaar") from None
        if "sha256:" + hashlib.sha256(raw).hexdigest() != id_:
            raise DamagedError(what, "het manifest is gewijzigd")
        manifest = json.loads(raw)
        if manifest["soort"] != kind.value:
            raise DamagedError(what, f"het manifest is van {manifest['soort']}")
        try:
            actual = _digests(folder)
        except OSError as error:
            raise DamagedError(what, f"een bestand is onleesbaar ({error.strerror})") from None
        for name in sorted(manifest["bestanden"].keys() | actual.keys()):
            if manifest["bestanden"].get(name) != actual.get(name):
                raise DamagedError(what, f"{name} klopt niet met het manifest")
        return Stored(id_, folder, manifest["feiten"])

    def find(self, kind: Artefact, facts: Mapping[str, Any]) -> str | None:
        """Return the id of a folder of this kind whose facts include `facts`, without verifying."""
        for folder in sorted((self._root / kind.value).glob("[0-9a-f]" * 64)):
            try:
                known = json.loads((folder / MANIFEST).read_bytes())["feiten"].items()
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
            if facts.items() <= known:
                return f"sha256:{folder.name}"
        return None

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """Hold the publish lock; staging left by a publisher that died is cleared.

        Raises:
            BusyError: another process holds it.
        """
        self.home.mkdir(parents=True, exist_ok=True)
        with (self.home / "publish.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError from None
            shutil.rmtree(self._root / ".staging", ignore_errors=True)
            yield


def write_durably(path: Path, raw: bytes) -> None:
    """Replace the file at `path` by `raw`: after a crash it is the old one or the new one, whole.

    Raises:
        StoreError: the disk is full or refuses; the old file is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(0o644)
            temporary.rename(path)
        finally:
            temporary.unlink(missing_ok=True)
        _sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path.name} schrijven is niet gelukt: {error.strerror}.") from error


def append_durably(path: Path, line: bytes) -> None:
    """Add one line at the end of `path` and wait until it is on disk.

    Raises:
        StoreError: the disk is full or refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(f"{path.name} aanvullen is niet gelukt: {error.strerror}.") from error


def _canonical(table: Mapping[str, Any]) -> bytes:
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _digests(folder: Path) -> dict[str, dict[str, Any]]:
    """Return SHA-256 and size of every file below `folder`, the manifest itself apart."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if name == MANIFEST:
            continue
        found[name] = {"sha256": file_digest(path), "bytes": path.lstat().st_size}
    return found


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
