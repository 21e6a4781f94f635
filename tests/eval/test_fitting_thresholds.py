"""The thresholds of a fit keep rare what they promise to be rare: false alarms and refusals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fitting import FALSE_ALARMS, FALSE_REFUSALS, Fit, fit, fit_curve, folds, threshold
from indexer.search import Searcher
from kb.model import GoldenQuestion, Outcome

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def searcher(searching: Callable[..., Searcher]) -> Searcher:
    """Return a search in an item per subject, help for who despairs, and a text that says no."""
    return searching(nood="Ik wil niet meer leven", geenAntwoord="Iets raars")


@pytest.fixture(scope="module")
def muddled(clear: list[GoldenQuestion], subjects: Sequence[str]) -> list[GoldenQuestion]:
    """Return them with questions about a subject that sound like despair, or like nothing."""
    asked = [(it, f"{it} niet meer leven") for it in subjects]
    asked += [(it, f"zomaar iets raars {it}") for it in subjects]
    more = (
        GoldenQuestion(id=f"m-{at}", question=text, expected=(it,))
        for at, (it, text) in enumerate(asked)
    )
    return [*clear, *more]


@pytest.fixture(scope="module", params=["clear", "muddled"])
def questions(request: pytest.FixtureRequest) -> list[GoldenQuestion]:
    """Return those, and then these."""
    found: list[GoldenQuestion] = request.getfixturevalue(request.param)
    return found


def test_what_nobody_can_answer_is_told_apart_from_what_somebody_can(
    searcher: Searcher, clear: list[GoldenQuestion]
) -> None:
    found = fit(searcher, clear, DAY)
    curve = found.parameters.calibration.unanswerable
    promised = {
        outcome: [
            curve.probability(it.refusal)
            for it in found.judged
            if it.refusal and it.golden.outcome is outcome
        ]
        for outcome in (None, Outcome.NO_ANSWER)
    }
    assert max(promised[None]) < found.parameters.policy.refuse_at
    assert min(promised[Outcome.NO_ANSWER]) >= found.parameters.policy.refuse_at


def left_out(found: Fit, of: str, outcome: Outcome) -> list[tuple[bool, float]]:
    """Return of each question whether it ends so, and what a curve of the others promises."""
    looked = [getattr(it, of) for it in found.judged]
    ends = [it.golden.outcome is outcome for it in found.judged]
    promised: dict[int, float] = {}
    for held_out in folds(len(looked)):
        kept = [at for at in range(len(looked)) if at not in held_out]
        curve = fit_curve([looked[at] for at in kept], [ends[at] for at in kept])
        promised |= {at: curve.probability(looked[at]) for at in held_out}
    return [(ends[at], promised[at]) for at in range(len(looked))]


def test_hardly_anybody_who_does_not_despair_is_taken_for_somebody_who_does(
    searcher: Searcher, questions: Sequence[GoldenQuestion]
) -> None:
    found = fit(searcher, questions, DAY)
    calm = [p for ends, p in left_out(found, "cry", Outcome.DISTRESS) if not ends]
    alarms = sum(p >= found.parameters.policy.distress_at for p in calm)
    assert alarms <= FALSE_ALARMS * len(calm)


def test_hardly_any_question_that_has_an_answer_is_refused(
    searcher: Searcher, questions: Sequence[GoldenQuestion]
) -> None:
    found = fit(searcher, questions, DAY)
    promised = left_out(found, "refusal", Outcome.NO_ANSWER)
    asked = [
        p for it, (_, p) in zip(found.judged, promised, strict=True) if it.golden.outcome is None
    ]
    refused = sum(p >= found.parameters.policy.refuse_at for p in asked)
    assert refused <= FALSE_REFUSALS * len(asked)


def test_the_harder_promises_are_to_tell_apart_the_higher_the_thresholds(
    searcher: Searcher, clear: list[GoldenQuestion], muddled: list[GoldenQuestion]
) -> None:
    easy, hard = (fit(searcher, it, DAY).parameters.policy for it in (clear, muddled))
    assert hard.distress_at > easy.distress_at
    assert hard.refuse_at > easy.refuse_at


HUNDREDTHS = st.lists(st.integers(0, 99).map(lambda it: it / 100), max_size=60)


@given(HUNDREDTHS, st.sampled_from([0.0, FALSE_ALARMS, FALSE_REFUSALS, 0.5, 1.0]))
def test_a_threshold_is_the_lowest_that_no_more_than_a_share_reach(
    probabilities: list[float], share: float
) -> None:
    found = threshold(probabilities, share)
    most = share * len(probabilities)
    assert sum(it >= found for it in probabilities) <= most
    lower = round(found - 0.01, 2)
    assert lower == 0 or sum(it >= lower for it in probabilities) > most


def test_what_too_many_are_sure_of_has_the_highest_threshold() -> None:
    assert threshold([1.0, 1.0, 0.2], 0.1) == 1.0
