"""What all questions in one language share, taken out so that the differences count.

E5 cosines lie between .75 and .92 because every vector has a large common part, and part of that
is the language: a Polish question is nearer to a Polish phrasing about something else than to the
Dutch text that answers it. So the mean question of its language is subtracted from every question,
asked or written. Measured in ../docs/zoeken.md; printed by `python -m benchmarks.ablation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from indexer.encoder import Vectors

ENOUGH: Final = 40
"""Questions in a language from which their mean says more about the language than about them."""


@dataclass(frozen=True)
class Centres:
    """The mean of all questions, and that of each language with enough of them."""

    overall: Vectors
    per_language: Mapping[str, Vectors]

    @staticmethod
    def of(questions: Vectors, languages: Sequence[str]) -> Centres:
        """Return the means of `questions` (n, dimensions), of which row i is in `languages[i]`."""
        if not len(questions):
            return Centres(np.zeros(questions.shape[1], np.float32), {})
        said = np.asarray(languages)
        return Centres(
            _mean(questions),
            {
                language: _mean(questions[said == language])
                for language in sorted(set(languages))
                if (said == language).sum() >= ENOUGH
            },
        )

    def centre(self, language: str) -> Vectors:
        """Return what questions in `language` share; of one with few questions, what all do."""
        return self.per_language.get(language, self.overall)


def centred(rows: Vectors, centres: Vectors) -> Vectors:
    """Return unit rows without `centres`: one for all of them, or one for each."""
    shifted = rows - centres
    lengths = np.linalg.norm(shifted, axis=-1, keepdims=True)
    unit: Vectors = (shifted / np.maximum(lengths, 1e-12)).astype(np.float32)
    return unit


def _mean(rows: Vectors) -> Vectors:
    mean: Vectors = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
    return mean
