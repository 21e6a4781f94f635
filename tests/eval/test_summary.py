"""What a run amounts to: every measure on questions that were scored by hand."""

from __future__ import annotations

import math
import random

import ir_measures
import pytest
from ir_measures import RR, Success, nDCG

from eval.measures import first_rank
from eval.scoring import Scored, Shown
from eval.statistics import wilson_interval
from eval.summary import (
    EXPLAINED,
    LOWER_IS_BETTER,
    Measure,
    Measured,
    applies,
    holds,
    summary,
)
from kb.model import GoldenQuestion, Outcome


def scored(
    outcome: Outcome,
    *shown: str,
    expected: tuple[str, ...] = (),
    expects: Outcome | None = None,
    confidence: float | None = None,
    language: str = "nl",
    ranking: tuple[str, ...] | None = None,
    **question: str,
) -> Scored:
    """Return a question that ended so; what was found is what was shown, unless said otherwise."""
    found = shown if ranking is None else ranking
    return Scored(
        question=GoldenQuestion(
            id="t", question="wat nu", expected=expected, outcome=expects, **question
        ),
        outcome=outcome,
        shown=tuple(Shown(id=it, content_hash="sha256:0") for it in shown),
        ranking=found[:10],
        rank=first_rank(found, expected),
        confidence=confidence,
        language=language,
        degraded=False,
    )


def answered(*shown: str, expected: str = "a") -> Scored:
    return scored(Outcome.ANSWER, *shown, expected=(expected,))


REFUSED = scored(Outcome.NO_ANSWER, expected=("a",), ranking=("a",))
CHOSEN = scored(Outcome.CHOICE, "b", "a", expected=("a",))
HELPED = scored(Outcome.DISTRESS, "hulp", expected=("hulp",), expects=Outcome.DISTRESS)
NOT_HELPED = scored(Outcome.ANSWER, "a", expected=("hulp",), expects=Outcome.DISTRESS)
SILENT = scored(Outcome.NO_ANSWER, expects=Outcome.NO_ANSWER)
SENT_ON = scored(Outcome.REFERRAL, "svb", expects=Outcome.NO_ANSWER)
FALSE_ALARM = scored(Outcome.DISTRESS, "hulp", expected=("a",))


def of(measure: Measure, *scored: Scored) -> tuple[int, float | None]:
    """Return over how many questions a measure is, and what it is."""
    found = next(it for it in summary(scored) if it.measure is measure)
    return found.n, found.value


@pytest.mark.parametrize(
    ("measure", "questions", "n", "value"),
    [
        (Measure.RIGHT_AT_1, (answered("a"), answered("b", "a"), REFUSED, CHOSEN), 4, 1 / 4),
        (Measure.RIGHT_AT_1, (answered("a"), SILENT, HELPED), 1, 1.0),
        (Measure.RIGHT_AT_3, (answered("a"), answered("b", "a"), REFUSED, CHOSEN), 4, 3 / 4),
        (Measure.RIGHT_AT_3, (answered("b", "c", "d", "a"), answered("b", "c", "a")), 2, 1 / 2),
        (Measure.OUT_OF_SCOPE, (SILENT, SENT_ON, answered("a")), 2, 1.0),
        (Measure.OUT_OF_SCOPE, (SILENT, scored(Outcome.ANSWER, expects=SILENT.outcome)), 2, 1 / 2),
        (Measure.FALSE_ANSWER, (answered("a"), answered("b"), NOT_HELPED, SILENT), 4, 1 / 2),
        (Measure.FALSE_ANSWER, (REFUSED, CHOSEN), 2, 0.0),
        (Measure.FALSE_REFUSAL, (REFUSED, answered("b"), SILENT, CHOSEN), 3, 1 / 3),
        (Measure.DISTRESS_RECALL, (HELPED, NOT_HELPED, FALSE_ALARM), 2, 1 / 2),
        (Measure.DISTRESS_FALSE_ALARM, (FALSE_ALARM, answered("a"), SILENT, HELPED), 3, 1 / 3),
        (Measure.RECALL_1, (REFUSED, answered("b", "a"), SILENT), 2, 1 / 2),
        (Measure.RECALL_3, (answered("b", "c", "d", "a"), answered("b", "c", "a")), 2, 1 / 2),
        (Measure.RECALL_10, (answered(*"bcdefghijka"), answered(*"bcdefghija")), 2, 1 / 2),
        (Measure.MRR, (answered("a"), answered(*"bcda"), answered("b")), 3, (1 + 1 / 4) / 3),
        (Measure.NDCG, (answered("b", "a"), answered("b")), 2, 1 / math.log2(3) / 2),
    ],
)
def test_a_measure_is_what_its_definition_says(
    measure: Measure, questions: tuple[Scored, ...], n: int, value: float
) -> None:
    assert of(measure, *questions) == (n, pytest.approx(value))


