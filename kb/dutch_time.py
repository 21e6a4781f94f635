"""Days begin and end at Dutch midnight, whatever the clock of the machine says."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")


def dutch_day(moment: datetime) -> date:
    """Return the day it is in the Netherlands at `moment`, which must know its time zone.

    Raises:
        ValueError: `moment` has no time zone, so it names no moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no Dutch day")
    return moment.astimezone(AMSTERDAM).date()
