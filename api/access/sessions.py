"""Sessions of people who signed in: a random token in a cookie, its digest in the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from api.access.granted import granted_text, scopes_from
from api.access.scopes import Scope
from api.limits import SEEN_SECONDS, SESSION_HOURS, SESSION_IDLE_MINUTES
from eval.errors import JournalUnavailableError
from eval.journal.database import Database
from eval.journal.tables import session

_IDLE = timedelta(minutes=SESSION_IDLE_MINUTES)
_WHOLE = timedelta(hours=SESSION_HOURS)


@dataclass(frozen=True)
class Identity:
    """Somebody of whom it was proved who they are. `person` is None for a sign-in elsewhere."""

    subject: str
    name: str
    scopes: frozenset[Scope]
    person: str | None = None


@dataclass(frozen=True)
class Session:
    """A session that holds."""

    digest: str
    subject: str
    name: str
    scopes: frozenset[Scope]
    csrf: str


def start(database: Database, who: Identity, now: datetime) -> str:
    """Start a session and return its token: always a new one, which is kept nowhere.

    Sessions that are past their end are deleted on the way.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    token = secrets.token_urlsafe(32)
    row = {
        "digest": digest_of(token),
        "person": who.person,
        "subject": who.subject,
        "name": who.name,
        "scopes": granted_text(who.scopes),
        "csrf": secrets.token_urlsafe(32),
        "created_at": now,
        "seen_at": now,
        "expires_at": now + _WHOLE,
    }
    with database.writing() as connection:
        over = (session.c.expires_at <= now) | (session.c.seen_at <= now - _IDLE)
        connection.execute(delete(session).where(over))
        connection.execute(insert(session).values(row))
    return token


def find(database: Database, token: str, now: datetime) -> Session | None:
    """Return the session of a token when it holds now, and note that it is in use.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    digest = digest_of(token)
    with database.reading() as connection:
        row = connection.execute(select(session).where(session.c.digest == digest)).one_or_none()
    if row is None or row.expires_at <= now or row.seen_at <= now - _IDLE:
        return None
    if now - row.seen_at >= timedelta(seconds=SEEN_SECONDS):
        seen = update(session).where(session.c.digest == digest).values(seen_at=now)
        with suppress(JournalUnavailableError), database.writing() as connection:
            connection.execute(seen)
    return Session(digest, row.subject, row.name, scopes_from(row.scopes), row.csrf)


def end(database: Database, token: str) -> None:
    """End the session of a token, if there is one.

    Raises:
        JournalUnavailableError: the database cannot be used.
    """
    with database.writing() as connection:
        connection.execute(delete(session).where(session.c.digest == digest_of(token)))


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that says nothing about where they differ."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
