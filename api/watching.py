"""Keeps a server in step with what is published: notices, verifies, warms up, swaps."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from api.serving import Serving, load_serving
from indexer.encoder import Encoder
from indexer.errors import IndexerError
from kb.activation import activate_due, due
from kb.archive import Archive
from kb.dutch_time import dutch_moment
from kb.errors import KbError

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 10.0
"""After how long something that was refused is tried again: it may have been repaired in place."""

Clock = Callable[[], datetime]


class Watcher:
    """Keeps the reference up to date; a publication that fails to load leaves the old one.

    Every round it puts in force what was planned for a moment that has come, then looks whether
    the pointer moved.
    """

    def __init__(
        self,
        home: Path,
        every_seconds: float,
        clock: Clock = lambda: datetime.now(UTC),
        encoder: Encoder | None = None,
    ) -> None:
        self._archive = Archive(home)
        self._every = every_seconds
        self._clock = clock
        self._encoder = encoder
        self._stop = threading.Event()
        self._seen: bytes | None = None
        self._retry_at: float | None = None
        self._current: Serving | None = None
        self._refused: str | None = "nog niet geladen"
        self._plan_waits: str | None = None
        self._thread = threading.Thread(target=self._watch, name="publication-watcher", daemon=True)

    @property
    def current(self) -> Serving | None:
        """The reference; None until something could be loaded. Read it once per request."""
        return self._current

    @property
    def reason(self) -> str | None:
        """Why what should be served is not, in one Dutch sentence; None when it is."""
        return self._refused or self._plan_waits

    def start(self) -> None:
        """Load what is active and keep watching."""
        self.refresh()
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=self._every + 1)

    def refresh(self) -> None:
        """Carry out what is due and load what is active; keep the old reference when that fails."""
        self._plan_waits = self._carry_out()
        pointer = self._archive.ledger.pointer
        try:
            now = pointer.read_bytes() if pointer.exists() else None
        except OSError as error:
            self._refuse(f"de aanwijzer is onleesbaar ({error.strerror})")
            return
        if now == self._seen and now is not None and not self._is_time_to_retry():
            return
        self._seen = now
        old = self._current
        try:
            new = load_serving(self._archive.home, old.search.encoder if old else self._encoder)
        except (KbError, IndexerError) as error:
            self._refuse(str(error))
        except OSError as error:
            self._refuse(f"een bestand is onleesbaar ({error.strerror})")
            self._seen = None  # what cannot be read now may be readable the next time
        except Exception as error:  # a watcher that ends would miss every correction from then on
            log.exception("publication could not be loaded")
            self._refuse(f"laden is niet gelukt door een onverwachte fout ({error!r})")
        else:
            self._current, self._refused, self._retry_at = new, None, None
            log.info("serving snapshot %s", new.snapshot.id)

    def _carry_out(self) -> str | None:
        """Put in force what is due; return why something that is due waits."""
        try:
            now = self._clock()
            for activation in activate_due(self._archive, now):
                log.info("plan %s carried out, entry %d", activation.plan, activation.number)
            waiting = due(self._archive, now)
        except KbError as error:
            return f"een plan kan niet worden uitgevoerd: {error}"
        except OSError as error:
            return f"de plannen zijn onleesbaar ({error.strerror})"
        if not waiting:
            return None
        plan = waiting[0]
        why = plan.blocked or "er is iets anders actief geworden; voer `vraagbaak activate-due` uit"
        return f"plan {plan.id} van {dutch_moment(plan.at)} is niet uitgevoerd: {why}"

    def _is_time_to_retry(self) -> bool:
        return self._retry_at is not None and time.monotonic() >= self._retry_at

    def _refuse(self, reason: str) -> None:
        if reason != self._refused:
            log.warning("publication refused: %s", reason)
        self._refused = reason
        self._retry_at = time.monotonic() + RETRY_SECONDS

    def _watch(self) -> None:
        while not self._stop.wait(self._every):
            self.refresh()
