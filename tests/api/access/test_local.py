"""People with a password: who gets in, who is kept out, and that nobody can tell why."""

from __future__ import annotations

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from api.access import local, sessions
from api.access.errors import PersonError
from api.access.scopes import Scope
from eval.journal.database import Database
from eval.journal.tables import person

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LOCKED = timedelta(minutes=15)
RIGHT = "vier losse woorden hier"
WRONG = "vijf losse woorden hier"


@pytest.fixture
def jan(database: Database) -> Database:
    """Return a database in which jan is known."""
    local.add(database, "jan", RIGHT, [Scope.ADMIN], NOW)
    return database


def fail(database: Database, times: int, at: datetime = NOW) -> None:
    for _ in range(times):
        assert local.sign_in(database, "jan", WRONG, at) is None


def test_the_right_password_gives_exactly_the_scopes_that_were_given(jan: Database) -> None:
    who = local.sign_in(jan, "jan", RIGHT, NOW)
    assert who is not None
    assert (who.name, who.scopes) == ("jan", frozenset([Scope.ADMIN]))


@pytest.mark.parametrize("name", ["Jan", " jan ", "JAN"])
def test_a_name_is_the_same_however_it_is_typed(jan: Database, name: str) -> None:
    assert local.sign_in(jan, name, RIGHT, NOW) is not None
    with pytest.raises(PersonError, match="bestaat al"):
        local.add(jan, name, RIGHT, [Scope.EDITOR], NOW)


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("jan", WRONG),
        ("jan", ""),
        ("jan", RIGHT.upper()),
        ("jan", RIGHT + " "),
        ("jan", "a" * 100_000),
        ("piet", RIGHT),
        ("", RIGHT),
        ("%", RIGHT),
        ("jan' OR '1'='1", RIGHT),
        ("jan\0", RIGHT),
    ],
)
def test_nobody_else_gets_in(jan: Database, name: str, password: str) -> None:
    assert local.sign_in(jan, name, password, NOW) is None


def test_a_password_may_be_typed_on_a_keyboard_that_composes_letters(database: Database) -> None:
    local.add(database, "jan", unicodedata.normalize("NFD", "één twee drie"), [Scope.EDITOR], NOW)
    assert local.sign_in(database, "jan", unicodedata.normalize("NFC", "één twee drie"), NOW)


def test_the_password_is_kept_as_an_argon2id_hash(jan: Database) -> None:
    with jan.reading() as connection:
        kept = connection.execute(select(person.c.password)).scalar_one()
    assert kept.startswith("$argon2id$")
    assert RIGHT not in kept


def test_a_weaker_hash_is_replaced_when_somebody_signs_in(jan: Database) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(RIGHT)
    with jan.writing() as connection:
        connection.execute(update(person).values(password=weak))
    assert local.sign_in(jan, "jan", RIGHT, NOW) is not None
    with jan.reading() as connection:
        assert connection.execute(select(person.c.password)).scalar_one() != weak
    assert local.sign_in(jan, "jan", RIGHT, NOW) is not None


def test_an_unknown_name_costs_as_much_work_as_a_known_one(
    jan: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, hash_: str, password: str) -> bool:
        verified.append(hash_.rsplit("$", 2)[0])
        return real(self, hash_, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    for name in ("jan", "piet"):
        local.sign_in(jan, name, WRONG, NOW)
    fail(jan, 9)
    verified_while_open = len(verified)
    fail(jan, 1)
    assert len(set(verified)) == 1  # the same parameters
    assert (verified_while_open, len(verified)) == (11, 12)


def test_ten_failures_close_an_account_for_a_quarter_of_an_hour(jan: Database) -> None:
    fail(jan, 10)
    assert local.sign_in(jan, "jan", RIGHT, NOW) is None
    assert local.sign_in(jan, "jan", RIGHT, NOW + LOCKED - timedelta(seconds=1)) is None
    assert local.sign_in(jan, "jan", RIGHT, NOW + LOCKED) is not None


def test_trying_while_it_is_closed_does_not_keep_it_closed(jan: Database) -> None:
    fail(jan, 10)
    fail(jan, 12, NOW + timedelta(minutes=10))
    assert local.sign_in(jan, "jan", RIGHT, NOW + LOCKED) is not None


def test_nine_failures_and_the_right_password_begin_anew(jan: Database) -> None:
    for _ in range(3):
        fail(jan, 9)
        assert local.sign_in(jan, "jan", RIGHT, NOW) is not None


def test_many_guesses_at_once_count_as_many(jan: Database) -> None:
    def guess(number: int) -> bool:
        return local.sign_in(jan, "jan", RIGHT if number == 29 else WRONG, NOW) is not None

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(guess, range(30))) == [False] * 30


