"""The journal database: SQLite in the home, or PostgreSQL by its address.

Whoever reads or writes takes `reading()` or `writing()`: those end in time, and say what is wrong
in one sentence without a word of what was written.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DisconnectionError, InvalidRequestError

from eval.errors import JournalBehindError, JournalUnavailableError
from eval.journal.complaints import UNAVAILABLE, UNREACHABLE, complaint, is_unavailable
from eval.journal.engines import WRITES, engine_of, hanging_up

REVISIONS: Final = ("0001",)
"""Every revision in `migrations/versions`, oldest first: looked at without loading Alembic."""

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_DELETIONS: Final = "PRAGMA user_version"
"""A number in the file that is ours to use: transactions that deleted since it was written anew."""

_MOST_DELETIONS: Final = 2**31
_MIGRATION_LOCK: Final = 0x56726161  # any number, the same for every process of this product


class State(Enum):
    """Whether the tables are those of this program."""

    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Database:
    """One journal database. Opening it does nothing yet; every use may find it unavailable."""

    engine: Engine

    @classmethod
    def open(cls, url: str | None, home: Path) -> Database:
        """Return the database at `url`, or the file in `home`.

        Raises:
            JournalUrlError: `url` is not the address of a SQLite or PostgreSQL database.
        """
        return cls(engine_of(url, home))

    @property
    def migrates_itself(self) -> bool:
        """Whether a server may make the tables: on SQLite, which is its own."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection to read with.

        Raises:
            JournalUnavailableError: the database cannot be reached, is locked or does not answer.
        """
        with _complaining(), self._transaction() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that may write from its first statement on.

        Raises:
            JournalUnavailableError: as for `reading`; nothing was written.
        """
        with _complaining(), self._transaction(writes=True) as connection:
            yield connection

    def state(self) -> State:
        """Return whether the tables are those of this program.

        Raises:
            JournalUnavailableError: the database cannot be reached.
        """
        with self.reading() as connection:
            return _state(connection)

    def ensure(self) -> None:
        """Return when records can be written; on SQLite, make or mend the tables first.

        Raises:
            JournalBehindError: the tables are not those of this program.
            JournalUnavailableError: the database cannot be reached.
        """
        if self.migrates_itself:
            self._claim_file()
        state = self.state()
        if state is State.BEHIND and self.migrates_itself:
            self.migrate()
        elif state is not State.CURRENT:
            raise JournalBehindError(ahead=state is State.AHEAD)

    def migrate(self) -> None:
        """Bring the tables up to date. Nothing happens when they are.

        Raises:
            JournalBehindError: the tables are those of a newer program.
            JournalUnavailableError: the database cannot be reached or is in use.
        """
        from alembic import command
        from alembic.config import Config

        if self.migrates_itself:
            self._claim_file()
            self._say("PRAGMA journal_mode=WAL")  # stays with the file
        with _complaining(), self._transaction(writes=True, unhurried=True) as connection:
            if not self.migrates_itself:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
            if _state(connection) is State.AHEAD:
                raise JournalBehindError(ahead=True)
            config = Config()
            config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def note_deletion(self, connection: Connection) -> None:
        """Note, in the transaction that deletes, that `rewrite` has something to do."""
        if self.migrates_itself:
            count = connection.exec_driver_sql(_DELETIONS).scalar_one()
            connection.exec_driver_sql(f"{_DELETIONS}={(count + 1) % _MOST_DELETIONS or 1}")

    def forget_traces(self) -> None:
        """Let SQLite overwrite what was deleted in its log too; as far as others let it."""
        if self.migrates_itself:
            with suppress(JournalUnavailableError):
                self._say("PRAGMA wal_checkpoint(TRUNCATE)")

    def rewrite(self) -> None:
        """Let SQLite write its file anew when something was deleted since the last time.

        A row that moves to another page leaves a copy where it was, out of reach of the deletion
        that follows. Nobody can write meanwhile: about a second for a hundred megabytes. When
        others keep the database, or the disk is full, the next time will do.
        """
        if not self.migrates_itself:
            return
        with suppress(JournalUnavailableError):
            with self.reading() as connection:
                count = connection.exec_driver_sql(_DELETIONS).scalar_one()
            if not count:
                return
            self._say("VACUUM")
            with self.writing() as connection:
                if connection.exec_driver_sql(_DELETIONS).scalar_one() == count:
                    connection.exec_driver_sql(f"{_DELETIONS}=0")
            self._say("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()

    @contextmanager
    def _transaction(
        self, *, writes: bool = False, unhurried: bool = False
    ) -> Iterator[Connection]:
        try:
            plain = self.engine.connect()
        except (DisconnectionError, InvalidRequestError):  # a fresh connection broke, twice
            raise JournalUnavailableError(UNREACHABLE) from None
        with plain:
            connection = plain.execution_options(**{WRITES: writes})
            driver = None if unhurried else plain.connection.dbapi_connection
            with hanging_up(driver), connection.begin():
                yield connection

    def _say(self, statement: str) -> None:
        """Say something to SQLite outside a transaction, in which some things cannot change."""
        try:
            with _complaining(), closing(self.engine.raw_connection()) as raw:
                raw.cursor().execute(statement)
        except sqlite3.Error as error:
            raise JournalUnavailableError(complaint(error)) from None

    def _claim_file(self) -> None:
        """Make the file so that nobody else may read it; the home itself must be there."""
        path = Path(self.engine.url.database or "")
        try:
            path.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            raise JournalUnavailableError(complaint(error)) from None


def _state(connection: Connection) -> State:
    if not inspect(connection).has_table("alembic_version"):
        return State.BEHIND
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if found == REVISIONS[-1]:
        return State.CURRENT
    return State.BEHIND if found is None or found in REVISIONS else State.AHEAD


@contextmanager
def _complaining() -> Iterator[None]:
    """Turn what a driver says into one sentence; what it says may hold what was written."""
    try:
        yield
    except UNAVAILABLE as error:
        if not is_unavailable(error):
            raise
        raise JournalUnavailableError(complaint(error)) from None
