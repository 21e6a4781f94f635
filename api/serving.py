"""What a server answers from: one frozen reference, swapped when something else is published.

A request reads the reference once and uses nothing else: reading it twice under a swap would mix
two releases in one answer.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from indexer import encoder as encoders
from indexer import snapshot as snapshots
from indexer.encoder import Encoder
from indexer.errors import IndexerError
from indexer.search import Searcher
from indexer.snapshot import Snapshot
from kb.errors import KbError
from kb.knowledge import Knowledge, key_of
from kb.ledger import Activation, Ledger, first_published
from kb.model import Entry
from kb.policy import Policy
from kb.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Serving:
    """Everything one answer is made from. Immutable."""

    activation: Activation
    snapshot: Snapshot
    search: Searcher
    published: Mapping[tuple[str, str], datetime]
    policy: Policy = field(default_factory=Policy)

    @property
    def knowledge(self) -> Knowledge:
        """The public content of the snapshot."""
        return self.snapshot.knowledge

    def changed_at(self, entry: Entry) -> datetime | None:
        """Return when this version of `entry` was first published."""
        return self.published.get((key_of(entry), entry.version))


def load_serving(home: Path, loaded: Encoder | None = None) -> Serving:
    """Verify and load what is active under `home`; `loaded` is used again when it is the same.

    Raises:
        NothingActiveError: nothing was published yet.
        MissingError, DamagedError, SnapshotError, EncoderError: it cannot be served.
    """
    store = Store(home)
    ledger = Ledger(home)
    activation = ledger.active()
    snapshot = snapshots.load(store, activation.snapshot)
    same = loaded is not None and loaded.id == snapshot.encoder_id
    encoder = loaded if same and loaded else encoders.load(store, snapshot.encoder_id)
    encoder.questions(["warm worden voor de eerste vraag"])
    return Serving(
        activation=activation,
        snapshot=snapshot,
        search=Searcher(snapshot, encoder),
        published=first_published(ledger.entries()),
    )


class Watcher:
    """Keeps the reference up to date; a publication that fails to load leaves the old one."""

    def __init__(self, home: Path, every_seconds: float) -> None:
        self._home = home
        self._every = every_seconds
        self._stop = threading.Event()
        self._seen: bytes | None = None
        self._current: Serving | None = None
        self._reason: str | None = "nog niet geladen"
        self._thread = threading.Thread(target=self._watch, name="publication-watcher", daemon=True)

    @property
    def current(self) -> Serving | None:
        """The reference; None until something could be loaded. Read it once per request."""
        return self._current

    @property
    def reason(self) -> str | None:
        """Why what is active is not what is served, in one Dutch sentence; None when it is."""
        return self._reason

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
        """Load what is active when the pointer moved; keep the old reference when that fails."""
        pointer = Ledger(self._home).pointer
        try:
            now = pointer.read_bytes() if pointer.exists() else None
        except OSError as error:
            self._reason = f"de aanwijzer is onleesbaar ({error.strerror})"
            return
        if now == self._seen and now is not None:
            return
        self._seen = now
        old = self._current
        try:
            new = load_serving(self._home, old.search.encoder if old else None)
        except (KbError, IndexerError) as error:
            self._refused(str(error))
            return
        except OSError as error:
            self._seen = None  # what cannot be read now may be readable the next time
            self._refused(f"een bestand is onleesbaar ({error.strerror})")
            return
        self._current, self._reason = new, None
        log.info("serving snapshot %s", new.snapshot.id)

    def _refused(self, reason: str) -> None:
        self._reason = reason
        log.warning("publication refused: %s", reason)

    def _watch(self) -> None:
        while not self._stop.wait(self._every):
            self.refresh()
