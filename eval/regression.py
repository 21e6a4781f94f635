"""Items that are no longer found: what the gate's questions alone would miss.

What a change may have touched (`eval.wordings`) is asked again, twice. As it was written down: an
item that was found by its own words is still found by them. And where a question arrived near it,
as if nobody had written it down: who puts it otherwise still gets that item, not a newcomer. Then
vectors alone decide: one of them can be left out, while what was learned from words stays learned.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from eval.gate import Case, Finding
from eval.run import Remembered, Subject, ask
from eval.scoring import Scored
from eval.wordings import Wording, touched
from indexer.centres import centred
from indexer.encoder import Vectors
from indexer.passages import PassageKind
from indexer.search import Searcher
from indexer.signals import Rows
from indexer.snapshot import Snapshot
from kb.answering import searched
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion

MOST: Final = 1_000
"""How many wordings are asked again at most: some twenty seconds. What is left out is said."""

TAKEN: Final = 3
"""From so many wordings that one newcomer takes from one item, it is stopped. Neighbours that were
written to be told apart take one or two of each other's."""


@dataclass(frozen=True)
class Regression:
    """What asking again gave: `reasons` stop a publication, `notes` are for whoever reads."""

    reasons: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


def lost_wordings(before: Subject, after: Subject, day: date, most: int = MOST) -> Regression:
    """Ask again what a change may have touched, and return what no longer finds its item.

    A wording of a translation that stays out because its Dutch text changed gives a note: the
    check asks for that translation, and whoever publishes sees what it costs until then.
    """
    found = touched(before.searcher.snapshot, after.searcher.snapshot, day)
    asked = found[:most]
    golden = [it.question for it in asked]
    cases = _cases(_asked(before, golden, day), _asked(after, golden, day))
    lost = [
        (it, case)
        for it, case in zip(asked, cases, strict=True)
        if case.before and case.after and case.before.right_at_1 and not case.after.kept
    ]
    return Regression(
        reasons=(
            *_unmeasured(cases),
            *_lost(tuple(case for it, case in lost if not it.withdrawn)),
            *_taken(before, after, asked, day),
        ),
        notes=(
            *_withdrawn(tuple(case for it, case in lost if it.withdrawn)),
            *_left_out(len(found) - len(asked)),
        ),
    )


def _unmeasured(cases: Sequence[Case]) -> Iterator[Finding]:
    """Words alone decided: then nothing is known, and nothing may look green."""
    count = sum(it.degraded for case in cases for it in (case.before, case.after) if it is not None)
    if count:
        text = f"{count} formulering(en) van items konden niet opnieuw gevraagd worden."
        yield Finding(code="onvolledig", text=text)


def _lost(cases: tuple[Case, ...]) -> Iterator[Finding]:
    if cases:
        text = (
            f"{len(cases)} vraag/vragen of alternatieven van items vinden hun item niet meer. Zet "
            "de formulering terug, of verplaats haar naar het item dat nu antwoordt."
        )
        yield Finding(code="formulering", text=text, cases=cases)


def _withdrawn(cases: tuple[Case, ...]) -> Iterator[Finding]:
    if cases:
        text = (
            f"{len(cases)} formulering(en) van verouderde vertalingen vinden hun item niet meer. "
            "Werk de vertaling bij."
        )
        yield Finding(code="vertaling-weg", text=text, cases=cases)


def _left_out(count: int) -> Iterator[Finding]:
    if count:
        text = f"{count} formuleringen zijn niet opnieuw gevraagd: er is te veel ineens gewijzigd."
        yield Finding(code="niet-gevraagd", text=text)


def _taken(
    before: Subject, after: Subject, asked: Sequence[Wording], day: date
) -> Iterator[Finding]:
    """Yield which newcomers answer what people ask an older item in words of their own."""
    crowded = [it for it in asked if it.rivals and not it.withdrawn]
    golden = [it.question for it in crowded]
    knowledge = after.searcher.snapshot.knowledge
    cases = _cases(*(_asked(it, golden, day, held_out=True) for it in (before, after)))
    taken: dict[tuple[str, str], list[Case]] = {}
    for it, case in zip(crowded, cases, strict=True):
        newcomer, item = _first(case.after), it.question.expected[0]
        was_found = _first(case.before) == item
        if was_found and newcomer in it.rivals and _compete(newcomer, item, knowledge, day):
            taken.setdefault((newcomer, item), []).append(case)
    for (newcomer, item), those in taken.items():
        if len(those) >= TAKEN:
            text = (
                f"'{newcomer}' vangt {len(those)} vragen van '{item}' weg als iemand ze net anders "
                "stelt. Maak het verschil duidelijk, of voeg de twee samen."
            )
            yield Finding(code="wegvangen", text=text, cases=tuple(those))


def _first(scored: Scored | None) -> str:
    return scored.ranking[0] if scored and scored.ranking else ""


def _compete(one: str, other: str, knowledge: Knowledge, day: date) -> bool:
    """Whether two items are for the same people; an item that is gone competes with nobody."""
    first, second = knowledge.on(one, day), knowledge.on(other, day)
    return first is not None and second is not None and first.audience.serves(second.audience)


def _cases(before: Sequence[Scored], after: Sequence[Scored]) -> list[Case]:
    return [
        Case(question=first.question, before=first, after=second)
        for first, second in zip(before, after, strict=True)
    ]


def _asked(
    subject: Subject, golden: Sequence[GoldenQuestion], day: date, *, held_out: bool = False
) -> list[Scored]:
    """Ask wordings; with `held_out` each as if its item did not have it among its questions."""
    if not golden:
        return []
    searcher = subject.searcher
    snapshot, policy = searcher.snapshot, searcher.parameters.policy
    known = Remembered(searcher.encoder, [searched(it.question) for it in golden])
    return [
        ask(
            it,
            snapshot.knowledge,
            Searcher(_without(snapshot, it) if held_out else snapshot, known),
            policy,
            day,
        )
        for it in golden
    ]


def _without(snapshot: Snapshot, golden: GoldenQuestion) -> Snapshot:
    own = f"{golden.expected[0]}@"
    left_out = [
        at
        for at, it in enumerate(snapshot.passages)
        if it.text == golden.question
        and it.entry.startswith(own)
        and it.kind is PassageKind.QUESTION
    ]
    questions = snapshot.questions.without(left_out)
    weights = snapshot.parameters.weights.of_vectors()
    return replace(
        snapshot,
        questions=questions,
        topics=_topics_without(snapshot, questions, left_out),
        parameters=snapshot.parameters.model_copy(update={"weights": weights}),
    )


def _topics_without(snapshot: Snapshot, questions: Rows, left_out: Sequence[int]) -> Vectors:
    """Return the topics, those of the entries that lost a question made anew."""
    topics = snapshot.topics.copy()
    for at in {snapshot.owners[row] for row in left_out}:
        own = [int(row) for row in questions.table[at] if row >= 0]
        shifted = [
            centred(snapshot.raw[row], snapshot.centres.centre(snapshot.passages[row].language))
            for row in own
        ]
        rows = np.asarray(shifted, np.float32).reshape(-1, topics.shape[1])
        topics[at] = Rows.of([0] * len(own), range(len(own)), 1).means(rows)[0]
    return topics
