"""The first tables: journal, keys, people, sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from eval.journal.tables import Moment

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _journal()
    _counts()
    _access()


def _journal() -> None:
    op.create_table(
        "question",
        sa.Column("reference", sa.String(26), primary_key=True),
        sa.Column("at", Moment(), nullable=False, index=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("confidence", sa.Float()),
        sa.Column("snapshot", sa.String(80), nullable=False),
        sa.Column("publication", sa.String(80), nullable=False),
    )
    op.create_table(
        "shown",
        sa.Column(
            "question",
            sa.String(26),
            sa.ForeignKey("question.reference", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("rank", sa.Integer(), primary_key=True),
        sa.Column("item", sa.String(80), nullable=False, index=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("at", Moment(), nullable=False, index=True),
        sa.Column("reference", sa.String(26), index=True),
        sa.Column("item", sa.String(80), nullable=False),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("remark", sa.Text()),
    )
    op.create_table(
        "contact_moment",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False, index=True),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(40)),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact_source",
        sa.Column(
            "contact",
            sa.String(32),
            sa.ForeignKey("contact_moment.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("item", sa.String(80), primary_key=True),
        sa.Column("version", sa.String(64), primary_key=True),
        sqlite_with_rowid=False,
    )


def _counts() -> None:
    op.create_table(
        "tally",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("month", sa.String(7), nullable=False, index=True),
        sa.Column("item", sa.String(80)),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "loss",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("day", sa.Date(), nullable=False, index=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def _access() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment()),
        sa.Column("last_used_day", sa.Date()),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("locked_until", Moment()),
    )
    op.create_table(
        "session",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column(
            "person", sa.String(32), sa.ForeignKey("person.id", ondelete="CASCADE"), index=True
        ),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False, index=True),
    )
