"""Ask golden questions as the service would, and keep what came back."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from pydantic import Field

from eval.errors import IncompleteError, NoQuestionsError
from eval.measures import percentile
from eval.scoring import Scored, score
from indexer.encoder import Encoder, Vectors
from indexer.errors import EncoderError
from indexer.search import Searcher
from indexer.vector_cache import without_memory
from kb.answering import Found, Query, Question, Search, answer, searched
from kb.knowledge import Knowledge
from kb.model import Day, Frozen, GoldenQuestion
from kb.policy import Policy
from kb.release import digest_of

Advance = Callable[[int, int], None]

TIMED: Final = 40
"""How many questions are asked once more, embedded anew, to measure how long one takes."""


class RunStatus(StrEnum):
    """Whether a run measured what it set out to."""

    COMPLETE = "volledig"
    PARTIAL = "onvolledig"


class Run(Frozen):
    """Golden questions and what one snapshot gave for them, with everything to tell it by.

    `asked` is how many questions there were; of a run that is `onvolledig` no figure may be shown
    as good, and no gate may open. Seconds are those of the whole run; `median_ms` and `p95_ms` of
    one question that is embedded anew.
    """

    id: str = Field(alias="kenmerk")
    subject: str = Field(alias="onderwerp")
    sets: tuple[str, ...] = Field(alias="sets")
    slices: tuple[str, ...] = Field(default=(), alias="uitsnede")
    release: str | None = Field(alias="release")
    snapshot: str = Field(alias="momentopname")
    encoder: str
    parameters: str = Field(alias="parameters")
    questions: str = Field(alias="vragen")
    day: Day = Field(alias="geldigOp")
    began: datetime = Field(alias="begonnen")
    seconds: float = Field(alias="seconden")
    median_ms: float | None = Field(alias="mediaanMs")
    p95_ms: float | None = Field(alias="p95Ms")
    asked: int = Field(alias="aantal")
    scored: tuple[Scored, ...] = Field(alias="uitslagen")

    @property
    def status(self) -> RunStatus:
        """Whether every question was asked and answered with vectors and words."""
        whole = self.asked == len(self.scored) > 0
        undegraded = not any(it.degraded for it in self.scored)
        return RunStatus.COMPLETE if whole and undegraded else RunStatus.PARTIAL


@dataclass(frozen=True)
class Subject:
    """What is measured: a snapshot with its encoder, under the name that a person gave it."""

    name: str
    searcher: Searcher
    release: str | None = None


def run(
    subject: Subject,
    questions: Sequence[GoldenQuestion],
    *,
    sets: Sequence[str],
    slices: Sequence[str] = (),
    day: date,
    began: datetime,
    timed: int = TIMED,
    progress: Advance = lambda _done, _total: None,
) -> Run:
    """Ask `questions` on `day`, those with a day of their own on that, and score what is said.

    A question that could not be embedded is scored by its words, which makes the run incomplete.

    Raises:
        NoQuestionsError: there are no questions.
    """
    if not questions:
        raise NoQuestionsError(", ".join([*sets, *slices]))
    start = time.perf_counter()
    searcher = subject.searcher
    snapshot = searcher.snapshot
    known = Remembered(searcher.encoder, [searched(it.question) for it in questions])
    quick = Searcher(snapshot, known)
    knowledge, policy = snapshot.knowledge, searcher.parameters.policy
    scored: list[Scored] = []
    for done, golden in enumerate(questions, 1):
        scored.append(ask(golden, knowledge, quick, policy, day))
        progress(done, len(questions))
    durations = _durations(questions[:: math.ceil(len(questions) / timed)], searcher, day)
    identity = {
        "momentopname": snapshot.id,
        "vragen": digest_of_questions(questions),
        "geldigOp": day.isoformat(),
        "begonnen": began.isoformat(),
    }
    return Run(
        id=hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:12],
        subject=subject.name,
        sets=tuple(sets),
        slices=tuple(slices),
        release=subject.release,
        snapshot=snapshot.id,
        encoder=snapshot.encoder_id,
        parameters=digest_of(searcher.parameters),
        questions=identity["vragen"],
        day=day,
        began=began.astimezone(UTC).replace(microsecond=0),
        seconds=round(time.perf_counter() - start, 3),
        median_ms=percentile(durations, 50),
        p95_ms=percentile(durations, 95),
        asked=len(questions),
        scored=tuple(scored),
    )


def ask(
    golden: GoldenQuestion, knowledge: Knowledge, search: Search, policy: Policy, day: date
) -> Scored:
    """Ask one golden question and return what it got."""
    seen: list[Found] = []

    def remembered(query: Query) -> Found:
        seen.append(search(query))
        return seen[-1]

    given = answer(question_of(golden, day), knowledge, remembered, policy)
    return score(golden, given, seen[-1] if seen else Found(()))


def complete(measured: Run) -> tuple[Scored, ...]:
    """Return what a run scored.

    Raises:
        IncompleteError: not every question was answered with vectors and words.
    """
    if measured.status is RunStatus.PARTIAL:
        whole = sum(not it.degraded for it in measured.scored)
        raise IncompleteError(whole, measured.asked)
    return measured.scored


def question_of(golden: GoldenQuestion, day: date) -> Question:
    """Return a golden question as it is asked on `day`."""
    return Question(
        text=golden.question,
        day=golden.on_day or day,
        audience=golden.audience,
        previous=golden.previous,
    )


def digest_of_questions(questions: Sequence[GoldenQuestion]) -> str:
    """Return the digest of a list of golden questions, whatever their order."""
    digests = sorted(digest_of(it) for it in questions)
    return "sha256:" + hashlib.sha256("".join(digests).encode()).hexdigest()


def _durations(questions: Sequence[GoldenQuestion], searcher: Searcher, day: date) -> list[float]:
    """Return how many milliseconds each question takes when it is embedded anew."""
    found: list[float] = []
    snapshot = searcher.snapshot
    working = Searcher(snapshot, without_memory(searcher.encoder))
    for golden in questions:
        start = time.perf_counter()
        ask(golden, snapshot.knowledge, working, searcher.parameters.policy, day)
        found.append(round(1000 * (time.perf_counter() - start), 2))
    return found


class Remembered:
    """An encoder that embedded a list of questions beforehand, side by side."""

    def __init__(self, encoder: Encoder, texts: Sequence[str]) -> None:
        self.id = encoder.id
        self.passages = encoder.passages
        self._encoder = encoder
        unique = list(dict.fromkeys(texts))
        try:
            self._rows = dict(zip(unique, encoder.questions(unique), strict=True))
        except EncoderError:  # asked one by one, those that can be embedded still are
            self._rows = {}

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Embed what people ask."""
        if len(texts) == 1 and texts[0] in self._rows:
            known: Vectors = self._rows[texts[0]][None, :]
            return known
        return self._encoder.questions(texts)
