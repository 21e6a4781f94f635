"""Rows of passages become one number per entry: the same as the slowest way to say it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.signals import NEIGHBOURS, NOTHING, Rows, Signal, weighed

OWNERS = st.lists(st.integers(0, 5), max_size=25)
ENTRIES = 6


def cosines_for(count: int, seed: int) -> np.typing.NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(-1, 1, count).astype(np.float32)


def own(owners: Sequence[int], chosen: Sequence[int], entry: int) -> list[int]:
    return [row for row in chosen if owners[row] == entry]


@given(OWNERS, st.data(), st.integers(0, 2**31))
def test_nearest_and_neighbours_are_those_of_a_slow_reference(
    owners: list[int], data: st.DataObject, seed: int
) -> None:
    cosines = cosines_for(len(owners), seed)
    chosen = [row for row in range(len(owners)) if data.draw(st.booleans())]
    rows = Rows.of(owners, chosen, ENTRIES)
    nearest, neighbours = rows.nearest(cosines), rows.neighbours(cosines)
    assert nearest.shape == neighbours.shape == (ENTRIES,)
    for entry in range(ENTRIES):
        values = sorted((float(cosines[it]) for it in own(owners, chosen, entry)), reverse=True)
        best = values[:NEIGHBOURS] or [NOTHING]
        assert nearest[entry] == pytest.approx(best[0], abs=1e-6)
        assert neighbours[entry] == pytest.approx(sum(best) / len(best), abs=1e-6)


@given(OWNERS, st.integers(0, 2**31))
def test_means_are_those_of_a_slow_reference_and_of_unit_length(
    owners: list[int], seed: int
) -> None:
    vectors = np.random.default_rng(seed).normal(size=(len(owners), 7)).astype(np.float32)
    found = Rows.of(owners, range(len(owners)), ENTRIES).means(vectors)
    assert found.shape == (ENTRIES, 7)
    for entry in range(ENTRIES):
        rows = own(owners, range(len(owners)), entry)
        total = vectors[rows].sum(axis=0, dtype=np.float64)
        expected = total / np.linalg.norm(total) if rows else np.zeros(7)
        assert np.allclose(found[entry], expected, atol=1e-5)


@given(OWNERS, st.data(), st.integers(0, 2**31))
def test_without_some_rows_is_as_if_they_had_never_been_chosen(
    owners: list[int], data: st.DataObject, seed: int
) -> None:
    every = range(len(owners))
    left_out = data.draw(st.lists(st.sampled_from(every), unique=True)) if owners else []
    cosines = cosines_for(len(owners), seed)
    vectors = np.random.default_rng(seed).normal(size=(len(owners), 4)).astype(np.float32)
    less = Rows.of(owners, every, ENTRIES).without(left_out)
    afresh = Rows.of(owners, [row for row in every if row not in left_out], ENTRIES)
    assert np.allclose(less.nearest(cosines), afresh.nearest(cosines))
    assert np.allclose(less.neighbours(cosines), afresh.neighbours(cosines), atol=1e-6)
    assert np.allclose(less.means(vectors), afresh.means(vectors), atol=1e-6)


def test_leaving_rows_out_leaves_the_original_as_it_was() -> None:
    rows = Rows.of([0, 0, 1], range(3), 2)
    rows.without([0, 1])
    assert sorted(rows.table[rows.table >= 0].tolist()) == [0, 1, 2]


def test_an_entry_without_rows_scores_the_lowest_there_is() -> None:
    rows = Rows.of([0, 0], [0, 1], 2)
    cosines = np.asarray([-0.9, -1.0], np.float32)
    assert rows.nearest(cosines).tolist() == pytest.approx([-0.9, NOTHING])
    assert rows.neighbours(cosines).tolist() == pytest.approx([-0.95, NOTHING])


def test_the_last_row_is_not_taken_for_the_padding() -> None:
    rows = Rows.of([0, 0, 1], [0, 1, 2], 2)
    assert rows.nearest(np.asarray([0.1, 0.2, 0.9], np.float32)).tolist() == pytest.approx(
        [0.2, 0.9]
    )
    vectors = np.asarray([[1, 0], [1, 0], [0, 1]], np.float32)
    assert rows.means(vectors).tolist() == [[1, 0], [0, 1]]


def test_without_entries_there_are_no_scores() -> None:
    rows, none = Rows.of([], [], 0), np.zeros(0, np.float32)
    assert rows.nearest(none).shape == rows.neighbours(none).shape == (0,)
    assert rows.means(np.zeros((0, 3), np.float32)).shape == (0, 3)


def test_three_near_ways_to_ask_it_count_more_together_than_one_by_accident() -> None:
    rows = Rows.of([0, 0, 0, 1, 1, 1], range(6), 2)
    cosines = np.asarray([0.9, 0.1, 0.1, 0.7, 0.7, 0.7], np.float32)
    assert rows.nearest(cosines).argmax() == 0
    assert rows.neighbours(cosines).argmax() == 1


def test_signals_are_summed_by_weight_and_one_without_weight_is_not_looked_at() -> None:
    words = np.asarray([0.5, 1.0], np.float32)
    broken = np.asarray([np.nan, np.nan], np.float32)
    weights = {Signal.WORDS: 0.5, Signal.GRAMS: 0.25, Signal.TEXT: 0.0}
    signals = {Signal.WORDS: words, Signal.GRAMS: words[::-1], Signal.TEXT: broken}
    found = weighed(signals, weights)
    assert (found.dtype, found.tolist()) == (np.float32, [0.5, 0.625])


def test_when_nothing_counts_every_entry_still_has_a_score() -> None:
    signals = {Signal.WORDS: np.asarray([0.5, 1.0], np.float32)}
    assert weighed(signals, dict.fromkeys(Signal, 0.0)).tolist() == [0, 0]
