"""How many requests are worked on at a time; one too many is turned away.

A few are worked on and some wait for them, outside any thread: threads that all want to calculate
would keep each other, and whoever asks whether the process lives, waiting. That is told without a
place, so it waits for nobody.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

from fastapi import Depends, HTTPException, Request

from api.limits import MAX_AT_ONCE, MAX_UNDER_WAY, PLACE_SECONDS, TURNED_AWAY_SECONDS


class UnderWay:
    """Counts what is worked on and what waits for that. A request counts from when it was received
    to when its answer is made: a slow sender or reader keeps nobody else waiting.
    """

    def __init__(
        self,
        most: int = MAX_UNDER_WAY,
        at_once: int = MAX_AT_ONCE,
        seconds: float = PLACE_SECONDS,
    ) -> None:
        self.most = most
        self.at_once = at_once
        self._seconds = seconds
        self._working = asyncio.Semaphore(at_once)
        self._lock = threading.Lock()
        self._now = 0
        self._turned_away = 0

    @property
    def now(self) -> int:
        """How many are worked on or wait for that."""
        return self._now

    @property
    def turned_away(self) -> int:
        """How many were turned away since the start."""
        return self._turned_away

    async def enter(self) -> bool:
        """Take a place, and wait for a little when others work; False when there is none."""
        with self._lock:
            if self._now >= self.most:
                self._turned_away += 1
                return False
            self._now += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._working.acquire()
        except TimeoutError:
            with self._lock:
                self._now -= 1
                self._turned_away += 1
            return False
        except asyncio.CancelledError:
            with self._lock:
                self._now -= 1
            raise
        return True

    def leave(self) -> None:
        """Give the place back."""
        self._working.release()
        with self._lock:
            self._now -= 1


async def place(request: Request) -> AsyncIterator[None]:
    """Hold a place among the requests that are worked on.

    It runs after the body was received, on the event loop, so that it waits for no thread.

    Raises:
        HTTPException: 503, there is none.
    """
    under_way: UnderWay = request.app.state.under_way
    if not await under_way.enter():
        raise HTTPException(503, headers={"Retry-After": str(TURNED_AWAY_SECONDS)})
    try:
        yield
    finally:
        under_way.leave()


HOLDS_A_PLACE = Depends(place, scope="function")
"""For every route that does some work: given to an application or a router as a dependency."""
