"""Intervals of a mean and of a share, and looking at several slices at once."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval.statistics import bootstrap_interval, holm, wilson_interval

P_VALUES = st.lists(st.floats(0, 1), max_size=8)


def graded(seed: int, n: int) -> list[float]:
    drawn = np.random.default_rng(seed)
    return drawn.choice([0.0, 0.25, 1 / 3, 0.5, 1.0], size=n).tolist()


# --- the bootstrap


@pytest.mark.parametrize(("n", "confidence"), [(25, 0.95), (200, 0.95), (200, 0.5)])
def test_the_bootstrap_interval_is_that_of_scipy_but_for_the_draw(
    n: int, confidence: float
) -> None:
    values = graded(n, n)
    own = bootstrap_interval(values, resamples=40_000, confidence=confidence)
    other = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=40_000,
        confidence_level=confidence,
        method="percentile",
        rng=np.random.default_rng(5),
        batch=1000,
    ).confidence_interval
    assert own is not None
    tolerance = 0.05 * float(np.std(values)) / math.sqrt(n)
    assert own.low == pytest.approx(other.low, abs=tolerance)
    assert own.high == pytest.approx(other.high, abs=tolerance)


def test_the_bootstrap_gives_the_same_interval_again_and_another_for_another_seed() -> None:
    values = graded(1, 300)
    assert bootstrap_interval(values, seed=7) == bootstrap_interval(values, seed=7)
    assert bootstrap_interval(values, seed=7) != bootstrap_interval(values, seed=8)


@pytest.mark.parametrize("values", [[], [1.0]])
def test_fewer_than_two_values_have_no_interval(values: list[float]) -> None:
    assert bootstrap_interval(values) is None


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=30))
def test_the_bootstrap_interval_lies_within_the_values(values: list[float]) -> None:
    found = bootstrap_interval(values, resamples=200)
    assert found is not None
    assert min(values) - 1e-12 <= found.low <= found.high <= max(values) + 1e-12


# --- the interval of a share


@pytest.mark.parametrize("n", [1, 2, 10, 137, 1000])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_the_interval_of_a_share_is_that_of_scipy(n: int, confidence: float) -> None:
    for successes in {0, 1, n // 3, n - 1, n}:
        other = stats.binomtest(successes, n).proportion_ci(confidence, method="wilson")
        own = wilson_interval(successes, n, confidence=confidence)
        assert own is not None
        assert (own.low, own.high) == pytest.approx((other.low, other.high), abs=1e-9)


def test_all_right_is_not_surely_all_right() -> None:
    found = wilson_interval(20, 20)
    assert found is not None
    assert 0.8 < found.low < 0.9
    assert found.high == 1.0


@pytest.mark.parametrize("n", range(1, 60))
def test_the_interval_of_none_or_all_right_ends_exactly_there(n: int) -> None:
    none, every = wilson_interval(0, n), wilson_interval(n, n)
    assert none is not None
    assert every is not None
    assert (none.low, every.high) == (0.0, 1.0)


def test_a_share_of_nothing_has_no_interval() -> None:
    assert wilson_interval(0, 0) is None


@pytest.mark.parametrize(("successes", "n"), [(-1, 3), (4, 3), (1, 0)])
def test_more_successes_than_there_are_questions_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        wilson_interval(successes, n)


# --- several slices at once


@pytest.mark.parametrize(
    ("p_values", "adjusted"),
    [
        ([0.01, 0.04, 0.03, 0.005], [0.03, 0.06, 0.06, 0.02]),
        ([0.5, 0.9], [1.0, 1.0]),
        ([0.02], [0.02]),
        ([0.03, 0.03], [0.06, 0.06]),
        ([], []),
    ],
)
def test_holm_adjusts_step_by_step_and_keeps_the_order(
    p_values: list[float], adjusted: list[float]
) -> None:
    assert holm(p_values) == pytest.approx(adjusted)


@given(P_VALUES, st.sampled_from([0.01, 0.05, 0.2]))
def test_holm_calls_significant_what_every_bonferroni_test_around_it_does(
    p_values: list[float], alpha: float
) -> None:
    """Holm is the closed test: each set of slices that holds this one must be significant."""
    slices = range(len(p_values))
    sets = [it for size in slices for it in itertools.combinations(slices, size + 1)]
    for at, adjusted in enumerate(holm(p_values)):
        around = [it for it in sets if at in it]
        closed = max(min(1.0, len(it) * min(p_values[one] for one in it)) for it in around)
        assert (adjusted <= alpha) == (closed <= alpha)
