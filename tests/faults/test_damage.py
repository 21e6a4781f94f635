"""Damage to any file of a snapshot, anywhere in it, is refused before anything is parsed."""

from __future__ import annotations

import json
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from api.watching import Watcher
from indexer import snapshot as snapshots
from indexer.build import build
from indexer.encoder import Encoder
from indexer.parameters import Parameters, Weights
from kb.archive import Archive
from kb.errors import DamagedError
from kb.manifest import file_digest
from kb.store import Artefact, Store

OLD, NEW = "zwaluw", "merel"
SEEDS = 50
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
PARSERS = {"read_part", "read_rows", "validate_json", "frombuffer", "assemble"}
"""What reads a snapshot. `json.loads` reads the manifest too, once its digest is known good."""

Put = Callable[[Path, str], Any]
Damage = Callable[[Path, random.Random, Path], None]


def _delete(path: Path, chance: random.Random, _older: Path) -> None:
    for name in {path.name, *chance.sample(FILES, chance.randrange(3))}:
        (path.parent / name).unlink()


def _zero(path: Path, chance: random.Random, _older: Path) -> None:
    raw = path.read_bytes()
    zeroed = raw
    while zeroed == raw:
        start = chance.randrange(len(raw))
        end = min(len(raw), start + chance.randint(1, 4096))
        zeroed = raw[:start] + bytes(end - start) + raw[end:]
    path.write_bytes(zeroed)


def _truncate(path: Path, chance: random.Random, _older: Path) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(path.stat().st_size)])


def _flip(path: Path, chance: random.Random, _older: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    path.write_bytes(raw)


def _append(path: Path, chance: random.Random, _older: Path) -> None:
    path.write_bytes(path.read_bytes() + chance.randbytes(chance.randint(1, 64)))


def _swap(path: Path, chance: random.Random, _older: Path) -> None:
    other = path.with_name(chance.choice([name for name in FILES if name != path.name]))
    ours, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(ours)


def _edit_manifest(path: Path, chance: random.Random, older: Path) -> None:
    """Change a file and write in the manifest what it is now."""
    manifest = path.with_name("manifest.json")
    table = json.loads(manifest.read_bytes())
    if path == manifest:
        table["feiten"]["dimensies"] += chance.randint(1, 999)
    else:
        _flip(path, chance, older)
        facts = {"sha256": file_digest(path), "bytes": path.stat().st_size}
        table["bestanden"][path.name] = facts
    text = json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    manifest.write_text(text, encoding="utf-8")


def _older(path: Path, chance: random.Random, older: Path) -> None:
    """Put back the same file of a snapshot that is whole by itself."""
    now = path.read_bytes()
    others = [it.read_bytes() for it in sorted(older.glob(f"*/{path.name}"))]
    path.write_bytes(chance.choice([it for it in others if it != now]))


DAMAGE: dict[str, Damage] = {
    "deleted": _delete,
    "zeroed": _zero,
    "truncated": _truncate,
    "a bit flipped": _flip,
    "appended to": _append,
    "swapped with another": _swap,
    "changed with the manifest edited to fit": _edit_manifest,
    "put back from an older snapshot": _older,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, put: Put) -> Path:
    """Return a home in which `OLD`, another release and then `NEW` were active."""
    own = tmp_path_factory.mktemp("damage") / "home"
    for mark in (OLD, "mus", NEW):
        put(own, mark)
    return own


@pytest.fixture(scope="module")
def newest(home: Path) -> str:
    return Archive(home).ledger.active().snapshot


@pytest.fixture(scope="module")
def older(
    tmp_path_factory: pytest.TempPathFactory,
    home: Path,
    newest: str,
    word_encoder: Callable[[Store], Encoder],
) -> Path:
    """Return a folder with the other snapshots, one of them with other parameters too."""
    store = Store(home)
    public = Archive(home).public(Archive(home).entries()[0].release)
    other = tmp_path_factory.mktemp("other")
    weights = Parameters(weights=Weights(nearest=0.5, text=0.2, words=0.3))
    build(Store(other), public, word_encoder(store), parameters=weights)
    kept = tmp_path_factory.mktemp("older")
    for at in (home, other):
        for folder in (at / "store" / "snapshots").iterdir():
            if folder.name != newest.removeprefix("sha256:"):
                shutil.copytree(folder, kept / f"{at.name}-{folder.name}")
    return kept


def called_by(action: Callable[[], object]) -> set[str]:
    """Return the names of every function that `action` calls, those written in C included."""
    names: set[str] = set()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        names.add(argument.__name__ if event == "c_call" else frame.f_code.co_name)

    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(None)
    return names


def refusal(store: Store, id_: str) -> str | None:
    """Return why the snapshot is refused; None when it is not."""
    try:
        snapshots.load(store, id_)
    except DamagedError as error:
        return str(error)
    return None


def test_a_whole_snapshot_passes_every_parser(home: Path, newest: str) -> None:
    assert called_by(lambda: snapshots.load(Store(home), newest)) >= PARSERS


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_file_is_refused_before_it_is_parsed_when_it_was(
    home: Path,
    newest: str,
    older: Path,
    damage: Damage,
    record_property: Callable[[str, object], None],
) -> None:
    store = Store(home)
    folder = store.path(Artefact.SNAPSHOT, newest)
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert sorted(whole) == FILES
    tried, accepted = 0, []
    for name in FILES:
        for seed in range(SEEDS):
            damage(folder / name, random.Random(f"{name} {seed}"), older)
            reasons: list[str | None] = []
            called = called_by(lambda into=reasons: into.append(refusal(store, newest)))
            if reasons == [None] or called & PARSERS:
                accepted.append((name, seed, called & PARSERS))
            tried += 1
            for kept, raw in whole.items():
                (folder / kept).write_bytes(raw)
    record_property("damaged", tried)
    record_property("accepted or parsed", len(accepted))
    print(f"damaged {tried}, accepted or parsed {len(accepted)}")
    assert accepted == []
    assert snapshots.load(store, newest).id == newest


def move(home: Path, lines: list[bytes]) -> None:
    """Let the last of these entries be the newest."""
    (home / "ledger.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    (home / "active.json").write_bytes(lines[-1])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_server_keeps_serving_what_it_has_when_a_file_was(
    home: Path,
    newest: str,
    older: Path,
    damage: Damage,
    name: str,
    word_encoder: Callable[[Store], Encoder],
) -> None:
    lines = (home / "ledger.jsonl").read_bytes().splitlines()
    folder = Store(home).path(Artefact.SNAPSHOT, newest)
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    try:
        move(home, lines[:1])
        watcher = Watcher(home, 3600, encoder=word_encoder(Store(home)))
        watcher.refresh()
        before = watcher.current
        damage(folder / name, random.Random(name), older)
        move(home, lines)
        watcher.refresh()
        assert before is not None
        assert watcher.current is before
        assert watcher.reason is not None
        assert newest in watcher.reason
    finally:
        for kept, raw in whole.items():
            (folder / kept).write_bytes(raw)
        move(home, lines)
