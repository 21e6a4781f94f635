"""F9: whatever is wrong with the journal database, answers stay as they are and nothing hides."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import func, make_url, select, text

from api.app import create_app
from api.settings import Settings
from api.watching import Watcher
from eval.journal import tables
from eval.journal.database import Database
from eval.journal.writer import Writer
from indexer.encoder import Encoder
from kb.store import Store

PATIENCE_SECONDS = 60
REFUSED_WITHIN_SECONDS = 0.5
"""The promise is a tenth of a second; the machine of a test may be busy."""

QUESTIONS = ["hoeveel maanden ww", "ww aanvragen", "hoogte van het bedrag", "appeltaart"]
HOLD = """\
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Trouble:
    """A journal at `url`, and what breaks it for as long as a block lasts."""

    url: str
    broken: Callable[[], AbstractContextManager[None]]


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


# What can be wrong


@pytest.fixture
def locked(tmp_path: Path) -> Trouble:
    """Another process holds an exclusive lock."""
    file = tmp_path / "journal.sqlite"

    @contextmanager
    def hold() -> Iterator[None]:
        command = [sys.executable, "-c", HOLD, str(file)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with subprocess.Popen(command, text=True, **pipes) as other:  # type: ignore[call-overload]
            assert other.stdout.readline() == "held\n"
            yield
            other.stdin.close()

    return Trouble(f"sqlite:///{file}", hold)


@pytest.fixture
def gone(tmp_path: Path) -> Trouble:
    """The folder of the file is not there, as with a disk that came loose."""
    folder = tmp_path / "schijf"
    folder.mkdir()

    @contextmanager
    def take_away() -> Iterator[None]:
        folder.rename(tmp_path / "los")
        yield
        (tmp_path / "los").rename(folder)

    return Trouble(f"sqlite:///{folder}/journal.sqlite", take_away)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[Trouble]:
    """The disk is full, really."""
    place, mount = tmp_path / "disk", shutil.which("mount")
    place.mkdir()
    if mount is None:
        pytest.skip("there is no mount command")
    command = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")

    @contextmanager
    def fill() -> Iterator[None]:
        left = os.statvfs(place)
        (place / "ballast").write_bytes(bytes(left.f_bavail * left.f_frsize))
        yield
        (place / "ballast").unlink()

    yield Trouble(f"sqlite:///{place}/journal.sqlite", fill)
    subprocess.run(["umount", str(place)], check=True)


@pytest.fixture
def down(proxy: Proxy) -> Trouble:
    """The database server is down: every connection ends, and new ones are refused."""
    return Trouble(proxy.url, lambda: proxy.being("down"))


@pytest.fixture
def sluggish(proxy: Proxy) -> Trouble:
    """Every word to and from the database server takes a second."""
    return Trouble(proxy.url, lambda: proxy.being("slow"))


@pytest.fixture
def silent(proxy: Proxy) -> Trouble:
    """Something between accepts every connection and passes nothing on."""
    return Trouble(proxy.url, lambda: proxy.being("silent"))


@pytest.fixture
def asleep(proxy: Proxy) -> Trouble:
    """The database server needs seconds for every row."""

    @contextmanager
    def slow_rows() -> Iterator[None]:
        database = Database.open(proxy.url, Path("/nonexistent"))
        with database.writing() as connection:
            connection.execute(
                text(
                    "CREATE FUNCTION traag() RETURNS trigger LANGUAGE plpgsql AS "
                    "$$ BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$"
                )
            )
            for table in ("question", "feedback"):
                connection.execute(
                    text(
                        f"CREATE TRIGGER traag BEFORE INSERT ON {table} "
                        "FOR EACH ROW EXECUTE FUNCTION traag()"
                    )
                )
        yield
        until(lambda: _dropped(database))
        database.close()

    return Trouble(proxy.url, slow_rows)


def _dropped(database: Database) -> bool:
    with suppress(Exception), database.writing() as connection:
        connection.execute(text("DROP FUNCTION traag CASCADE"))
        return True
    return False


@dataclass
class Proxy:
    """Stands between a server and PostgreSQL, and can be down, slow or silent."""

    target: str
    listening: socket.socket
    url: str
    mode: str = "up"
    lines: list[socket.socket] = field(default_factory=list)

    @contextmanager
    def being(self, mode: str) -> Iterator[None]:
        self.mode = mode
        if mode == "down":
            self.cut()
        yield
        self.mode = "up"  # what a silent line swallowed is not said again: it stays silent

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listening.accept()
            except OSError:
                return
            if self.mode == "down":
                client.close()
                continue
            server = socket.socket(socket.AF_UNIX)
            server.connect(self.target)
            self.lines += [client, server]
            threading.Thread(target=self._join, args=(client, server), daemon=True).start()

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        with client, server:
            back = threading.Thread(target=self._pass_on, args=(server, client), daemon=True)
            back.start()
            self._pass_on(client, server)
            back.join()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.mode == "silent":
                    continue
                if self.mode == "slow":
                    time.sleep(1)
                target.sendall(data)
        _hang_up(source, target)

    def cut(self) -> None:
        _hang_up(*self.lines)
        self.lines.clear()


def _hang_up(*lines: socket.socket) -> None:
    for it in lines:
        with suppress(OSError):
            it.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def proxy(postgres: Callable[[], str]) -> Iterator[Proxy]:
    """Return a proxy before a new database with its tables, on a real PostgreSQL server."""
    real = make_url(postgres())
    folder = real.query["host"]
    assert isinstance(folder, str)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        address = real.set(host="127.0.0.1", port=port, password="x").set(query={})
        made = Proxy(
            f"{folder}/.s.PGSQL.5432", listening, address.render_as_string(hide_password=False)
        )
        threading.Thread(target=made.serve, daemon=True).start()
        database = Database.open(made.url, Path("/nonexistent"))
        database.migrate()
        database.close()
        yield made
        _hang_up(listening)
        made.cut()


# A server that runs


@dataclass(frozen=True)
class Server:
    """A real server on a port, and the writer of its journal."""

    port: int
    journal: Writer

    def post(self, path: str, body: bytes, kind: str) -> tuple[int, Message, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        connection.request("POST", path, body, {"Content-Type": kind})
        with connection.getresponse() as response:
            answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    def answers(self) -> list[object]:
        """Return what every question gives on both faces, without the random reference."""
        given: list[object] = []
        for question in QUESTIONS:
            status, _, raw = self.post(
                "/v1/antwoorden/_zoek", json.dumps({"vraag": question}).encode(), "application/json"
            )
            given.append((status, json.loads(raw) | {"vraagkenmerk": ""}))
            form = urlencode({"vraag": question}).encode()
            status, _, raw = self.post("/", form, "application/x-www-form-urlencoded")
            given.append((status, raw))
        return given

    def react(self, remark: str) -> tuple[int, Message, float]:
        """Send feedback; return status, headers and how many seconds it took."""
        _, _, raw = self.post(
            "/v1/antwoorden/_zoek",
            json.dumps({"vraag": "ww aanvragen"}).encode(),
            "application/json",
        )
        first = json.loads(raw)["antwoorden"][0]
        body = {
            "antwoord": first["id"],
            "versie": first["versie"],
            "nuttig": True,
            "opmerking": remark,
        }
        began = time.monotonic()
        status, headers, _ = self.post(
            "/v1/reacties", json.dumps(body).encode(), "application/json"
        )
        return status, headers, time.monotonic() - began


@contextmanager
def running(app: FastAPI) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="warning", access_log=False, http="h11")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        until(lambda: server.started)
        try:
            yield Server(listening.getsockname()[1], app.state.journal)
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)


