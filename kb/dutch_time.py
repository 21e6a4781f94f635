"""Days begin and end at Dutch midnight, whatever the clock of the machine says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")

_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(Z|[+-]\d{2}:\d{2})?)?"
)


def dutch_day(moment: datetime) -> date:
    """Return the day it is in the Netherlands at `moment`, which must know its time zone.

    Raises:
        ValueError: `moment` has no time zone, so it names no moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no Dutch day")
    return moment.astimezone(AMSTERDAM).date()


def dutch_moment(moment: datetime) -> str:
    """Return `moment` as it reads in the Netherlands: `2026-07-01 00:00:00`."""
    return moment.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M:%S")


def last_second(day: date) -> datetime:
    """Return the last second of `day` in the Netherlands, in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), AMSTERDAM)
    return midnight.astimezone(UTC) - timedelta(seconds=1)


def parse_moment(text: str) -> datetime:
    """Return the moment that `text` names, in UTC.

    The forms are `jjjj-mm-dd` (the first second of that day), `jjjj-mm-dd uu:mm[:ss]` in Dutch
    time, and the same with `Z` or an offset. An hour that the change to summer time skips names
    no moment and one that comes twice names two; both are refused unless an offset is given.

    Raises:
        ValueError: it names no moment, or two; the message is Dutch and says which.
    """
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise ValueError("geen tijdstip in de vorm jjjj-mm-dd uu:mm[:ss]")
    day, clock, offset = match.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{clock or '00:00'}{offset or ''}")
    except ValueError:
        raise ValueError("een dag of tijd die niet bestaat") from None
    if offset:
        return local.astimezone(UTC)
    first, second = (local.replace(tzinfo=AMSTERDAM, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    if first.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) != local:
        raise ValueError("een tijd die door het ingaan van de zomertijd niet bestaat")
    raise ValueError("een tijd die tweemaal voorkomt; zet +02:00 of +01:00 erachter")
