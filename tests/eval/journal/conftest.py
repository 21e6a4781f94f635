"""The journal on SQLite and on a real PostgreSQL, a new one for every test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select, text

from eval.journal.database import Database
from eval.journal.records import Asked, ContactMoment, Feedback, Shown, Source
from eval.journal.writer import Writer

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PATIENCE_SECONDS = 30

Hold = Callable[[Database], AbstractContextManager[None]]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables, of both sorts in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/journal.sqlite"
    new: Callable[[], str] = request.getfixturevalue("postgres")
    return new()


@pytest.fixture
def empty(url: str, tmp_path: Path) -> Iterator[Database]:
    """Return a database without tables."""
    opened = Database.open(url, tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def database(empty: Database) -> Database:
    """Return a database with its tables."""
    empty.migrate()
    return empty


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    """Return a writer that runs."""
    made = Writer(database)
    made.start()
    yield made
    made.close(PATIENCE_SECONDS)


@pytest.fixture
def asked() -> Callable[..., Asked]:
    """Return a function that gives a question with an answer; it may change what it is given."""
    usual = Asked(
        reference="01JDA0000000000000000000A0",
        at=NOON,
        day=date(2026, 11, 22),
        channel="website",
        language="nl",
        text="hoe vraag ik ww aan",
        outcome="antwoord",
        confidence=0.94,
        snapshot="sha256:" + "a" * 64,
        publication="sha256:" + "b" * 64,
        shown=(Shown("ww-aanvragen", "3f9a1c2e", "nl"), Shown("ww-duur", "0badcafe", "nl")),
    )
    return lambda **changes: replace(usual, **changes)


@pytest.fixture
def feedback() -> Callable[..., Feedback]:
    """Return a function that gives a reaction; it may change what it is given."""

    def made(**changes: Any) -> Feedback:
        usual: dict[str, Any] = {"at": NOON, "item": "ww-aanvragen", "version": "3f9a1c2e"}
        return Feedback(**{**usual, "helpful": True, **changes})

    return made


@pytest.fixture
def contact() -> ContactMoment:
    """Return a contact moment in which two items were used."""
    sources = (Source("ww-aanvragen", "3f9a1c2e"), Source("ww-duur", "0badcafe"))
    return ContactMoment(date(2026, 11, 22), found=True, sources=sources)


@pytest.fixture
def count() -> Callable[[Database, Table], int]:
    """Return a function that says how many rows a table has."""

    def counted(database: Database, table: Table) -> int:
        with database.reading() as connection:
            return connection.scalar(select(func.count()).select_from(table)) or 0

    return counted


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Return a function that waits for something to become true."""

    def wait(holds: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            assert time.monotonic() < end, "it never came true"
            time.sleep(0.005)

    return wait


@pytest.fixture
def held() -> Hold:
    """Return a function that keeps everybody else from writing, as long as its block lasts."""

    @contextmanager
    def hold(database: Database) -> Iterator[None]:
        other = Database.open(
            database.engine.url.render_as_string(hide_password=False), Path("/nonexistent")
        )
        with other.writing() as connection:
            if not database.migrates_itself:
                connection.execute(text("LOCK TABLE question, feedback IN ACCESS EXCLUSIVE MODE"))
            yield
        other.close()

    return hold
