"""Moments in Dutch time: midnight, summer time, 29 February."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kb.dutch_time import dutch_moment, last_second, parse_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-01-01", "2026-12-31T23:00:00"),
        ("2026-07-01", "2026-06-30T22:00:00"),
        ("2026-07-01 00:00", "2026-06-30T22:00:00"),
        ("2026-07-01T09:30:15", "2026-07-01T07:30:15"),
        ("2028-02-29", "2028-02-28T23:00:00"),
        ("2026-03-29 01:59:59", "2026-03-29T00:59:59"),
        ("2026-03-29 03:00", "2026-03-29T01:00:00"),
        ("2026-10-25 01:59", "2026-10-24T23:59:00"),
        ("2026-10-25 03:00", "2026-10-25T02:00:00"),
        ("2026-10-25 02:30+02:00", "2026-10-25T00:30:00"),
        ("2026-10-25 02:30+01:00", "2026-10-25T01:30:00"),
        ("2026-11-22 10:00Z", "2026-11-22T10:00:00"),
    ],
)
def test_a_moment_is_read_in_dutch_time(text: str, moment: str) -> None:
    assert parse_moment(text) == datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-03-29 02:30", "zomertijd niet bestaat"),
        ("2026-10-25 02:30", "tweemaal voorkomt"),
        ("2027-02-29", "niet bestaat"),
        ("2026-13-01", "niet bestaat"),
        ("2026-01-01 24:00", "niet bestaat"),
        ("morgen", "in de vorm"),
        ("2026-1-1", "in de vorm"),
        ("", "in de vorm"),
    ],
)
def test_what_names_no_single_moment_is_refused(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_moment(text)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        ("2026-12-31", "2026-12-31 23:59:59"),
        ("2026-03-29", "2026-03-29 23:59:59"),
        ("2026-10-25", "2026-10-25 23:59:59"),
        ("2028-02-29", "2028-02-29 23:59:59"),
    ],
)
def test_a_day_ends_a_second_before_dutch_midnight(day: str, end: str) -> None:
    assert dutch_moment(last_second(date.fromisoformat(day))) == end


def test_the_day_of_the_change_to_winter_time_has_25_hours() -> None:
    first = parse_moment("2026-10-25")
    assert (last_second(date(2026, 10, 25)) - first).total_seconds() == 25 * 3600 - 1
