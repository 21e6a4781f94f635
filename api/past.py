"""What was published before, as the API shows it: kept at hand, because a release never changes."""

from __future__ import annotations

import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from eval.errors import UnknownRunError
from kb.archive import Archive
from kb.knowledge import Knowledge
from kb.versions import Versions

if TYPE_CHECKING:
    from eval.run import Run


class Past:
    """The archive of one home, with the texts of the release that was last asked for."""

    def __init__(self, home: Path) -> None:
        self.archive = Archive(home)
        self.versions = Versions(self.archive)
        self._lock = threading.Lock()
        self._last: tuple[str, Knowledge] | None = None
        self.run = lru_cache(4)(self._run)
        """Gives a stored run by its id, None when it is gone."""

    def knowledge(self, release: str) -> Knowledge:
        """Return the public texts of a release.

        Raises:
            MissingError: it was cleared away after its retention.
            DamagedError: it was changed.
        """
        with self._lock:
            if self._last is None or self._last[0] != release:
                self._last = None  # one old release in memory at a time
                self._last = release, Knowledge(self.archive.public(release))
            return self._last[1]

    def _run(self, id_: str) -> Run | None:
        from eval.runs import Runs  # what measures is not loaded to answer

        try:
            return Runs(self.archive.home).named(id_)
        except UnknownRunError:
            return None
