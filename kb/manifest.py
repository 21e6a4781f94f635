"""What a folder of the store says of itself: its kind, facts, and every file with its digest.

A manifest is verified against the id of its folder, which is its digest, before it is parsed; the
files are verified against the manifest before anybody parses those.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kb.canonical import canonical_json
from kb.errors import DamagedError

MANIFEST: Final = "manifest.json"

Facts = Mapping[str, Any]


def manifest_of(kind: str, facts: Facts, folder: Path) -> bytes:
    """Return the manifest of what is in `folder` now."""
    return canonical_json({"soort": kind, "feiten": dict(facts), "bestanden": _digests(folder)})


def verified_facts(kind: str, id_: str, folder: Path) -> Facts:
    """Return the facts of a folder, every byte of which is as its manifest says.

    Raises:
        DamagedError: the manifest is not the one of `id_`, or a file is not the one it names.
    """
    facts, files = _read(kind, id_, folder)
    what = f"{kind} {id_}"
    try:
        actual = _digests(folder)
    except OSError as error:
        raise DamagedError(what, f"een bestand is onleesbaar ({error.strerror})") from None
    for name in sorted(files.keys() | actual.keys()):
        if files.get(name) != actual.get(name):
            raise DamagedError(what, f"{name} klopt niet met het manifest")
    return facts


def verified_file(kind: str, id_: str, folder: Path, name: str) -> Path:
    """Return the path of one file of a folder, verified without the others.

    Raises:
        DamagedError: the manifest is not the one of `id_`, or the file is not the one it names.
    """
    _, files = _read(kind, id_, folder)
    path, what = folder / name, f"{kind} {id_}"
    try:
        actual = _digest(path)
    except OSError as error:
        raise DamagedError(what, f"{name} is onleesbaar ({error.strerror})") from None
    if files.get(name) != actual:
        raise DamagedError(what, f"{name} klopt niet met het manifest")
    return path


def stated_facts(kind: str, id_: str, folder: Path) -> Facts:
    """Return the facts of a folder of which only the manifest is verified.

    Raises:
        DamagedError: the manifest is not the one of `id_`.
    """
    return _read(kind, id_, folder)[0]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(kind: str, id_: str, folder: Path) -> tuple[Facts, dict[str, Any]]:
    """Return the facts and the files of a manifest, verified against `id_`."""
    what = f"{kind} {id_}"
    try:
        raw = (folder / MANIFEST).read_bytes()
    except OSError:
        raise DamagedError(what, "het manifest ontbreekt of is onleesbaar") from None
    if "sha256:" + hashlib.sha256(raw).hexdigest() != id_:
        raise DamagedError(what, "het manifest is gewijzigd")
    try:
        manifest = json.loads(raw)
        of_kind, facts, files = manifest["soort"], manifest["feiten"], dict(manifest["bestanden"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise DamagedError(what, "het manifest is er geen") from None
    if of_kind != kind:
        raise DamagedError(what, f"het manifest is van {of_kind}")
    return facts, files


def _digests(folder: Path) -> dict[str, dict[str, Any]]:
    """Return SHA-256 and size of every file below `folder`, the manifest itself apart."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() and not path.is_symlink():
            continue
        if name == MANIFEST:
            continue
        found[name] = _digest(path)
    return found


def _digest(path: Path) -> dict[str, Any]:
    return {"sha256": file_digest(path), "bytes": path.lstat().st_size}
