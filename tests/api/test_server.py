"""A real `vraagbaak serve` over the real content: the same answer everywhere, and a tidy end."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.slow

Command = Callable[..., subprocess.CompletedProcess[str]]

STARTED_SECONDS = 180
ENDED_SECONDS = 15
QUESTIONS = [
    "Hoe vraag ik een WW-uitkering aan?",
    "me baas is failiet en ik krijg me loon nie",
    "I lost my job, how do I get unemployment benefit?",
    "wat is het recept van appeltaart met kaneel",
    "ik wil niet meer leven",
    "hallo",
]
MARK = re.compile(r'data-id="([^"]+)" data-versie="([^"]+)" data-inhoud-hash="([^"]+)"')


@dataclass(frozen=True)
class Server:
    """A running server process."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def send(self, path: str, body: bytes | None = None, kind: str = "") -> tuple[int, str]:
        """Return status and body of a GET, or of a POST when there is a body."""
        address = f"http://127.0.0.1:{self.port}{path}"
        headers = {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(address, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def ask(self, question: str) -> dict[str, Any]:
        """Ask over the API."""
        body = json.dumps({"vraag": question}).encode()
        status, text = self.send("/v1/antwoorden/_zoek", body, "application/json")
        assert status == 200
        found: dict[str, Any] = json.loads(text)
        return found

    def page(self, question: str) -> str:
        """Ask on the page."""
        body = urlencode({"vraag": question}).encode()
        status, text = self.send("/", body, "application/x-www-form-urlencoded")
        assert status == 200
        return text

    def is_up(self, path: str) -> bool:
        """Whether `path` answers with success; the process must be alive."""
        assert self.process.poll() is None, self.log.read_text()
        try:
            return self.send(path)[0] == 200
        except OSError:
            return False


@contextmanager
def serve(home: Path, log: Path, ready: str = "/readyz") -> Iterator[Server]:
    """Run a server until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).parent / "vraagbaak", "serve", "--port", str(port)]
    own = {"VRAAGBAAK_HOME": str(home), "OMP_NUM_THREADS": "1", "VRAAGBAAK_WATCH_SECONDS": "0.2"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(process, port, log)
    try:
        until = time.monotonic() + STARTED_SECONDS
        while not server.is_up(ready):
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield server
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def server(real_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server of the content of this repository."""
    with serve(real_home, tmp_path_factory.mktemp("server") / "log") as running:
        yield running


def marks(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(it["id"], it["versie"], it["inhoudHash"]) for it in found["antwoorden"]]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_face_gives_the_same_answer(
    server: Server, real_home: Path, vraagbaak: Command, question: str
) -> None:
    by_api = server.ask(question)
    page = server.page(question)
    assert f'data-uitkomst="{by_api["uitkomst"]}"' in page
    assert MARK.findall(page) == marks(by_api)
    done = vraagbaak("ask", question, "--json", home=real_home)
    assert done.returncode == 0, done.stderr
    by_command = json.loads(done.stdout)
    assert marks(by_command) == marks(by_api)
    assert {**by_command, "vraagkenmerk": ""} == {**by_api, "vraagkenmerk": ""}


def test_an_obvious_question_gets_its_answer(server: Server) -> None:
    found = server.ask("Hoe vraag ik een WW-uitkering aan?")
    assert (found["uitkomst"], found["antwoorden"][0]["id"]) == ("antwoord", "ww-aanvragen")


def test_the_process_says_that_it_lives_while_questions_are_being_asked(server: Server) -> None:
    failed: list[str] = []
    busy = threading.Event()

    def keep_asking() -> None:
        for at in range(10):
            try:
                server.ask(f"{at} hoe lang duurt mijn ww en wat als ik ziek word " + "en dan " * 60)
            except (AssertionError, OSError) as error:
                failed.append(repr(error))
            busy.set()

    askers = [threading.Thread(target=keep_asking) for _ in range(4)]
    for asker in askers:
        asker.start()
    assert busy.wait(60)
    statuses = [server.send("/healthz")[0] for _ in range(20)]
    for asker in askers:
        asker.join()
    assert statuses == [200] * 20
    assert failed == []


def test_nothing_of_a_question_is_written_to_the_log(server: Server) -> None:
    server.ask("mijn bsn is 123456782 en ik heet Wilhelmina Zonnebloem")
    server.page("mijn bsn is 123456782 en ik heet Wilhelmina Zonnebloem")
    bad = b'{"vraag": 123456782, "Zonnebloem": 1}'
    assert server.send("/v1/antwoorden/_zoek", bad, "application/json")[0] == 400
    assert server.send("/antwoord/Zonnebloem-123456782")[0] == 404
    log = server.log.read_text()
    assert "Zonnebloem" not in log
    assert "123456782" not in log


def test_headers_above_the_limit_are_refused(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 40_000)
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 4")


def test_a_body_without_end_is_refused_before_it_is_sent(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(
            b"POST /v1/antwoorden/_zoek HTTP/1.1\r\nHost: x\r\n"
            b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for _ in range(20):
            connection.sendall(b"400\r\n" + b" " * 1024 + b"\r\n")
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answer


def test_a_stop_ends_within_seconds_though_a_sender_stalls(tmp_path: Path) -> None:
    with (
        serve(tmp_path / "var", tmp_path / "log", ready="/healthz") as running,
        socket.create_connection(("127.0.0.1", running.port), timeout=30) as stalled,
    ):
        stalled.sendall(
            b"POST /v1/antwoorden/_zoek HTTP/1.1\r\nHost: x\r\n"
            b'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"vraag'
        )
        assert running.is_up("/healthz")
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(ENDED_SECONDS) is not None


def test_an_idle_server_stops_without_a_fault(tmp_path: Path) -> None:
    with serve(tmp_path / "var", tmp_path / "log", ready="/healthz") as running:
        assert running.send("/readyz")[0] == 503
        running.process.send_signal(signal.SIGTERM)
        status = running.process.wait(ENDED_SECONDS)
    assert status in (0, -signal.SIGTERM)
    assert "Traceback" not in (tmp_path / "log").read_text()
