"""A day of validity, and the nearest one."""

from __future__ import annotations

from datetime import date

import pytest

from kb.model import Validity


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        (date(2023, 12, 31), date(2024, 1, 1)),
        (date(2024, 1, 1), date(2024, 1, 1)),
        (date(2024, 6, 1), date(2024, 6, 1)),
        (date(2025, 1, 1), date(2024, 12, 31)),
    ],
)
def test_the_nearest_day_on_which_a_text_holds(day: date, nearest: date) -> None:
    validity = Validity(start=date(2024, 1, 1), end=date(2025, 1, 1))
    assert validity.nearest(day) == nearest


def test_without_an_end_every_later_day_is_its_own_nearest() -> None:
    assert Validity(start=date(2024, 1, 1)).nearest(date(2099, 1, 1)) == date(2099, 1, 1)
