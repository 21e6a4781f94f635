"""Asks of the journal database what access needs, on threads of its own and in time.

On those that answer questions, a database that hangs would keep everybody waiting who asks one. A
`CapacityLimiter` does not do: it forgets a thread that it no longer waits for, and lets another in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from api.limits import LOOKUP_SECONDS, LOOKUPS_AT_ONCE
from eval.errors import JournalUnavailableError
from eval.journal.complaints import SLOW

T = TypeVar("T")


class Lookups:
    """Asks a few things at a time; who waits too long, for a thread or for the answer, hears so."""

    def __init__(self, at_once: int = LOOKUPS_AT_ONCE, seconds: float = LOOKUP_SECONDS) -> None:
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="access")
        self._seconds = seconds

    async def ask(self, work: Callable[[], T]) -> T:
        """Return what `work` does; what takes longer goes on, and nobody hears of it.

        Raises:
            JournalUnavailableError: by `work`, or because it took too long.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except TimeoutError:
            raise JournalUnavailableError(SLOW) from None
