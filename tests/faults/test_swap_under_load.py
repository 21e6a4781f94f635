"""Hundreds of swaps under load: every answer comes from one release, and none fails."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn
from fastapi import FastAPI, Request, Response

from api.app import create_app
from api.routes.dependencies import Today
from api.schema import AskBody, found_body
from api.settings import Settings
from api.watching import Watcher
from indexer.encoder import Encoder
from kb.activation import roll_back
from kb.answering import answer
from kb.archive import Archive
from kb.store import Store

pytestmark = pytest.mark.slow

OLD, NEW = "zwaluw", "merel"
SWAPS = 500
REQUESTS = 5000
CLIENTS = 6
PATIENCE_SECONDS = 300
QUESTIONS = ["hoeveel maanden ww", "ww aanvragen", "hoogte van het bedrag", "appeltaart"]
IDS = re.compile(r'"(?:publicatie|momentopname)":"(sha256:[0-9a-f]+)"')
Put = Callable[[Path, str], Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, old_home: Path, put: Put) -> Path:
    """Return a home in which `OLD` and then `NEW` were active."""
    own = tmp_path_factory.mktemp("swap") / "home"
    shutil.copytree(old_home, own)
    put(own, NEW)
    return own


@dataclass
class Load:
    """Clients that keep asking, and what they saw."""

    port: int
    paths: Sequence[str]
    release_of: dict[str, str]
    stop: threading.Event = field(default_factory=threading.Event)
    requests: int = 0
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def ask(self, first: int) -> None:
        """Ask until told to stop, over one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for at in range(first, 1_000_000_000):
            if self.stop.is_set():
                break
            path = self.paths[at % len(self.paths)]
            question = QUESTIONS[at % len(QUESTIONS)]
            try:
                status, text = _sent(connection, path, question)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{path} {error!r}")
                break
            self.requests += 1
            marks = {mark for mark in (OLD, NEW) if mark in text}
            marks |= {self.release_of[id_] for id_ in IDS.findall(text)}
            self.seen |= marks
            if status != 200:
                self.failed.append(f"{path} {status}")
            elif len(marks) != 1:
                self.mixed.append(f"{path} {question}: {sorted(marks)}")
        connection.close()


def _sent(connection: http.client.HTTPConnection, path: str, question: str) -> tuple[int, str]:
    if path.startswith("/antwoord/"):
        connection.request("GET", path)
    elif path == "/":
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode({"vraag": question}), form)
    else:
        kind = {"Content-Type": "application/json"}
        connection.request("POST", path, json.dumps({"vraag": question}), kind)
    with connection.getresponse() as response:
        return response.status, response.read().decode()


@contextmanager
def running(app: FastAPI) -> Iterator[int]:
    """Serve `app` from a thread, and give the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="warning", access_log=False, http="h11")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until = time.monotonic() + PATIENCE_SECONDS
        while not server.started and time.monotonic() < until:
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)


@contextmanager
def loaded(load: Load) -> Iterator[None]:
    """Keep asking until the block ends."""
    clients = [threading.Thread(target=load.ask, args=(at * 1000,)) for at in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        load.stop.set()
        for client in clients:
            client.join(PATIENCE_SECONDS)


def swap(archive: Archive, watcher: Watcher) -> None:
    """Put the other release in force, and wait until it is what answers."""
    made = roll_back(archive, "vorige", datetime.now(UTC), "test", "")
    until = time.monotonic() + PATIENCE_SECONDS
    while watcher.current is None or watcher.current.activation != made:
        assert time.monotonic() < until, watcher.reason
        time.sleep(0.001)


@pytest.fixture
def watcher(home: Path, word_encoder: Callable[[Store], Encoder]) -> Watcher:
    return Watcher(home, 0.001, encoder=word_encoder(Store(home)))


@pytest.fixture
def release_of(home: Path) -> dict[str, str]:
    """Return which mark goes with the id of a publication or a snapshot."""
    entries = Archive(home).entries()
    marks = zip((OLD, NEW), entries[:2], strict=True)
    return {id_: mark for mark, entry in marks for id_ in (entry.public, entry.snapshot)}


def test_no_answer_fails_or_mixes_releases_while_they_are_swapped(
    home: Path,
    watcher: Watcher,
    release_of: dict[str, str],
    record_property: Callable[[str, object], None],
) -> None:
    paths = ["/v1/antwoorden/_zoek", "/", "/antwoord/ww-duur"]
    swaps = 0
    with running(
        create_app(Settings(home=home, requests_per_minute=1_000_000), watcher=watcher)
    ) as port:
        load = Load(port, paths, release_of)
        with loaded(load):
            while swaps < SWAPS and not load.failed:
                swap(Archive(home), watcher)
                swaps += 1
                while load.requests < swaps * REQUESTS / SWAPS and not load.failed:
                    time.sleep(0.001)
    record_property("swaps", swaps)
    record_property("requests", load.requests)
    print(f"swaps {swaps}, requests {load.requests}, mixed {len(load.mixed)}, {load.failed[:5]}")
    assert load.failed == []
    assert load.mixed == []
    assert swaps == SWAPS
    assert load.requests >= REQUESTS
    assert load.seen == {OLD, NEW}


def test_the_same_load_finds_out_a_route_that_reads_the_reference_twice(
    home: Path, watcher: Watcher, release_of: dict[str, str]
) -> None:
    app = create_app(Settings(home=home, requests_per_minute=1_000_000), watcher=watcher)

    @app.post("/dubbel")
    def read_twice(body: AskBody, today: Today, request: Request) -> Response:
        current = request.app.state.watcher
        given = answer(
            body.to_question(today),
            current.current.knowledge,
            current.current.search,
            current.current.policy,
        )
        return Response(found_body(given, current.current).to_json(), media_type="application/json")

    with running(app) as port:
        load = Load(port, ["/dubbel"], release_of)
        with loaded(load):
            swaps = 0
            while swaps < SWAPS and not load.mixed:
                swap(Archive(home), watcher)
                swaps += 1
    print(f"found {len(load.mixed)} mixed after {swaps} swaps, {load.requests} requests")
    assert load.mixed
