"""The dense index is exact: every row gets its own cosine, in row order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.dense import DenseIndex, read_rows, write_rows
from indexer.encoder import Vectors


def unit(count: int, dimensions: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("count", [1, 2, 7, 1000, 5000])
def test_the_scores_are_the_cosines_in_row_order(count: int) -> None:
    rows, question = unit(count, 384), unit(1, 384, seed=1)[0]
    scores = DenseIndex(rows).scores(question)
    assert scores.shape == (count,)
    assert scores.dtype == np.float32
    assert np.allclose(scores, rows.astype(np.float64) @ question, atol=1e-6)


@given(st.integers(1, 60), st.integers(1, 40), st.integers(0, 2**31))
def test_the_scores_are_exact_for_any_number_of_rows_and_dimensions(
    count: int, dimensions: int, seed: int
) -> None:
    rows, question = unit(count, dimensions, seed), unit(1, dimensions, seed + 1)[0]
    assert np.allclose(DenseIndex(rows).scores(question), rows @ question, atol=1e-6)


def test_equal_rows_get_equal_scores_wherever_they_stand() -> None:
    row, other = unit(2, 384)
    scores = DenseIndex(np.stack([row, other] * 100)).scores(row)
    assert len(set(scores[::2].tolist())) == 1
    assert len(set(scores[1::2].tolist())) == 1
    assert scores[0] == pytest.approx(1, abs=1e-6)


def test_a_row_opposite_to_the_question_keeps_its_score_of_minus_one() -> None:
    row = unit(1, 8)[0]
    assert DenseIndex(np.stack([row, -row])).scores(row) == pytest.approx([1, -1], abs=1e-6)


@pytest.mark.parametrize("dimensions", [0, 1, 384])
def test_an_empty_index_gives_no_scores(dimensions: int) -> None:
    index = DenseIndex(np.zeros((0, dimensions), np.float32))
    assert index.scores(unit(1, 384)[0]).shape == (0,)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_question_that_is_no_vector_moves_no_row_to_another_place(value: float) -> None:
    scores = DenseIndex(unit(5, 8)).scores(np.full(8, value, np.float32))
    assert scores.shape == (5,)


def test_rows_that_are_a_view_of_others_are_indexed_as_they_read() -> None:
    rows = unit(20, 8)
    assert np.allclose(DenseIndex(rows[::2]).scores(rows[4]), rows[::2] @ rows[4], atol=1e-6)


def test_rows_come_back_bit_for_bit(tmp_path: Path) -> None:
    rows = unit(13, 5)
    write_rows(tmp_path / "rows", rows)
    assert np.array_equal(read_rows(tmp_path / "rows", 5), rows)


def test_rows_are_written_little_endian_one_after_the_other(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows", np.asarray([[1.0, -2.0], [0.5, 0.0]], np.float32))
    assert (tmp_path / "rows").read_bytes() == bytes.fromhex("0000803f000000c00000003f00000000")


def test_rows_in_another_order_in_memory_are_written_as_they_read(tmp_path: Path) -> None:
    rows = np.asfortranarray(unit(4, 3))
    write_rows(tmp_path / "rows", rows)
    assert np.array_equal(read_rows(tmp_path / "rows", 3), rows)


def test_no_rows_are_read_from_an_empty_file(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows", np.zeros((0, 1), np.float32))
    assert read_rows(tmp_path / "rows", 1).shape == (0, 1)


@pytest.mark.parametrize("size", [1, 3, 4, 19, 21, 41])
def test_a_file_that_is_no_whole_number_of_rows_is_refused(size: int, tmp_path: Path) -> None:
    (tmp_path / "rows").write_bytes(b"\0" * size)
    with pytest.raises(ValueError):
        read_rows(tmp_path / "rows", 5)
