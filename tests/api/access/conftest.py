"""A journal database of both sorts, a clock that can be set, and a server that has no content."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Role, Settings
from eval.journal.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands still until it is told to go on."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def ticks(self) -> float:
        return self.now.timestamp()

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass(frozen=True)
class Empty:
    """Has nothing to answer from."""

    current: None = None
    reason: str | None = "er is nog niets"
    pulled: None = None
    start: Callable[[], None] = field(default=lambda: None)
    stop: Callable[[], None] = field(default=lambda: None)


@pytest.fixture
def clock() -> Clock:
    """Return a clock to set."""
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return an empty journal database."""
    is_sqlite = request.param == "sqlite"
    url = None if is_sqlite else request.getfixturevalue("postgres")()
    made = Database.open(url, tmp_path)
    made.migrate()
    yield made
    made.close()


@pytest.fixture(scope="session")
def empty_journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a journal in which nothing was written; to copy."""
    home = tmp_path_factory.mktemp("empty-journal")
    made = Database.open(None, home)
    made.migrate()
    made.forget_traces()
    made.close()
    return home / "journal.sqlite"


@pytest.fixture
def house(tmp_path: Path, clock: Clock, empty_journal: Path) -> Callable[..., TestClient]:
    """Return a function that gives a client of a server without content; it may set settings."""
    shutil.copy(empty_journal, tmp_path)

    def client(role: Role = Role.INTERNAL, **settings: object) -> TestClient:
        app = create_app(
            Settings(home=tmp_path, **settings),  # type: ignore[arg-type]
            role,
            watcher=Empty(),  # type: ignore[arg-type]
            clock=clock,
            ticks=clock.ticks,
        )
        https = str(settings.get("internal_url", "http:")).startswith("https:")
        return TestClient(
            app,
            base_url=f"http{'s' if https else ''}://testserver",
            raise_server_exceptions=False,
            follow_redirects=False,
        )

    return client


@pytest.fixture(scope="session")
def started() -> Callable[..., AbstractContextManager[str]]:
    """Return a function that runs a server on a free port, and gives its address, for a while.

    `started(command, path, log, NAME="…")`: it begins when `path` answers; `{address}` in what the
    environment is given stands for its own.
    """

    @contextmanager
    def run(command: list[str], path: str, log: Path, **environment: str) -> Iterator[str]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        own = {name: value.replace("{address}", address) for name, value in environment.items()}
        with (
            log.open("wb") as output,
            subprocess.Popen(
                [*command, "--port", str(port)],
                env={**os.environ, **own},
                stdout=output,
                stderr=subprocess.STDOUT,
            ) as process,
        ):
            try:
                until = time.monotonic() + 120
                while not _is_up(address + path):
                    assert process.poll() is None, log.read_text()
                    assert time.monotonic() < until, log.read_text()
                    time.sleep(0.1)
                yield address
            finally:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()

    return run


def _is_up(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
