"""A server with nothing good to serve says so and falls back to nothing; rolling back is quick."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import load_serving
from api.settings import Settings
from api.watching import Watcher
from eval.publication import Published, publish
from indexer.encoder import Encoder, EncoderSource
from kb.archive import Archive
from kb.store import Store

OLD, NEW = "zwaluw", "merel"
STARTED_SECONDS = 180
ROLLED_BACK_SECONDS = 20
Put = Callable[[Path, str], Any]
Tree = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def two(own_home: Path, put: Put) -> Path:
    """Return a home in which `OLD` and then `NEW` were active."""
    put(own_home, NEW)
    return own_home


def folder(home: Path, kind: str) -> Path:
    """Return the folder that is active of a kind."""
    active = Archive(home).ledger.active()
    id_ = {"releases": active.release, "snapshots": active.snapshot, "encoders": active.encoder}
    return home / "store" / kind / id_[kind].removeprefix("sha256:")


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def _ledger_is_of_another_home(home: Path) -> None:
    lines = (home / "ledger.jsonl").read_bytes().splitlines()
    (home / "ledger.jsonl").write_bytes(lines[0].replace(b'"test"', b'"eve"') + b"\n" + lines[1])


START: dict[str, tuple[Callable[[Path], object], str]] = {
    "no pointer": (lambda it: (it / "active.json").unlink(), "vraagbaak rollback actief"),
    "an empty pointer": (lambda it: (it / "active.json").write_bytes(b""), "active.json"),
    "half a pointer": (
        lambda it: (it / "active.json").write_bytes(b'{"nummer": 2,'),
        "active.json",
    ),
    "a pointer that is a folder": (
        lambda it: ((it / "active.json").unlink(), (it / "active.json").mkdir()),
        "aanwijzer",
    ),
    "no ledger": (lambda it: (it / "ledger.jsonl").unlink(), "logboek"),
    "a changed ledger": (_ledger_is_of_another_home, "logboek"),
    "a ledger of noise": (lambda it: (it / "ledger.jsonl").write_bytes(b"\xff\n\xff\n"), "logboek"),
    "no snapshot": (lambda it: shutil.rmtree(folder(it, "snapshots")), "snapshots sha256:"),
    "a damaged snapshot": (lambda it: _flip(folder(it, "snapshots") / "words.json"), "words.json"),
    "no store": (lambda it: shutil.rmtree(it / "store"), "snapshots sha256:"),
    "no home": (shutil.rmtree, "Er is nog niets gepubliceerd"),
}
ENCODER: dict[str, tuple[Callable[[Path], object], str]] = {
    "no encoder": (lambda it: shutil.rmtree(folder(it, "encoders")), "encoders sha256:"),
    "a damaged encoder": (
        lambda it: (folder(it, "encoders") / "model.bin").write_bytes(b"x"),
        "model.bin",
    ),
    "an encoder that is no model": (lambda _it: None, "De encoder"),
}


def assert_nothing_is_served(watcher: Watcher, reason: str) -> None:
    with TestClient(create_app(Settings(), watcher=watcher)) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 503
        assert reason in ready.json()["reden"]
        assert ready.json()["momentopname"] is None
        assert client.get("/healthz").status_code == 200
        asked = client.post("/v1/antwoorden/_zoek", json={"vraag": "ww aanvragen"})
        page = client.post("/", data={"vraag": "ww aanvragen"})
    assert (asked.status_code, page.status_code) == (503, 503)
    assert OLD not in asked.text + page.text
    assert NEW not in asked.text + page.text


@pytest.mark.parametrize(("damage", "reason"), START.values(), ids=START)
def test_a_bad_start_says_why_and_no_other_release_is_served(
    two: Path,
    damage: Callable[[Path], object],
    reason: str,
    word_encoder: Callable[[Store], Encoder],
) -> None:
    encoder = word_encoder(Store(two))
    damage(two)
    assert_nothing_is_served(Watcher(two, 0.01, encoder=encoder), reason)


@pytest.mark.slow
@pytest.mark.parametrize(("damage", "reason"), ENCODER.values(), ids=ENCODER)
def test_a_start_without_a_good_encoder_says_why_and_no_other_release_is_served(
    two: Path, damage: Callable[[Path], object], reason: str
) -> None:
    damage(two)
    assert_nothing_is_served(Watcher(two, 0.01), reason)


@pytest.mark.parametrize("mark", [NEW, "mus"], ids=["what was active", "something new"])
def test_publishing_after_the_pointer_was_lost_puts_it_back(
    two: Path, put: Put, mark: str, word_encoder: Callable[[Store], Encoder]
) -> None:
    (two / "active.json").unlink()
    put(two, mark)
    made = Archive(two).ledger.active()
    assert (made.number, made.note) == (3, mark)
    assert load_serving(two, word_encoder(Store(two))).activation == made


def answer_of(port: int) -> str:
    """Return the text of the first answer; nothing while the server cannot answer."""
    body = json.dumps({"vraag": "Hoe lang krijg ik een WW-uitkering?"}).encode()
    address = f"http://127.0.0.1:{port}/v1/antwoorden/_zoek"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return str(json.loads(response.read())["antwoorden"][0]["tekst"])
    except OSError as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        return ""


def until_it_says(port: int, text: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while text not in (said := answer_of(port)):
        assert time.monotonic() < end, said
        time.sleep(0.02)


@pytest.fixture
def environment(
    published: tuple[Path, Published], tree: Tree, source: EncoderSource
) -> dict[str, str]:
    """Return the environment of a home with the real encoder in which two releases were active."""
    home, _first = published
    name = "faq/werkloos/ww-duur.md"
    text = (tree({}) / name).read_text(encoding="utf-8")
    changed = tree({name: text.replace("Dat staat in uw brief.", "Dat is de nieuwe tekst.")})
    publish(changed, home, source, clock=lambda: datetime.now(UTC), by="test", note="tweede")
    return {**os.environ, "OMP_NUM_THREADS": "1", "VRAAGBAAK_HOME": str(home)}


@pytest.fixture
def port(environment: dict[str, str], tmp_path: Path) -> Iterator[int]:
    """Return the port of a server process of that home."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [Path(sys.executable).parent / "vraagbaak", "serve", "--port", str(number)]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    yield number
    process.kill()
    process.wait()


@pytest.mark.slow
def test_a_running_server_answers_from_the_older_release_soon_after_the_command_to_go_back(
    environment: dict[str, str], port: int, record_property: Callable[[str, object], None]
) -> None:
    until_it_says(port, "Dat is de nieuwe tekst.", STARTED_SECONDS)
    command = [Path(sys.executable).parent / "vraagbaak", "rollback", "vorige"]
    began = time.monotonic()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    until_it_says(port, "Dat staat in uw brief.", ROLLED_BACK_SECONDS)
    seconds = time.monotonic() - began
    record_property("rollback seconds", round(seconds, 2))
    print(f"rolled back in {seconds:.2f} seconds")
    assert seconds < ROLLED_BACK_SECONDS
