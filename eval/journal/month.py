"""What the journal holds of one Dutch month: counts by item, and what had no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import Connection, Select, func, select

from eval.journal.database import Database
from eval.journal.tables import feedback, loss, question, shown, tally
from kb.dutch_time import AMSTERDAM, dutch_day
from kb.model import Outcome

Wording: TypeAlias = tuple[str, str]
"""A masked question and its language."""


@dataclass(frozen=True)
class Seen:
    """What the journal holds of a month: counts by item, and when was asked what had no answer.

    `unanswered` goes back as far as questions are kept; `unanswered_before` counts those of the
    month that were deleted by now.
    """

    first_items: Counter[str]
    reactions: Counter[str]
    not_helpful: Counter[str]
    unanswered: Mapping[Wording, Sequence[datetime]]
    unanswered_before: int
    lost: int


def read_month(database: Database, month: str) -> Seen:
    """Return what is kept of the Dutch month `month`.

    Raises:
        JournalUnavailableError: the database does not work now.
    """
    with database.reading() as connection:
        return _read(connection, month)


def _read(connection: Connection, month: str) -> Seen:
    start, end = bounds(month)
    in_month = question.c.at.between(start, end - timedelta(seconds=1))
    first = (
        select(shown.c.item, func.count())
        .join(question, shown.c.question == question.c.reference)
        .where(shown.c.rank == 1)
        .where(in_month)
        .group_by(shown.c.item)
    )
    said = (
        select(feedback.c.item, func.count())
        .where(feedback.c.at.between(start, end - timedelta(seconds=1)))
        .group_by(feedback.c.item)
    )
    deleted = select(tally.c.item, tally.c.outcome, tally.c.count).where(tally.c.month == month)
    first_items = _counter(connection, first)
    unanswered_before = 0
    for item, outcome, count in connection.execute(deleted):
        if item is not None:
            first_items[item] += count
        elif outcome == Outcome.NO_ANSWER:
            unanswered_before += count
    days = (start.astimezone(AMSTERDAM).date(), end.astimezone(AMSTERDAM).date())
    lost = select(func.sum(loss.c.count)).where(loss.c.day >= days[0]).where(loss.c.day < days[1])
    return Seen(
        first_items,
        _counter(connection, said),
        _counter(connection, said.where(feedback.c.helpful.is_(False))),
        _unanswered(connection, end),
        unanswered_before,
        connection.scalar(lost) or 0,
    )


def _counter(connection: Connection, rows: Select[str, int]) -> Counter[str]:
    return Counter(dict(connection.execute(rows).all()))


def _unanswered(connection: Connection, end: datetime) -> dict[Wording, list[datetime]]:
    rows = (
        select(question.c.text, question.c.language, question.c.at)
        .where(question.c.outcome == Outcome.NO_ANSWER.value)
        .where(question.c.at < end)
    )
    asked: dict[Wording, list[datetime]] = {}
    for words, language, at in connection.execute(rows):
        asked.setdefault((words, language), []).append(at)
    return asked


def bounds(month: str) -> tuple[datetime, datetime]:
    """Return the first moment of a Dutch month and that of the next, in UTC.

    Raises:
        ValueError: `month` is not a month in the form `2026-11`.
    """
    first = datetime.strptime(month, "%Y-%m").date()  # noqa: DTZ007 -- a month
    following = (first + timedelta(days=31)).replace(day=1)
    start, end = (datetime.combine(it, time(), AMSTERDAM) for it in (first, following))
    return start.astimezone(UTC), end.astimezone(UTC)


def month_of(moment: datetime) -> str:
    """Return the Dutch month of `moment`: `2026-11`."""
    return f"{dutch_day(moment):%Y-%m}"