def test_a_closed_account_leaves_another_open(jan: Database) -> None:
    local.add(jan, "piet", WRONG, [Scope.EDITOR], NOW)
    fail(jan, 10)
    assert local.sign_in(jan, "piet", WRONG, NOW) is not None


@pytest.mark.parametrize("password", ["", "elf tekens.", "a" * 257])
def test_a_password_too_short_or_too_long_is_refused(database: Database, password: str) -> None:
    with pytest.raises(PersonError, match="12 tot 256 tekens"):
        local.add(database, "jan", password, [Scope.EDITOR], NOW)
    assert not local.is_anybody(database)


def test_a_password_that_is_no_text_is_refused(database: Database) -> None:
    with pytest.raises(PersonError, match="geen UTF-8"):
        local.add(database, "jan", "\udcff" * 12, [Scope.EDITOR], NOW)


def test_a_name_that_is_no_text_is_nobody(database: Database) -> None:
    with pytest.raises(PersonError, match="'jan' is hier niet bekend"):
        local.remove(database, "jan\udcff")


@pytest.mark.parametrize("name", ["", "j", "jan jansen", "jan/x", "é" * 5, "-jan", "a" * 65])
def test_a_name_that_is_none_is_refused(database: Database, name: str) -> None:
    with pytest.raises(PersonError, match="2 tot 64 tekens"):
        local.add(database, name, RIGHT, [Scope.EDITOR], NOW)


def test_who_is_taken_away_is_signed_out_too(jan: Database) -> None:
    who = local.sign_in(jan, "jan", RIGHT, NOW)
    assert who is not None
    token = sessions.start(jan, who, NOW)
    local.remove(jan, "Jan")
    assert sessions.find(jan, token, NOW) is None
    assert local.sign_in(jan, "jan", RIGHT, NOW) is None
    assert local.listed(jan) == []


def test_another_password_signs_out_and_opens_a_closed_account(jan: Database) -> None:
    who = local.sign_in(jan, "jan", RIGHT, NOW)
    assert who is not None
    token = sessions.start(jan, who, NOW)
    fail(jan, 10)
    local.set_password(jan, "jan", WRONG)
    assert sessions.find(jan, token, NOW) is None
    assert local.sign_in(jan, "jan", RIGHT, NOW) is None
    assert local.sign_in(jan, "jan", WRONG, NOW) is not None


def test_other_scopes_take_the_place_of_the_old_ones_and_sign_out(jan: Database) -> None:
    who = local.sign_in(jan, "jan", RIGHT, NOW)
    assert who is not None
    token = sessions.start(jan, who, NOW)
    local.set_scopes(jan, "Jan", [Scope.ADVISER, Scope.ADMIN])
    assert sessions.find(jan, token, NOW) is None
    again = local.sign_in(jan, "jan", RIGHT, NOW)
    assert again is not None
    assert again.scopes == frozenset([Scope.ADVISER, Scope.ADMIN])


def test_other_scopes_leave_somebody_else_alone(jan: Database) -> None:
    local.add(jan, "piet", RIGHT, [Scope.EDITOR], NOW)
    who = local.sign_in(jan, "piet", RIGHT, NOW)
    assert who is not None
    token = sessions.start(jan, who, NOW)
    local.set_scopes(jan, "jan", [Scope.ADMIN])
    found = sessions.find(jan, token, NOW)
    assert found is not None
    assert found.scopes == frozenset([Scope.EDITOR])


def test_who_is_not_there_cannot_be_taken_away(database: Database) -> None:
    with pytest.raises(PersonError, match="'piet' is hier niet bekend"):
        local.remove(database, "piet")
    with pytest.raises(PersonError, match="'piet' is hier niet bekend"):
        local.set_password(database, "piet", RIGHT)
    with pytest.raises(PersonError, match="'piet' is hier niet bekend"):
        local.set_scopes(database, "piet", [Scope.EDITOR])
