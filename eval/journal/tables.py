"""The tables of the journal database, for SQLite and PostgreSQL alike.

Nothing here says who asked, from where, who the advisor was or how long a call took. The question
and the remark are kept masked only. `eval/journal/migrations` makes these tables; a test compares.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone; kept and given back in UTC, whatever the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return `value` in UTC; SQLite keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return what was kept, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

question: Final = Table(
    "question",
    metadata,
    Column("reference", String(26), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("day", Date, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("language", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("confidence", Float),
    Column("snapshot", String(80), nullable=False),
    Column("publication", String(80), nullable=False),
)
"""A question as it was searched: masked. `reference` is the `vraagkenmerk` that the asker got,
`day` the one of which the rules were asked, `confidence` that of the first answer, if any."""

shown: Final = Table(
    "shown",
    metadata,
    Column(
        "question",
        String(26),
        ForeignKey("question.reference", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("rank", Integer, primary_key=True),
    Column("item", String(80), nullable=False, index=True),
    Column("version", String(64), nullable=False),
    Column("language", String(8), nullable=False),
)
"""What a question was answered with, best first; `rank` counts from 1."""

feedback: Final = Table(
    "feedback",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("reference", String(26), index=True),
    Column("item", String(80), nullable=False),
    Column("version", String(64), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", String(40)),
    Column("remark", Text),
)
"""Whether a version of an item helped. `remark` is masked. `reference` is no foreign key: the
question may still wait to be written, or be deleted already."""

contact_moment: Final = Table(
    "contact_moment",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("found", Boolean, nullable=False),
    Column("reason", String(40)),
    sqlite_with_rowid=False,  # the order of rows would tell more than the day
)
"""An advisor spoke with somebody: the Dutch day, and whether the answer was here."""

contact_source: Final = Table(
    "contact_source",
    metadata,
    Column(
        "contact",
        String(32),
        ForeignKey("contact_moment.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("item", String(80), primary_key=True),
    Column("version", String(64), primary_key=True),
    sqlite_with_rowid=False,
)
"""What an advisor used of ours in a contact moment."""

tally: Final = Table(
    "tally",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("month", String(7), nullable=False, index=True),
    Column("item", String(80)),
    Column("outcome", String(20), nullable=False),
    Column("count", Integer, nullable=False),
)
"""How many questions of a Dutch month (`2026-11`) were deleted after their retention, by first
item and outcome: what the monthly figures still need. Rows are added up."""

loss: Final = Table(
    "loss",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("count", Integer, nullable=False),
)
"""How many records could not be written, by the Dutch day on which that came out."""

api_key: Final = Table(
    "api_key",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("last_used_day", Date),
)
"""A key of a machine: the SHA-256 of its secret, and its scopes with a space between."""

person: Final = Table(
    "person",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", Moment),
)
"""Somebody who signs in with us: `password` is an argon2 hash."""

session: Final = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", String(32), ForeignKey("person.id", ondelete="CASCADE"), index=True),
    Column("subject", String(255), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
"""Somebody who signed in: the SHA-256 of the token. `person` is None for a sign-in elsewhere."""
