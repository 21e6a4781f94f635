"""Says to one who waits what became of a record; whoever stops waiting takes it back."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from eval.journal.records import Record


@dataclass
class Receipt:
    """A record and what became of it. Exactly one of both sides has the last word."""

    record: Record
    withdrawn: bool = False
    written: bool = False
    _settled: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, seconds: float) -> bool:
        """Return whether it was written within `seconds`; if not, it is withdrawn."""
        self._settled.wait(seconds)
        with self._lock:
            if not self._settled.is_set():
                self.withdrawn = True
            return self.written

    def settle(self, *, written: bool) -> bool:
        """Say what became of it; return False when it was withdrawn, so must be taken back."""
        with self._lock:
            if self.withdrawn:
                return False
            self.written = written
            self._settled.set()
            return True
