"""Keeping everything that was published in one file, and putting it back in an empty home.

    inhoud.json                what is in it: every file with its digest, the head of the ledger
    active.json  ledger.jsonl  noodrem.json  noodrem.jsonl  plans/<id>.json
    store/<kind>/<digest>/…

It is an uncompressed tar, so that any tool can unpack it. The same content gives the same bytes.
`restore` accepts those bytes only: each header must be the one that `inhoud.json` leads to, so what
was changed, cut off or packed by something else is refused. Databases are not in it,
nor are empty folders, which no digest covers.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Final

from pydantic import BaseModel, Field

from kb import ustar
from kb.archive import Archive
from kb.backup_contents import (
    CONTENTS,
    FORMAT,
    LEDGER,
    POINTER,
    READABLE,
    SWITCH,
    Contents,
    Folder,
    Kept,
    belongs,
    folder_name,
)
from kb.durable import stream_durably, write_durably
from kb.errors import DamagedError, HomeInUseError, KbError, MissingError, StoreError
from kb.ledger import Activation
from kb.manifest import MANIFEST
from kb.plans import Plans
from kb.store import Artefact, Store

Progress = Callable[[int, int], None]
"""Is told how many bytes are done, and of how many."""

_CHUNK: Final = 1 << 20
"""Bytes in memory at a time: an encoder may not fit in it."""

_CONTENTS_LIMIT: Final = 64 << 20
"""Bytes of `inhoud.json` that are read at most: some hundreds of thousands of files."""


def back_up(archive: Archive, target: Path, progress: Progress = lambda *_: None) -> Contents:
    """Write everything under a home into the new file `target`, and return what that is.

    Nothing is cleared away meanwhile; something else may be put in force while folders are copied.

    Raises:
        NothingActiveError: there is nothing to keep.
        BusyError: somebody is publishing.
        DamagedError, MissingError: something is not as it was published; nothing is written.
        StoreError: `target` is there already or cannot be written; nothing is left of it.
    """
    if target.exists():
        raise StoreError(f"{target} bestaat al; kies een andere naam.")
    if not target.parent.is_dir():
        # made by itself, a mistyped name of a stick would become a folder of this machine
        raise StoreError(f"De map {target.parent} bestaat niet; maak die eerst of kies een andere.")
    with archive.store.publishing():
        with archive.store.activating():
            records = _records(archive)
            active, entries, head = (
                archive.ledger.active(),
                archive.entries(),
                archive.ledger.head(),
            )
        contents = _contents(archive, records, active, len(entries), head or "")
        with stream_durably(target) as file:
            _write(file, contents, archive.home, records, progress)
    return contents


def _records(archive: Archive) -> dict[str, bytes]:
    """Return the plans, the ledger, the pointer and the kill switch, as they are written."""
    plans = [f"plans/{it.id}.json" for it in Plans(archive.home).stored()]
    names = (POINTER, LEDGER, *SWITCH, *plans)
    found = [name for name in names if (archive.home / name).exists()]
    return {name: (archive.home / name).read_bytes() for name in found}


def _contents(
    archive: Archive, records: Mapping[str, bytes], active: Activation, entries: int, head: str
) -> Contents:
    folders = [(kind, id_) for kind in Artefact for id_ in archive.store.ids(kind)]
    _check_in_force(active, folders)
    files = [_kept(name, len(raw), _digest(raw)) for name, raw in records.items()]
    for kind, id_ in folders:
        files += _kept_folder(archive.store, kind, id_)
    return Contents(
        format=FORMAT,
        head=head,
        entries=entries,
        folders=tuple(sorted(folders, key=lambda it: folder_name(*it))),
        files=tuple(sorted(files, key=lambda it: it.name)),
    )


def _check_in_force(active: Activation, folders: Sequence[Folder]) -> None:
    for needed in (
        (Artefact.RELEASE, active.release),
        (Artefact.SNAPSHOT, active.snapshot),
        (Artefact.ENCODER, active.encoder),
    ):
        if needed not in folders:
            raise MissingError(" ".join(needed))


def _kept_folder(store: Store, kind: Artefact, id_: str) -> Iterator[Kept]:
    """Verify a folder and yield its files."""
    raw = (store.open(kind, id_).folder / MANIFEST).read_bytes()
    folder = folder_name(kind, id_)
    yield _kept(f"{folder}/{MANIFEST}", len(raw), _digest(raw))
    for name, facts in json.loads(raw)["bestanden"].items():
        yield _kept(f"{folder}/{name}", facts["bytes"], facts["sha256"])


def _kept(name: str, size: int, sha256: str) -> Kept:
    if not belongs(name):
        raise StoreError(f"De naam {name!r} past niet in een reservekopie; hernoem dat bestand.")
    return Kept(name=name, size=size, sha256=sha256)


def _write(
    file: BinaryIO,
    contents: Contents,
    home: Path,
    records: Mapping[str, bytes],
    progress: Progress,
) -> None:
    raw = contents.canonical()
    file.write(ustar.header(CONTENTS, len(raw)) + raw + ustar.padding(len(raw)))
    done = 0
    for it in contents.files:
        file.write(ustar.header(it.name, it.size))
        kept = records.get(it.name)
        with io.BytesIO(kept) if kept is not None else (home / it.name).open("rb") as source:
            if _copy(source, file, it.size) != it.sha256:
                raise DamagedError(it.name, "het veranderde tijdens het kopiëren")
        file.write(ustar.padding(it.size))
        done += it.size
        progress(done, contents.size)
    file.write(ustar.END)


def restore(source: Path, home: Path, progress: Progress = lambda *_: None) -> Contents:
    """Put the backup `source` back under `home`, and return what that is.

    Everything is unpacked and verified in the staging of the store before anything is put in its
    place, and the pointer comes last. After a crash nothing is in force, or all of it; in the
    first case the same backup can be restored again.

    Raises:
        HomeInUseError: `home` holds something that is not in this backup, or something is in force.
        BusyError: somebody is publishing there.
        DamagedError: the backup is not as it was written; nothing is put in its place.
        StoreError: it cannot be read or written.
    """
    store = Store(home)
    try:
        with source.open("rb") as file:
            contents = _read_contents(file, _named(source))
            with store.publishing(), store.activating(), store.scratch() as scratch:
                _check_unused(home, contents)
                _unpack(file, _named(source), contents, scratch, progress)
                _verify(Archive(scratch), contents, _named(source))
                for kind, id_ in contents.folders:
                    store.adopt(kind, id_, Store(scratch).path(kind, id_))
                for name in contents.records:
                    write_durably(home / name, (scratch / name).read_bytes())
    except OSError as error:
        raise StoreError(f"{_named(source)} terugzetten lukt niet: {error.strerror}.") from error
    return contents


def _named(source: Path) -> str:
    return f"De reservekopie {source.name}"


class _Format(BaseModel):
    """The one thing that every format says in the same way."""

    format: int = Field(alias="formaat")


def _read_contents(file: BinaryIO, what: str) -> Contents:
    block = file.read(ustar.BLOCK)
    try:
        size = ustar.announced_size(block)
    except ValueError:
        size = -1
    if not 0 <= size <= _CONTENTS_LIMIT or block != ustar.header(CONTENTS, size):
        raise DamagedError(what, f"het begint niet met {CONTENTS}")
    contents = _parsed(file.read(size), what)
    if file.read(len(ustar.padding(size))) != ustar.padding(size):
        raise DamagedError(what, f"na {CONTENTS} staat iets anders")
    return contents


def _parsed(raw: bytes, what: str) -> Contents:
    try:
        format_ = _Format.model_validate_json(raw).format
        if format_ not in READABLE:
            known = " en ".join(map(str, READABLE))
            why = f"formaat {format_}; dit programma leest {known}, gebruik wat de kopie maakte"
            raise DamagedError(what, why)
        return Contents.model_validate_json(raw, by_alias=True, by_name=False)
    except ValueError:
        raise DamagedError(what, f"{CONTENTS} is onleesbaar") from None


def _check_unused(home: Path, contents: Contents) -> None:
    """Refuse a home with anything but a part of this backup, without its pointer."""
    expected = {it.name: it.sha256 for it in contents.files}
    records = [LEDGER, *SWITCH, *(f"plans/{path.name}" for path in (home / "plans").glob("*.json"))]
    present = [name for name in records if (home / name).exists()]
    folders = {(kind, id_) for kind in Artefact for id_ in Store(home).ids(kind)}
    if (
        (home / POINTER).exists()
        or not folders <= {*contents.folders}
        or any(_digest((home / name).read_bytes()) != expected.get(name) for name in present)
    ):
        raise HomeInUseError(home)


def _unpack(
    file: BinaryIO, what: str, contents: Contents, scratch: Path, progress: Progress
) -> None:
    done = 0
    for it in contents.files:
        if file.read(ustar.BLOCK) != ustar.header(it.name, it.size):
            raise DamagedError(what, f"op de plaats van {it.name} staat iets anders")
        path = scratch / it.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as target:
            digest = _copy(file, target, it.size)
        padding = ustar.padding(it.size)
        if digest != it.sha256 or file.read(len(padding)) != padding:
            raise DamagedError(what, f"{it.name} is afgebroken of gewijzigd")
        done += it.size
        progress(done, contents.size)
    if file.read(len(ustar.END) + 1) != ustar.END:
        raise DamagedError(what, "het einde is afgebroken of gewijzigd")


def _verify(unpacked: Archive, contents: Contents, what: str) -> None:
    """Verify what was unpacked, which lies there as in a home."""
    try:
        for kind, id_ in contents.folders:
            unpacked.store.open(kind, id_)
        _check_in_force(unpacked.ledger.active(), contents.folders)
        Plans(unpacked.home).stored()
        if (unpacked.ledger.head(), len(unpacked.entries())) != (contents.head, contents.entries):
            raise DamagedError("het logboek", "een andere kop of lengte dan in de inhoudsopgave")
    except KbError as error:
        raise DamagedError(what, str(error)) from None


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> str:
    """Copy `size` bytes, or as many as there are, and return their SHA-256 as 64 hex digits."""
    digest = hashlib.sha256()
    while size and (chunk := source.read(min(size, _CHUNK))):
        target.write(chunk)
        digest.update(chunk)
        size -= len(chunk)
    return digest.hexdigest()


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
