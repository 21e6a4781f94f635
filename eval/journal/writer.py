"""Writes the journal beside the answering: what asks never waits for the database.

One thread writes what was put in a bounded queue, many records in one transaction. While the
database does not work it keeps trying, and what no longer fits is counted as lost.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from eval.errors import JournalError, JournalUnavailableError
from eval.journal import reading
from eval.journal.batch import Batch, store
from eval.journal.database import Database
from eval.journal.receipt import Receipt
from eval.journal.records import Asked, ContactMoment, Record
from kb.dutch_time import dutch_day

log = logging.getLogger(__name__)

MOST_WAITING: Final = 10_000
"""Records that are kept while the database does not work: about an hour of three questions a
second, and some twenty megabytes."""

MOST_AT_ONCE: Final = 200
"""Records in one transaction: milliseconds, so that what is urgent need not wait long."""

WAIT_SECONDS: Final = 0.08
"""How long a face waits for a record that it must be sure of; it answers within 100 ms."""

RETRY_SECONDS: Final = 0.25
MOST_RETRY_SECONDS: Final = 2.0
"""After how long a database that failed is tried again: at first, and at most."""


@dataclass(frozen=True)
class Stats:
    """How the writing goes. `error` is why nothing is written now, in one Dutch sentence."""

    waiting: int
    written: int
    lost: int
    error: str | None


class Writer:
    """Keeps the invariant that every accepted record is waiting, written or counted as lost."""

    def __init__(self, database: Database, most_waiting: int = MOST_WAITING) -> None:
        self.database = database
        self._most_waiting = most_waiting
        self._changed = threading.Condition()
        self._later: deque[Record] = deque()
        self._urgent: deque[Receipt] = deque()
        self._busy_with: tuple[Record, ...] = ()
        self._regretted: list[Record] = []
        self._losses: Counter[date] = Counter()
        self._written = 0
        self._lost = 0
        self._error: str | None = None
        self._usable = False
        self._ends_at: float | None = None
        self._thread = threading.Thread(target=self._run, name="journal-writer", daemon=True)

    def start(self) -> None:
        """Begin to write; what was put before is written too."""
        self._thread.start()

    def put(self, record: Record) -> None:
        """Accept `record` to be written soon. Never waits for the database and never fails."""
        with self._changed:
            if self._ends_at is not None or len(self._later) >= self._most_waiting:
                self._lose([record])
                return
            self._later.append(record)
            self._changed.notify_all()

    def put_and_wait(self, record: Record, seconds: float = WAIT_SECONDS) -> bool:
        """Return whether `record` was written within `seconds`; if not, it never will be.

        It goes before what is waiting, and is not tried again when the database fails.
        """
        receipt = Receipt(record)
        with self._changed:
            if self._ends_at is not None or not self._thread.is_alive():
                return False
            self._urgent.append(receipt)
            self._changed.notify_all()
        return receipt.wait(seconds)

    def forget(self, reference: str, seconds: float = WAIT_SECONDS) -> bool:
        """Delete a question and everything that leads to it, also when it was not written yet.

        Returns whether there was such a question or feedback on it.

        Raises:
            JournalUnavailableError: the database does not work now; what was written stays.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: not self._is_busy_with(reference), seconds):
                raise JournalUnavailableError("de vraag wordt juist geschreven")
            known = self._drop_waiting(reference)
        return reading.forget(self.database, reference) or known

    @property
    def stats(self) -> Stats:
        """How the writing goes."""
        with self._changed:
            waiting = len(self._later) + len(self._urgent) + len(self._busy_with)
            return Stats(waiting, self._written, self._lost, self._error)

    def close(self, seconds: float) -> None:
        """Write what is waiting and stop, within `seconds`; count as lost what did not make it."""
        with self._changed:
            self._ends_at = time.monotonic() + seconds
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(seconds)
        with self._changed:
            self._lose([*self._busy_with, *self._later])
            self._later.clear()
            lost = self._lost
        if lost:
            log.warning("journal: %d records lost since the start", lost)
        self.database.close()

    def _run(self) -> None:
        pause = RETRY_SECONDS
        while self._await_work():
            if self._write_some():
                pause = RETRY_SECONDS
                continue
            self._rest(pause)
            pause = min(2 * pause, MOST_RETRY_SECONDS)

    def _await_work(self) -> bool:
        """Wait for something to write; return False when it is time to stop.

        Making the tables, and finding out that a database does not work, is work too.
        """
        with self._changed:
            self._changed.wait_for(
                lambda: self._has_work() or not self._usable or self._ends_at is not None
            )
            return self._ends_at is None or (self._has_work() and not self._is_over())

    def _has_work(self) -> bool:
        return bool(self._later or self._urgent or self._regretted)

    def _is_over(self) -> bool:
        return self._ends_at is not None and time.monotonic() >= self._ends_at

    def _rest(self, seconds: float) -> None:
        """Wait before the next try; what cannot wait is refused at once."""
        until = time.monotonic() + seconds
        with self._changed:
            while (left := until - time.monotonic()) > 0 and not self._is_over():
                while self._urgent:
                    self._urgent.popleft().settle(written=False)
                self._changed.wait(min(left, RETRY_SECONDS))

    def _write_some(self) -> bool:
        """Write one batch; return whether the database works."""
        with self._changed:
            urgent = [self._urgent.popleft() for _ in range(min(len(self._urgent), MOST_AT_ONCE))]
            later = [self._later.popleft() for _ in range(min(len(self._later), MOST_AT_ONCE))]
            self._busy_with = tuple(later)
            regretted, losses = tuple(self._regretted), dict(self._losses)
        wanted = [it for it in urgent if not it.withdrawn]
        batch = Batch([*(it.record for it in wanted), *later], regretted, losses)
        try:
            if not self._usable:
                self.database.ensure()
            misfits = store(self.database, batch)
        except JournalError as error:
            self._failed(str(error), later, wanted)
            return False
        except Exception as error:  # noqa: BLE001 -- a writer that ends would lose all that follows
            self._failed(f"Onverwachte fout: {type(error).__name__}.", later, wanted)
            return False
        self._succeeded(batch, wanted, misfits)
        return True

    def _succeeded(self, batch: Batch, wanted: Sequence[Receipt], misfits: list[Record]) -> None:
        with self._changed:
            if self._error is not None:
                log.warning("journal: writing again; %d records lost", self._lost)
            self._usable, self._error, self._busy_with = True, None, ()
            self._written += len(batch.records) - len(misfits)
            self._losses.subtract(batch.losses or {})
            self._losses = +self._losses
            self._regretted = self._regretted[len(batch.regretted) :]
            for it in wanted:
                fits = it.record not in misfits
                if not it.settle(written=fits) and fits:
                    self._regretted.append(it.record)
                    self._written -= 1
            self._lose([it for it in misfits if it not in [one.record for one in wanted]])
            self._changed.notify_all()

    def _failed(self, reason: str, later: list[Record], wanted: Sequence[Receipt]) -> None:
        with self._changed:
            if reason != self._error:
                log.warning("journal: nothing is written now: %s", reason)
            self._usable, self._error, self._busy_with = False, reason, ()
            for it in wanted:
                it.settle(written=False)
            self._later.extendleft(reversed(later))
            self._changed.notify_all()

    def _lose(self, records: Sequence[Record]) -> None:
        self._lost += len(records)
        self._losses.update(_day_of(it) for it in records)

    def _drop_waiting(self, reference: str) -> bool:
        """Drop the question from what waits; return whether it was there."""
        kept = [it for it in self._later if not _is_asked(it, reference)]
        dropped = len(kept) < len(self._later)
        if dropped:
            self._later = deque(kept)
        return dropped

    def _is_busy_with(self, reference: str) -> bool:
        return any(_is_asked(it, reference) for it in self._busy_with)


def _is_asked(record: Record, reference: str) -> bool:
    return isinstance(record, Asked) and record.reference == reference


def _day_of(record: Record) -> date:
    return record.day if isinstance(record, ContactMoment) else dutch_day(record.at)
