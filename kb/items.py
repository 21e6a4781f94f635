"""One item by its id: the version that holds on a day, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kb.composing import Answer, Hit, RankedAnswer, Remark, ranked_answer, with_remarks
from kb.errors import NotOnThatDayError, UnpublishedItemError, WithdrawnError
from kb.knowledge import Knowledge
from kb.language import DUTCH, Language
from kb.model import Faq, Letter, Outcome, Referral
from kb.versions import HeldVersion

Item: TypeAlias = Faq | Referral
"""What can be read at an address of its own; letters have their own address."""

Past: TypeAlias = Callable[[], Sequence[HeldVersion]]
"""Gives the versions there ever were; called only when there is none now."""


@dataclass(frozen=True)
class Reading:
    """An item as it reads on a day, with what its reader should know about it."""

    text: RankedAnswer
    remarks: tuple[Remark, ...]
    day: date


def read_item(item: Item, day: date, knowledge: Knowledge, language: str = DUTCH) -> Reading:
    """Return `item` as it reads on `day`, in `language` where it is translated.

    It is the text that an answer with it would have.
    """
    text = ranked_answer(Hit(item, 1.0, 1.0), knowledge, day, language)
    told = Answer(Outcome.ANSWER, Language(language, 1.0), day, asked="", answers=(text,))
    return Reading(text, with_remarks(told, knowledge, masked=False, degraded=False).remarks, day)


def item_on(id_: str, day: date, knowledge: Knowledge, past: Past) -> Item:
    """Return the version of the item `id_` that holds on `day`.

    Raises:
        NotOnThatDayError: its versions hold on other days.
        WithdrawnError: it was published, and is not any more.
        UnpublishedItemError: there never was such an item.
    """
    entry = knowledge.on(id_, day)
    if entry is not None and not isinstance(entry, Letter):
        return entry
    versions = [it for it in knowledge.entries if it.id == id_ and not isinstance(it, Letter)]
    if versions:
        ended = [it for it in versions if it.validity.end is not None and it.validity.end <= day]
        last = max(ended, key=lambda it: it.validity.start, default=None)
        successor = last.successor if isinstance(last, Faq) else None
        held = [it.validity for it in versions]
        raise NotOnThatDayError(day, held, _standing(successor, day, knowledge))
    gone = [it for it in past() if it.key.partition("@")[0] == id_]
    if not gone:
        raise UnpublishedItemError
    raise WithdrawnError(_standing(gone[0].successor, day, knowledge))


def _standing(successor: str | None, day: date, knowledge: Knowledge) -> str | None:
    """Return the successor when it can be read itself."""
    return successor if successor and knowledge.on(successor, day) else None
