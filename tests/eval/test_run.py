"""A run asks golden questions of one snapshot and says whether it measured all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from eval.draft import Steps, draft
from eval.errors import IncompleteError, NoQuestionsError
from eval.run import (
    Remembered,
    Run,
    RunStatus,
    Subject,
    complete,
    digest_of_questions,
    question_of,
    run,
)
from indexer.encoder import Encoder, EncoderSource, Vectors
from indexer.errors import EncoderError
from indexer.search import Searcher
from indexer.vector_cache import CachingEncoder
from kb.archive import Archive
from kb.model import Audience, GoldenQuestion, Outcome
from kb.release import digest_of

DAY = date(2026, 11, 22)
BEGAN = datetime(2026, 11, 22, 9, 0, 30, 250_000, tzinfo=UTC)
APPLY = GoldenQuestion(id="t-1", question="ww aanvragen", expected=("ww-aanvragen",))
HOW_LONG = GoldenQuestion(id="t-2", question="hoeveel maanden ww", expected=("ww-duur",))
OFF_TOPIC = GoldenQuestion(id="t-3", question="wie wint de koers", outcome=Outcome.NO_ANSWER)
ALL = (APPLY, HOW_LONG, OFF_TOPIC)

Tree = Callable[..., Path]


class Refusing:
    """The real encoder, which embeds nothing that holds a word, and counts what it embeds."""

    def __init__(self, encoder: Encoder, word: str = "nooit") -> None:
        self.id = encoder.id
        self.passages = encoder.passages
        self.asked: list[int] = []
        self._encoder, self._word = encoder, word

    def questions(self, texts: Sequence[str]) -> Vectors:
        if any(self._word in it for it in texts):
            raise EncoderError("De encoder weigert.")
        self.asked.append(len(texts))
        return self._encoder.questions(texts)


@pytest.fixture
def subject(tree: Tree, home: Path, source: EncoderSource) -> Subject:
    """Return the small tree, ready to be measured."""
    return draft(tree(), Archive(home), source, DAY, Steps()).subject


def ran(subject: Subject, *questions: GoldenQuestion, began: datetime = BEGAN) -> Run:
    return run(subject, questions, sets=["toets"], slices=["taal=nl"], day=DAY, began=began)


def refusing(subject: Subject, encoder: Encoder, word: str = "nooit") -> Subject:
    made = Refusing(encoder, word)
    return replace(subject, searcher=Searcher(subject.searcher.snapshot, made))


def test_a_run_scores_every_question_in_the_order_given(subject: Subject) -> None:
    it = ran(subject, *ALL)
    assert [one.question for one in it.scored] == list(ALL)
    assert [one.right_at_1 for one in it.scored] == [True, True, True]
    assert (it.asked, it.status) == (3, RunStatus.COMPLETE)
    assert complete(it) == it.scored


def test_a_run_says_what_was_measured_with_what_and_when(subject: Subject) -> None:
    it = ran(replace(subject, release="sha256:abc"), *ALL)
    snapshot = subject.searcher.snapshot
    assert (it.subject, it.release, it.snapshot) == ("concept", "sha256:abc", snapshot.id)
    assert (it.encoder, it.parameters) == (snapshot.encoder_id, digest_of(snapshot.parameters))
    assert (it.sets, it.slices, it.day) == (("toets",), ("taal=nl",), DAY)
    assert it.began == datetime(2026, 11, 22, 9, 0, 30, tzinfo=UTC)
    assert it.questions == digest_of_questions(ALL)


def test_the_beginning_is_kept_in_utc_whatever_the_zone(subject: Subject) -> None:
    amsterdam = BEGAN.astimezone(timezone(timedelta(hours=1)))
    assert ran(subject, APPLY, began=amsterdam).began.isoformat() == "2026-11-22T09:00:30+00:00"


def test_two_runs_on_the_same_questions_are_told_apart_by_their_beginning(subject: Subject) -> None:
    one, other = ran(subject, APPLY), ran(subject, APPLY, began=BEGAN + timedelta(milliseconds=1))
    assert (one.questions, one.snapshot) == (other.questions, other.snapshot)
    assert one.id != other.id
    assert one.scored == other.scored


def test_the_questions_of_a_run_are_known_by_a_digest_that_forgets_their_order() -> None:
    assert digest_of_questions(ALL) == digest_of_questions(ALL[::-1])
    changed = APPLY.model_copy(update={"expected": ("ww-duur",)})
    assert digest_of_questions([changed, *ALL[1:]]) != digest_of_questions(ALL)


def test_an_empty_set_is_refused_because_nothing_would_be_measured(subject: Subject) -> None:
    with pytest.raises(NoQuestionsError, match="De set 'toets, taal=nl' heeft geen vragen"):
        ran(subject)


def test_progress_is_told_after_every_question(subject: Subject) -> None:
    told: list[tuple[int, int]] = []
    run(
        subject,
        ALL,
        sets=["toets"],
        day=DAY,
        began=BEGAN,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_question_is_asked_on_its_own_day_for_its_own_audience_after_its_own_answer() -> None:
    then = APPLY.model_copy(
        update={
            "on_day": date(2021, 3, 1),
            "audience": Audience.EMPLOYER,
            "previous": "ww-duur",
        }
    )
    it = question_of(then, DAY)
    assert (it.text, it.day) == ("ww aanvragen", date(2021, 3, 1))
    assert (it.audience, it.previous) == (Audience.EMPLOYER, "ww-duur")
    assert question_of(APPLY, DAY).day == DAY


# --- what makes a run incomplete


def test_a_question_that_cannot_be_embedded_makes_the_run_incomplete_and_not_the_others(
    subject: Subject, encoder: Encoder
) -> None:
    it = ran(refusing(subject, encoder, "aanvragen"), *ALL)
    assert [one.degraded for one in it.scored] == [True, False, False]
    assert it.status is RunStatus.PARTIAL
    with pytest.raises(IncompleteError, match=r"^Van de 3 vragen zijn er 2 gemeten; zo is er geen"):
        complete(it)


def test_a_run_without_a_scored_question_is_incomplete(subject: Subject) -> None:
    it = ran(subject, APPLY)
    assert it.model_copy(update={"scored": ()}).status is RunStatus.PARTIAL
    assert it.model_copy(update={"scored": (), "asked": 0}).status is RunStatus.PARTIAL
    assert it.model_copy(update={"asked": 2}).status is RunStatus.PARTIAL


# --- how long a question takes


def test_durations_are_of_questions_that_are_embedded_anew(
    subject: Subject, encoder: Encoder, tmp_path: Path
) -> None:
    counting = Refusing(encoder)
    cached = CachingEncoder(counting, tmp_path / "cache")
    searcher = Searcher(subject.searcher.snapshot, cached)
    it = ran(replace(subject, searcher=searcher), *ALL)
    assert counting.asked == [3, 1, 1, 1]
    assert it.median_ms is not None
    assert it.p95_ms is not None
    assert 0 < it.median_ms <= it.p95_ms <= 1000 * it.seconds


@pytest.mark.parametrize(("timed", "asked"), [(1, 1), (2, 2), (3, 3), (40, 3)])
def test_at_most_so_many_questions_are_asked_once_more(
    subject: Subject, encoder: Encoder, timed: int, asked: int
) -> None:
    counting = Refusing(encoder)
    searcher = Searcher(subject.searcher.snapshot, counting)
    run(replace(subject, searcher=searcher), ALL, sets=(), day=DAY, began=BEGAN, timed=timed)
    assert counting.asked == [3] + [1] * asked


# --- questions that are embedded side by side


def test_what_was_embedded_beforehand_is_not_embedded_again(encoder: Encoder) -> None:
    counting = Refusing(encoder)
    known = Remembered(counting, ["een", "twee", "een"])
    assert (known.questions(["twee"]) == encoder.questions(["twee"])).all()
    assert counting.asked == [2]
    known.questions(["drie"])
    assert counting.asked == [2, 1]


def test_when_one_text_cannot_be_embedded_the_others_still_are(encoder: Encoder) -> None:
    known = Remembered(Refusing(encoder), ["een", "nooit"])
    assert known.questions(["een"]).shape == encoder.questions(["een"]).shape
    with pytest.raises(EncoderError):
        known.questions(["nooit"])
