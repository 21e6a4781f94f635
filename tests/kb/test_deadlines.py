"""The Algemene termijnenwet: on which day a term ends, on cases one can look up in a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.deadlines import holidays, is_term_unit, is_working_day, last_day

STARTS = st.dates(date(2000, 1, 1), date(2199, 12, 31))
EXTENDED = st.one_of(
    st.tuples(st.integers(1, 90), st.just("dagen")),
    st.tuples(st.integers(1, 12), st.just("weken")),
    st.tuples(st.integers(1, 3), st.just("maanden")),
    st.tuples(st.integers(1, 90), st.just("werkdagen")),
)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        (date(2026, 3, 23), 6, "weken", date(2026, 5, 4)),  # an ordinary Monday
        (date(2026, 3, 24), 6, "weken", date(2026, 5, 6)),  # 5 May
        (date(2026, 2, 20), 6, "weken", date(2026, 4, 7)),  # Good Friday, weekend, Easter Monday
        (date(2026, 4, 2), 6, "weken", date(2026, 5, 15)),  # Ascension Day
        (date(2026, 4, 13), 6, "weken", date(2026, 5, 26)),  # Whit Monday
        (date(2026, 11, 13), 6, "weken", date(2026, 12, 28)),  # both Christmas days, a Sunday
        (date(2025, 11, 20), 6, "weken", date(2026, 1, 2)),  # New Year's Day
        (date(2026, 3, 16), 6, "weken", date(2026, 4, 28)),  # King's Day
        (date(2025, 3, 15), 6, "weken", date(2025, 4, 28)),  # King's Day on Saturday 26 April
        (date(2013, 3, 19), 6, "weken", date(2013, 5, 1)),  # Queen's Day
        (date(2026, 11, 21), 1, "week", date(2026, 11, 30)),  # a Saturday
        (date(2026, 11, 22), 1, "week", date(2026, 11, 30)),  # a Sunday
        (date(2026, 11, 23), 1, "dag", date(2026, 11, 24)),
        (date(2026, 11, 19), 2, "dagen", date(2026, 11, 23)),
        (date(2026, 12, 24), 3, "dagen", date(2026, 12, 29)),  # article 2: two working days
        (date(2026, 12, 24), 2, "dagen", date(2026, 12, 28)),  # article 2 begins at three days
        (date(2023, 1, 31), 1, "maand", date(2023, 2, 28)),
        (date(2024, 1, 31), 1, "maand", date(2024, 2, 29)),
        (date(2024, 2, 29), 1, "jaar", date(2025, 2, 28)),
        (date(2026, 12, 24), 1, "werkdag", date(2026, 12, 28)),
        (date(2026, 4, 30), 3, "werkdagen", date(2026, 5, 6)),
    ],
)
def test_a_term_ends_on_the_day_the_act_says(
    start: date, amount: int, unit: str, end: date
) -> None:
    assert last_day(start, amount, unit) == end


@pytest.mark.parametrize(
    ("start", "short", "long", "unit"),
    [
        (date(2026, 11, 21), 90, 91, "dagen"),
        (date(2026, 11, 21), 12, 13, "weken"),
        (date(2026, 11, 21), 3, 6, "maanden"),
    ],
)
def test_a_long_term_ends_on_its_own_day_even_in_a_weekend(
    start: date, short: int, long: int, unit: str
) -> None:
    assert is_working_day(last_day(start, short, unit))
    days = {"dagen": 91, "weken": 91, "maanden": 181}[unit]
    assert last_day(start, long, unit) == start + timedelta(days=days)


def test_a_term_in_years_is_not_extended() -> None:
    assert last_day(date(2026, 11, 21), 1, "jaar") == date(2027, 11, 21)
    assert not is_working_day(date(2027, 11, 21))


def test_the_holidays_are_those_of_article_3() -> None:
    assert sorted(holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


@pytest.mark.parametrize(
    ("year", "celebrated"),
    [
        (2006, date(2006, 4, 29)),
        (2013, date(2013, 4, 30)),
        (2014, date(2014, 4, 26)),
        (2015, date(2015, 4, 27)),
        (2025, date(2025, 4, 26)),
    ],
)
def test_the_birthday_of_king_or_queen_is_a_day_earlier_when_it_is_a_sunday(
    year: int, celebrated: date
) -> None:
    around = {date(year, 4, day) for day in (26, 27, 29, 30)}
    assert holidays(year) & around == {celebrated}


@given(STARTS, EXTENDED)
def test_a_term_within_the_act_never_ends_on_a_weekend_or_holiday(
    start: date, term: tuple[int, str]
) -> None:
    end = last_day(start, *term)
    assert end > start
    assert is_working_day(end)


@given(STARTS, EXTENDED)
def test_a_letter_sent_later_never_gives_an_earlier_last_day(
    start: date, term: tuple[int, str]
) -> None:
    if start < date(2199, 12, 31):
        assert last_day(start, *term) <= last_day(start + timedelta(days=1), *term)


@given(STARTS, st.sampled_from([("dagen", 90), ("weken", 12), ("maanden", 3)]), st.data())
def test_a_longer_term_never_ends_earlier_while_the_act_extends_it(
    start: date, limit: tuple[str, int], data: st.DataObject
) -> None:
    unit, most = limit
    amount = data.draw(st.integers(1, most - 1))
    assert last_day(start, amount, unit) <= last_day(start, amount + 1, unit)


@given(STARTS, st.integers(3, 12))
def test_a_term_of_three_days_or_more_holds_two_working_days(start: date, amount: int) -> None:
    end = last_day(start, amount, "dagen")
    inside = [start + timedelta(days=at) for at in range(1, (end - start).days + 1)]
    assert sum(map(is_working_day, inside)) >= 2


@pytest.mark.parametrize(
    ("start", "amount", "unit"),
    [
        (date(2026, 1, 1), 6, "uur"),
        (date(2026, 1, 1), 6, "procent"),
        (date(2026, 1, 1), 0, "weken"),
        (date(2026, 1, 1), -1, "weken"),
        (date(2026, 1, 1), 10_001, "weken"),
        (date(2026, 1, 1), 10_000, "jaar"),
        (date(1999, 12, 31), 6, "weken"),
        (date(2200, 1, 1), 6, "weken"),
    ],
)
def test_what_cannot_be_counted_is_refused_rather_than_guessed(
    start: date, amount: int, unit: str
) -> None:
    with pytest.raises(ValueError, match=r"no term|not known|out of range"):
        last_day(start, amount, unit)


def test_the_units_are_those_of_the_register_of_figures() -> None:
    assert is_term_unit("weken")
    assert is_term_unit("maand")
    assert not is_term_unit("uur per week")
    assert not is_term_unit("jaar en 3 maanden")
