"""Keys: what opens, what does not, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from api.access import keys
from api.access.errors import UnknownKeyError
from api.access.scopes import Scope
from eval.errors import JournalUnavailableError
from eval.journal.database import Database
from eval.journal.tables import api_key

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def made(database: Database, *scopes: Scope, days: int = 365) -> str:
    text, _ = keys.add(database, "website", scopes or [Scope.ADVISER], NOW, days)
    return text


def test_a_key_opens_what_it_was_given_and_nothing_else(database: Database) -> None:
    found = keys.find(database, made(database, Scope.ADMIN), NOW)
    assert found is not None
    assert (found.name, found.scopes) == ("website", frozenset([Scope.ADMIN]))
    assert not found.scopes & {Scope.ADVISER, Scope.EDITOR}


def test_nothing_of_the_secret_is_kept(database: Database) -> None:
    text = made(database)
    with database.reading() as connection:
        row = str(tuple(connection.execute(select(api_key)).one()))
    assert text not in row
    assert text.split("_", 2)[2] not in row


def test_two_keys_are_never_alike(database: Database) -> None:
    assert len({made(database) for _ in range(20)}) == 20


Change = Callable[[str], str]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "",
        lambda text: "geheim",
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: text.upper(),
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: text.replace("vb_", "vc_", 1),
        lambda text: text[:-1] + ("A" if text[-1] != "A" else "B"),
        lambda text: f"vb_{'0' * 12}_{text.split('_', 2)[2]}",
        lambda text: f"vb_{text.split('_', 2)[1]}_{'A' * 43}",
        lambda text: text.split("_", 2)[1],
        lambda text: "vb_%_" + "A" * 43,
        lambda text: "é" * 60,
    ],
)
def test_a_text_that_is_no_key_opens_nothing(database: Database, change: Change) -> None:
    assert keys.find(database, change(made(database)), NOW) is None


def test_a_key_ends_on_the_second(database: Database) -> None:
    text = made(database, days=30)
    end = NOW + timedelta(days=30)
    assert keys.find(database, text, end - timedelta(seconds=1)) is not None
    assert keys.find(database, text, end) is None


def test_a_revoked_key_opens_nothing_from_that_moment(database: Database) -> None:
    text = made(database)
    id_ = keys.id_of(text)
    assert id_ is not None
    later = NOW + timedelta(hours=1)
    assert keys.revoke(database, id_, later).revoked_at == later
    assert keys.find(database, text, later) is None
    assert keys.revoke(database, id_, later + timedelta(days=1)).revoked_at == later


@pytest.mark.parametrize("id_", ["abc", "abc\udcff", "0" * 12])
def test_what_is_no_key_cannot_be_revoked(database: Database, id_: str) -> None:
    with pytest.raises(UnknownKeyError, match=f"Er is geen sleutel '{id_.rstrip(chr(0xDCFF))}'"):
        keys.revoke(database, id_, NOW)


def test_the_day_of_the_last_use_is_noted_in_dutch_time(database: Database) -> None:
    text = made(database)
    assert keys.listed(database)[0].last_used_day is None
    keys.find(database, text, datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert keys.listed(database)[0].last_used_day == date(2026, 11, 23)


def test_a_wrong_secret_is_no_use(database: Database) -> None:
    text = made(database)
    keys.find(database, text[:-3] + "AAA", NOW)
    assert keys.listed(database)[0].last_used_day is None


def test_a_scope_that_is_none_gives_nothing(database: Database) -> None:
    text = made(database)
    with database.writing() as connection:
        connection.execute(update(api_key).values(scopes="publiek alles adviseur2"))
    found = keys.find(database, text, NOW)
    assert found is not None
    assert found.scopes == frozenset()


def test_a_database_that_cannot_be_written_still_lets_a_key_in(tmp_path: Path) -> None:
    database = Database.open(None, tmp_path)
    database.migrate()
    text = made(database)
    with database.writing():  # somebody else writes
        assert keys.find(database, text, NOW) is not None


def test_without_a_database_nobody_can_tell(tmp_path: Path) -> None:
    with pytest.raises(JournalUnavailableError):
        keys.find(Database.open(None, tmp_path), f"vb_{'0' * 12}_{'A' * 43}", NOW)
