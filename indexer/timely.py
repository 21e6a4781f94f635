"""An encoder with a time limit: it gives vectors in time, or says that it does not.

Then words alone decide, which is worse than an answer and better than none. A computation that
hangs cannot be ended, so it runs in a thread that nobody waits for; there are few of those, and
when several questions in a row were too late the encoder is left alone for a while.
"""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Final

from indexer.encoder import Encoder, Progress, Vectors
from indexer.errors import EncoderError

log = logging.getLogger(__name__)

LIMIT_SECONDS: Final = 2.0
"""A question takes some 20 ms; with the search by words after it, an answer is there in 2.5 s."""

REHEARSAL_SECONDS: Final = 30.0
"""The first calls of an encoder that was just loaded wait for its files to be read."""

PATIENCE: Final = 3
"""Time-outs in a row after which it is left alone: one may be a machine that was busy."""

REST_SECONDS: Final = 15.0
"""For how long. Then one question finds out, while the others still go without."""

MAX_THREADS: Final = 8
"""On a large machine: eight questions at once are four hundred a second."""

_Call = tuple[Callable[[Sequence[str]], Vectors], Sequence[str], "Future[Vectors]"]


class Breaker:
    """Says whether something that was too late several times in a row may be tried again."""

    def __init__(self, patience: int, rest: float, clock: Callable[[], float]) -> None:
        self._patience = patience
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._late = 0
        self._resting_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it is left alone, but for the one that tries."""
        return self._late >= self._patience

    def admits(self) -> bool:
        """Whether to try now. After a rest one call tries, and the others rest on."""
        with self._lock:
            if not self.is_open:
                return True
            if self._clock() < self._resting_until:
                return False
            self._resting_until = self._clock() + self._rest
            return True

    def was_late(self) -> None:
        """Count a time-out."""
        with self._lock:
            self._late += 1
            self._resting_until = self._clock() + self._rest
            if self._late == self._patience:
                log.warning("encoder too late %d times in a row: words alone", self._late)

    def was_there(self) -> None:
        """Forget the time-outs: there was an answer, good or bad."""
        with self._lock:
            if self.is_open:
                log.warning("encoder answers again")
            self._late = 0


@dataclass(frozen=True)
class Health:
    """How often the encoder was too late, failed, or was left alone; and whether it is now."""

    late: int = 0
    failed: int = 0
    passed_over: int = 0
    is_resting: bool = False


class TimelyEncoder:
    """Gives the vectors of `inner`, or raises within the limit. Safe to call from any thread."""

    def __init__(
        self,
        inner: Encoder,
        *,
        seconds: float = LIMIT_SECONDS,
        threads: int | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        """Take as many threads as there are cores: with more, all of them would be late."""
        self.id = inner.id
        self.inner = inner
        self._seconds = seconds
        self._breaker = breaker or Breaker(PATIENCE, REST_SECONDS, time.monotonic)
        self._calls: SimpleQueue[_Call | None] = SimpleQueue()
        self._counts = {"late": 0, "failed": 0, "passed_over": 0}
        self._counting = threading.Lock()
        count = threads or min(os.cpu_count() or 1, MAX_THREADS)
        for _ in range(count):
            threading.Thread(target=_work, args=(self._calls,), name="encoder", daemon=True).start()
        weakref.finalize(self, _end, self._calls, count)

    @property
    def health(self) -> Health:
        """How it has been doing since it was made."""
        return Health(**self._counts, is_resting=self._breaker.is_open)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        """Embed what can be found; that may take as long as it takes."""
        return self.inner.passages(texts, progress)

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Embed what people ask, within the limit for all of them together.

        Raises:
            EncoderError: it was too late, it failed, or it is left alone for a while.
        """
        if not self._breaker.admits():
            self._count("passed_over")
            raise EncoderError("De encoder wordt even met rust gelaten.")
        try:
            made = self._within(texts, self._seconds)
        except LateError:
            self._breaker.was_late()
            self._count("late")
            raise EncoderError("De encoder was te laat.") from None
        except Exception as error:  # what a model can raise has no list
            self._breaker.was_there()
            self._count("failed")
            raise EncoderError("De encoder kan nu niet rekenen.") from error
        self._breaker.was_there()
        return made

    def unhurried(self) -> Encoder:
        """Return the same encoder with the time of a rehearsal, which counts for nothing."""
        return _Unhurried(self)

    def _within(self, texts: Sequence[str], seconds: float) -> Vectors:
        """Raises:
        LateError: there was no answer in time; what was not begun is not begun.
        """
        future: Future[Vectors] = Future()
        self._calls.put((self.inner.questions, texts, future))
        try:
            return future.result(seconds)
        finally:
            future.cancel()

    def _count(self, what: str) -> None:
        with self._counting:
            self._counts[what] += 1


class _Unhurried:
    """A timely encoder that gets the time of a rehearsal."""

    def __init__(self, timely: TimelyEncoder) -> None:
        self.id = timely.id
        self.passages = timely.passages
        self._timely = timely

    def questions(self, texts: Sequence[str]) -> Vectors:
        try:
            return self._timely._within(texts, REHEARSAL_SECONDS)
        except LateError:
            raise EncoderError("De encoder was te laat.") from None


def timely(encoder: Encoder) -> TimelyEncoder:
    """Return `encoder` with a time limit; one that has it already stays as it is."""
    return encoder if isinstance(encoder, TimelyEncoder) else TimelyEncoder(encoder)


def _work(calls: SimpleQueue[_Call | None]) -> None:
    """Make one call after the other. Nothing is held between them, so that an encoder can go."""
    while (call := calls.get()) is not None:
        embed, texts, future = call
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(embed(texts))
            except BaseException as error:  # noqa: BLE001 -- whoever waits for it gets it
                future.set_exception(error)
        del call, embed, texts, future


def _end(calls: SimpleQueue[_Call | None], count: int) -> None:
    for _ in range(count):
        calls.put(None)
