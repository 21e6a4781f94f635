"""The measures of a ranking: their definitions, at the edges too."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import (
    first_rank,
    mean,
    ndcg_at_k,
    percentile,
    recall_at_k,
    reciprocal_rank,
    success_at,
)


@pytest.mark.parametrize(
    ("ranking", "relevant", "rank"),
    [
        (["a", "b", "c"], {"a"}, 1),
        (["a", "b", "c"], {"c"}, 3),
        (["a", "b", "c"], {"c", "b"}, 2),
        (["a", "b", "c"], {"x"}, None),
        (["a", "b", "c"], set(), None),
        ([], {"a"}, None),
        (["a", "b", "b"], {"b"}, 2),
    ],
)
def test_the_rank_is_that_of_the_first_relevant_id(
    ranking: list[str], relevant: set[str], rank: int | None
) -> None:
    assert first_rank(ranking, relevant) == rank


@pytest.mark.parametrize(
    ("rank", "k", "success"),
    [(1, 1, 1.0), (2, 1, 0.0), (3, 3, 1.0), (4, 3, 0.0), (None, 1, 0.0), (None, 1000, 0.0)],
)
def test_success_counts_the_first_k_ranks_and_no_more(
    rank: int | None, k: int, success: float
) -> None:
    assert success_at(rank, k) == success


@pytest.mark.parametrize(("rank", "value"), [(1, 1.0), (2, 0.5), (4, 0.25), (None, 0.0)])
def test_the_reciprocal_rank_halves_from_first_to_second(rank: int | None, value: float) -> None:
    assert reciprocal_rank(rank) == value


def test_the_mean_of_nothing_is_nothing_and_not_perfect() -> None:
    assert mean([]) is None


def test_the_mean_is_arithmetic() -> None:
    assert mean([1.0, 0.5, 0.0]) == 0.5


@given(
    ranking=st.lists(st.sampled_from("abcdef"), unique=True),
    relevant=st.frozensets(st.sampled_from("abcdef")),
    k=st.integers(min_value=1, max_value=8),
)
def test_success_at_k_says_whether_the_first_k_hold_something_relevant(
    ranking: list[str], relevant: frozenset[str], k: int
) -> None:
    assert success_at(first_rank(ranking, relevant), k) == float(bool(relevant & set(ranking[:k])))


@given(st.lists(st.one_of(st.none(), st.integers(min_value=1, max_value=50)), min_size=1))
def test_the_mean_reciprocal_rank_lies_between_success_at_one_and_success_anywhere(
    ranks: list[int | None],
) -> None:
    at_one = mean([success_at(rank, 1) for rank in ranks])
    anywhere = mean([success_at(rank, 50) for rank in ranks])
    reciprocal = mean([reciprocal_rank(rank) for rank in ranks])
    assert at_one is not None
    assert anywhere is not None
    assert reciprocal is not None
    assert at_one <= reciprocal + 1e-9
    assert reciprocal <= anywhere + 1e-9


@pytest.mark.parametrize(
    ("ranking", "relevant", "k", "recall"),
    [
        (["a", "b", "c"], {"a", "c"}, 1, 0.5),
        (["a", "b", "c"], {"a", "c"}, 2, 0.5),
        (["a", "b", "c"], {"a", "c"}, 3, 1.0),
        (["a", "b", "c"], {"a", "x", "y", "z"}, 3, 0.25),
        (["a", "a", "b"], {"a", "b"}, 2, 0.5),
        ([], {"a"}, 3, 0.0),
    ],
)
def test_recall_is_the_share_of_the_relevant_ids_that_was_found(
    ranking: list[str], relevant: set[str], k: int, recall: float
) -> None:
    assert recall_at_k(ranking, relevant, k) == recall


def test_where_nothing_is_relevant_there_is_nothing_to_measure() -> None:
    assert recall_at_k(["a"], set(), 3) is None
    assert ndcg_at_k(["a"], {}) is None
    assert ndcg_at_k(["a"], {"a": 0.0, "b": -1.0}) is None


@pytest.mark.parametrize(
    ("ranking", "gains", "k", "ndcg"),
    [
        (["a"], {"a": 1.0}, 10, 1.0),
        (["x", "a"], {"a": 1.0}, 10, 1 / math.log2(3)),
        (["x", "a"], {"a": 1.0}, 1, 0.0),
        (["b", "a"], {"a": 3.0, "b": 1.0}, 10, (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))),
        (["a"], {"a": 2.0, "b": 2.0}, 1, 1.0),
        (["a"], {"a": 1.0, "b": 1.0}, 2, 1 / (1 + 1 / math.log2(3))),
        ([], {"a": 1.0}, 10, 0.0),
    ],
)
def test_ndcg_discounts_by_the_logarithm_of_the_rank_and_compares_with_the_best_ranking(
    ranking: list[str], gains: dict[str, float], k: int, ndcg: float
) -> None:
    assert ndcg_at_k(ranking, gains, k) == pytest.approx(ndcg)


def test_an_id_ranked_twice_gains_once_at_its_first_place() -> None:
    assert ndcg_at_k(["a", "a", "b"], {"a": 1.0, "b": 1.0}) == ndcg_at_k(
        ["a", "x", "b"], {"a": 1.0, "b": 1.0}
    )


def test_a_judgement_below_zero_takes_nothing_away() -> None:
    assert ndcg_at_k(["b", "a"], {"a": 1.0, "b": -2.0}) == ndcg_at_k(["b", "a"], {"a": 1.0})


@given(
    gains=st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 4), min_size=1),
    k=st.integers(1, 8),
    other=st.permutations("abcdef"),
)
def test_no_ranking_is_better_than_the_one_by_gain(
    gains: dict[str, float], k: int, other: list[str]
) -> None:
    best = sorted(gains, key=lambda id_: -gains[id_])
    assert ndcg_at_k(best, gains, k) == pytest.approx(1.0)
    assert (ndcg_at_k(other, gains, k) or 0.0) <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("percent", "value"),
    [(0, 15), (5, 15), (20, 15), (20.1, 20), (30, 20), (40, 20), (50, 35), (95, 50), (100, 50)],
)
def test_a_percentile_is_the_nearest_rank_and_always_a_value_that_was_there(
    percent: float, value: float
) -> None:
    assert percentile([35, 20, 50, 15, 40], percent) == value


def test_a_percentile_is_not_moved_by_a_rounding_error() -> None:
    assert percentile(range(1, 1001), 99.9) == 999
    assert percentile(range(1, 10_001), 2.3) == 230


def test_a_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 95) is None


@pytest.mark.parametrize("percent", [-1, 100.5])
def test_a_percentile_outside_the_scale_is_refused(percent: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile([1.0], percent)
