"""Looking up, deleting on request, and clearing away what is too old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from eval.journal.database import Database
from eval.journal.month import month_of
from eval.journal.records import Asked, Feedback, Shown, new_id
from eval.journal.tables import feedback, question, shown, tally

MOST_AT_ONCE: Final = 1000
"""Questions that are deleted in one transaction, so that nobody waits long for the database."""


@dataclass(frozen=True)
class Kept:
    """All that is kept under one `vraagkenmerk`; the question is None once it was cleared away."""

    question: Asked | None
    feedback: tuple[Feedback, ...]


def lookup(database: Database, reference: str) -> Kept | None:
    """Return what is kept under `reference`, or None when that is nothing.

    Raises:
        JournalUnavailableError: the database does not work now.
    """
    with database.reading() as connection:
        row = connection.execute(select(question).where(question.c.reference == reference)).first()
        items = connection.execute(
            select(shown).where(shown.c.question == reference).order_by(shown.c.rank)
        ).all()
        given = connection.execute(
            select(feedback).where(feedback.c.reference == reference).order_by(feedback.c.at)
        ).all()
    if row is None and not given:
        return None
    return Kept(_asked(row, items) if row else None, tuple(map(_feedback, given)))


def forget(database: Database, reference: str) -> bool:
    """Delete a question, what was shown, and the reference and the remark in feedback on it.

    That a version helped or not stays, without anything that leads to who said so. Returns whether
    there was anything under `reference`. What a server still has to write it does not see:
    `Writer.forget` does.

    Raises:
        JournalUnavailableError: the database does not work now; nothing was deleted.
    """
    with database.writing() as connection:
        connection.execute(delete(shown).where(shown.c.question == reference))
        gone = connection.execute(delete(question).where(question.c.reference == reference))
        said = connection.execute(
            update(feedback)
            .where(feedback.c.reference == reference)
            .values(reference=None, remark=None)
        )
        known = gone.rowcount + said.rowcount > 0
        if known:
            database.note_deletion(connection)
    if known:
        database.forget_traces()
    return known


def purge(database: Database, before: datetime) -> int:
    """Delete every question asked before `before`, and return how many.

    Of feedback from before it the reference and the remark go; whether it helped stays. On SQLite
    what was deleted, now or by `forget`, is then nowhere in the file any more. How many
    questions there were is added up in `tally`, by month, first item and outcome. Several servers
    may do this at the same time: each question is deleted, and counted, by one of them.

    Raises:
        JournalUnavailableError: the database does not work now; what was not deleted stays.
    """
    deleted = 0
    while (some := _purge_some(database, before)) is not None:
        deleted += some
    with database.writing() as connection:
        stripped = connection.execute(
            update(feedback)
            .where(feedback.c.at < before)
            .where(or_(feedback.c.reference.is_not(None), feedback.c.remark.is_not(None)))
            .values(reference=None, remark=None)
        ).rowcount
        if deleted or stripped:
            database.note_deletion(connection)
    if deleted or stripped:
        database.forget_traces()
    database.rewrite()
    return deleted


def _purge_some(database: Database, before: datetime) -> int | None:
    """Delete the oldest and return how many that were; None when there is nothing left."""
    old = select(question.c.reference).where(question.c.at < before).order_by(question.c.at)
    with database.writing() as connection:
        references = connection.scalars(old.limit(MOST_AT_ONCE)).all()
        first = dict(
            connection.execute(
                select(shown.c.question, shown.c.item)
                .where(shown.c.rank == 1)
                .where(shown.c.question.in_(references))
            ).all()
        )
        gone = connection.execute(
            delete(question)
            .where(question.c.reference.in_(references))
            .returning(question.c.reference, question.c.at, question.c.outcome)
        ).all()
        counts = Counter((month_of(it.at), first.get(it.reference), str(it.outcome)) for it in gone)
        _add_up(connection, counts)
    return len(gone) if references else None


def _add_up(connection: Connection, counts: Counter[tuple[str, str | None, str]]) -> None:
    rows = [
        {"id": new_id(), "month": month, "item": item, "outcome": outcome, "count": count}
        for (month, item, outcome), count in counts.items()
    ]
    if rows:
        connection.execute(insert(tally), rows)


def _asked(row: Row[Any], items: Sequence[Row[Any]]) -> Asked:
    answered = tuple(Shown(it.item, it.version, it.language) for it in items)
    return Asked(**row._mapping, shown=answered)


def _feedback(row: Row[Any]) -> Feedback:
    return Feedback(**row._mapping)
