"""Hits for a question: dense and lexical scores fused per entry, ties broken by id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.dense import centred
from indexer.encoder import Encoder, Vectors
from indexer.errors import EncoderError
from indexer.parameters import Parameters
from indexer.passages import PassageKind
from indexer.snapshot import Snapshot
from kb.answering import Found, Fragment, Hit, Query
from kb.model import Entry

Scores = npt.NDArray[np.float32]

SCORE_DIGITS: Final = 5
"""Scores are rounded before ranking, so that SIMD levels and thread counts agree on the order."""


@dataclass(frozen=True)
class Searcher:
    """A snapshot with its encoder. Calling it with a query gives the hits."""

    snapshot: Snapshot
    encoder: Encoder

    @property
    def parameters(self) -> Parameters:
        """The numbers that the snapshot was made with."""
        return self.snapshot.parameters

    def __call__(self, query: Query) -> Found:
        """Return every entry that the query's filters admit, best first.

        When the encoder fails, words alone decide and the result is marked degraded.
        """
        lexical = self.snapshot.lexical.scores(*self.snapshot.analyzer.question(query.text))
        rows: Scores | None = None
        try:
            vector = self._embedded(query.text)
            rows = self.snapshot.dense.scores(centred(vector, self.snapshot.centre)[0])
        except EncoderError:
            fused = lexical
        else:
            fused = self._fused(rows, lexical)
        admitted = [
            at for at, entry in enumerate(self.snapshot.knowledge.entries) if _admits(query, entry)
        ]
        hits = self._ranked(fused, admitted, rows)
        return Found(hits, degraded=rows is None)

    def _embedded(self, text: str) -> Vectors:
        vector = self.encoder.questions([text])
        if self.snapshot.passages and vector.shape != (1, *self.snapshot.centre.shape):
            raise EncoderError("De encoder gaf een vector van een andere lengte.")
        return vector

    def _fused(self, rows: Scores, lexical: Scores) -> Scores:
        questions = self._best_per_entry(rows, PassageKind.QUESTION)
        texts = self._best_per_entry(rows, PassageKind.TEXT)
        weights = self.parameters.weights
        fused: Scores = (
            weights.question * questions + weights.text * texts + weights.lexical * lexical
        )
        return fused

    def _best_per_entry(self, rows: Scores, kind: PassageKind) -> Scores:
        best = np.full(len(self.snapshot.knowledge.entries), -1.0, np.float32)
        of_kind = list(self.snapshot.rows_of_kind[kind])
        owners = np.asarray(self.snapshot.owners, np.intp)[of_kind]
        np.maximum.at(best, owners, rows[of_kind])
        return best

    def _ranked(
        self, fused: Scores, admitted: Sequence[int], rows: Scores | None
    ) -> tuple[Hit, ...]:
        entries = self.snapshot.knowledge.entries
        scored = [(round(float(fused[at]), SCORE_DIGITS), at) for at in admitted]
        scored.sort(key=lambda it: (-it[0], entries[it[1]].id, entries[it[1]].validity.start))
        scores = [score for score, _ in scored]
        return tuple(
            Hit(
                entry=entries[at],
                score=score,
                confidence=self.parameters.calibration.probability(score, _lead(scores, rank)),
                fragment=self._fragment(at, rows) if rank < _WITH_FRAGMENT else None,
            )
            for rank, (score, at) in enumerate(scored)
        )

    def _fragment(self, entry_at: int, rows: Scores | None) -> Fragment | None:
        """Return the section of an entry whose vector is nearest to the question."""
        if rows is None:
            return None
        own = self.snapshot.sections.get(entry_at, [])
        if not own:
            return None
        best = max(range(len(own)), key=lambda at: float(rows[own[at]]))
        found = self.snapshot.headed(entry_at)[best]
        return Fragment(str(found.heading), found.markdown)


_WITH_FRAGMENT: Final = 10
"""Ranks that get a fragment: as many as an answer can hold."""


def _admits(query: Query, entry: Entry) -> bool:
    """Whether an entry may be found at all: on the day asked, for the audience, in the schemes."""
    return (
        entry.validity.contains(query.day)
        and entry.audience.serves(query.audience)
        and (
            not query.schemes or not entry.schemes or bool(set(query.schemes) & set(entry.schemes))
        )
    )


def _lead(scores: Sequence[float], rank: int) -> float:
    """Return how far a score is above the best other one; below zero for all but the first."""
    others = scores[1] if rank == 0 and len(scores) > 1 else scores[0]
    return scores[rank] - others if len(scores) > 1 else scores[rank]
