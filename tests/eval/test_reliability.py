"""Whether a confidence means what it says: the bins of the diagram and the error over them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import ReliabilityBin, expected_calibration_error, reliability_bins

ANSWERS = st.lists(st.tuples(st.integers(0, 100).map(lambda it: it / 100), st.booleans()))


def test_a_bin_holds_its_upper_edge_and_not_its_lower() -> None:
    counts = [it.count for it in reliability_bins([0.0, 0.1, 0.11, 0.3, 1.0], [True] * 5)]
    assert counts == [2, 1, 1, 0, 0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("bins", [3, 7, 10, 49])
def test_every_edge_falls_in_the_bin_below_it_whatever_its_rounding(bins: int) -> None:
    edges = [at / bins for at in range(1, bins + 1)]
    assert [it.count for it in reliability_bins(edges, [True] * bins, bins)] == [1] * bins


def test_a_bin_says_what_was_promised_and_what_was_kept() -> None:
    found = reliability_bins([0.25, 0.375, 0.75], [True, False, True], bins=2)
    assert found == (
        ReliabilityBin(low=0.0, high=0.5, count=2, confidence=0.3125, right=0.5),
        ReliabilityBin(low=0.5, high=1.0, count=1, confidence=0.75, right=1.0),
    )


def test_a_bin_without_answers_is_there_and_claims_nothing() -> None:
    assert reliability_bins([], [], bins=1) == (ReliabilityBin(0.0, 1.0, 0, None, None),)


def test_the_error_weighs_each_bin_by_its_answers() -> None:
    confidences = [0.9, 0.9, 0.9, 0.9, 0.2]
    right = [True, True, True, False, False]
    assert expected_calibration_error(confidences, right) == pytest.approx(
        4 / 5 * abs(0.75 - 0.9) + 1 / 5 * abs(0.0 - 0.2)
    )


def test_too_bold_and_too_timid_do_not_cancel_out() -> None:
    assert expected_calibration_error([0.9, 0.1], [False, True]) == pytest.approx(0.9)


def test_the_error_of_no_answers_is_not_perfect() -> None:
    assert expected_calibration_error([], []) is None


@pytest.mark.parametrize("confidence", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        reliability_bins([confidence], [True])


def test_confidences_without_their_truths_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        expected_calibration_error([0.5, 0.5], [True])


@given(ANSWERS, st.integers(1, 20))
def test_no_answer_is_lost_between_the_bins(answers: list[tuple[float, bool]], bins: int) -> None:
    confidences, right = [it for it, _ in answers], [it for _, it in answers]
    found = reliability_bins(confidences, right, bins)
    assert len(found) == bins
    assert sum(it.count for it in found) == len(answers)
    assert sum(it.count * (it.right or 0.0) for it in found) == pytest.approx(sum(right))


@given(ANSWERS.filter(bool))
def test_with_one_bin_the_error_is_the_distance_between_the_means(
    answers: list[tuple[float, bool]],
) -> None:
    confidences, right = [it for it, _ in answers], [it for _, it in answers]
    assert expected_calibration_error(confidences, right, bins=1) == pytest.approx(
        abs(sum(confidences) - sum(right)) / len(answers)
    )
