"""Questions that travel with a snapshot, with the answers that whoever loads it must give.

A replica with another model, another tokenizer or a broken numeric library would answer, but not
alike. It asks itself these questions first, and does not become ready unless it answers as the
machine that built the snapshot did: replicas that answer are replicas that agree.

They come from the public content alone. Golden questions would make every public body depend on
them, through the id of the snapshot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import Field, TypeAdapter

from indexer.encoder import Encoder
from indexer.errors import SnapshotError
from indexer.passages import questions
from indexer.search import Searcher
from indexer.snapshot import Snapshot, load, write_json
from kb.answering import Found, Query, Question, answer, answering
from kb.model import Day, Frozen, Outcome
from kb.policy import Policy
from kb.release import key_of
from kb.store import Artefact, Store

PROBES: Final = "probes.json"

COUNT: Final = 24
"""How many: enough to touch many themes and languages, few enough to ask at every swap."""

TOLERANCE: Final = 1e-4
"""How far a score may be off. Thread counts and processors differ by less than 1e-5; another
model, precision or pooling differs by more than this."""

_CLEAR_CONFIDENCE: Final = 0.02
"""A probe whose confidence is this near to a threshold could end otherwise by rounding alone."""

_FIRST_DAY: Final = date(2024, 1, 1)
"""Referrals hold from 1900; asked on a day like this, a probe has rivals."""


class Probe(Frozen):
    """A question on a day, and how the machine that built the snapshot answered it."""

    question: str = Field(alias="vraag")
    day: Day = Field(alias="geldigOp")
    outcome: Outcome = Field(alias="uitkomst")
    first: str = Field(alias="eerste")
    score: float


_PROBES: Final = TypeAdapter(tuple[Probe, ...])


def probes(searcher: Searcher) -> tuple[Probe, ...]:
    """Return up to `COUNT` probe questions with what `searcher` answers now.

    A question whose answer hangs on the last digits is passed over.

    Raises:
        SnapshotError: the encoder does not work.
    """
    found: list[Probe] = []
    for text, day in _candidates(searcher.snapshot):
        if len(found) == COUNT:
            break
        outcome, given = _ask(searcher, text, day)
        if given.hits and _is_clear(given, searcher.parameters.policy):
            first = given.hits[0]
            found.append(
                Probe(
                    question=text,
                    day=day,
                    outcome=outcome,
                    first=key_of(first.entry),
                    score=first.score,
                )
            )
    return tuple(found)


def write(folder: Path, found: tuple[Probe, ...]) -> None:
    """Write probes into the folder of a snapshot."""
    write_json(folder / PROBES, [it.model_dump(mode="json", by_alias=True) for it in found])


def rehearsed(store: Store, id_: str, encoder: Encoder) -> Searcher:
    """Verify and load a snapshot, and return it when it answers its probe questions.

    Raises:
        MissingError, DamagedError, SnapshotError: it may not be served.
    """
    searcher = Searcher(load(store, id_), encoder)
    if searcher.snapshot.encoder_id != encoder.id:
        raise SnapshotError(f"Momentopname {id_} hoort bij een andere encoder dan {encoder.id}.")
    reproduce(searcher, store.path(Artefact.SNAPSHOT, id_))
    return searcher


def reproduce(searcher: Searcher, folder: Path) -> None:
    """Ask the probes in the folder of a verified snapshot.

    Raises:
        SnapshotError: an answer is not the one that was given when the snapshot was built.
    """
    for probe in _PROBES.validate_json((folder / PROBES).read_bytes()):
        outcome, given = _ask(searcher, probe.question, probe.day)
        hits = given.hits
        same = (
            hits
            and (outcome, key_of(hits[0].entry)) == (probe.outcome, probe.first)
            and abs(hits[0].score - probe.score) <= TOLERANCE
        )
        if not same:
            raise SnapshotError(
                f"Momentopname {searcher.snapshot.id} geeft hier een ander antwoord op de "
                f"proefvraag '{probe.question}' dan waar zij gemaakt is. Deze machine heeft een "
                "andere encoder of rekent anders, en mag daarom niet antwoorden."
            )


def _candidates(snapshot: Snapshot) -> Iterator[tuple[str, date]]:
    """Yield every question of the content, in an order that spreads over themes and languages."""
    days = {
        text: max(entry.validity.start, _FIRST_DAY)
        for entry in snapshot.knowledge.entries
        for text in questions(entry)
    }
    yield from sorted(days.items(), key=lambda it: hashlib.sha256(it[0].encode()).digest())


def _ask(searcher: Searcher, text: str, day: date) -> tuple[Outcome, Found]:
    seen: list[Found] = []

    def remembered(query: Query) -> Found:
        seen.append(searcher(query))
        return seen[-1]

    snapshot = searcher.snapshot
    question = Question(text=text, day=day)
    given = answer(question, snapshot.knowledge, remembered, snapshot.parameters.policy)
    found = seen[-1]
    if found.degraded:
        raise SnapshotError(f"De encoder van momentopname {snapshot.id} zet geen vragen om.")
    return given.outcome, found


def _is_clear(given: Found, policy: Policy) -> bool:
    """Whether neither the first hit nor the outcome hangs on the last digits."""
    hits = given.hits
    best = next(answering(given), None)
    thresholds = (policy.answer_at, policy.choice_at)
    margins = [abs(best.confidence - it) for it in thresholds if best is not None]
    margins.append(abs(given.unanswerable - policy.refuse_at))
    if given.distress is not None:
        margins.append(abs(given.distress.confidence - policy.distress_at))
    ahead = len(hits) == 1 or hits[0].score - hits[1].score > 2 * TOLERANCE
    return ahead and min(margins) >= _CLEAR_CONFIDENCE
