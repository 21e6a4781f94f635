"""Servers of both roles, asked byte for byte: no client between that tidies what is sent."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any, cast
from urllib.parse import unquote, urlencode

import anyio
import pytest
from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message

from api.access import keys, sessions
from api.access.scopes import GRANTED
from api.access.sessions import Identity
from api.app import create_app
from api.settings import Role, Settings
from api.watching import Watcher
from eval.journal.database import Database
from indexer.encoder import Encoder
from tests.api.conftest import NOW, rich_content, rich_home  # noqa: F401 -- fixtures

STARTED_SECONDS = 180
OFTEN = 10_000_000
"""Requests per minute that nobody reaches here: other tests are about that limit."""


@dataclass(frozen=True)
class Sent:
    """A request, as its bytes; `target` is the path with its query, escaped or not."""

    method: str = "GET"
    target: str = "/"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What came back. The names of headers are in lower case; the first of a name counts."""

    status: int
    headers: Mapping[str, str]
    text: str

    def everything(self) -> str:
        """Return headers and body."""
        return f"{dict(self.headers)} {self.text}"


def query(path: str, **parameters: str) -> Sent:
    """Return a GET with a query; half an emoji is sent as the bytes that it would be."""
    return Sent("GET", f"{path}?{urlencode(parameters, errors='surrogatepass')}")


def form(path: str, **fields: str) -> Sent:
    """Return a form that is posted."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return Sent("POST", path, kind, urlencode(fields, errors="surrogatepass").encode())


def as_json(method: str, path: str, body: object) -> Sent:
    """Return a body of JSON."""
    kind = {"Content-Type": "application/json"}
    return Sent(method, path, kind, json.dumps(body).encode())


def unclear(sent: Sent, reply: Reply, mark: str) -> str | None:
    """Return what is wrong with a refusal, or None; an answer is no refusal.

    It is one problem of the API or one page, and nothing of what was sent is in it: not `mark`.
    """
    if reply.status >= 500:
        return "a fault"
    if reply.status < 400:
        return None
    # whoever mistyped a password need not type the name again; no markup gets out of its field
    if mark in re.sub(r'<input id="naam"[^<>]*>', "", reply.everything()):
        return "repeated in a refusal"
    api = sent.target.startswith("/v1/")
    clear = _is_problem(reply) if api else _is_page(reply)
    return None if clear else "no clear refusal"


def _is_problem(reply: Reply) -> bool:
    problem = json.loads(reply.text)
    return (
        reply.headers["content-type"] == "application/problem+json"
        and problem["status"] == reply.status
        and problem["detail"].endswith(".")
        and problem.keys() <= {"status", "title", "detail", "invalidParams"}
        and all(it.keys() == {"name", "reason"} for it in problem.get("invalidParams", ()))
    )


def _is_page(reply: Reply) -> bool:
    return (
        reply.headers["content-type"] == "text/html; charset=utf-8"
        and reply.text.startswith("<!doctype html>")
        and reply.text.count("<h1>") == 1
    )


@dataclass(frozen=True)
class House:
    """A server of one role in this process, and what lets somebody in who may do everything."""

    app: FastAPI
    portal: BlockingPortal
    key: str
    session: str
    csrf: str

    def inside(self) -> dict[str, str]:
        """Return the headers of a client with a key and of a person who signed in."""
        cookies = f"vraagbaak={self.session}; vraagbaak-aanmelden={self.csrf}"
        return {"Authorization": f"Bearer {self.key}", "Cookie": cookies}

    def send(self, sent: Sent, *, address: str = "203.0.113.7", inside: bool = False) -> Reply:
        """Send a request from `address`; `inside` with a key and a session."""
        headers = {"Host": "testserver", **(self.inside() if inside else {}), **sent.headers}
        return self.portal.call(_send, self.app, sent, headers, address)


async def _send(app: FastAPI, sent: Sent, headers: Mapping[str, str], address: str) -> Reply:
    """Hand a request to the application as uvicorn does."""
    path, _, asked = sent.target.partition("?")
    raw = [(name.lower().encode(), text.encode("latin-1")) for name, text in headers.items()]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": sent.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": asked.encode(),
        "headers": [*raw, (b"content-length", str(len(sent.body)).encode())],
        "client": (address, 40_000),
        "server": ("testserver", 80),
        "state": {},
    }
    messages: list[Message] = []

    coming = [{"type": "http.request", "body": sent.body, "more_body": False}]

    async def receive() -> Message:
        if not coming:  # the client waits for the answer: there is nothing to hear of it
            await anyio.sleep_forever()
        return coming.pop()

    async def send(message: Message) -> None:
        messages.append(message)

    with suppress(Exception):  # a fault is answered with 500 before it is raised again
        await app(scope, receive, send)
    start = next(it for it in messages if it["type"] == "http.response.start")
    body = b"".join(it.get("body", b"") for it in messages)
    found = reversed([(name.decode(), text.decode("latin-1")) for name, text in start["headers"]])
    return Reply(start["status"], dict(found), body.decode())


Houses = Callable[..., House]


@pytest.fixture(scope="session")
def abuse_home(rich_home: Path) -> Path:  # noqa: F811 -- the fixture
    """Return the home of the servers here, beside which lies what nobody may get."""
    (rich_home.parent / "kanarie.txt").write_text("kanariebestand naast de map")
    (rich_home / "kanarie.txt").write_text("kanariebestand in de map")
    return rich_home


@pytest.fixture(scope="session")
def build(abuse_home: Path, encoder: Encoder) -> Iterator[Houses]:
    """Return a function that gives a running server of a role; settings may be set."""
    usual: dict[str, Any] = dict.fromkeys(
        ("requests_per_minute", "key_requests_per_minute", "sign_ins_per_minute"), OFTEN
    )
    with ExitStack() as running:

        def start(role: Role = Role.PUBLIC, **settings: Any) -> House:
            chosen = Settings(**{"home": abuse_home, **usual, **settings})
            watcher = Watcher(chosen.home, 60.0, lambda: NOW, encoder)
            app = create_app(chosen, role, watcher=watcher, clock=lambda: NOW)
            client = running.enter_context(TestClient(app))
            key, session, csrf = let_in(cast(FastAPI, app).state.journal.database, NOW)
            assert client.portal is not None
            return House(app, client.portal, key, session, csrf)

        yield start


def let_in(database: Database, now: datetime) -> tuple[str, str, str]:
    """Return a key and a session of somebody who may do everything, and what its forms send."""
    database.ensure()
    key, _ = keys.add(database, "test", GRANTED, now, days=1)
    token = sessions.start(database, Identity("test", "test", frozenset(GRANTED)), now)
    found = sessions.find(database, token, now)
    assert found is not None
    return key, token, found.csrf


@pytest.fixture(scope="session")
def houses(build: Houses) -> Mapping[Role, House]:
    """Return a running server of each role."""
    return {role: build(role) for role in Role}


@dataclass(frozen=True)
class Wire:
    """A real server process of the internal role, which has every route there is."""

    port: int
    output: Path
    headers: Mapping[str, str]

    def send(self, sent: Sent) -> Reply:
        """Send a request that h11 can read; a key and a session go along."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(sent.method, sent.target, skip_accept_encoding=True)
            for name, text in {**self.headers, **sent.headers}.items():
                connection.putheader(name, text.encode("latin-1"))
            connection.putheader("Content-Length", str(len(sent.body)))
            with suppress(BrokenPipeError, ConnectionResetError):  # refused while it is sent
                connection.endheaders(sent.body)
            response = connection.getresponse()
            found = {name.lower(): text for name, text in reversed(response.getheaders())}
            return Reply(response.status, found, response.read().decode())
        finally:
            connection.close()

    def raw(self, *pieces: bytes, silence: float = 0.0) -> bytes:
        """Send bytes as they are and return the answer, with what comes within `silence` after."""
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            with suppress(ConnectionError):
                for piece in pieces:
                    connection.sendall(piece)
            with suppress(ConnectionError, TimeoutError, BlockingIOError):
                while piece := connection.recv(65_536):
                    found += piece
                    if is_whole(found):
                        connection.settimeout(silence)
        return found

    def said(self) -> str:
        """Return all that the process wrote so far."""
        return self.output.read_text()


