"""A day begins and ends at Dutch midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kb.dutch_time import AMSTERDAM, dutch_day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param("2026-11-22T22:59:59+00:00", "2026-11-22", id="just before winter midnight"),
        pytest.param("2026-11-22T23:00:00+00:00", "2026-11-23", id="winter midnight"),
        pytest.param("2026-06-30T21:59:59+00:00", "2026-06-30", id="just before summer midnight"),
        pytest.param("2026-06-30T22:00:00+00:00", "2026-07-01", id="1 July"),
        pytest.param("2026-12-31T22:59:59+00:00", "2026-12-31", id="the last second of a year"),
        pytest.param("2026-12-31T23:00:00+00:00", "2027-01-01", id="1 January"),
        pytest.param("2024-02-28T23:00:00+00:00", "2024-02-29", id="a leap day"),
        pytest.param("2026-03-28T23:00:00+00:00", "2026-03-29", id="the short day begins"),
        pytest.param("2026-03-29T21:59:59+00:00", "2026-03-29", id="the short day ends"),
        pytest.param("2026-03-29T22:00:00+00:00", "2026-03-30", id="after the short day"),
        pytest.param("2026-10-24T22:00:00+00:00", "2026-10-25", id="the long day begins"),
        pytest.param("2026-10-25T22:59:59+00:00", "2026-10-25", id="the long day ends"),
        pytest.param("2026-10-25T23:00:00+00:00", "2026-10-26", id="after the long day"),
        pytest.param("2026-11-22T00:30:00+14:00", "2026-11-21", id="a clock ahead of ours"),
        pytest.param("2026-11-22T20:00:00-08:00", "2026-11-23", id="a clock behind ours"),
    ],
)
def test_the_day_is_that_of_the_dutch_clock(moment: str, day: str) -> None:
    assert dutch_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-22", 24)]
)
def test_a_day_has_the_hours_that_the_dutch_clock_gives_it(day: str, hours: int) -> None:
    noon = datetime.fromisoformat(f"{day}T11:30:00+00:00")
    around = (noon + timedelta(hours=shift) for shift in range(-24, 25))
    assert sum(dutch_day(it) == date.fromisoformat(day) for it in around) == hours


@pytest.mark.parametrize("zone", [UTC, AMSTERDAM, timezone(timedelta(hours=-5))])
def test_the_same_moment_is_the_same_day_in_every_zone(zone: timezone) -> None:
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert dutch_day(moment.astimezone(zone)) == date(2027, 1, 1)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dutch_day(datetime(2026, 11, 22, 12, 0))  # noqa: DTZ001 -- that is what is tested
