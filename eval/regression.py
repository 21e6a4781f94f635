"""Two things that the gate's questions alone would miss: lost wordings, and exchanged answers.

The questions and alternatives of every item that was published are questions that somebody thought
of. Those of items that changed, and those that come near a changed or new item, are asked again.
And an item whose text became that of another item answers the wrong question, however well it is
found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from eval.gate import Case, Finding
from eval.run import Remembered, Subject, ask
from eval.scoring import Scored
from indexer.passages import Passage, PassageKind, questions
from indexer.search import Searcher
from indexer.snapshot import Snapshot
from kb.knowledge import Knowledge
from kb.model import Entry, GoldenQuestion, Referral
from kb.release import key_of
from kb.rendering import public_body, short_of
from kb.text import fold, normalise

MOST: Final = 400
"""How many wordings are asked again at most: a few seconds."""

_NEAR: Final = 0.93
"""Cosine with a question that is new from which a wording may be drawn to it."""

_SAME_TEXT: Final = 0.6
"""Share of three-word sequences that two texts have in common from which they count as one text.
Neighbouring items of content/ stay far below it; a text moved to another item is near 1."""

_WORD: Final = re.compile(r"\w+")


def lost_wordings(before: Subject, after: Subject, day: date) -> tuple[Finding, ...]:
    """Return a finding when wordings that found their item no longer do.

    A wording that was moved to another item counts as moved, not as lost.
    """
    asked = list(_wordings(before.searcher.snapshot, after.searcher.snapshot, day))[:MOST]
    if not asked:
        return ()
    lost = tuple(
        Case(question=first.question, before=first, after=second)
        for first, second in zip(_asked(before, asked, day), _asked(after, asked, day), strict=True)
        if first.right_at_1 and not second.kept
    )
    if not lost:
        return ()
    text = (
        f"{len(lost)} vraag/vragen of alternatieven van items vinden hun item niet meer. Zet de "
        "formulering terug, of verplaats haar naar het item dat nu antwoordt."
    )
    return (Finding(code="formulering", text=text, cases=lost),)


def _asked(subject: Subject, questions: list[GoldenQuestion], day: date) -> list[Scored]:
    searcher = subject.searcher
    known = Remembered(searcher.encoder, [normalise(it.question) for it in questions])
    quick = Searcher(searcher.snapshot, known)
    knowledge, policy = searcher.snapshot.knowledge, searcher.parameters.policy
    return [ask(it, knowledge, quick, policy, day) for it in questions]


def _wordings(before: Snapshot, after: Snapshot, day: date) -> Iterator[GoldenQuestion]:
    """Yield the wordings of `before` that a change may have touched, the likeliest first."""
    now = {key_of(it): it for it in after.knowledge.entries}
    was = {key_of(it): it for it in before.knowledge.entries}
    touched = {key for key, it in was.items() if now.get(key) != it}
    arrived = {key for key, it in now.items() if was.get(key) != it}
    moved = {fold(text) for key in arrived for text in questions(now[key])}
    near = _nearness(before, after, arrived)
    rows: list[tuple[float, GoldenQuestion]] = []
    for passage, nearness in zip(_question_passages(before), near, strict=True):
        entry = was[passage.entry]
        changed = passage.entry in touched
        if not entry.validity.contains(day) or not (changed or nearness >= _NEAR):
            continue
        own = {fold(text) for text in questions(now[passage.entry])} if passage.entry in now else ()
        if fold(passage.text) in moved and fold(passage.text) not in own:
            continue
        golden = GoldenQuestion(
            id=f"{passage.entry}: {passage.text[:60]}",
            question=passage.text,
            expected=(entry.id,),
            outcome=entry.outcome if isinstance(entry, Referral) else None,
            sort="formulering",
        )
        rows.append((2.0 if changed else nearness, golden))
    rows.sort(key=lambda it: (-it[0], it[1].id))
    yield from (golden for _, golden in rows)


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


def exchanged(before: Knowledge, after: Knowledge) -> tuple[Finding, ...]:
    """Return a finding when an item now says what another item said before."""
    was = {key_of(it): it for it in before.entries}
    changed = [it for it in after.entries if key_of(it) in was and was[key_of(it)] != it]
    cases: list[str] = []
    for entry in changed:
        for part, of in (("kort", _short), ("tekst", _body)):
            text, own = of(entry), of(was[key_of(entry)])
            if text == own:
                continue
            rivals = [(_overlap(text, of(it)), it.id) for it in before.entries if it.id != entry.id]
            likeness, rival = max(rivals, default=(0.0, ""))
            if likeness >= _SAME_TEXT and likeness > _overlap(text, own):
                cases.append(f"{entry.id} ({part} van {rival})")
    if not cases:
        return ()
    text = f"Bij {', '.join(cases)} staat nu het antwoord van een ander item."
    return (Finding(code="verwisseld", text=text),)


def _short(entry: Entry) -> str:
    return short_of(entry)


def _body(entry: Entry) -> str:
    return public_body(entry)


def _overlap(one: str, other: str) -> float:
    """Return the share of three-word sequences that two texts share (Jaccard), 0-1."""
    first, second = _sequences(one), _sequences(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _sequences(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return frozenset(zip(words, words[1:], words[2:], strict=False))
