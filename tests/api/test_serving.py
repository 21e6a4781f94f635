"""The watcher: what is published is noticed; what is damaged is refused and the old one serves."""

from __future__ import annotations

import json
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import load_serving
from api.settings import Settings
from api.watching import Watcher
from eval.publication import publish
from indexer.encoder import EncoderSource
from kb.errors import NothingActiveError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class History:
    """A home in which three publications were made; it can be put back to any of them."""

    home: Path
    untouched: Path

    def at(self, number: int) -> None:
        """Undo all damage and let publication `number` be the newest."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.untouched, self.home, symlinks=True)
        self.move_to(number)

    def move_to(self, number: int) -> None:
        """Move the pointer, as publishing does."""
        lines = (self.untouched / "ledger.jsonl").read_bytes().splitlines()[:number]
        ledger = self.home / "ledger.jsonl"
        if ledger.is_dir():
            ledger.rmdir()
        ledger.write_bytes(b"\n".join(lines) + b"\n")
        (self.home / "active.json").write_bytes(lines[-1])

    def snapshot(self, number: int) -> Path:
        """Return the folder of the snapshot of publication `number`."""
        line = (self.untouched / "ledger.jsonl").read_bytes().splitlines()[number - 1]
        id_ = json.loads(line)["momentopname"].removeprefix("sha256:")
        return self.home / "store" / "snapshots" / str(id_)


@pytest.fixture(scope="module")
def history(
    tmp_path_factory: pytest.TempPathFactory,
    rich_home: Path,
    rich_content: Path,
    source: EncoderSource,
) -> History:
    folder = tmp_path_factory.mktemp("history")
    untouched = folder / "untouched"
    shutil.copytree(rich_home, untouched, symlinks=True)
    root = folder / "content"
    shutil.copytree(rich_content, root)
    item = root / "faq" / "werkloos" / "ww-duur@2026-07-01.md"
    for text in ("Tweede tekst.", "Derde tekst."):
        item.write_text(item.read_text().rpartition("---")[0] + f"---\n{text}\n")
        publish(root, untouched, source, clock=lambda: NOW, by="test", note=text)
    return History(folder / "home", untouched)


@pytest.fixture(scope="module")
def started(history: History) -> Watcher:
    """Return a watcher that has its encoder loaded; `refresh` is called by hand."""
    history.at(1)
    watcher = Watcher(history.home, 3600)
    watcher.refresh()
    return watcher


@pytest.fixture
def watcher(history: History, started: Watcher) -> Watcher:
    """Return a watcher of a home without damage in which the first publication is the newest."""
    history.at(1)
    started.refresh()
    assert (number(started), started.reason) == (1, None)
    return started


def number(watcher: Watcher) -> int | None:
    return watcher.current.activation.number if watcher.current else None


def duration_text(client: TestClient) -> str:
    body = {"vraag": "Hoe lang krijg ik een WW-uitkering?", "geldigOp": "2026-11-22"}
    found = client.post("/v1/antwoorden/_zoek", json=body).json()
    return str(found["antwoorden"][0]["tekst"])


def eventually(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def watching(history: History) -> Iterator[TestClient]:
    """Return a client of a server that watches by itself."""
    history.at(1)
    settings = Settings(home=history.home, watch_seconds=0.02)
    with TestClient(create_app(settings, clock=lambda: NOW)) as client:
        yield client


def test_a_running_server_notices_a_new_publication_by_itself(
    history: History, watching: TestClient
) -> None:
    assert duration_text(watching) == "De nieuwe tekst."
    history.move_to(2)
    assert eventually(lambda: duration_text(watching) == "Tweede tekst.")


def test_a_running_server_keeps_answering_past_a_damaged_publication_and_recovers(
    history: History, watching: TestClient
) -> None:
    shutil.rmtree(history.snapshot(2))
    history.move_to(2)
    assert eventually(lambda: watching.get("/readyz").json()["reden"] is not None)
    assert duration_text(watching) == "De nieuwe tekst."
    history.move_to(3)
    assert eventually(lambda: duration_text(watching) == "Derde tekst.")
    assert watching.get("/readyz").json()["reden"] is None


def test_a_stopped_server_watches_no_more(tmp_path: Path) -> None:
    others = set(threading.enumerate())
    with TestClient(create_app(Settings(home=tmp_path, watch_seconds=0.02))):
        own = set(threading.enumerate()) - others
        watching = [it for it in own if it.name == "publication-watcher"]
        assert [it.is_alive() for it in watching] == [True]
    assert [it.is_alive() for it in watching] == [False]


def test_what_was_loaded_is_not_loaded_again_while_the_pointer_stays(watcher: Watcher) -> None:
    before = watcher.current
    watcher.refresh()
    assert watcher.current is before


def test_a_swap_keeps_the_one_encoder(history: History, watcher: Watcher) -> None:
    before = watcher.current
    history.move_to(2)
    watcher.refresh()
    assert before is not None
    assert watcher.current is not None
    assert watcher.current.search.encoder is before.search.encoder


def test_a_request_that_holds_the_old_reference_sees_nothing_of_a_swap(
    history: History, watcher: Watcher
) -> None:
    held = watcher.current
    assert held is not None
    history.move_to(2)
    watcher.refresh()
    entry = held.knowledge.on("ww-duur", NOW.date())
    assert entry is not None
    assert entry.body == "De nieuwe tekst."
    assert held.search.snapshot is held.snapshot
    assert held.activation.snapshot == held.snapshot.id


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def rewrite_ledger(home: Path) -> None:
    ledger = home / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b'"door":"test"', b'"door":"eve"', 1))


def ledger_is_a_folder(home: Path) -> None:
    (home / "ledger.jsonl").unlink()
    (home / "ledger.jsonl").mkdir()


DAMAGE: dict[str, Callable[[Path, Path], object]] = {
    "a flipped bit in the vectors": lambda _home, folder: flip(folder / "vectors.f32"),
    "a flipped bit in the texts": lambda _home, folder: flip(folder / "publiek.json"),
    "an edited manifest": lambda _home, folder: flip(folder / "manifest.json"),
    "a cut file": lambda _home, folder: (folder / "words.json").write_bytes(b"["),
    "a missing file": lambda _home, folder: (folder / "passages.json").unlink(),
    "a file too many": lambda _home, folder: (folder / "extra").write_bytes(b""),
    "a missing snapshot": lambda _home, folder: shutil.rmtree(folder),
    "a pointer cut off": lambda home, _folder: (home / "active.json").write_bytes(b'{"nummer": 2'),
    "an empty pointer": lambda home, _folder: (home / "active.json").write_bytes(b""),
    "a changed ledger": lambda home, _folder: rewrite_ledger(home),
    "an unreadable ledger": lambda home, _folder: ledger_is_a_folder(home),
    "a lost pointer": lambda home, _folder: (home / "active.json").unlink(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_publication_is_refused_and_the_old_one_serves_until_a_good_one_comes(
    history: History, watcher: Watcher, damage: Callable[[Path, Path], object]
) -> None:
    client = TestClient(create_app(Settings(), watcher=watcher, clock=lambda: NOW))
    history.move_to(2)
    damage(history.home, history.snapshot(2))
    watcher.refresh()
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["status"] == "gereed met een oudere publicatie"
    assert ready.json()["reden"] == watcher.reason
    assert watcher.reason
    assert duration_text(client) == "De nieuwe tekst."
    history.move_to(3)
    watcher.refresh()
    assert client.get("/readyz").json()["status"] == "gereed"
    assert duration_text(client) == "Derde tekst."


def test_the_reason_names_what_is_damaged_and_the_log_says_it_too(
    history: History, watcher: Watcher, caplog: pytest.LogCaptureFixture
) -> None:
    folder = history.snapshot(2)
    flip(folder / "vectors.f32")
    history.move_to(2)
    with caplog.at_level(logging.WARNING, "api.serving"):
        watcher.refresh()
    assert watcher.reason is not None
    assert "vectors.f32" in watcher.reason
    assert folder.name in watcher.reason
    assert [it.getMessage() for it in caplog.records] == [f"publication refused: {watcher.reason}"]


def test_what_could_not_be_read_a_moment_ago_is_tried_again(
    history: History, watcher: Watcher
) -> None:
    history.move_to(2)
    ledger_is_a_folder(history.home)
    watcher.refresh()
    assert (number(watcher), watcher.reason is None) == (1, False)
    history.move_to(2)
    watcher.refresh()
    assert (number(watcher), watcher.reason) == (2, None)


def test_a_bad_start_is_not_ready_and_falls_back_to_no_other_release(history: History) -> None:
    history.at(2)
    flip(history.snapshot(2) / "publiek.json")
    watcher = Watcher(history.home, 3600)
    watcher.refresh()
    client = TestClient(create_app(Settings(), watcher=watcher, clock=lambda: NOW))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["status"]) == (503, "niet gereed")
    assert "publiek.json" in ready.json()["reden"]
    assert client.post("/v1/antwoorden/_zoek", json={"vraag": "ww"}).status_code == 503
    assert client.get("/healthz").status_code == 200
    history.move_to(3)
    watcher.refresh()
    assert duration_text(client) == "Derde tekst."


def test_a_home_without_a_publication_cannot_be_loaded(tmp_path: Path) -> None:
    with pytest.raises(NothingActiveError):
        load_serving(tmp_path)
