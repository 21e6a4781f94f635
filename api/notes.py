"""The advisor notes beside what answers: read in the internal role only, for who may see them.

They lie in an artefact of their own, apart from every text that is searched or shown. A process of
the public role makes no `AdvisorNotes`, so that nothing in it ever opens them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from api.schema import NO_NOTES
from api.serving import Serving
from kb.archive import Archive
from kb.composing import Answer
from kb.errors import StoreError

log = logging.getLogger(__name__)

NotesBeside = Callable[[Answer, Serving], Mapping[str, str]]
"""Gives the notes that go with an answer: Markdown, by the id of the item."""

_RELEASES: Final = 2
"""Of how many releases the notes are kept: of what answers, and of what is replayed."""


def without_notes(_given: Answer, _serving: Serving) -> Mapping[str, str]:
    """Return no note at all: what everybody gets who may not read them."""
    return NO_NOTES


class AdvisorNotes:
    """The notes of every release under one home. May be shared by threads."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._bodies = lru_cache(_RELEASES)(self._read)

    def beside(self, given: Answer, serving: Serving) -> Mapping[str, str]:
        """Return the notes of the texts in `given`, with the figures of its day.

        They are those of the very release that answered. When they cannot be read, the answer goes
        without: it is what the caller on the line is waiting for.
        """
        try:
            bodies = self._bodies(serving.activation.release)
        except StoreError as error:
            log.warning("advisor notes: %s", error)
            return NO_NOTES
        figures, wording = serving.knowledge.figures, serving.knowledge.wording()
        return {
            id_: figures.substitute(bodies[id_], given.day, wording)[0]
            for id_ in (it.entry.id for it in given.answers)
            if id_ in bodies
        }

    def _read(self, release: str) -> Mapping[str, str]:
        return {it.id: it.body for it in self._archive.notes(release).notes}
