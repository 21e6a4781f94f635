"""The measures of a ranking: their definitions, at the edges too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import first_rank, mean, reciprocal_rank, success_at


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
