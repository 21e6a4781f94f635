"""What the faces tell the journal, once an answer is made; and clearing away what is too old."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from fastapi import Request

from api import observing
from api.routes.dependencies import now_of
from api.schema import Channel, FoundBody
from api.serving import Serving
from eval.errors import JournalError
from eval.journal.database import Database
from eval.journal.reading import purge
from eval.journal.records import Asked, Shown
from eval.journal.writer import Writer
from kb.composing import Answer

log = logging.getLogger(__name__)

PURGE_SECONDS: Final = 24 * 60 * 60.0
"""How often what is too old is deleted: retention counts in days."""

PURGE_AGAIN_SECONDS: Final = 10 * 60.0
"""After how long that is tried again when the database did not work."""

Clock = Callable[[], datetime]


def journal_of(request: Request) -> Writer:
    """Return what writes the journal of this server."""
    journal: Writer = request.app.state.journal
    return journal


def asked(
    request: Request,
    given: Answer,
    body: FoundBody,
    serving: Serving,
    channel: Channel = Channel.WEBSITE,
) -> None:
    """Tell the journal what was asked, in its masked form, and what was answered. Never fails.

    The figures and the traces of this process hear how it ended, and nothing of what was asked.

    While the kill switch is pulled nothing is kept: nobody looked for an answer, so that there was
    none says nothing about the content.
    """
    observing.answered(request, given)
    if serving.pulled is not None:
        return
    journal_of(request).put(
        Asked(
            reference=body.reference,
            at=now_of(request),
            day=given.day,
            channel=channel.value,
            language=given.language.code,
            text=given.asked,
            outcome=given.outcome.value,
            confidence=given.answers[0].confidence if given.answers else None,
            snapshot=body.snapshot,
            publication=body.publication,
            shown=tuple(Shown(it.id, it.version, it.language) for it in body.answers),
        )
    )


class Purger:
    """Deletes once a day, beside the answering, the questions that are older than `days`."""

    def __init__(
        self, database: Database, days: int, clock: Clock, first_seconds: float = 10.0
    ) -> None:
        self._database = database
        self._days = days
        self._clock = clock
        self._first = first_seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal-purger", daemon=True)

    def start(self) -> None:
        """Begin, a little after the start of the server."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; a deletion that is under way is not waited for."""
        self._stop.set()

    def _run(self) -> None:
        wait = self._first
        while not self._stop.wait(wait):
            wait = PURGE_SECONDS if self._purged() else PURGE_AGAIN_SECONDS

    def _purged(self) -> bool:
        try:
            deleted = purge(self._database, self._clock() - timedelta(days=self._days))
        except JournalError as error:
            log.warning("journal: old questions not deleted: %s", error)
            return False
        except Exception:  # a purger that ends would keep for ever what may not be kept
            log.exception("journal: old questions not deleted")
            return False
        if deleted:
            log.info("journal: %d questions older than %d days deleted", deleted, self._days)
        return True
