"""What a language shares is taken out of its questions, and nothing else is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.centres import ENOUGH, Centres, centred
from indexer.encoder import Vectors


def unit(count: int, dimensions: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, dimensions))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_a_language_with_enough_questions_has_their_mean_as_its_centre() -> None:
    dutch, polish = unit(ENOUGH, 8, seed=1), unit(ENOUGH + 3, 8, seed=2)
    centres = Centres.of(np.vstack([dutch, polish]), ["nl"] * ENOUGH + ["pl"] * (ENOUGH + 3))
    assert centres.centre("nl") == pytest.approx(dutch.mean(axis=0), abs=1e-6)
    assert centres.centre("pl") == pytest.approx(polish.mean(axis=0), abs=1e-6)
    assert centres.overall == pytest.approx(np.vstack([dutch, polish]).mean(axis=0), abs=1e-6)


@pytest.mark.parametrize("language", ["pl", "tr", "", "onbekend"])
def test_a_language_with_too_few_questions_or_none_falls_back_on_what_all_share(
    language: str,
) -> None:
    rows = unit(ENOUGH * 2 - 1, 8)
    centres = Centres.of(rows, ["nl"] * ENOUGH + ["pl"] * (ENOUGH - 1))
    assert set(centres.per_language) == {"nl"}
    assert np.array_equal(centres.centre(language), centres.overall)


def test_without_questions_nothing_is_shared() -> None:
    centres = Centres.of(np.zeros((0, 5), np.float32), [])
    assert centres.centre("nl").tolist() == [0] * 5
    rows = unit(3, 5)
    assert np.allclose(centred(rows, centres.centre("nl")), rows, atol=1e-6)


def test_the_shift_of_a_language_no_longer_hides_what_a_question_is_about() -> None:
    topics, shift = unit(ENOUGH, 32, seed=3), 3 * unit(1, 32, seed=4)[0]
    dutch, polish = topics, topics + shift
    rows = np.vstack([dutch, polish])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    asked, written = rows[ENOUGH:], rows  # in Polish, beside everything in both languages
    before = (asked @ written.T) - 2 * np.eye(ENOUGH, 2 * ENOUGH, ENOUGH)  # not itself
    assert (before.argmax(axis=1) >= ENOUGH).all()  # another Polish question is always nearer
    centres = Centres.of(rows, ["nl"] * ENOUGH + ["pl"] * ENOUGH)
    moved = np.vstack(
        [
            centred(rows[:ENOUGH], centres.centre("nl")),
            centred(rows[ENOUGH:], centres.centre("pl")),
        ]
    )
    after = (moved[ENOUGH:] @ moved.T) - 2 * np.eye(ENOUGH, 2 * ENOUGH, ENOUGH)
    assert (after.argmax(axis=1) == np.arange(ENOUGH)).all()  # the same topic in Dutch


@given(st.integers(1, 30), st.integers(2, 20), st.integers(0, 2**31))
def test_centred_rows_have_unit_length_and_point_away_from_the_centre(
    count: int, dimensions: int, seed: int
) -> None:
    rows, centre = unit(count, dimensions, seed), unit(1, dimensions, seed + 1)[0] / 2
    moved = centred(rows, centre)
    assert np.allclose(np.linalg.norm(moved, axis=1), 1, atol=1e-6)
    lengths = np.linalg.norm(rows - centre, axis=1, keepdims=True)
    assert np.allclose(centre + moved * lengths, rows, atol=1e-6)


def test_each_row_may_have_a_centre_of_its_own() -> None:
    rows, own = unit(6, 8), unit(6, 8, seed=1) / 2
    together = centred(rows, own)
    assert together.dtype == np.float32
    for at in range(6):
        assert np.allclose(together[at], centred(rows[at], own[at]), atol=1e-6)


def test_a_row_that_is_the_centre_itself_becomes_zero_and_never_nan() -> None:
    rows = unit(2, 8)
    moved = centred(rows, rows[0])
    assert moved[0].tolist() == [0] * 8
    assert np.isfinite(moved).all()
