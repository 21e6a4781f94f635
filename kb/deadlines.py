"""The last day of a term, by the Algemene termijnenwet (the Dutch act on how terms end).

Article 1: a term that ends on a Saturday, Sunday or generally recognised public holiday runs to the
next day that is none of these. Article 2: a term of three days or more holds at least two such
days. Article 3: which days the holidays are. Article 4: long terms end on their own day.

Not covered: days that a royal decree makes equal to a holiday for one year (article 3, third
paragraph), terms in hours, and terms that are counted backwards from a day. A term of which the act
itself is set aside by another act is not known here either.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

DAY, WORKING_DAY, WEEK, MONTH, YEAR = "dag", "werkdag", "week", "maand", "jaar"

_UNITS: Final = {
    "dag": DAY,
    "dagen": DAY,
    "werkdag": WORKING_DAY,
    "werkdagen": WORKING_DAY,
    "week": WEEK,
    "weken": WEEK,
    "maand": MONTH,
    "maanden": MONTH,
    "jaar": YEAR,
    "jaren": YEAR,
}
"""The units of the register of figures in which a term is counted."""

_LONGEST_EXTENDED: Final = {DAY: 90, WEEK: 12, MONTH: 3, YEAR: 0}
"""Article 4: a term of more than this is not extended. One in working days never needs to be."""

_FIRST_YEAR: Final = 2000
_LAST_YEAR: Final = 2199
"""The years in which a term may start: those for which the holidays below are known to be kept, and
as far ahead as somebody may think."""

_LONGEST: Final = 10_000
"""A term of more days, weeks, months or years than this is a slip of the pen."""

_FEW_DAYS: Final = 3
_WORKING_DAYS: Final = 2
"""Article 2: from so many days on, a term holds at least so many working days."""

_SATURDAY, _SUNDAY = 5, 6


def is_term_unit(unit: str) -> bool:
    """Whether a term can be counted in `unit`, a unit of the register of figures."""
    return unit in _UNITS


def last_day(start: date, amount: int, unit: str) -> date:
    """Return the last day of a term of `amount` times `unit` that begins the day after `start`.

    That is how terms run from the day a letter was sent (Awb 6:8). Months and years end on the
    same day of the month, or on its last day where it has no such day.

    Raises:
        ValueError: no term is counted so, or `start` lies outside the years 2000 to 2199.
    """
    if unit not in _UNITS:
        raise ValueError(f"no term is counted in {unit!r}")
    if not 0 < amount <= _LONGEST:
        raise ValueError(f"a term of {amount} is no term")
    if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
        raise ValueError(f"the holidays of {start.year} are not known")
    counted = _UNITS[unit]
    if counted == WORKING_DAY:
        return _after_working_days(start, amount)
    own = _own_last_day(start, amount, counted)
    return own if amount > _LONGEST_EXTENDED[counted] else _extended(start, own)


def is_working_day(day: date) -> bool:
    """Whether `day` is no Saturday, Sunday or generally recognised public holiday."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


@lru_cache(maxsize=256)
def holidays(year: int) -> frozenset[date]:
    """Return the generally recognised public holidays of a year (article 3)."""
    sunday = easter(year)
    after_easter = (-2, 1, 39, 50)  # Good Friday, Easter Monday, Ascension Day, Whit Monday
    fixed = (date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26))
    moving = (sunday + timedelta(days=days) for days in after_easter)
    return frozenset((*fixed, *moving, _birthday(year)))


def _birthday(year: int) -> date:
    """Return the day on which the birthday of the King, until 2013 of the Queen, is celebrated.

    A day earlier than its own when that is a Sunday.
    """
    own = date(year, 4, 27) if year >= 2014 else date(year, 4, 30)
    return own - timedelta(days=1) if own.weekday() == _SUNDAY else own


def _own_last_day(start: date, amount: int, unit: str) -> date:
    """Return the day on which a term ends before any extension."""
    if unit == MONTH:
        return start + relativedelta(months=amount)
    if unit == YEAR:
        return start + relativedelta(years=amount)
    return start + timedelta(days=amount * (7 if unit == WEEK else 1))


def _extended(start: date, own: date) -> date:
    """Return the last day by articles 1 and 2 of a term that begins after `start`."""
    end = own
    while not is_working_day(end):
        end += timedelta(days=1)
    if (own - start).days < _FEW_DAYS:
        return end
    return max(end, _after_working_days(start, _WORKING_DAYS))


def _after_working_days(start: date, amount: int) -> date:
    """Return the working day that is the `amount`-th after `start`."""
    day = start
    while amount:
        day += timedelta(days=1)
        amount -= is_working_day(day)
    return day
