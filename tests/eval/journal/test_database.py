"""The journal database: its tables, its versions, and what it says when it does not work."""

from __future__ import annotations

import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from eval.errors import JournalBehindError, JournalUnavailableError, JournalUrlError
from eval.journal.database import _MIGRATIONS, REVISIONS, Database, State
from eval.journal.engines import FILE
from eval.journal.records import Asked
from eval.journal.rows import write
from eval.journal.tables import feedback, metadata, person, question

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "zeer-geheim-wachtwoord"


def test_the_migrations_make_the_tables_that_the_program_uses(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_every_migration_is_known_without_loading_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([it.revision for it in scripts.walk_revisions()])) == REVISIONS


def test_a_database_without_tables_is_behind_and_current_after_migrating(empty: Database) -> None:
    if empty.migrates_itself:
        empty.ensure()
    else:
        assert empty.state() is State.BEHIND
        empty.migrate()
    assert empty.state() is State.CURRENT


def test_migrating_again_keeps_what_was_written(
    database: Database, asked: Callable[..., Asked], count: Callable[[Database, Table], int]
) -> None:
    with database.writing() as connection:
        write(connection, [asked()])
    database.migrate()
    assert count(database, question) == 1


def test_several_processes_may_migrate_at_the_same_time(url: str, tmp_path: Path) -> None:
    several = [Database.open(url, tmp_path) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda it: _patiently(it.migrate), several))
    assert several[0].state() is State.CURRENT
    for it in several:
        it.close()


def _patiently(migrate: Callable[[], None]) -> None:
    for _ in range(100):
        try:
            return migrate()
        except JournalUnavailableError as error:
            assert "bezet" in str(error)  # noqa: PT017 -- only a wait for the other may go wrong
    return migrate()


def test_the_tables_of_a_newer_program_are_left_alone(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert database.state() is State.AHEAD
    for refused in (database.ensure, database.migrate):
        with pytest.raises(JournalBehindError, match="nieuwer programma") as error:
            refused()
        assert error.value.ahead


def test_a_server_makes_the_tables_itself_on_sqlite_only(empty: Database) -> None:
    if empty.migrates_itself:
        empty.ensure()
        assert empty.state() is State.CURRENT
    else:
        with pytest.raises(JournalBehindError, match="`vraagbaak journal migrate`"):
            empty.ensure()


def test_a_moment_comes_back_in_utc(database: Database, asked: Callable[..., Asked]) -> None:
    local = datetime(2026, 11, 22, 13, 30, 15, tzinfo=timezone(timedelta(hours=1)))
    with database.writing() as connection:
        write(connection, [asked(at=local)])
    with database.reading() as connection:
        found = connection.scalar(select(question.c.at))
    assert found == local
    assert found is not None
    assert found.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    row = {"id": "1", "item": "x", "version": "y", "helpful": True}
    with pytest.raises(StatementError, match="time zone"), database.writing() as connection:
        connection.execute(insert(feedback).values(at=datetime(2026, 11, 22), **row))  # noqa: DTZ001


def test_a_transaction_that_fails_writes_nothing(
    database: Database, asked: Callable[..., Asked], count: Callable[[Database, Table], int]
) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        write(connection, [asked(), asked()])
    assert count(database, question) == 0


def test_a_name_that_is_taken_is_no_fault_of_the_database(database: Database) -> None:
    row = {"name": "Jan", "password": "x", "scopes": "", "created_at": NOON}
    with database.writing() as connection:
        connection.execute(insert(person).values(id="1", **row))
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(insert(person).values(id="2", **row))


def test_reading_goes_on_while_somebody_writes(
    database: Database, asked: Callable[..., Asked], count: Callable[[Database, Table], int]
) -> None:
    with database.writing() as connection:
        write(connection, [asked()])
        assert count(database, question) == 0
    assert count(database, question) == 1


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    database = Database.open(None, tmp_path)
    database.ensure()
    with database.writing() as connection:
        connection.execute(text("DELETE FROM question"))
        modes = {it.name: stat.S_IMODE(it.stat().st_mode) for it in tmp_path.iterdir()}
    assert modes[FILE] == 0o600
    assert set(modes.values()) == {0o600}
    database.close()


def test_looking_at_a_journal_that_is_not_there_does_not_make_one(tmp_path: Path) -> None:
    database = Database.open(None, tmp_path)
    with pytest.raises(JournalUnavailableError, match="kan niet worden geopend"):
        database.state()
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(JournalUnavailableError, match="kan niet worden gemaakt"):
        Database.open(None, tmp_path / "elders").ensure()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_put_in_its_place_is_the_journal_from_then_on(
    tmp_path: Path, asked: Callable[..., Asked], count: Callable[[Database, Table], int]
) -> None:
    database = Database.open(None, tmp_path)
    database.ensure()
    with database.writing() as connection:
        write(connection, [asked()])
    (tmp_path / FILE).rename(tmp_path / "oud.sqlite")
    for it in tmp_path.glob(f"{FILE}-*"):
        it.unlink()
    database.ensure()
    assert count(database, question) == 0
    database.close()


def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"dit is geen database, maar wel lang genoeg" * 100)
    with pytest.raises(JournalUnavailableError, match="het bestand is geen database"):
        Database.open(None, tmp_path).ensure()


@pytest.mark.parametrize(
    "address",
    [
        f"mysql://jan:{SECRET}@server/database",
        f"postgresql//jan:{SECRET}@server",
        "sqlite://",
        "sqlite:///:memory:",
        "geen adres",
        "",
    ],
)
def test_an_address_that_is_none_is_refused_without_repeating_it(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(JournalUrlError) as error:
        Database.open(address, tmp_path)
    assert SECRET not in str(error.value)
    assert "VRAAGBAAK_JOURNAL_URL" in str(error.value)


def test_a_server_that_is_not_there_is_named_without_its_password(tmp_path: Path) -> None:
    database = Database.open(f"postgresql://jan:{SECRET}@127.0.0.1:1/journaal", tmp_path)
    with pytest.raises(JournalUnavailableError, match="niet bereikbaar") as error:
        database.ensure()
    assert SECRET not in f"{error.value!r} {database!r} {error.value.__cause__}"


def test_a_connection_that_the_server_ended_is_replaced(
    postgres: Callable[[], str], tmp_path: Path, count: Callable[[Database, Table], int]
) -> None:
    url = postgres()
    database, other = Database.open(url, tmp_path), Database.open(url, tmp_path)
    database.migrate()
    assert count(database, question) == 0
    with other.writing() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> :own "
                "AND datname = current_database()"
            ),
            {"own": connection.scalar(text("SELECT pg_backend_pid()"))},
        )
    assert count(database, question) == 0
    database.close()
    other.close()


def test_a_server_of_which_the_tables_are_there_does_not_load_alembic(tmp_path: Path) -> None:
    Database.open(None, tmp_path).ensure()
    program = (
        "import pathlib, sys; import api.app; from eval.journal.database import Database; "
        f"Database.open(None, pathlib.Path({str(tmp_path)!r})).ensure(); "
        "print(*{'alembic', 'psycopg'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("\n", "")
