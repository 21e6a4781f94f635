"""Which questions that editors thought of a change may have touched, so that they are asked again.

The questions, alternatives and phrasings of every item that was published are such questions:
those of items that changed for a searcher, those near a question that arrived, and those whose
words are read differently since the glossary changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

import numpy as np

from indexer.encoder import Vectors
from indexer.passages import Passage, PassageKind, wordings
from indexer.snapshot import Snapshot
from kb.model import Entry, Faq, GoldenQuestion, Referral
from kb.release import key_of
from kb.text import fold

NEAR: Final = 0.93
"""Cosine with a question of another item from which a wording may be drawn to that."""

_BLOCK: Final = 256
"""How many wordings are compared with what arrived at once: all at once would take gigabytes."""

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
    had, has = _passages_by_key(before), _passages_by_key(after)
    arrived = {
        key
        for key, it in now.items()
        if had[key] != has[key] or not _is_found_alike(was.get(key), it)
    }
    moved = _wordings_of(has[key] for key in arrived if now[key].validity.contains(day))
    own = _questions(before)
    known = {(_id(it), it.text) for it in own}
    reads_alike = before.analyzer.reads_like(after.analyzer)
    of_arrived = [it for it in _questions(after) if it.entry in arrived]
    found: list[tuple[float, bytes, Wording]] = []
    for passage, cosines in zip(own, _cosines(before, after, of_arrived), strict=True):
        key, text = passage.entry, passage.text
        near = [of_arrived[at] for at in np.flatnonzero(cosines >= NEAR)]
        changed = key in arrived or key not in now
        suspect = changed or near or (not reads_alike and _is_read_otherwise(text, before, after))
        if not suspect or not was[key].validity.contains(day):
            continue
        if fold(text) in moved and fold(text) not in _wordings_of([has[key]]):
            continue
        question = _asked_of(was[key], text, now)
        spread = hashlib.sha256(question.id.encode()).digest()
        rivals = frozenset(_id(it) for it in near if (_id(it), it.text) not in known)
        wording = Wording(question, _is_withdrawn(text, was[key], now), rivals)
        nearest = -_FIRST if changed else -float(cosines.max(initial=0.0))
        found.append((nearest, spread, wording))
    return [it for _, _, it in sorted(found, key=lambda it: it[:2])]


def _by_key(snapshot: Snapshot) -> dict[str, Entry]:
    return {key_of(it): it for it in snapshot.knowledge.entries}


def _questions(snapshot: Snapshot) -> list[Passage]:
    return [it for it in snapshot.passages if it.kind is PassageKind.QUESTION]


def _id(passage: Passage) -> str:
    return passage.entry.partition("@")[0]


def _passages_by_key(snapshot: Snapshot) -> defaultdict[str, list[Passage]]:
    found: defaultdict[str, list[Passage]] = defaultdict(list)
    for it in snapshot.passages:
        found[it.entry].append(it)
    return found


def _wordings_of(several: Iterable[Sequence[Passage]]) -> frozenset[str]:
    return frozenset(
        fold(it.text) for each in several for it in each if it.kind is PassageKind.QUESTION
    )


def _is_found_alike(was: Entry | None, now: Entry) -> bool:
    """Whether a searcher sees no difference, when its passages are the same.

    An owner or a legal basis changes nothing for it.
    """
    return was == now or (was is not None and _searched(was) == _searched(now))


def _searched(entry: Entry) -> tuple[object, ...]:
    """Return what decides whether and how an entry is found, beside its passages."""
    outcome = entry.outcome if isinstance(entry, Referral) else None
    admitted = (entry.validity, entry.audience, entry.schemes, outcome)
    return (wordings(entry), *admitted)


def _is_read_otherwise(text: str, before: Snapshot, after: Snapshot) -> bool:
    return before.analyzer.also(text) != after.analyzer.also(text)


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


def _cosines(before: Snapshot, after: Snapshot, others: Sequence[Passage]) -> Iterator[Vectors]:
    """Yield how near each question of `before` comes to each of `others`.

    It comes near no question of its own item: -1.
    """
    own = [at for at, it in enumerate(before.passages) if it.kind is PassageKind.QUESTION]
    if not others or before.raw.shape[1] != after.raw.shape[1]:
        yield from (np.full(len(others), -1.0, np.float32) for _ in own)
        return
    row_of = {id(it): at for at, it in enumerate(after.passages)}
    rows = after.raw[[row_of[id(it)] for it in others]]
    names = np.array([_id(it) for it in others])
    for start in range(0, len(own), _BLOCK):
        block = own[start : start + _BLOCK]
        cosines = before.raw[block] @ rows.T
        same = np.array([_id(before.passages[at]) for at in block])[:, None] == names
        yield from np.where(same, np.float32(-1), cosines)
