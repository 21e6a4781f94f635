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
from kb.errors import KbError, StoreError
from kb.switch import Pulled, Switch

log = logging.getLogger(__name__)

RETRY_SECONDS: Final = 10.0
"""After how long something that was refused is tried again: it may have been repaired in place."""

STOP_SECONDS: Final = 1.0
"""How long a stop waits for a round that is under way: it changes nothing that a restart would not
do again, and a stop has seconds."""

Clock = Callable[[], datetime]


class Watcher:
    """Keeps the reference up to date; a publication that fails to load leaves the old one.

    Every round it puts in force what was planned for a moment that has come, then looks whether
    the pointer moved; beside that, whether the kill switch was pulled or released.
    """

    def __init__(
        self,
        home: Path,
        every_seconds: float,
        clock: Clock = lambda: datetime.now(UTC),
        encoder: Encoder | None = None,
    ) -> None:
        self._archive = Archive(home)
        self._switch = Switch(home)
        self._every = every_seconds
        self._clock = clock
        self._encoder = encoder
        self._stop = threading.Event()
        self._seen: bytes | None = None
        self._retry_at: float | None = None
        self._current: Serving | None = None
        self._refused: str | None = "nog niet geladen"
        self._plan_waits: str | None = None
        self._pulled: Pulled | None = None
        self._switch_unread: str | None = None
        self._failures = 0
        self._swapping = threading.Lock()
        # the switch has a thread of its own: loading a publication takes seconds
        self._threads = tuple(
            threading.Thread(target=self._repeat, args=(what,), name=f"{name}-watcher", daemon=True)
            for what, name in ((self.refresh, "publication"), (self.look_at_switch, "switch"))
        )

    @property
    def current(self) -> Serving | None:
        """The reference; None until something could be loaded. Read it once per request."""
        return self._current

    @property
    def reason(self) -> str | None:
        """Why what should be served is not, in one Dutch sentence; None when it is."""
        return self._refused or self._plan_waits or self._switch_unread

    @property
    def failures(self) -> int:
        """How often something could not be loaded, since the start."""
        return self._failures

    @property
    def pulled(self) -> Pulled | None:
        """How the kill switch is pulled, if it is; `current` answers accordingly."""
        return self._pulled

    def start(self) -> None:
        """Load what is active and keep watching."""
        self.look_at_switch()
        self.refresh()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stop.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(timeout=STOP_SECONDS)

    def look_at_switch(self) -> None:
        """Answer as the kill switch says from now on; when it cannot be told, as before."""
        try:
            pulled = self._switch.state()
        except StoreError as error:
            if self._switch_unread is None:
                log.warning("kill switch: %s", error)
            self._switch_unread = str(error)
            return
        self._switch_unread = None
        if pulled != self._pulled:
            log.warning("kill switch %s", "pulled" if pulled else "released")
        self._pulled = pulled
        self._swap()

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
            loaded = old.search.encoder if old else self._encoder
            new = load_serving(self._archive.home, loaded).timely()
        except (KbError, IndexerError) as error:
            self._refuse(str(error))
        except OSError as error:
            self._refuse(f"een bestand is onleesbaar ({error.strerror})")
            self._seen = None  # what cannot be read now may be readable the next time
        except Exception as error:  # a watcher that ends would miss every correction from then on
            log.exception("publication could not be loaded")
            self._refuse(f"laden is niet gelukt door een onverwachte fout ({error!r})")
        else:
            self._swap(new)
            self._refused, self._retry_at = None, None
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
        self._failures += 1
        self._retry_at = time.monotonic() + RETRY_SECONDS

    def _swap(self, new: Serving | None = None) -> None:
        """Let `new`, or what there is, be what requests get, under the switch as it is now."""
        with self._swapping:
            serving = new or self._current
            self._current = serving.under(self._pulled) if serving else None

    def _repeat(self, look: Callable[[], None]) -> None:
        while not self._stop.wait(self._every):
            look()
