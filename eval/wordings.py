"""Which questions that editors thought of a change may have touched, so that they are asked again.

The questions and alternatives of every item that was published are such questions: those of items
that changed for a searcher, those near a question that arrived, and those whose words are read
differently since the glossary changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import numpy as np

from indexer.passages import Passage, PassageKind, lexical_text, passages, questions
from indexer.snapshot import Snapshot
from kb.model import Entry, Faq, GoldenQuestion, Referral
from kb.release import key_of
from kb.text import fold

NEAR: Final = 0.93
"""Cosine with a question of another item from which a wording may be drawn to that."""

_FIRST: Final = 2.0
"""Goes before every nearness: a wording of an item that changed."""

Entries: TypeAlias = Mapping[str, Entry]
"""Entries by `id@first day`."""


@dataclass(frozen=True)
class Wording:
    """A wording that a change may have touched, as a question that expects its item.

    `withdrawn` with its translation, which is of an older version of the item; `rivals` are the
    other items at which a question is new that comes near it.
    """

    question: GoldenQuestion
    withdrawn: bool
    rivals: frozenset[str]


def touched(before: Snapshot, after: Snapshot, day: date) -> list[Wording]:
    """Return the wordings that held on `day` and may end otherwise now, the likeliest first.

    A wording that was moved to another item is not among them.
    """
    was, now = _by_key(before), _by_key(after)
    arrived = {key for key, it in now.items() if not _is_found_alike(was.get(key), it)}
    moved = _wordings_of(now[key] for key in arrived if now[key].validity.contains(day))
    own = _questions(before)
    known = {(_id(it), it.text) for it in own}
    of_arrived = [it for it in _questions(after) if it.entry in arrived]
    found: list[tuple[float, bytes, Wording]] = []
    for passage, cosines in zip(own, _cosines(before, after, of_arrived), strict=True):
        key, text = passage.entry, passage.text
        near = [it for it, cosine in zip(of_arrived, cosines, strict=True) if cosine >= NEAR]
        changed = key in arrived or key not in now
        suspect = changed or near or _is_read_otherwise(text, before, after)
        if not suspect or not was[key].validity.contains(day):
            continue
        if fold(text) in moved and fold(text) not in _wordings_of([now[key]] if key in now else []):
            continue
        question = _asked_of(was[key], text, now)
        spread = hashlib.sha256(question.id.encode()).digest()
        rivals = frozenset(_id(it) for it in near if (_id(it), it.text) not in known)
        wording = Wording(question, _is_withdrawn(text, was[key], now), rivals)
        found.append((-_FIRST if changed else -max(cosines, default=0.0), spread, wording))
    return [it for _, _, it in sorted(found, key=lambda it: it[:2])]


def _by_key(snapshot: Snapshot) -> dict[str, Entry]:
    return {key_of(it): it for it in snapshot.knowledge.entries}


def _questions(snapshot: Snapshot) -> list[Passage]:
    return [snapshot.passages[at] for at in snapshot.rows_of_kind[PassageKind.QUESTION]]


def _id(passage: Passage) -> str:
    return passage.entry.partition("@")[0]


def _wordings_of(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(fold(text) for entry in entries for text in questions(entry))


def _is_found_alike(was: Entry | None, now: Entry) -> bool:
    """Whether a searcher sees no difference: an owner or a legal basis changes nothing for it."""
    return was == now or (was is not None and _searched(was) == _searched(now))


def _searched(entry: Entry) -> tuple[object, ...]:
    """Return everything of an entry that decides whether and how it is found."""
    outcome = entry.outcome if isinstance(entry, Referral) else None
    admitted = (entry.validity, entry.audience, entry.schemes, outcome)
    return (*passages(entry), lexical_text(entry), *admitted)


def _is_read_otherwise(text: str, before: Snapshot, after: Snapshot) -> bool:
    return before.analyzer.question(text) != after.analyzer.question(text)


def _is_withdrawn(text: str, was: Entry, now: Entries) -> bool:
    entry = now.get(key_of(was))
    if not isinstance(was, Faq) or not isinstance(entry, Faq) or entry.version == was.version:
        return False
    kept = {it.language for it in entry.translations}
    return any(
        text in (it.question, *it.alternatives) and it.language not in kept
        for it in was.translations
    )


def _asked_of(was: Entry, text: str, now: Entries) -> GoldenQuestion:
    """Return a wording as a question: its item answers it, or what came in the place of that."""
    entry = now.get(key_of(was), was)
    successor = None if isinstance(entry, Referral) else entry.successor
    return GoldenQuestion(
        id=f"{key_of(was)}: {text[:60]}",
        question=text,
        expected=(was.id, successor) if successor else (was.id,),
        outcome=was.outcome if isinstance(was, Referral) else None,
        sort="formulering",
    )


def _cosines(before: Snapshot, after: Snapshot, others: Sequence[Passage]) -> list[list[float]]:
    """Return how near each question of `before` comes to each of `others`.

    It comes near no question of its own item: -1.
    """
    own = _questions(before)
    if not others or before.raw.shape[1] != after.raw.shape[1]:
        return [[-1.0] * len(others)] * len(own)
    row_of = {id(it): at for at, it in enumerate(after.passages)}
    rows = after.raw[[row_of[id(it)] for it in others]]
    cosines = before.raw[list(before.rows_of_kind[PassageKind.QUESTION])] @ rows.T
    same = np.array([_id(it) for it in own])[:, None] == np.array([_id(it) for it in others])
    found: list[list[float]] = np.where(same, -1.0, cosines).tolist()
    return found
