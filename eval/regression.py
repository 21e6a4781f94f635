"""Wordings that no longer find their item: what the gate's questions alone would miss.

The questions and alternatives of every item that was published are questions that somebody thought
of. Those that a change may have touched are asked again: those of items that changed for a
searcher, those near a question that arrived, and those whose words are read differently since the
glossary changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from eval.gate import Case, Finding
from eval.run import Remembered, Subject, ask
from eval.scoring import Scored
from indexer.passages import Passage, PassageKind, lexical_text, passages, questions
from indexer.search import Searcher
from indexer.snapshot import Snapshot
from kb.model import Entry, Faq, GoldenQuestion, Referral
from kb.release import key_of
from kb.text import fold, normalise

MOST: Final = 1_000
"""How many wordings are asked again at most: some twenty seconds. What is left out is said."""

_NEAR: Final = 0.93
"""Cosine with a question that is new from which a wording may be drawn to it."""

_OF_CHANGED: Final = 2.0
"""Goes before every nearness: a wording of an item that changed."""


@dataclass(frozen=True)
class Regression:
    """What asking again gave: `reasons` stop a publication, `notes` are for whoever reads."""

    reasons: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Wording:
    """A wording to ask again; `withdrawn` with its translation, which no longer fits its item."""

    question: GoldenQuestion
    withdrawn: bool


def lost_wordings(before: Subject, after: Subject, day: date, most: int = MOST) -> Regression:
    """Ask again what a change may have touched, and return what no longer finds its item.

    A wording that was moved to another item counts as moved, not as lost. One of a translation
    that stays out because its Dutch text changed is a note: the check asks for that translation.
    """
    touched = _touched(before.searcher.snapshot, after.searcher.snapshot, day)
    asked = touched[:most]
    golden = [it.question for it in asked]
    pairs = list(zip(asked, _asked(before, golden, day), _asked(after, golden, day), strict=True))
    lost = [
        (it.withdrawn, Case(question=it.question, before=first, after=second))
        for it, first, second in pairs
        if first.right_at_1 and not second.kept
    ]
    unmeasured = sum(first.degraded or second.degraded for _, first, second in pairs)
    return Regression(
        reasons=(
            *_unmeasured(unmeasured, len(pairs)),
            *_lost(tuple(case for withdrawn, case in lost if not withdrawn)),
        ),
        notes=(
            *_withdrawn(tuple(case for withdrawn, case in lost if withdrawn)),
            *_left_out(len(touched) - len(asked)),
        ),
    )


def _unmeasured(count: int, of: int) -> tuple[Finding, ...]:
    text = f"{count} van de {of} formuleringen konden niet opnieuw gevraagd worden."
    return (Finding(code="onvolledig", text=text),) if count else ()


def _lost(cases: tuple[Case, ...]) -> tuple[Finding, ...]:
    text = (
        f"{len(cases)} vraag/vragen of alternatieven van items vinden hun item niet meer. Zet de "
        "formulering terug, of verplaats haar naar het item dat nu antwoordt."
    )
    return (Finding(code="formulering", text=text, cases=cases),) if cases else ()


def _withdrawn(cases: tuple[Case, ...]) -> tuple[Finding, ...]:
    text = (
        f"{len(cases)} formulering(en) van verouderde vertalingen vinden hun item niet meer. Werk "
        "de vertaling bij."
    )
    return (Finding(code="vertaling-weg", text=text, cases=cases),) if cases else ()


def _left_out(count: int) -> tuple[Finding, ...]:
    text = f"{count} formuleringen zijn niet opnieuw gevraagd: er is te veel tegelijk gewijzigd."
    return (Finding(code="niet-gevraagd", text=text),) if count else ()


def _asked(subject: Subject, golden: list[GoldenQuestion], day: date) -> list[Scored]:
    if not golden:
        return []
    searcher = subject.searcher
    known = Remembered(searcher.encoder, [normalise(it.question) for it in golden])
    quick = Searcher(searcher.snapshot, known)
    knowledge, policy = searcher.snapshot.knowledge, searcher.parameters.policy
    return [ask(it, knowledge, quick, policy, day) for it in golden]


def _touched(before: Snapshot, after: Snapshot, day: date) -> list[_Wording]:
    """Return the wordings of `before` that a change may have touched, the likeliest first."""
    was = {key_of(it): it for it in before.knowledge.entries}
    now = {key_of(it): it for it in after.knowledge.entries}
    arrived = {key for key, it in now.items() if not _seems_same(was.get(key), it)}
    gone = was.keys() - now.keys()
    moved = _questions_of(now[key] for key in arrived if now[key].validity.contains(day))
    nearness = _nearness(before, after, arrived)
    found: list[tuple[float, bytes, _Wording]] = []
    for passage, near in zip(_question_passages(before), nearness, strict=True):
        key, text = passage.entry, passage.text
        changed = key in arrived or key in gone
        suspect = changed or near >= _NEAR or _is_read_otherwise(text, before, after)
        if not suspect or not was[key].validity.contains(day):
            continue
        if fold(text) in moved and (key in gone or fold(text) not in _questions_of([now[key]])):
            continue
        wording = _Wording(_golden(text, was[key], now), _is_withdrawn(text, was[key], now))
        spread = hashlib.sha256(wording.question.id.encode()).digest()
        found.append((-_OF_CHANGED if changed else -near, spread, wording))
    return [it for _, _, it in sorted(found, key=lambda it: it[:2])]


def _seems_same(was: Entry | None, now: Entry) -> bool:
    """Whether a searcher sees no difference: an owner or a legal basis changes nothing for it."""
    return was == now or (was is not None and _searched(was) == _searched(now))


def _searched(entry: Entry) -> tuple[object, ...]:
    """Return everything of an entry that decides whether and how it is found."""
    outcome = entry.outcome if isinstance(entry, Referral) else None
    admitted = (entry.validity, entry.audience, entry.schemes, outcome)
    return (*passages(entry), lexical_text(entry), *admitted)


def _is_read_otherwise(text: str, before: Snapshot, after: Snapshot) -> bool:
    return before.analyzer.question(text) != after.analyzer.question(text)


def _is_withdrawn(text: str, was: Entry, now: Mapping[str, Entry]) -> bool:
    """Whether a wording went because its translation is of an older version of the item."""
    entry = now.get(key_of(was))
    if not isinstance(was, Faq) or not isinstance(entry, Faq) or entry.version == was.version:
        return False
    kept = {it.language for it in entry.translations}
    return any(
        text in (it.question, *it.alternatives) and it.language not in kept
        for it in was.translations
    )


def _golden(text: str, was: Entry, now: Mapping[str, Entry]) -> GoldenQuestion:
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


def _questions_of(entries: Iterable[Entry]) -> frozenset[str]:
    return frozenset(fold(text) for entry in entries for text in questions(entry))


def _question_passages(snapshot: Snapshot) -> list[Passage]:
    return [snapshot.passages[at] for at in snapshot.rows_of_kind[PassageKind.QUESTION]]


def _nearness(before: Snapshot, after: Snapshot, arrived: Collection[str]) -> list[float]:
    """Return how near each question of `before` comes to a question that arrived, as a cosine."""
    own = before.raw[list(before.rows_of_kind[PassageKind.QUESTION])]
    new = [
        at for at in after.rows_of_kind[PassageKind.QUESTION] if after.passages[at].entry in arrived
    ]
    if not new or own.shape[1] != after.raw.shape[1]:
        return [0.0] * len(own)
    nearest: list[float] = (own @ after.raw[new].T).max(axis=1).tolist()
    return nearest
