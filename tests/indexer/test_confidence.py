"""What a hit looks like becomes a probability: between 0 and 1, in whole hundredths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.confidence import Curve, Look

NUMBERS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("look", "probability"),
    [
        (Look(0, 0, 0), 0.5),
        (Look(1, 0, 0), 0.73),
        (Look(0, 1, 0), 0.88),
        (Look(0, 0, 1), 0.05),
        (Look(1, 1, 1), 0.5),
    ],
)
def test_each_number_of_a_look_counts_by_its_own_slope(look: Look, probability: float) -> None:
    assert Curve(score=1, lead=2, nearest=-3, offset=0).probability(look) == probability


def test_the_offset_is_what_a_hit_without_anything_gets() -> None:
    assert Curve(score=1, lead=1, nearest=1, offset=-2.2).probability(Look(0, 0, 0)) == 0.1


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_every_look_has_a_probability_in_whole_hundredths(
    score: float, lead: float, nearest: float, offset: float, one: float, two: float, three: float
) -> None:
    curve = Curve(score=score, lead=lead, nearest=nearest, offset=offset)
    found = curve.probability(Look(one, two, three))
    assert 0 <= found <= 1
    assert found == round(found, 2)


@given(st.floats(-2, 2), st.floats(0, 1), st.floats(0, 50))
def test_a_better_look_never_means_a_smaller_probability(
    lead: float, more: float, slope: float
) -> None:
    curve = Curve(score=0, lead=slope, nearest=0, offset=-1)
    before, after = (curve.probability(Look(0, it, 0)) for it in (lead, lead + more))
    assert after >= before
