"""A snapshot is made once, comes back as it was, and holds what is public and nothing more."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer.build import build
from indexer.centres import centred
from indexer.encoder import Encoder, Vectors
from indexer.passages import PassageKind, passages
from indexer.snapshot import load
from kb.errors import MissingError
from kb.release import PublicContent, Release, build_release, digest_of, key_of
from kb.source import read
from kb.store import Store, Stored

Tree = Callable[..., Path]
Progress = Callable[[int], None]
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

NOTE = """\
---
eigenaar: team-ww
controleren_voor: 2027-06-01
---
Vraag de beller naar de KANARIE.
"""


class CountingEncoder:
    """Makes vectors of letters, and remembers how many texts it was asked for."""

    def __init__(self, id_: str = "sha256:" + "1" * 64) -> None:
        self.id = id_
        self.texts: list[str] = []

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        self.texts += texts
        rows = np.zeros((len(texts), 64), np.float32)
        for at, text in enumerate(texts):
            for char in text:
                rows[at, ord(char) % 64] += 1
            progress(1)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def release(root: Path) -> Release:
    return build_release(read(root))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own-home")


@pytest.fixture
def public(tree: Tree) -> PublicContent:
    return release(tree()).public


@pytest.fixture
def built(store: Store, public: PublicContent) -> Stored:
    return build(store, public, CountingEncoder())


def test_what_was_built_is_what_is_loaded(
    store: Store, public: PublicContent, built: Stored
) -> None:
    snapshot = load(store, built.id)
    assert snapshot.id == built.id
    assert snapshot.encoder_id == CountingEncoder().id
    assert snapshot.publication == digest_of(public)
    assert snapshot.knowledge.public == public
    assert snapshot.passages == tuple(it for entry in public.entries() for it in passages(entry))


def test_each_row_belongs_to_the_entry_of_its_passage_and_is_of_one_kind(
    store: Store, built: Stored
) -> None:
    snapshot = load(store, built.id)
    entries = snapshot.knowledge.entries
    assert [key_of(entries[owner]) for owner in snapshot.owners] == [
        it.entry for it in snapshot.passages
    ]
    of_kind = {PassageKind.QUESTION: snapshot.questions, PassageKind.TEXT: snapshot.texts}
    kept = {kind: rows.table[rows.table >= 0].tolist() for kind, rows in of_kind.items()}
    assert sorted(at for rows in kept.values() for at in rows) == list(range(len(entries) * 3))
    for kind, rows in of_kind.items():
        assert all(snapshot.passages[at].kind is kind for at in kept[kind])
        for entry, own in enumerate(rows.table):
            assert {snapshot.owners[at] for at in own if at >= 0} == {entry}


def test_the_vectors_come_back_as_the_encoder_gave_them(
    store: Store, built: Stored, encoder: Encoder, public: PublicContent
) -> None:
    real = build(store, public, encoder)
    assert real.id != built.id
    snapshot = load(store, real.id)
    text = snapshot.passages[0].text
    centre = snapshot.centres.centre(snapshot.passages[0].language)
    scores = snapshot.dense.scores(centred(encoder.passages([text])[0], centre))
    assert scores[0] == pytest.approx(1, abs=1e-5)
    assert int(scores.argmax()) == 0


def test_the_same_content_gives_the_same_id_and_bytes_in_another_home(
    tree: Tree, tmp_path: Path, built: Stored
) -> None:
    root = tree()
    moved = tmp_path / "elsewhere"
    for path in sorted(root.rglob("*.*"), reverse=True):
        (moved / path.relative_to(root)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, moved / path.relative_to(root))
    other = build(Store(tmp_path / "other-home"), release(moved).public, CountingEncoder())
    assert other.id == built.id
    for name in FILES:
        assert (other.folder / name).read_bytes() == (built.folder / name).read_bytes()


def test_other_content_or_another_encoder_is_another_snapshot(
    store: Store, tree: Tree, public: PublicContent, built: Stored
) -> None:
    root = tree({"teksten.yml": "banner: Iets anders.\n"})
    other_content = build(store, release(root).public, CountingEncoder())
    other_encoder = build(store, public, CountingEncoder("sha256:" + "2" * 64))
    assert len({built.id, other_content.id, other_encoder.id}) == 3


def test_an_existing_snapshot_is_not_embedded_again(store: Store, public: PublicContent) -> None:
    encoder = CountingEncoder()
    first = build(store, public, encoder)
    asked = len(encoder.texts)
    assert build(store, public, encoder) == first
    assert len(encoder.texts) == asked > 0


def test_a_text_that_occurs_twice_is_embedded_once_and_the_progress_reaches_the_total(
    store: Store, tree: Tree
) -> None:
    root = tree()
    text = (root / "faq/werkloos/ww-duur.md").read_text()
    twin = release(tree({"faq/werkloos/ww-zelfde.md": text})).public
    encoder = CountingEncoder()
    told: list[tuple[int, int]] = []
    build(store, twin, encoder, lambda done, total: told.append((done, total)))
    embedded = encoder.texts[: told[-1][1]]  # the probe questions come after the passages
    assert len(embedded) == len(set(embedded))
    assert told[-1] == (len(embedded), len(embedded))


def test_the_folder_holds_the_public_content_byte_for_byte_and_no_other_file(
    store: Store, tree: Tree, tmp_path: Path, built: Stored
) -> None:
    target = tmp_path / "release"
    target.mkdir()
    release(tree()).write(target)
    assert sorted(it.name for it in built.folder.iterdir()) == FILES
    assert (built.folder / "publiek.json").read_bytes() == (target / "publiek.json").read_bytes()


def test_a_note_and_a_golden_question_are_nowhere_in_the_bytes_and_change_no_id(
    store: Store, tree: Tree, built: Stored
) -> None:
    changes = {
        "faq/werkloos/ww-duur.toelichting.md": NOTE,
        "vragen/keuring/basis.yml": "- {id: k-1, vraag: de papegaai, verwacht: [ww-duur]}\n",
    }
    changed = release(tree(changes))
    assert "KANARIE" in changed.notes.notes[0].body
    assert changed.golden.gate[0].question == "de papegaai"
    again = build(Store(store.home.parent / "other"), changed.public, CountingEncoder())
    assert again.id == built.id
    for path in again.folder.rglob("*"):
        content = path.read_bytes().lower()
        assert b"kanarie" not in content
        assert b"papegaai" not in content
        assert b"mijn baan kwijt" not in content


def test_content_without_entries_gives_a_snapshot_without_rows(store: Store, tree: Tree) -> None:
    names = ["faq/werkloos/ww-aanvragen.md", "faq/werkloos/ww-duur.md"]
    nothing = release(tree(dict.fromkeys([*names, "verwijzingen/geen-antwoord.md"]))).public
    snapshot = load(store, build(store, nothing, CountingEncoder()).id)
    assert snapshot.passages == snapshot.owners == snapshot.knowledge.entries == ()


def test_a_snapshot_that_is_not_there_is_missing(store: Store) -> None:
    with pytest.raises(MissingError):
        load(store, "sha256:" + "0" * 64)
