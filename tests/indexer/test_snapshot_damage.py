"""A snapshot with anything wrong in any file is refused before a byte of it is parsed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.build import build
from indexer.encoder import Vectors
from indexer.errors import SnapshotError
from indexer.snapshot import FORMAT, load
from kb.errors import DamagedError
from kb.release import PublicContent, build_release
from kb.source import read
from kb.store import Artefact, Store, Stored

Tree = Callable[..., Path]
Progress = Callable[[int], None]
Damage = Callable[[Path], None]
FILES = [
    "classifier.i8",
    "classifier.json",
    "manifest.json",
    "parameters.json",
    "passages.json",
    "probes.json",
    "publiek.json",
    "vectors.f32",
    "words.json",
]
SIZE = 8
"""Dimensions of the vectors."""


class LengthEncoder:
    """Knows of a text only how long it is."""

    id = "sha256:" + "1" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        return np.eye(SIZE, dtype=np.float32)[[len(text) % SIZE for text in texts]]


ENCODER = LengthEncoder()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own-home")


@pytest.fixture
def public(tree: Tree) -> PublicContent:
    return build_release(read(tree())).public


@pytest.fixture
def built(store: Store, public: PublicContent) -> Stored:
    return build(store, public, ENCODER)


def _zero(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def _append(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def _swap(path: Path) -> None:
    other = path.with_name("words.json" if path.name != "words.json" else "passages.json")
    ours = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(ours)


def _older(path: Path) -> None:
    """Put back the file of another snapshot, which is whole by itself."""
    older = path.parent.with_name("older") / path.name
    if older.read_bytes() == path.read_bytes():  # the numbers are the same in both
        older.write_bytes(b"{}")
    shutil.copy(older, path)


def _link(path: Path) -> None:
    elsewhere = path.parent.with_name("elsewhere")
    path.rename(elsewhere)
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "damage", [Path.unlink, _zero, _truncate, _flip, _append, _swap, _older, _link]
)
def test_damage_to_any_file_is_refused_by_load_and_mended_by_building_anew(
    store: Store, tree: Tree, public: PublicContent, built: Stored, name: str, damage: Damage
) -> None:
    other = build_release(read(tree({"faq/werkloos/ww-duur.md": None}))).public
    older = build(Store(store.home.parent / "older-home"), other, ENCODER)
    shutil.copytree(older.folder, built.folder.with_name("older"))
    damage(built.folder / name)
    with pytest.raises(DamagedError):
        load(store, built.id)
    assert build(store, public, ENCODER).id == built.id
    assert load(store, built.id).id == built.id


def test_a_file_that_the_manifest_does_not_name_is_refused(store: Store, built: Stored) -> None:
    (built.folder / "extra.json").write_text("{}")
    with pytest.raises(DamagedError):
        load(store, built.id)


def test_a_manifest_edited_to_match_a_changed_file_is_refused(store: Store, built: Stored) -> None:
    manifest = json.loads((built.folder / "manifest.json").read_bytes())
    manifest["feiten"]["encoder"] = "sha256:" + "2" * 64
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    (built.folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(DamagedError):
        load(store, built.id)


def kept_anew(store: Store, built: Stored, changes: dict[str, object], name: str = "") -> str:
    """Keep the files of a snapshot under other facts, one of them changed; return its id."""

    def fill(folder: Path) -> None:
        for path in built.folder.iterdir():
            if path.name != "manifest.json":
                shutil.copy(path, folder)
        if name == "vectors.f32":
            content = (folder / name).read_bytes()
            (folder / name).write_bytes(content[: -4 * SIZE])
        elif name:
            table = json.loads((folder / name).read_bytes())
            (folder / name).write_text(json.dumps(table[:-1]))

    return store.put(Artefact.SNAPSHOT, {**built.facts, **changes}, fill).id


@pytest.mark.parametrize("number", [0, FORMAT + 1, "1", None])
def test_another_format_is_refused_in_one_sentence(
    store: Store, built: Stored, number: object
) -> None:
    id_ = kept_anew(store, built, {"format": number})
    with pytest.raises(SnapshotError) as refused:
        load(store, id_)
    assert str(refused.value) == (
        f"Momentopname {id_} heeft formaat {number}; dit programma leest {FORMAT}. De versie van "
        "Vraagbaak in het logboek (`programma`) kan haar lezen."
    )


def shorter(name: str) -> Damage:
    """Return what takes the last of one of the lists of the classifier away."""

    def cut(folder: Path) -> None:
        table = json.loads((folder / "classifier.json").read_bytes())
        (folder / "classifier.json").write_text(json.dumps({**table, name: table[name][:-1]}))

    return cut


@pytest.mark.parametrize(
    "spoil",
    [
        *map(shorter, ("ids", "kenmerken", "zeldzaamheid", "schaal", "begin")),
        lambda folder: (folder / "classifier.json").write_text("[]"),
        lambda folder: (folder / "classifier.json").write_bytes(b"\xff"),
        lambda folder: (folder / "classifier.i8").write_bytes(b""),
        lambda folder: _truncate(folder / "classifier.i8"),
        lambda folder: _append(folder / "classifier.i8"),
        lambda folder: (folder / "words.json").write_text('[{"gevraagd": []}]'),
        lambda folder: (folder / "parameters.json").write_text('{"weging": {"vraag": 1.0}}'),
    ],
)
def test_whole_files_that_say_nothing_of_use_are_refused_in_one_sentence(
    store: Store, built: Stored, spoil: Damage
) -> None:
    def fill(folder: Path) -> None:
        for path in built.folder.iterdir():
            if path.name != "manifest.json":
                shutil.copy(path, folder)
        spoil(folder)

    id_ = store.put(Artefact.SNAPSHOT, {**built.facts, "poging": "ander"}, fill).id
    with pytest.raises(SnapshotError, match="dit programma kan haar niet lezen"):
        load(store, id_)


@pytest.mark.parametrize("name", ["vectors.f32", "words.json", "passages.json"])
def test_parts_that_do_not_fit_together_are_refused(store: Store, built: Stored, name: str) -> None:
    with pytest.raises(SnapshotError, match="passen niet bij elkaar"):
        load(store, kept_anew(store, built, {"poging": name}, name))
