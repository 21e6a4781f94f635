"""Writing that survives a crash: every fsync and rename of the product is in this file.

A file or folder is made beside its place, synced, and moved there in one rename; then the folder
that names it is synced. Whoever looks sees the old or the new, whole.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from kb.errors import StoreError

_UNFINISHED: Final = ".tmp"
"""How the name of a file ends that is not in its place yet."""


def write_durably(path: Path, raw: bytes) -> None:
    """Replace the file at `path` by `raw`: after a crash it is the old one or the new one, whole.

    Raises:
        StoreError: the disk is full or refuses; the old file is untouched.
    """
    try:
        make_folder(path.parent)
        handle, name = _unfinished(path)
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


@contextmanager
def stream_durably(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write what is too large for memory; it comes to `path` when all went well.

    Only its owner may read it. The folder it comes in must be there.

    Raises:
        StoreError: the disk is full or refuses; what stood at `path` is untouched.
    """
    try:
        handle, name = _unfinished(path)
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
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
        make_folder(path.parent)
        new = not path.exists()
        with path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if new:
            _sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path.name} aanvullen is niet gelukt: {error.strerror}.") from error


def delete_durably(path: Path) -> None:
    """Remove the file at `path`; one that is gone already is no error.

    Raises:
        StoreError: the disk refuses.
    """
    try:
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            _sync(path.parent)
    except OSError as error:
        raise StoreError(f"{path.name} verwijderen is niet gelukt: {error.strerror}.") from error


def move_folder(folder: Path, target: Path) -> None:
    """Sync everything below `folder` and move it to `target` in one rename.

    Modes are set, not inherited, so that every machine keeps the same folder whatever its umask.

    Raises:
        OSError: the disk is full or refuses, or `target` is there already.
    """
    for path in (*folder.rglob("*"), folder):
        path.chmod(0o755 if path.is_dir() else 0o644)
        _sync(path)
    make_folder(target.parent)
    folder.rename(target)
    _sync(target.parent)


def clear_unfinished(folder: Path, *, seconds: float = 0.0) -> None:
    """Remove what writers that were killed left in `folder`, unless it changed `seconds` ago.

    With zero seconds nobody may be writing there now.
    """
    for path in folder.glob(f".*{_UNFINISHED}"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime >= seconds:
                path.unlink()


def discard_folder(folder: Path, trash: Path) -> None:
    """Take `folder` out of sight in one rename into `trash`, then delete it.

    Raises:
        OSError: the disk refuses.
    """
    make_folder(trash)
    aside = Path(tempfile.mkdtemp(dir=trash)) / folder.name
    folder.rename(aside)
    _sync(folder.parent)
    shutil.rmtree(aside.parent, ignore_errors=True)


def make_folder(folder: Path) -> None:
    """Make `folder` and what is above it, each named durably in the folder that holds it.

    Raises:
        OSError: the disk is full or refuses.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _unfinished(path: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=_UNFINISHED)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
