"""What a question and an entry have in common, as numbers: one array per signal, one per entry.

How much each counts is in `indexer.parameters.Weights`; what each adds is printed by
`python -m benchmarks.ablation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors

Scores = npt.NDArray[np.float32]

NEIGHBOURS: Final = 3
"""How many of the nearest ways to ask it count together: one alone may be near by accident."""

NOTHING: Final = -1.0
"""The score of an entry without a passage of the kind: the lowest cosine."""


class Signal(StrEnum):
    """A way in which an entry may fit a question, from 0 or -1 (not at all) to 1."""

    NEAREST = "naasteVraag"
    """Cosine with the nearest way to ask it."""
    NEIGHBOURS = "naasteVragen"
    """Mean cosine with the three nearest ways to ask it."""
    TOPIC = "onderwerp"
    """Cosine with the mean of all ways to ask it."""
    TEXT = "tekst"
    """Cosine with the nearest section of the text."""
    WORDS = "woorden"
    """BM25 over words, lemmas and parts of compounds, in questions and text."""
    GRAMS = "letters"
    """BM25 over character 4-grams of the questions: slips and inflections."""
    POINTED = "aangewezen"
    """How far the words point at it, as `indexer.classifier` learned; about -1.5 to 1."""


LEXICAL: Final = frozenset({Signal.WORDS, Signal.GRAMS, Signal.POINTED})
"""The signals that compare words; the others compare vectors."""


@dataclass(frozen=True)
class Rows:
    """Which rows belong to which entry: `table[i]` holds the rows of entry i, padded with -1."""

    table: npt.NDArray[np.intp]

    @staticmethod
    def of(owners: Sequence[int], chosen: Sequence[int], entries: int) -> Rows:
        """Return the `chosen` rows per entry; row r belongs to entry `owners[r]`."""
        per_entry: list[list[int]] = [[] for _ in range(entries)]
        for row in chosen:
            per_entry[owners[row]].append(row)
        longest = max(map(len, per_entry), default=0)
        table = np.full((entries, max(longest, 1)), -1, np.intp)
        for at, rows in enumerate(per_entry):
            table[at, : len(rows)] = rows
        return Rows(table)

    def without(self, rows: Sequence[int]) -> Rows:
        """Return the same without some rows."""
        return Rows(np.where(np.isin(self.table, list(rows)), -1, self.table))

    def nearest(self, cosines: Scores) -> Scores:
        """Return the best of `cosines` (one per row) for each entry."""
        best: Scores = self._of_entries(cosines).max(axis=1)
        return best

    def neighbours(self, cosines: Scores) -> Scores:
        """Return the mean of the best few of `cosines` for each entry, of fewer where it has."""
        values = self._of_entries(cosines)
        most = min(NEIGHBOURS, values.shape[1])
        best = -np.sort(np.partition(-values, most - 1, axis=1)[:, :most], axis=1)
        counts = np.clip((self.table >= 0).sum(axis=1), 1, most)
        kept = np.arange(most)[None, :] < counts[:, None]
        mean: Scores = (np.where(kept, best, 0).sum(axis=1) / counts).astype(np.float32)
        return mean

    def means(self, rows: Vectors) -> Vectors:
        """Return the unit mean of the rows of each entry; zeros where it has none."""
        own = (rows[each[each >= 0]].sum(axis=0, dtype=np.float64) for each in self.table)
        sums = np.stack(list(own)) if len(self.table) else np.zeros((0, rows.shape[1]))
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        unit: Vectors = (sums / np.maximum(lengths, 1e-12)).astype(np.float32)
        return unit

    def _of_entries(self, cosines: Scores) -> Scores:
        padded = np.append(cosines, np.float32(NOTHING))
        values: Scores = padded[self.table]
        return values


def weighed(signals: Mapping[Signal, Scores], weights: Mapping[Signal, float]) -> Scores:
    """Return the weighed sum of signals, one score per entry; zeros when none of them counts."""
    total: Scores = sum(
        (weights[signal] * values for signal, values in signals.items() if weights[signal]),
        start=np.zeros_like(next(iter(signals.values()))),
    )
    return total.astype(np.float32)
