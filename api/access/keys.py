"""API keys: what a machine shows to be let in. Only their digest is kept.

vb_<id>_<secret>    the id finds the key, the digest of the whole text proves it
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Row, insert, select, update

from api.access.errors import UnknownKeyError
from api.access.granted import granted_text, printable, scopes_from
from api.access.scopes import Scope
from eval.errors import JournalUnavailableError
from eval.journal.database import Database
from eval.journal.tables import api_key
from kb.dutch_time import dutch_day

_SHAPE: Final = re.compile(r"vb_(?P<id>[a-f0-9]{12})_[A-Za-z0-9_-]{43}")
_ID: Final = re.compile(r"[a-f0-9]{12}")
_NO_DIGEST: Final = "0" * 64
"""What an unknown key is compared with, so that it takes as long as a known one."""


@dataclass(frozen=True)
class Key:
    """A key as it is kept: never its secret."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_day: date | None

    def holds_at(self, moment: datetime) -> bool:
        """Say whether the key is neither revoked nor past its end."""
        return self.revoked_at is None and moment < self.expires_at


def id_of(text: str) -> str | None:
    """Return the id in the text of a key; None when it does not have the form of one."""
    found = _SHAPE.fullmatch(text)
    return found["id"] if found else None


def add(
    database: Database, name: str, scopes: Iterable[Scope], now: datetime, days: int
) -> tuple[str, Key]:
    """Make a key and return its text, which is kept nowhere, and the key.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    key = Key(
        id=secrets.token_hex(6),
        name=printable(name, 200),
        scopes=frozenset(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
        revoked_at=None,
        last_used_day=None,
    )
    text = f"vb_{key.id}_{secrets.token_urlsafe(32)}"
    row = {
        "id": key.id,
        "name": key.name,
        "digest": _digest(text),
        "scopes": granted_text(key.scopes),
        "created_at": key.created_at,
        "expires_at": key.expires_at,
    }
    with database.writing() as connection:
        connection.execute(insert(api_key).values(row))
    return text, key


def find(database: Database, text: str, now: datetime) -> Key | None:
    """Return the key with this text when it holds now, and note the day on which it was used.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    id_ = id_of(text)
    if id_ is None:
        return None
    with database.reading() as connection:
        row = connection.execute(select(api_key).where(api_key.c.id == id_)).one_or_none()
    right = hmac.compare_digest(row.digest if row else _NO_DIGEST, _digest(text))
    if row is None or not right:
        return None
    key = _key(row)
    if not key.holds_at(now):
        return None
    _used(database, key, dutch_day(now))
    return key


def listed(database: Database) -> Sequence[Key]:
    """Return every key, oldest first.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    with database.reading() as connection:
        rows = connection.execute(select(api_key).order_by(api_key.c.created_at, api_key.c.id))
        return [_key(row) for row in rows]


def revoke(database: Database, id_: str, now: datetime) -> Key:
    """Let a key open nothing from now on, and return it; a revoked key stays as it was.

    Raises:
        UnknownKeyError: no key has this id.
        JournalUnavailableError: the database cannot be used.
    """
    if not _ID.fullmatch(id_):
        raise UnknownKeyError(printable(id_, 40))  # no database stumbles over it
    with database.writing() as connection:
        connection.execute(
            update(api_key)
            .where(api_key.c.id == id_, api_key.c.revoked_at.is_(None))
            .values(revoked_at=now)
        )
        row = connection.execute(select(api_key).where(api_key.c.id == id_)).one_or_none()
    if row is None:
        raise UnknownKeyError(id_)
    return _key(row)


def _used(database: Database, key: Key, today: date) -> None:
    """Write the day once a day; a database that cannot be written is no reason to refuse."""
    if key.last_used_day == today:
        return
    used = update(api_key).where(api_key.c.id == key.id).values(last_used_day=today)
    with suppress(JournalUnavailableError), database.writing() as connection:
        connection.execute(used)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _key(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        scopes=scopes_from(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_day=row.last_used_day,
    )
