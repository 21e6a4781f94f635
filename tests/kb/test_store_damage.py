"""A stored folder is verified to the last byte: every kind of damage is refused."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import DamagedError
from kb.store import Artefact, Store, Stored

FACTS = {"publiek": "één"}


def fill(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"eerste bestand")
    (folder / "sub").mkdir()
    (folder / "sub" / "b.bin").write_bytes(b"tweede bestand")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "var")


@pytest.fixture
def stored(store: Store) -> Stored:
    return store.put(Artefact.RELEASE, FACTS, fill)


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip_a_bit(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def link_elsewhere(path: Path) -> None:
    elsewhere = path.parents[3] / "elders"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGE = [Path.unlink, zero, truncate, flip_a_bit, append, link_elsewhere, make_a_folder]


@pytest.mark.parametrize("name", ["a.bin", "sub/b.bin"])
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda it: it.__name__)
def test_a_damaged_file_is_refused(
    store: Store, stored: Stored, damage: Callable[[Path], None], name: str
) -> None:
    damage(stored.folder / name)
    with pytest.raises(DamagedError, match=name):
        store.open(Artefact.RELEASE, stored.id)


@pytest.mark.parametrize(
    "damage",
    [Path.unlink, zero, truncate, flip_a_bit, append, make_a_folder],
    ids=lambda it: it.__name__,
)
def test_a_damaged_manifest_is_refused(
    store: Store, stored: Stored, damage: Callable[[Path], None]
) -> None:
    damage(stored.folder / "manifest.json")
    with pytest.raises(DamagedError, match="manifest"):
        store.open(Artefact.RELEASE, stored.id)


def test_a_manifest_that_was_edited_to_fit_a_changed_file_is_refused(
    store: Store, stored: Stored
) -> None:
    def other(folder: Path) -> None:
        fill(folder)
        (folder / "a.bin").write_bytes(b"vals bestand")

    forged = store.put(Artefact.RELEASE, FACTS, other)
    shutil.rmtree(stored.folder)
    forged.folder.rename(stored.folder)
    with pytest.raises(DamagedError, match="manifest"):
        store.open(Artefact.RELEASE, stored.id)


def test_two_files_that_changed_places_are_refused(store: Store, stored: Stored) -> None:
    first, second = stored.folder / "a.bin", stored.folder / "sub" / "b.bin"
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)
    with pytest.raises(DamagedError):
        store.open(Artefact.RELEASE, stored.id)


@pytest.mark.parametrize("name", ["c.bin", "sub/manifest.json", ".verborgen"])
def test_a_file_that_was_added_is_refused(store: Store, stored: Stored, name: str) -> None:
    (stored.folder / name).touch()
    with pytest.raises(DamagedError, match=name):
        store.open(Artefact.RELEASE, stored.id)


def test_a_release_among_the_snapshots_is_refused(store: Store, stored: Stored) -> None:
    shutil.copytree(stored.folder, store.path(Artefact.SNAPSHOT, stored.id))
    with pytest.raises(DamagedError, match="releases"):
        store.open(Artefact.SNAPSHOT, stored.id)


def test_putting_what_is_there_damaged_already_mends_it(store: Store, stored: Stored) -> None:
    flip_a_bit(stored.folder / "a.bin")
    assert store.put(Artefact.RELEASE, FACTS, fill) == stored
    assert store.open(Artefact.RELEASE, stored.id) == stored
    assert not any((store.home / "store" / ".staging").iterdir())
