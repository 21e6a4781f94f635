"""What two runs of the same questions prove, and what a set of that size could have shown."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval.statistics import (
    EXACT_PAIRS,
    Changes,
    changes,
    mcnemar,
    permutation_test,
    smallest_visible_effect,
)

RUNS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=60)


def runs(lost: int, gained: int, same: int = 0) -> tuple[list[bool], list[bool]]:
    before = [True] * lost + [False] * gained + [True] * same
    return before, [False] * lost + [True] * gained + [True] * same


def graded(seed: int, n: int) -> tuple[list[float], list[float]]:
    drawn = np.random.default_rng(seed)
    before, after = drawn.choice([0.0, 0.25, 1 / 3, 0.5, 1.0], size=(2, n))
    return before.tolist(), after.tolist()


# --- McNemar


@pytest.mark.parametrize("lost", [0, 1, 2, 5, 17, 60])
@pytest.mark.parametrize("gained", [0, 1, 3, 5, 30, 400])
def test_mcnemar_is_the_binomial_test_on_the_pairs_that_differ(lost: int, gained: int) -> None:
    before, after = runs(lost, gained, same=13)
    if lost + gained:
        two_sided = stats.binomtest(lost, lost + gained).pvalue
        one_sided = stats.binomtest(lost, lost + gained, alternative="greater").pvalue
        assert mcnemar(before, after) == pytest.approx(two_sided, rel=1e-9)
        assert mcnemar(before, after, worse=True) == pytest.approx(one_sided, rel=1e-9)


def test_runs_that_do_not_differ_show_no_change() -> None:
    assert mcnemar([True, False], [True, False]) == 1.0
    assert mcnemar([], []) == 1.0
    assert mcnemar([True, False], [True, False], worse=True) == 1.0


def test_thousands_of_changes_are_no_trouble() -> None:
    assert mcnemar(*runs(1500, 1500)) == 1.0
    assert mcnemar(*runs(3000, 0)) == pytest.approx(0.0, abs=1e-300)


def test_an_improvement_is_not_worse() -> None:
    assert mcnemar(*runs(0, 10)) < 0.01
    assert mcnemar(*runs(0, 10), worse=True) == 1.0
    assert mcnemar(*runs(10, 0), worse=True) < 0.001


def test_lost_is_what_was_right_and_gained_what_became_right() -> None:
    assert changes([True, True, False, True], [False, True, True, False]) == Changes(2, 1)


@given(RUNS)
def test_mcnemar_sees_two_sides_alike_and_pairs_that_agree_not_at_all(
    pairs: list[tuple[bool, bool]],
) -> None:
    before, after = [was for was, _ in pairs], [now for _, now in pairs]
    differing = [(was, now) for was, now in pairs if was != now]
    p = mcnemar(before, after)
    assert 0 < p <= 1
    assert p == mcnemar(after, before)
    assert p == mcnemar([was for was, _ in differing], [now for _, now in differing])


def test_runs_of_different_sets_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        mcnemar([True], [True, False])
    with pytest.raises(ValueError, match="zip"):
        permutation_test([0.5], [0.5, 1.0])


# --- the permutation test


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [2, 5, 10, 13])
def test_with_few_pairs_the_permutation_test_is_exact(n: int, seed: int) -> None:
    before, after = graded(100 * seed + n, n)
    other = stats.permutation_test(
        (before, after),
        lambda one, two, axis: np.mean(two - one, axis=axis),
        permutation_type="samples",
        n_resamples=np.inf,
        vectorized=True,
    )
    assert permutation_test(before, after) == pytest.approx(other.pvalue, abs=1e-12)


def test_with_many_pairs_the_permutation_test_comes_near_the_normal_one() -> None:
    before, after = graded(3, 400)
    moved = np.subtract(after, before)
    z = abs(float(moved.sum())) / math.sqrt(float((moved**2).sum()))
    expected = 2 * (1 - NormalDist().cdf(z))
    found = permutation_test(before, after, rounds=20_000)
    assert found == pytest.approx(expected, abs=4 * math.sqrt(0.25 / 20_000))


def test_drawing_and_counting_the_flips_agree() -> None:
    before, after = graded(11, 14)
    moved = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    assert len(moved) <= EXACT_PAIRS < 4 * len(moved)
    exact = stats.permutation_test(
        ([was for was, _ in moved] * 4, [now for _, now in moved] * 4),
        lambda one, two, axis: np.mean(two - one, axis=axis),
        permutation_type="samples",
        n_resamples=50_000,
        vectorized=True,
        rng=np.random.default_rng(1),
        batch=5000,
    ).pvalue
    found = permutation_test(before * 4, after * 4, rounds=50_000)
    assert found == pytest.approx(exact, abs=0.015)


def test_the_permutation_test_gives_the_same_p_again() -> None:
    before, after = graded(2, 60)
    assert permutation_test(before, after, seed=4) == permutation_test(before, after, seed=4)


def test_a_drawn_p_is_never_zero() -> None:
    assert permutation_test([0.0] * 50, [1.0] * 50, rounds=99) == 0.01


def test_means_that_do_not_differ_show_no_change() -> None:
    assert permutation_test([], []) == 1.0
    assert permutation_test([0.5, 1.0], [0.5, 1.0]) == 1.0


# --- what a set could have shown


@pytest.mark.parametrize(
    ("n", "share"), [(40, 0.4), (120, 0.05), (120, 0.15), (300, 0.0), (300, 0.1)]
)
def test_the_effect_that_is_called_visible_is_seen_four_times_in_five(n: int, share: float) -> None:
    effect = smallest_visible_effect(n, share)
    assert effect is not None
    discordant = max(share, effect)
    lost, gained = (discordant - effect) / 2, (discordant + effect) / 2
    rounds = 4000
    drawn = np.random.default_rng(n).multinomial(n, [lost, gained, 1 - lost - gained], rounds)
    seen = sum(mcnemar(*runs(int(one), int(other))) <= 0.05 for one, other, _ in drawn)
    assert seen / rounds == pytest.approx(0.8, abs=4 * math.sqrt(0.16 / rounds))


@pytest.mark.parametrize("share", [0.1, 0.2, 0.4])
def test_on_a_large_set_the_visible_effect_is_that_of_connors_formula(share: float) -> None:
    effect = smallest_visible_effect(2000, share)
    assert effect is not None
    z, z_power = NormalDist().inv_cdf(0.975), NormalDist().inv_cdf(0.8)
    n = (z * math.sqrt(share) + z_power * math.sqrt(share - effect**2)) ** 2 / effect**2
    assert 0.9 * 2000 < n <= 2000


def test_more_questions_or_less_change_to_and_fro_show_a_smaller_effect() -> None:
    effects = [smallest_visible_effect(n, 0.1) or 1.0 for n in (50, 100, 200, 400)]
    assert effects == sorted(effects, reverse=True)
    effects = [smallest_visible_effect(200, share) or 1.0 for share in (0.0, 0.05, 0.1, 0.3)]
    assert effects == sorted(effects)
    assert len(set(effects)) > 2


@pytest.mark.parametrize("n", [0, 1, 5])
def test_a_handful_of_questions_can_show_nothing(n: int) -> None:
    assert smallest_visible_effect(n, 0.2) is None


def test_six_questions_show_only_that_nearly_everything_changed() -> None:
    assert smallest_visible_effect(6, 0.0) == pytest.approx(0.8 ** (1 / 6), abs=1e-5)


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_outside_the_scale_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        smallest_visible_effect(100, share)
