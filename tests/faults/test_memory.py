"""A swap holds two snapshots and one encoder at most; reloads leave no files or threads behind."""

from __future__ import annotations

import gc
import os
import shutil
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import Serving
from api.settings import Settings
from api.watching import Watcher
from indexer.dense import DenseIndex
from indexer.encoder import Encoder, EncoderSource, Vectors
from indexer.lexical import LexicalIndex
from indexer.search import Searcher
from indexer.snapshot import Snapshot
from indexer.timely import TimelyEncoder
from kb.activation import roll_back
from kb.archive import Archive
from kb.knowledge import Knowledge
from kb.store import Store

pytestmark = pytest.mark.slow

OLD, NEW = "zwaluw", "merel"
WARM_UP = 5
RELOADS = 50
HELD: dict[type, int] = {
    Serving: 1,
    Snapshot: 2,
    Knowledge: 2,
    Searcher: 2,
    DenseIndex: 2,
    LexicalIndex: 4,
}
"""What may be alive at the fullest moment of a swap: what answers, and what is about to."""

Put = Callable[[Path, str], Any]


@pytest.fixture
def swapping(old_home: Path, put: Put, tmp_path: Path) -> Path:
    """Return a home in which `OLD` and then `NEW` were active."""
    own = tmp_path / "home"
    shutil.copytree(old_home, own)
    put(own, NEW)
    return own


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector away: what only it can free would wait for it, however large it is."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def alive(kind: type) -> list[Any]:
    """Return the objects of a kind that nothing has freed yet."""
    return [it for it in gc.get_objects() if type(it) is kind]


def ids(kind: type) -> set[int]:
    """Return which objects of a kind there are."""
    return {id(it) for it in alive(kind)}


@dataclass
class Watched:
    """An encoder that counts what is alive when it is asked: at its fullest, in a rehearsal."""

    inner: Encoder
    before: frozenset[int]
    most: dict[type, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.inner.id

    def passages(self, texts: Sequence[str], *more: Any) -> Vectors:
        return self.inner.passages(texts, *more)

    def questions(self, texts: Sequence[str]) -> Vectors:
        for kind in HELD:
            self.most[kind] = max(len(ids(kind) - self.before), self.most.get(kind, 0))
        return self.inner.questions(texts)


def swap(home: Path, watcher: Watcher) -> None:
    """Put the other release in force and load it."""
    made = roll_back(Archive(home), "vorige", datetime.now(UTC), "test", "")
    watcher.refresh()
    assert watcher.current is not None
    assert watcher.current.activation == made, watcher.reason


def test_a_swap_holds_two_snapshots_and_no_more(
    swapping: Path, word_encoder: Callable[[Store], Encoder]
) -> None:
    before = frozenset(it for kind in HELD for it in ids(kind))
    watched = Watched(word_encoder(Store(swapping)), before)
    watcher = Watcher(swapping, 3600, encoder=watched)
    with uncollected():
        watcher.refresh()
        assert watched.most[Snapshot] == 1
        seen: list[weakref.ref[Snapshot]] = []
        for _ in range(6):
            assert watcher.current is not None
            seen.append(weakref.ref(watcher.current.snapshot))
            swap(swapping, watcher)
            assert [it() for it in seen] == [None] * len(seen)
    assert watched.most == HELD


def test_a_swap_goes_on_with_the_one_model_that_is_there(
    tree: Callable[..., Path], published: tuple[Path, Any], encoder: Encoder, source: EncoderSource
) -> None:
    from eval.publication import publish

    own, _ = published
    changed = {"teksten.yml": "banner: Dit is andere voorbeeldinhoud.\n"}
    publish(tree(changed), own, source, clock=lambda: datetime.now(UTC), by="test", note="tweede")
    watcher = Watcher(own, 3600)
    watcher.refresh()
    assert watcher.current is not None
    timely = watcher.current.search.encoder
    assert isinstance(timely, TimelyEncoder)
    kind = type(timely.inner)
    with uncollected():
        before = ids(TimelyEncoder) | ids(kind)
        for _ in range(3):
            swap(own, watcher)
            assert watcher.current.search.encoder is timely
            assert ids(TimelyEncoder) | ids(kind) <= before  # what other tests left may go


def open_files() -> list[str]:
    """Return what this process holds open."""
    found = []
    for it in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(it.readlink()))
        except OSError:  # that of the listing itself
            continue
    return sorted(found)


def test_fifty_reloads_leave_no_file_open_and_no_thread_behind(
    swapping: Path, word_encoder: Callable[[Store], Encoder]
) -> None:
    watcher = Watcher(swapping, 3600, encoder=word_encoder(Store(swapping)))
    app = create_app(Settings(home=swapping), watcher=watcher)
    counts: list[tuple[int, int, int]] = []
    with TestClient(app) as client:
        for at in range(WARM_UP + RELOADS):
            swap(swapping, watcher)
            found = client.post("/v1/antwoorden/_zoek", json={"vraag": "ww aanvragen"})
            assert found.status_code == 200
            assert client.get("/v1/antwoorden/ww-duur/versies").status_code == 200
            if at >= WARM_UP:
                tasks = len(os.listdir("/proc/self/task"))  # noqa: PTH208 -- no paths are needed
                counts.append((len(open_files()), threading.active_count(), tasks))
    assert len(counts) == RELOADS
    # One more or less at a moment is a thread on its way out; what stays behind adds up.
    first, last = counts[: RELOADS // 2], counts[RELOADS // 2 :]
    for kind in range(3):
        assert max(it[kind] for it in last) <= max(it[kind] for it in first), counts
