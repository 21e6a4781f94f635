"""Records become rows, many in one statement; and a record that nobody waits for is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, assert_never

from sqlalchemy import Connection, Table, delete, insert

from eval.journal.records import Asked, ContactMoment, Feedback, Record, Shown, Source, new_id
from eval.journal.tables import contact_moment, contact_source, feedback, loss, question, shown

Row = dict[str, Any]


def write(connection: Connection, records: Sequence[Record]) -> None:
    """Add `records`, inside the transaction of `connection`."""
    asked = [it for it in records if isinstance(it, Asked)]
    contacts = [it for it in records if isinstance(it, ContactMoment)]
    _add(connection, question, map(_question_row, asked))
    _add(connection, shown, (row for it in asked for row in _shown_rows(it)))
    _add(connection, feedback, (_feedback_row(it) for it in records if isinstance(it, Feedback)))
    _add(connection, contact_moment, map(_contact_row, contacts))
    _add(connection, contact_source, (row for it in contacts for row in _source_rows(it)))


def write_losses(connection: Connection, lost: Mapping[date, int]) -> None:
    """Add how many records of each day could not be written."""
    _add(connection, loss, ({"id": new_id(), "day": day, "count": n} for day, n in lost.items()))


def take_back(connection: Connection, records: Iterable[Record]) -> None:
    """Remove `records`, inside the transaction of `connection`."""
    for it in records:
        match it:
            case Asked():
                connection.execute(delete(question).where(question.c.reference == it.reference))
            case Feedback():
                connection.execute(delete(feedback).where(feedback.c.id == it.id))
            case ContactMoment():
                connection.execute(delete(contact_moment).where(contact_moment.c.id == it.id))
            case _:
                assert_never(it)


def _add(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    if all_ := list(rows):
        connection.execute(insert(table), all_)


def _question_row(asked: Asked) -> Row:
    return {
        "reference": asked.reference,
        "at": asked.at.replace(microsecond=0),
        "day": asked.day,
        "channel": asked.channel,
        "language": asked.language,
        "text": asked.text,
        "outcome": asked.outcome,
        "confidence": asked.confidence,
        "snapshot": asked.snapshot,
        "publication": asked.publication,
    }


def _shown_rows(asked: Asked) -> list[Row]:
    return [_shown_row(asked.reference, rank, it) for rank, it in enumerate(asked.shown, 1)]


def _shown_row(reference: str, rank: int, it: Shown) -> Row:
    return {
        "question": reference,
        "rank": rank,
        "item": it.item,
        "version": it.version,
        "language": it.language,
    }


def _feedback_row(given: Feedback) -> Row:
    return {
        "id": given.id,
        "at": given.at.replace(microsecond=0),
        "reference": given.reference,
        "item": given.item,
        "version": given.version,
        "helpful": given.helpful,
        "reason": given.reason,
        "remark": given.remark,
    }


def _contact_row(contact: ContactMoment) -> Row:
    return {
        "id": contact.id,
        "day": contact.day,
        "found": contact.found,
        "reason": contact.reason,
    }


def _source_rows(contact: ContactMoment) -> list[Row]:
    return [_source_row(contact.id, it) for it in dict.fromkeys(contact.sources)]


def _source_row(contact: str, it: Source) -> Row:
    return {"contact": contact, "item": it.item, "version": it.version}