def is_whole(answer: bytes) -> bool:
    """Whether an answer has all of the body that its head announces."""
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return length is not None and len(body) >= int(length[1])


@pytest.fixture(scope="session")
def wire(abuse_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    """Return a real `vraagbaak serve --rol intern`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    output = tmp_path_factory.mktemp("wire") / "output"
    own = {"VRAAGBAAK_HOME": str(abuse_home), "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1"}
    own["VRAAGBAAK_SIGN_INS_PER_MINUTE"] = own["VRAAGBAAK_REQUESTS_PER_MINUTE"] = str(OFTEN)
    own["VRAAGBAAK_KEY_REQUESTS_PER_MINUTE"] = str(OFTEN)
    command = [str(Path(sys.executable).parent / "vraagbaak"), "serve", "--rol", "intern"]
    with output.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            env={**os.environ, **own},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    database = Database.open(None, abuse_home)
    key, session, csrf = let_in(database, datetime.now(UTC))
    database.close()
    cookies = f"vraagbaak={session}; vraagbaak-aanmelden={csrf}"
    running = Wire(port, output, {"Authorization": f"Bearer {key}", "Cookie": cookies})
    try:
        until = time.monotonic() + STARTED_SECONDS
        while not _is_ready(running):
            assert process.poll() is None, running.said()
            assert time.monotonic() < until, running.said()
            time.sleep(0.2)
        yield running
    finally:
        process.terminate()
        process.wait(30)


def _is_ready(running: Wire) -> bool:
    try:
        return running.send(Sent("GET", "/readyz")).status == 200
    except OSError:
        return False


Limit = Callable[[float], AbstractContextManager[None]]


@pytest.fixture(scope="session")
def limited() -> Limit:
    """Return a context that ends what is inside after so many seconds of the processor."""

    @contextmanager
    def within(seconds: float) -> Iterator[None]:
        def stop(_signal: int, _frame: FrameType | None) -> None:
            raise TimeoutError

        before = signal.signal(signal.SIGPROF, stop)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    return within
