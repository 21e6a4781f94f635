"""Sessions: how long they last, and what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from api.access import sessions
from api.access.scopes import Scope
from api.access.sessions import Identity
from eval.journal.database import Database
from eval.journal.tables import session

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WHO = Identity("jan", "Jan", frozenset([Scope.EDITOR]))


def test_a_session_is_found_by_its_token(database: Database) -> None:
    found = sessions.find(database, sessions.start(database, WHO, NOW), NOW)
    assert found is not None
    assert (found.name, found.scopes) == ("Jan", WHO.scopes)


def test_nothing_of_the_token_is_kept(database: Database) -> None:
    token = sessions.start(database, WHO, NOW)
    with database.reading() as connection:
        assert token not in str(tuple(connection.execute(select(session)).one()))


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 64, "\udcff"[:0], "a" * 10_000])
def test_another_token_finds_nothing(database: Database, token: str) -> None:
    sessions.start(database, WHO, NOW)
    assert sessions.find(database, token, NOW) is None


def test_what_is_kept_of_a_token_is_no_token(database: Database) -> None:
    token = sessions.start(database, WHO, NOW)
    assert sessions.find(database, sessions.digest_of(token), NOW) is None


def test_every_session_has_a_token_and_a_form_secret_of_its_own(database: Database) -> None:
    tokens = [sessions.start(database, WHO, NOW) for _ in range(2)]
    found = [sessions.find(database, it, NOW) for it in tokens]
    assert len(set(tokens)) == 2
    assert len({it.csrf for it in found if it}) == 2


def test_an_hour_without_a_page_ends_a_session(database: Database) -> None:
    token = sessions.start(database, WHO, NOW)
    assert sessions.find(database, token, NOW + timedelta(minutes=59)) is not None
    assert sessions.find(database, token, NOW + timedelta(minutes=118)) is not None
    assert sessions.find(database, token, NOW + timedelta(minutes=178)) is None


def test_ten_hours_end_a_session_that_is_in_use(database: Database) -> None:
    token = sessions.start(database, WHO, NOW)
    for minutes in range(30, 600, 30):
        assert sessions.find(database, token, NOW + timedelta(minutes=minutes)) is not None
    assert sessions.find(database, token, NOW + timedelta(hours=10)) is None


def test_a_session_that_is_ended_opens_nothing(database: Database) -> None:
    token, other = sessions.start(database, WHO, NOW), sessions.start(database, WHO, NOW)
    sessions.end(database, token)
    assert sessions.find(database, token, NOW) is None
    assert sessions.find(database, other, NOW) is not None


def test_sessions_past_their_end_are_not_kept(database: Database) -> None:
    for _ in range(3):
        sessions.start(database, WHO, NOW)
    sessions.start(database, WHO, NOW + timedelta(hours=2))
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(session)).scalar() == 1


@pytest.mark.parametrize(("other", "alike"), [("ja", True), ("nee", False), ("", False)])
def test_secrets_are_compared_whole(other: str, alike: bool) -> None:
    assert sessions.same("ja", other) is alike


def test_a_secret_that_cannot_be_written_is_only_different() -> None:
    assert not sessions.same("ja", "\ud800")
