"""What a month of questions says to who owns the content."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TypeAlias

from eval.journal.database import Database
from eval.journal.month import Seen, Wording, month_of, read_month
from kb.dutch_time import dutch_day

Finds: TypeAlias = Callable[[Wording], str | None]
"""The item that a question finds in what is published now, or None."""


@dataclass(frozen=True)
class Gap:
    """A text that came after people had asked for it: the days from the first of them to it."""

    item: str
    days: int


@dataclass(frozen=True)
class OwnerFigures:
    """The figures of one owner; of None are those of which no item, or an item without, is known.

    `asked`: questions of which the first item shown is of this owner.
    `unanswered`: questions that ended without an answer, and now find an item of this owner;
    those that still find none are of None, and so are those deleted after their retention.
    `feedback`, `not_helpful`: reactions to items of this owner, and those that say no.
    `gaps`: see `figures`.
    """

    owner: str | None
    asked: int
    unanswered: int
    feedback: int
    not_helpful: int
    gaps: tuple[Gap, ...]

    @property
    def days_to_text(self) -> float | None:
        """The median of the days in `gaps`; None when there are none."""
        return statistics.median(it.days for it in self.gaps) if self.gaps else None


@dataclass(frozen=True)
class MonthFigures:
    """The figures of a Dutch month. `lost` records are in none of them: they were never written."""

    month: str
    owners: tuple[OwnerFigures, ...]
    lost: int


@dataclass(frozen=True)
class Content:
    """What is published now: who owns an item, when each was first published, what finds it."""

    owner_of: Callable[[str], str | None]
    first_published: Mapping[str, datetime]
    finds: Finds


def figures(database: Database, month: str, content: Content) -> MonthFigures:
    """Return the figures of `month` (`2026-11`, Dutch time), by the name of the owner.

    Days from gap to published text: of each item that was first published in `month`, in whatever
    version, the Dutch days to that publication from the first question before it that ended
    without an answer and that now finds this item first. An item that nobody was seen to ask for
    before it came has no gap. A text that was improved is not counted, since it was there already.
    Only questions that are still kept are seen: no gap is longer than their retention, and a month
    that lies further back has none. What a question "now" finds is judged by what is published
    when the figures are made.

    Raises:
        JournalUnavailableError: the database does not work now.
    """
    seen = read_month(database, month)
    finds = cache(content.finds)
    new = {it: at for it, at in content.first_published.items() if month_of(at) == month}

    asked = _owned(seen.first_items, content)
    missed = _owned(_missed(seen, month, finds), content)
    reactions = _owned(seen.reactions, content)
    not_helpful = _owned(seen.not_helpful, content)
    gaps = _gaps(seen.unanswered, new, finds)
    owners = {*asked, *missed, *reactions, *(content.owner_of(it.item) for it in gaps)}
    return MonthFigures(
        month=month,
        owners=tuple(
            OwnerFigures(
                owner=owner,
                asked=asked[owner],
                unanswered=missed[owner],
                feedback=reactions[owner],
                not_helpful=not_helpful[owner],
                gaps=tuple(it for it in gaps if content.owner_of(it.item) == owner),
            )
            for owner in sorted(owners, key=lambda it: (it is None, it or ""))
        ),
        lost=seen.lost,
    )


def _owned(items: Mapping[str, int], content: Content) -> Counter[str | None]:
    """Return the counts of items, by owner; the item `""` is none."""
    owners: Counter[str | None] = Counter()
    for item, count in items.items():
        owners[content.owner_of(item) if item else None] += count
    return owners


def _missed(seen: Seen, month: str, finds: Finds) -> Counter[str]:
    """Return how many questions of the month had no answer, by the item that they find now."""
    items: Counter[str] = Counter()
    if seen.unanswered_before:
        items[""] = seen.unanswered_before
    for wording, moments in seen.unanswered.items():
        if count := sum(month_of(it) == month for it in moments):
            items[finds(wording) or ""] += count
    return items


def _gaps(
    unanswered: Mapping[Wording, Sequence[datetime]],
    news: Mapping[str, datetime],
    finds: Finds,
) -> list[Gap]:
    """Return the gap of each item in `news` that was asked for before it came, by item."""
    latest = max(news.values(), default=None)
    asked_first: dict[str, datetime] = {}
    for wording, moments in unanswered.items():
        first = min(moments)
        if latest is None or first >= latest:
            continue
        item = finds(wording)
        if item is not None and item in news and first < news[item]:
            asked_first[item] = min(first, asked_first.get(item, first))
    return [
        Gap(item, (dutch_day(news[item]) - dutch_day(first)).days)
        for item, first in sorted(asked_first.items())
    ]
