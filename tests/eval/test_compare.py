"""Two runs side by side: over the questions that both asked, with the chance of a difference."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from eval.compare import Comparison, compare
from eval.run import Run
from eval.scoring import Scored, Shown
from eval.statistics import mcnemar, permutation_test, smallest_visible_effect
from eval.summary import Measure
from kb.model import GoldenQuestion, Outcome


def scored(
    id_: str,
    first: str = "a",
    ended: Outcome = Outcome.ANSWER,
    *,
    rank: int | None = 1,
    text: str = "0",
    **question: object,
) -> Scored:
    """Return how a question that expects `a` ended, unless `question` says otherwise."""
    asked = GoldenQuestion(id=id_, question=f"vraag {id_}", expected=("a",))
    return Scored(
        question=asked.model_copy(update=question),
        outcome=ended,
        shown=(Shown(id=first, content_hash=f"sha256:{text}"),),
        ranking=(),
        rank=rank,
        confidence=None,
        language="nl",
        degraded=False,
    )


def run(scored: Sequence[Scored], id_: str = "aaaa") -> Run:
    return Run(
        id=id_,
        subject="publicatie 1",
        sets=("toets",),
        release=None,
        snapshot="sha256:aa",
        encoder="sha256:cc",
        parameters="sha256:dd",
        questions="sha256:bb",
        day=date(2026, 11, 22),
        began=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        seconds=1.0,
        median_ms=None,
        p95_ms=None,
        asked=len(scored),
        scored=tuple(scored),
    )


def compared(before: Sequence[Scored], after: Sequence[Scored]) -> Comparison:
    return compare(run(before), run(after, "bbbb"))


def of(measure: Measure, found: Comparison) -> tuple[int, float | None, float | None, float | None]:
    it = next(it for it in found.differences if it.measure is measure)
    return it.n, it.before, it.after, it.p


def test_every_measure_is_compared_once_in_the_order_of_the_tables() -> None:
    found = compared([scored("1")], [scored("1")])
    assert [it.measure for it in found.differences] == list(Measure)
    assert (found.before.id, found.after.id, found.n) == ("aaaa", "bbbb", 1)


def test_a_share_that_fell_comes_with_the_chance_of_so_many_lost_against_gained() -> None:
    before = [scored(str(at)) for at in range(10)]
    after = [scored(str(at), "b" if at < 7 else "a") for at in range(10)]
    n, was, now, p = of(Measure.RIGHT_AT_1, compared(before, after))
    assert (n, was, now) == (10, 1.0, pytest.approx(0.3))
    assert p == mcnemar([True] * 10, [False] * 7 + [True] * 3)


def test_a_mean_that_fell_comes_with_the_chance_of_a_permutation() -> None:
    ranks = [1, 2, 3, 4, None, 1, 1, 2]
    before = [scored(str(at)) for at in range(8)]
    after = [scored(str(at), rank=rank) for at, rank in enumerate(ranks)]
    _, was, _, p = of(Measure.MRR, compared(before, after))
    assert was == 1.0
    assert p == permutation_test([1.0] * 8, [1, 1 / 2, 1 / 3, 1 / 4, 0, 1, 1, 1 / 2])


def test_where_no_test_fits_there_is_no_chance() -> None:
    found = compared([scored("1")], [scored("1")])
    for measure in (Measure.CALIBRATION_ERROR, Measure.NDCG, Measure.RECALL_1):
        assert of(measure, found)[3] is None
    assert of(Measure.DISTRESS_RECALL, found) == (0, None, None, None)


def test_what_did_not_change_can_be_chance_entirely() -> None:
    found = compared([scored("1"), scored("2")], [scored("1"), scored("2")])
    assert of(Measure.RIGHT_AT_1, found) == (2, 1.0, 1.0, 1.0)
    assert of(Measure.MRR, found)[3] == 1.0
    assert found.cases == ()


def test_only_questions_that_both_asked_are_compared_whatever_their_order() -> None:
    found = compared(
        [scored("1"), scored("2"), scored("3")], [scored("4"), scored("3", "b"), scored("2")]
    )
    assert (found.n, of(Measure.RIGHT_AT_1, found)[:3]) == (2, (2, 1.0, 0.5))
    assert [it.question.id for it in found.cases] == ["3"]


@pytest.mark.parametrize(
    "changed",
    [
        {"question": "andere woorden"},
        {"expected": ("b",)},
        {"outcome": Outcome.NO_ANSWER},
        {"on_day": date(2021, 3, 1)},
        {"previous": "b"},
        {"language": "en"},
    ],
)
def test_a_question_that_asks_or_expects_something_else_is_another_question(
    changed: dict[str, Any],
) -> None:
    assert compared([scored("1")], [scored("1", **changed)]).n == 0


def test_a_question_that_is_only_labelled_otherwise_is_the_same_question() -> None:
    labelled = scored("1", persona="noor", sort="formeel", protected=True, source="panel")
    assert compared([scored("1")], [labelled]).n == 1


def test_runs_without_a_question_in_common_show_nothing() -> None:
    found = compared([scored("1")], [scored("2")])
    assert (found.n, found.cases, found.smallest) == (0, (), None)
    assert {(it.n, it.before, it.after, it.p) for it in found.differences} == {
        (0, None, None, None)
    }


def test_every_question_that_ended_otherwise_is_there_with_both_ends() -> None:
    before = [scored("1"), scored("2"), scored("3"), scored("4")]
    after = [
        scored("1"),
        scored("2", "b"),
        scored("3", text="1"),
        scored("4", ended=Outcome.CHOICE),
    ]
    found = compared(before, after)
    assert [it.question.id for it in found.cases] == ["2", "3", "4"]
    assert [(it.before, it.after) for it in found.cases] == [
        *zip(before[1:], after[1:], strict=True)
    ]


def test_it_says_which_difference_so_many_questions_could_have_shown() -> None:
    before = [scored(str(at)) for at in range(60)]
    after = [scored(str(at), "b" if at < 6 else "a") for at in range(60)]
    assert compared(before, after).smallest == smallest_visible_effect(60, 0.1)
    assert compared(before, before).smallest == smallest_visible_effect(60, 1 / 60)


def test_a_difference_is_printed_under_dutch_names() -> None:
    found = compared([scored("1")], [scored("1", "b")])
    assert found.differences[0].table() == {
        "maat": "goed op 1",
        "n": 1,
        "voor": 1.0,
        "na": 0.0,
        "p": 1.0,
    }