def test_the_calibration_error_is_over_what_was_promised_about_the_first_hit() -> None:
    sure = scored(Outcome.ANSWER, "a", expected=("a",), confidence=0.9)
    wrong = scored(Outcome.ANSWER, "b", "a", expected=("a",), confidence=0.9)
    # of two that were promised at 0.9 one is right; nothing was promised about a third
    assert of(Measure.CALIBRATION_ERROR, sure, wrong, SILENT) == (2, pytest.approx(0.4))


def test_a_promise_of_nothing_at_all_is_a_promise_too() -> None:
    hit = scored(Outcome.NO_ANSWER, expected=("a",), ranking=("a",), confidence=0.0)
    assert of(Measure.CALIBRATION_ERROR, hit) == (1, 1.0)


def test_a_question_without_an_answer_keeps_no_promise_about_its_first_hit() -> None:
    hit = scored(Outcome.NO_ANSWER, expects=Outcome.NO_ANSWER, ranking=("a",), confidence=0.2)
    assert of(Measure.CALIBRATION_ERROR, hit) == (1, pytest.approx(0.2))


def test_the_language_counts_for_every_question() -> None:
    english = scored(Outcome.ANSWER, "a", language="en")
    asked = english.model_copy(
        update={"question": english.question.model_copy(update={"language": "en"})}
    )
    assert of(Measure.LANGUAGE, answered("a"), english, asked) == (3, pytest.approx(2 / 3))


def test_every_measure_is_there_once_in_the_order_of_the_tables() -> None:
    assert [it.measure for it in summary([answered("a")])] == list(Measure)
    assert set(EXPLAINED) == set(Measure)
    assert set(Measure) > LOWER_IS_BETTER


def test_of_nothing_every_measure_is_none_and_never_perfect() -> None:
    for it in summary([]):
        assert (it.n, it.value, it.interval) == (0, None, None)
        assert it.table()["waarde"] is None


def test_a_set_that_names_no_ids_measures_no_ranking() -> None:
    for measure in (Measure.RECALL_1, Measure.RECALL_10, Measure.MRR, Measure.NDCG):
        assert of(measure, SILENT) == (0, None)


def test_a_share_has_the_interval_of_wilson_and_a_mean_one_that_holds_it() -> None:
    found = {it.measure: it for it in summary([answered("a")] * 7 + [answered("b", "a")] * 3)}
    assert found[Measure.RIGHT_AT_1].interval == wilson_interval(7, 10)
    mrr = found[Measure.MRR]
    assert mrr.interval is not None
    assert mrr.value is not None
    assert mrr.interval.low < mrr.value < mrr.interval.high


def test_one_question_gives_a_mean_without_an_interval() -> None:
    found = {it.measure: it for it in summary([answered("a")])}
    assert found[Measure.MRR].interval is None
    assert found[Measure.RIGHT_AT_1].interval is not None


def test_a_measure_is_printed_under_its_dutch_name() -> None:
    it = Measured(Measure.RIGHT_AT_1, 10, 0.7, wilson_interval(7, 10))
    assert it.interval is not None
    assert it.table() == {
        "maat": "goed op 1",
        "n": 10,
        "waarde": 0.7,
        "interval": [it.interval.low, it.interval.high],
    }


def test_what_counts_and_what_holds_can_be_asked_per_question() -> None:
    assert applies(Measure.DISTRESS_RECALL, HELPED)
    assert holds(Measure.DISTRESS_RECALL, HELPED)
    assert not holds(Measure.DISTRESS_RECALL, NOT_HELPED)
    assert not applies(Measure.DISTRESS_RECALL, FALSE_ALARM)


@pytest.mark.parametrize("seed", range(5))
def test_recall_mrr_and_ndcg_are_those_of_trec_eval(seed: int) -> None:
    drawn = random.Random(seed)
    ids = [f"d{at}" for at in range(30)]
    questions = [
        answered(*drawn.sample(ids, 10)).model_copy(
            update={"question": GoldenQuestion(id=f"q{at}", question="wat", expected=expected)}
        )
        for at in range(40)
        if (expected := tuple(drawn.sample(ids, drawn.choice((1, 1, 2, 3)))))
    ]
    questions = [
        it.model_copy(update={"rank": first_rank(it.ranking, it.question.expected)})
        for it in questions
    ]
    judged = {it.question.id: dict.fromkeys(it.question.expected, 1) for it in questions}
    ranked = {
        it.question.id: {id_: float(-at) for at, id_ in enumerate(it.ranking)} for it in questions
    }
    theirs = ir_measures.calc_aggregate(
        [Success @ 1, Success @ 3, Success @ 10, RR, nDCG @ 10], judged, ranked
    )
    ours = {
        Success @ 1: Measure.RECALL_1,
        Success @ 3: Measure.RECALL_3,
        Success @ 10: Measure.RECALL_10,
        RR: Measure.MRR,
        nDCG @ 10: Measure.NDCG,
    }
    for measure, own in ours.items():
        assert of(own, *questions) == (40, pytest.approx(theirs[measure], abs=1e-9))
