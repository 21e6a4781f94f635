"""F11: a stop lets what is under way be answered, and ends within ten seconds whatever hangs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("server.py")
STARTED_SECONDS = 120
EXIT_SECONDS = 10.0
AT_ONCE = 8
BUSY_SECONDS = 3.0
"""Leeway for a machine on which other tests run."""

STALLED = (
    b"POST /v1/antwoorden/_zoek HTTP/1.1\r\nHost: x\r\n"
    b'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"vraag'
)

HANGING = """
import contextlib, threading, sys
from fastapi import FastAPI
from api.server import run

@contextlib.asynccontextmanager
async def lifespan(app):
    yield
    if sys.argv[2] == "the end of the program":
        threading.Event().wait()

app = FastAPI(lifespan=lifespan)

@app.get("/")
def hang() -> None:
    threading.Event().wait()

@app.get("/healthz")
async def healthz() -> str:
    return "leeft"

run(app, "127.0.0.1", int(sys.argv[1]))
"""


@dataclass(frozen=True)
class Running:
    """A server process."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str) -> str:
        """Return what an address answers."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as response:
            text: str = response.read().decode()
        return text

    def ask(self) -> str:
        """Return how a question ended, read to the last byte."""
        body = json.dumps({"vraag": "ww aanvragen"}).encode()
        address = f"http://127.0.0.1:{self.port}/v1/antwoorden/_zoek"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            outcome: str = json.loads(response.read())["uitkomst"]
        return outcome

    def under_way(self) -> int:
        """Return how many questions are being worked on."""
        lines = self.get("/metrics").splitlines()
        found = next(it for it in lines if it.startswith("vraagbaak_requests_under_way "))
        return int(float(found.split()[1]))

    def stop(self) -> float:
        """Ask the process to stop; return how many seconds that took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        return time.monotonic() - began

    def connect(self) -> socket.socket:
        """Return a connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


@contextmanager
def running(command: list[str], port: int, log: Path, ready: str) -> Iterator[Running]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    server = Running(process, port, log)
    try:
        until = time.monotonic() + STARTED_SECONDS
        while True:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            try:
                server.get(ready)
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def mood(tmp_path: Path) -> Path:
    return tmp_path / "mood"


@pytest.fixture
def server(
    own_home: Path, tmp_path: Path, mood: Path, free_port: Callable[[], int]
) -> Iterator[Running]:
    port = free_port()
    command = [sys.executable, str(PROGRAM), str(port), str(own_home), str(mood)]
    with running(command, port, tmp_path / "log", "/readyz") as started:
        yield started


def asking(server: Running, count: int) -> tuple[list[threading.Thread], list[str]]:
    """Ask `count` questions side by side and wait until all are worked on."""
    ended: list[str] = []

    def ask() -> None:
        try:
            ended.append(server.ask())
        except OSError as error:
            ended.append(repr(error))

    askers = [threading.Thread(target=ask) for _ in range(count)]
    for asker in askers:
        asker.start()
    until = time.monotonic() + STARTED_SECONDS
    while server.under_way() < count:
        assert time.monotonic() < until
        time.sleep(0.01)
    return askers, ended


def test_what_is_under_way_is_answered_and_stalled_senders_hold_up_nothing(
    server: Running, mood: Path
) -> None:
    mood.write_text("slow 1.5")
    with ExitStack() as connections:
        stalled = [connections.enter_context(server.connect()) for _ in range(5)]
        for connection in stalled[:3]:
            connection.sendall(STALLED)
        stalled[3].sendall(b"GET / HT")
        askers, ended = asking(server, AT_ONCE)
        seconds = server.stop()
        for asker in askers:
            asker.join()
        refused = [connection.recv(4096) for connection in stalled[:3]]
    assert ended == ["antwoord"] * AT_ONCE
    assert seconds < EXIT_SECONDS + BUSY_SECONDS
    assert all(it.startswith(b"HTTP/1.1 408") for it in refused)
    assert "Traceback" not in server.log.read_text()


def test_a_stop_under_load_cuts_nobody_off_halfway(server: Running) -> None:
    stopping = threading.Event()
    ended: list[str] = []
    broken: list[str] = []

    def keep_asking() -> None:
        while True:
            try:
                ended.append(server.ask())
            except (ConnectionError, urllib.error.URLError) as error:
                if not stopping.is_set():
                    broken.append(repr(error))
                return  # nobody listens any more
            except (OSError, ValueError) as error:
                broken.append(repr(error))
                return

    askers = [threading.Thread(target=keep_asking) for _ in range(8)]
    for asker in askers:
        asker.start()
    while len(ended) < 50:
        time.sleep(0.01)
    stopping.set()
    seconds = server.stop()
    for asker in askers:
        asker.join()
    assert broken == []
    assert set(ended) == {"antwoord"}
    assert seconds < EXIT_SECONDS + BUSY_SECONDS
    assert "Traceback" not in server.log.read_text()


def test_an_encoder_that_hangs_holds_up_no_stop(server: Running, mood: Path) -> None:
    mood.write_text("hangs")
    askers, ended = asking(server, 2)
    assert server.stop() < EXIT_SECONDS + BUSY_SECONDS
    for asker in askers:
        asker.join()
    assert ended == ["antwoord"] * 2


@pytest.mark.parametrize("what", ["a request", "the end of the program"])
def test_what_nobody_can_end_holds_up_no_stop(
    tmp_path: Path, free_port: Callable[[], int], what: str
) -> None:
    port = free_port()
    command = [sys.executable, "-c", HANGING, str(port), what]
    with (
        running(command, port, tmp_path / "log", "/healthz") as server,
        server.connect() as hanging,
    ):
        if what == "a request":
            hanging.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        server.get("/healthz")
        assert server.stop() < EXIT_SECONDS + BUSY_SECONDS
