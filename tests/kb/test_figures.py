"""Dated amounts and terms: what a name is worth on a day, and how it reads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.figures import Figures, Found, Wording, braces, shown
from kb.model import Figure

UNKNOWN = Wording(amount="(bedrag volgt)", term="(termijn volgt)")
DAY = date(2026, 11, 22)


def figure(value: str, start: str, end: str | None = None, unit: str = "euro per dag") -> Figure:
    first, last = date.fromisoformat(start), date.fromisoformat(end) if end else None
    return Figure(name="dagloon", value=value, unit=unit, start=first, end=last)


YEARLY = Figures(
    (
        figure("100", "2023-01-01", "2024-01-01"),
        figure("110", "2024-01-01", "2024-02-29"),
        figure("120", "2024-02-29", "2024-03-01"),
        figure("130", "2025-01-01"),
    )
)


@pytest.mark.parametrize(
    ("day", "value"),
    [
        pytest.param("2022-12-31", None, id="the day before the first"),
        pytest.param("2023-01-01", "100", id="the first day"),
        pytest.param("2023-12-31", "100", id="the last day"),
        pytest.param("2024-01-01", "110", id="the end is the first day of the next"),
        pytest.param("2024-02-28", "110", id="the day before a leap day"),
        pytest.param("2024-02-29", "120", id="a leap day"),
        pytest.param("2024-03-01", None, id="a gap"),
        pytest.param("2024-12-31", None, id="the last day of a gap"),
        pytest.param("2025-01-01", "130", id="open-ended from its first day"),
        pytest.param("2099-12-31", "130", id="open-ended far away"),
    ],
)
def test_a_figure_has_the_value_of_the_day(day: str, value: str | None) -> None:
    found = YEARLY.on("dagloon", date.fromisoformat(day))
    assert (found.value if found else None) == value


def test_an_unknown_name_has_no_value() -> None:
    assert YEARLY.on("maandloon", DAY) is None


def test_the_order_of_the_figures_makes_no_difference() -> None:
    first, second = figure("1", "2024-01-01", "2025-01-01"), figure("2", "2025-01-01")
    for order in ((first, second), (second, first)):
        found = Figures(order).on("dagloon", date(2025, 6, 1))
        assert found == second


def test_the_register_knows_its_names() -> None:
    assert YEARLY.names() == {"dagloon"}


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("274,44", "euro per dag", "€ 274,44 per dag"),
        ("1.500", "euro", "€ 1.500"),
        ("6", "weken", "6 weken"),
        ("70", "procent", "70 procent"),
        ("3", "eurocent", "3 eurocent"),
    ],
)
def test_only_euros_are_written_with_their_sign_in_front(value: str, unit: str, text: str) -> None:
    assert shown(figure(value, "2024-01-01", unit=unit)) == text


def test_references_are_replaced_by_the_values_of_the_day() -> None:
    text = "Van {bedrag:dagloon} tot {termijn:dagloon}."
    assert YEARLY.substitute(text, date(2023, 5, 1), UNKNOWN) == (
        "Van € 100 per dag tot € 100 per dag.",
        False,
    )


def test_an_amount_and_a_term_without_a_value_are_called_unknown_each_in_its_words() -> None:
    text = "Van {bedrag:dagloon} tot {termijn:nergens}."
    assert YEARLY.substitute(text, date(2024, 6, 1), UNKNOWN) == (
        "Van (bedrag volgt) tot (termijn volgt).",
        True,
    )


def test_one_unknown_value_among_known_ones_is_reported() -> None:
    _, missing = YEARLY.substitute("{bedrag:dagloon} {bedrag:nergens}", DAY, UNKNOWN)
    assert missing


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=4000))
def test_a_value_is_never_shown_outside_its_own_days(days: int) -> None:
    day = date(2020, 1, 1) + timedelta(days=days)
    start, end = date(2023, 1, 1), date(2024, 2, 29)
    register = Figures((figure("987", "2023-01-01", "2024-02-29"),))
    text, missing = register.substitute("{bedrag:dagloon}", day, UNKNOWN)
    assert ("987" in text) == (start <= day < end) == (not missing)


@pytest.mark.parametrize(
    "text",
    ["{naam}", "{bedrag: dagloon}", "{Bedrag:dagloon}", "{bedrag:dag_loon}", "{{}}", "{ bedrag }"],
)
def test_what_is_no_reference_stays_as_it_is(text: str) -> None:
    assert YEARLY.substitute(text, DAY, UNKNOWN) == (text, False)


def test_everything_between_braces_is_found_with_its_place() -> None:
    assert list(braces("U krijgt {bedrag:dagloon}, {naam}, {}.")) == [
        Found("dagloon", "{bedrag:dagloon}", 9),
        Found(None, "{naam}", 27),
        Found(None, "{}", 35),
    ]


@pytest.mark.parametrize("text", ["geen", "{open", "dicht}", "{over\nregels}"])
def test_loose_braces_are_no_placeholder(text: str) -> None:
    assert list(braces(text)) == []


def test_units_are_written_in_the_language_of_a_translation() -> None:
    english = Wording(amount="?", term="?", units={"weken": "weeks", "per": "a", "dag": "day"})
    six = Figure(name="a", value="6", unit="weken", start=date(2020, 1, 1))
    pay = Figure(name="b", value="10,50", unit="euro per dag", start=date(2020, 1, 1))
    text = "You have {termijn:a} and get {bedrag:b}."
    said, _ = Figures((six, pay)).substitute(text, date(2026, 1, 1), english)
    assert said == "You have 6 weeks and get € 10,50 a day."


def test_a_unit_may_be_worded_with_its_number() -> None:
    year = Figure(name="a", value="1", unit="jaar", start=date(2020, 1, 1))
    assert shown(year, {"1 jaar": "1 year", "jaar": "years"}) == "1 year"
    assert shown(year) == "1 jaar"
