"""How often somebody may ask: a sliding window per client, in memory, of a size that is fixed.

A client is counted by the digest of its name, so that no address is kept, and so that whoever
comes from a million addresses finds no more than `RATE_BUCKETS` counters to fill.
"""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from api.limits import RATE_BUCKETS

WINDOW_SECONDS: Final = 60
_ROUNDING: Final = 1e-6

Seconds = Callable[[], float]
"""A clock that only goes forward."""


@dataclass
class Rate:
    """At most `most` per minute for each client. To be used from one thread: the event loop.

    What counts is the hits of this minute, and those of the last one in so far as they are less
    than a minute ago when they were spread evenly.
    """

    most: int
    clock: Seconds
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _minute: int = 0
    _before: dict[int, int] = field(default_factory=dict)
    _now: dict[int, int] = field(default_factory=dict)

    def hit(self, client: str) -> int | None:
        """Count one for `client`; or count nothing and return in how many seconds it may again."""
        at, bucket = self._turn(), self._bucket(client)
        before, now = self._before.get(bucket, 0), self._now.get(bucket, 0)
        if self._fits(before, now, at):
            self._now[bucket] = now + 1
            return None
        return max(1, math.ceil(self._wait(before, now, at)))

    def is_spent(self, client: str) -> bool:
        """Say whether a hit of `client` would be refused."""
        at, bucket = self._turn(), self._bucket(client)
        return not self._fits(self._before.get(bucket, 0), self._now.get(bucket, 0), at)

    @property
    def counters(self) -> int:
        """How many counters there are: never more than twice `RATE_BUCKETS`."""
        return len(self._before) + len(self._now)

    def _fits(self, before: int, now: int, at: float) -> bool:
        return before * (1 - at) + now + 1 <= self.most + _ROUNDING

    def _turn(self) -> float:
        """Start a new minute when it is time; return how far it has gone, from 0 to 1."""
        seconds = self.clock()
        minute = math.floor(seconds / WINDOW_SECONDS)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else {}
            self._now = {}
            self._minute = minute
        return seconds / WINDOW_SECONDS - minute

    def _wait(self, before: int, now: int, at: float) -> float:
        """Return the seconds until one more fits, when nothing else is asked in between."""
        room = self.most - 1
        if now <= room:
            return (1 - (room - now) / before - at) * WINDOW_SECONDS
        return (1 - at + 1 - room / now) * WINDOW_SECONDS

    def _bucket(self, client: str) -> int:
        digest = hashlib.blake2b(client.encode(), digest_size=8, key=self._salt).digest()
        return int.from_bytes(digest) % RATE_BUCKETS
