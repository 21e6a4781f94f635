"""Whether an entry may be found or suggested at all, by day, audience and scheme."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from kb.model import Audience, Entry


@dataclass(frozen=True)
class Admission:
    """What is asked for. Without an audience or schemes it is not restricted to any."""

    day: date
    audience: Audience | None = None
    schemes: Collection[str] = ()

    def admits(self, entry: Entry) -> bool:
        """Say whether `entry` holds on the day and is for this audience and these schemes.

        An entry that belongs to no scheme belongs to all.
        """
        schemes = not self.schemes or not entry.schemes
        return (
            entry.validity.contains(self.day)
            and entry.audience.serves(self.audience)
            and (schemes or not set(self.schemes).isdisjoint(entry.schemes))
        )
