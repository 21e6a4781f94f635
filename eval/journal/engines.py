"""How the journal database is reached: SQLite as a file, PostgreSQL over a line that may fail.

Everything here ends in time: waiting for another writer, coming to a connection, a statement, and
an answer that never comes.
"""

from __future__ import annotations

import os
import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from eval.errors import JournalUrlError

FILE: Final = "journal.sqlite"

BUSY_SECONDS: Final = 0.25
"""How long SQLite waits for another process that writes: those writes take milliseconds."""

CONNECT_SECONDS: Final = 2
"""How long a connection to PostgreSQL may take to come about (libpq takes no less than 2)."""

STATEMENT_SECONDS: Final = 5
"""After how long PostgreSQL gives up a statement; the largest here deletes a thousand rows."""

LOCK_SECONDS: Final = 1
"""How long PostgreSQL waits for another that writes the same rows or changes the tables."""

HANG_UP_SECONDS: Final = 10.0
"""After how long a connection with PostgreSQL that says nothing is cut off: something between
holds it open, and the server will not end it."""

_KEEPALIVE: Final = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}

WRITES: Final = "journal_writes"
"""The option of a connection of which the transaction may write from its first statement on."""


def engine_of(url: str | None, home: Path) -> Engine:
    """Return the engine of the database at `url`, or of the file in `home`; it touches nothing.

    Raises:
        JournalUrlError: `url` is not the address of a SQLite or PostgreSQL database.
    """
    address = _address(url, home)
    return _sqlite(address) if address.get_backend_name() == "sqlite" else _postgres(address)


def _address(url: str | None, home: Path) -> URL:
    if url is None:
        return URL.create("sqlite", database=str((home / FILE).absolute()))
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise JournalUrlError from None
    match address.get_backend_name():
        case "sqlite" if address.database and address.database != ":memory:":
            return address.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return address.set(drivername="postgresql+psycopg")
        case _:
            raise JournalUrlError


def _sqlite(address: URL) -> Engine:
    # a file that is not there is made on purpose, never by looking at it
    file = f"{Path(address.database or '').absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(file, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)

    engine = create_engine(address, creator=connect, hide_parameters=True, pool_timeout=1)

    @event.listens_for(engine, "connect")
    def opened(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 -- the only driver
        connection.isolation_level = None  # this module begins transactions, the driver does not
        for pragma in ("foreign_keys=ON", "synchronous=NORMAL", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        entry.info["file"] = _file(address)

    @event.listens_for(engine, "checkout")
    def used(_connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
        # a file that was put in the place of this one would never see what is written here
        if entry.info["file"] != _file(address):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _file(address: URL) -> tuple[int, int] | None:
    try:
        found = Path(address.database or "").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _postgres(address: URL) -> Engine:
    import psycopg

    engine = create_engine(
        address,
        hide_parameters=True,
        pool_timeout=1,
        connect_args={"connect_timeout": CONNECT_SECONDS, **_KEEPALIVE, "prepare_threshold": None},
    )

    def ask(connection: Any, statement: str) -> None:
        try:
            with hanging_up(connection):
                connection.execute(statement)
                connection.commit()
        except psycopg.Error:
            raise DisconnectionError from None

    @event.listens_for(engine, "connect")
    def opened(connection: Any, _entry: ConnectionPoolEntry) -> None:
        ask(connection, f"SET statement_timeout = '{STATEMENT_SECONDS}s'")
        ask(connection, f"SET lock_timeout = '{LOCK_SECONDS}s'")

    @event.listens_for(engine, "checkout")
    def used(connection: Any, _entry: ConnectionPoolEntry, _proxy: object) -> None:
        ask(connection, "SELECT 1")

    return engine


@contextmanager
def hanging_up(driver: Any) -> Iterator[None]:
    """Cut the line when it takes too long; SQLite has none, and None is never cut."""
    if driver is None or isinstance(driver, sqlite3.Connection):
        yield
        return
    line = socket.socket(fileno=os.dup(driver.fileno()))

    def cut() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(HANG_UP_SECONDS, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        line.close()
