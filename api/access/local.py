"""People who sign in with us: a name, an argon2 hash of a password, and scopes.

A wrong password, an unknown name and an account that is closed are answered alike, and after the
same work: one hash.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, insert, select, update

from api.access.errors import PersonError
from api.access.granted import granted_text, printable, scopes_from
from api.access.scopes import Scope
from api.access.sessions import Identity
from api.limits import LOCK_MINUTES, MAX_PASSWORD_CHARS, MIN_PASSWORD_CHARS, SIGN_IN_FAILURES
from eval.journal.database import Database
from eval.journal.tables import person, session

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_NOBODY: Final = "-"


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    locked_until: datetime | None


def add(
    database: Database, name: str, password: str, scopes: Iterable[Scope], now: datetime
) -> Person:
    """Add somebody.

    Raises:
        PersonError: the name is taken or no name, or the password is too short or too long.
        JournalUnavailableError: the database cannot be used.
    """
    new = Person(secrets.token_hex(16), _named(name), frozenset(scopes), now, None)
    hashed = _hasher().hash(_checked(password))
    row = {
        "id": new.id,
        "name": new.name,
        "password": hashed,
        "scopes": granted_text(new.scopes),
        "created_at": now,
    }
    with database.writing() as connection:
        if connection.execute(select(person.c.id).where(person.c.name == new.name)).first():
            raise PersonError(f"'{new.name}' bestaat al; kies een andere naam.")
        connection.execute(insert(person).values(row))
    return new


def listed(database: Database) -> Sequence[Person]:
    """Return everybody, by name.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    with database.reading() as connection:
        rows = connection.execute(select(person).order_by(person.c.name))
        return [
            Person(it.id, it.name, scopes_from(it.scopes), it.created_at, it.locked_until)
            for it in rows
        ]


def is_anybody(database: Database) -> bool:
    """Say whether there is anybody who may sign in.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    with database.reading() as connection:
        return connection.execute(select(person.c.id).limit(1)).first() is not None


def remove(database: Database, name: str) -> None:
    """Take somebody away; their sessions end with it.

    Raises:
        PersonError: nobody has this name.
        JournalUnavailableError: the database cannot be used.
    """
    with database.writing() as connection:
        id_ = _id(connection, name)
        connection.execute(delete(session).where(session.c.person == id_))
        connection.execute(delete(person).where(person.c.id == id_))


def set_password(database: Database, name: str, password: str) -> None:
    """Give somebody another password; their sessions end, and a closed account opens.

    Raises:
        PersonError: nobody has this name, or the password is too short or too long.
        JournalUnavailableError: the database cannot be used.
    """
    hashed = _hasher().hash(_checked(password))
    with database.writing() as connection:
        id_ = _id(connection, name)
        connection.execute(delete(session).where(session.c.person == id_))
        connection.execute(
            update(person)
            .where(person.c.id == id_)
            .values(password=hashed, failures=0, locked_until=None)
        )


def set_scopes(database: Database, name: str, scopes: Iterable[Scope]) -> None:
    """Give somebody these scopes and no others; their sessions, which hold the old ones, end.

    Raises:
        PersonError: nobody has this name.
        JournalUnavailableError: the database cannot be used.
    """
    with database.writing() as connection:
        id_ = _id(connection, name)
        connection.execute(delete(session).where(session.c.person == id_))
        connection.execute(
            update(person).where(person.c.id == id_).values(scopes=granted_text(scopes))
        )


def sign_in(database: Database, name: str, password: str, now: datetime) -> Identity | None:
    """Return who this is, or None: for an unknown name, a wrong password or a closed account.

    The attempt is counted before the password is looked at, so that many at once count as many.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    given = unicodedata.normalize("NFC", password) if len(password) <= MAX_PASSWORD_CHARS else ""
    known, nobody = name.strip().lower(), _nobodys_hash()
    if not _NAME.fullmatch(known):
        known = ""  # nobody is called that, and no database stumbles over it
    hashed = _attempt(database, known, now)
    if not _verified(hashed or nobody, given) or hashed is None:
        return None
    return _welcomed(database, known, hashed, given)


def _attempt(database: Database, name: str, now: datetime) -> str | None:
    """Count an attempt and return the hash to compare with; None when there is nothing to try."""
    open_now = person.c.locked_until.is_(None) | (person.c.locked_until <= now)
    until = now + timedelta(minutes=LOCK_MINUTES)
    with database.writing() as connection:
        counted = connection.execute(
            update(person)
            .where(person.c.name == name, open_now)
            .values(failures=person.c.failures + 1, locked_until=None)
        )
        if not counted.rowcount:
            return None
        connection.execute(
            update(person)
            .where(person.c.name == name, person.c.failures >= SIGN_IN_FAILURES)
            .values(failures=0, locked_until=until)
        )
        found: str = connection.execute(
            select(person.c.password).where(person.c.name == name)
        ).scalar_one()
    return found


def _welcomed(database: Database, name: str, hashed: str, password: str) -> Identity | None:
    """Forget the failures, and hash again when hashing has become stronger since."""
    fresh = _hasher().hash(password) if _hasher().check_needs_rehash(hashed) else hashed
    with database.writing() as connection:
        same = (person.c.name == name) & (person.c.password == hashed)
        connection.execute(
            update(person).where(same).values(failures=0, locked_until=None, password=fresh)
        )
        row = connection.execute(select(person).where(person.c.name == name)).one_or_none()
    if row is None or row.password != fresh:
        return None  # taken away, or given another password, in this very moment
    return Identity(row.id, row.name, scopes_from(row.scopes), person=row.id)


def _id(connection: Connection, name: str) -> str:
    known = name.strip().lower()
    found: str | None = (
        connection.execute(select(person.c.id).where(person.c.name == known)).scalar_one_or_none()
        if _NAME.fullmatch(known)
        else None
    )
    if found is None:
        raise PersonError(
            f"'{printable(name, 64)}' is hier niet bekend; "
            "`vraagbaak gebruikers list` toont wie er zijn."
        )
    return found


def _named(name: str) -> str:
    known = name.strip().lower()
    if not _NAME.fullmatch(known):
        raise PersonError(
            "Een naam heeft 2 tot 64 tekens: letters zonder accent, cijfers, punt, streepje, "
            "laag streepje of apenstaartje."
        )
    return known


def _checked(password: str) -> str:
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise PersonError(
            f"Een wachtwoord heeft {MIN_PASSWORD_CHARS} tot {MAX_PASSWORD_CHARS} tekens; "
            "een paar woorden achter elkaar is goed."
        )
    if any(unicodedata.category(it) == "Cs" for it in password):
        raise PersonError("Het wachtwoord is geen UTF-8; typ het, of stuur het in die codering.")
    return unicodedata.normalize("NFC", password)


@cache
def _hasher() -> PasswordHasher:
    """Return argon2id with 46 MiB and one pass: the first choice of OWASP's list."""
    return PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(_NOBODY)


def _verified(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