@pytest.fixture
def start(
    old_home: Path, word_encoder: Callable[[Store], Encoder]
) -> Callable[[str], AbstractContextManager[Server]]:
    """Return a function that runs a server with its journal at an address."""

    def with_journal(url: str) -> AbstractContextManager[Server]:
        watcher = Watcher(old_home, 1, encoder=word_encoder(Store(old_home)))
        settings: Any = {"home": old_home, "journal_url": url}
        return running(create_app(Settings(**settings), watcher=watcher))

    return with_journal


def remarks(url: str) -> list[str | None]:
    database = Database.open(url, Path("/nonexistent"))
    with database.reading() as connection:
        found = list(connection.scalars(select(tables.feedback.c.remark)))
    database.close()
    return found


def questions(url: str) -> int:
    database = Database.open(url, Path("/nonexistent"))
    with database.reading() as connection:
        found = connection.scalar(select(func.count()).select_from(tables.question)) or 0
    database.close()
    return found


@pytest.mark.parametrize(
    "fault",
    [
        "locked",
        "gone",
        "full",
        "down",
        "sluggish",
        "asleep",
        pytest.param("silent", marks=pytest.mark.slow),
    ],
)
def test_a_journal_that_does_not_work_changes_no_answer_and_refuses_feedback_at_once(
    fault: str,
    request: pytest.FixtureRequest,
    start: Callable[[str], AbstractContextManager[Server]],
    record_property: Callable[[str, object], None],
) -> None:
    trouble: Trouble = request.getfixturevalue(fault)
    with start(trouble.url) as server:
        expected = server.answers()
        assert {it[0] for it in expected} == {200}  # type: ignore[index]
        until(lambda: server.react("vooraf")[0] == 201)
        with trouble.broken():
            if fault == "full":  # what was set aside in the file is used first
                until(lambda: server.answers() and server.journal.stats.error)
            refused = [server.react("geweigerd") for _ in range(3)]
            for _ in range(3):
                assert server.answers() == expected
        until(lambda: server.react("achteraf")[0] == 201)
        until(lambda: server.journal.stats.waiting == 0)
        stats = server.journal.stats
    slowest = max(seconds for _, _, seconds in refused)
    record_property("feedback refused within (s)", round(slowest, 3))
    print(f"{fault}: refused within {slowest * 1000:.0f} ms; {stats}")
    assert [status for status, _, _ in refused] == [503, 503, 503]
    assert all(int(headers["Retry-After"]) > 0 for _, headers, _ in refused)
    assert slowest < REFUSED_WITHIN_SECONDS
    assert (stats.lost, stats.error) == (0, None)
    assert "geweigerd" not in remarks(trouble.url)
    assert {"vooraf", "achteraf"} <= set(remarks(trouble.url))
    assert questions(trouble.url) >= 8 * len(QUESTIONS) + 5


def test_a_server_starts_answers_and_stops_while_the_journal_does_not_work(
    silent: Trouble, start: Callable[[str], AbstractContextManager[Server]]
) -> None:
    with silent.broken():
        began = time.monotonic()
        with start(silent.url) as server:
            assert {it[0] for it in server.answers()} == {200}  # type: ignore[index]
            assert server.react("geweigerd")[0] == 503
        assert time.monotonic() - began < PATIENCE_SECONDS
        assert server.journal.stats.lost > 0
