"""Lexical search: BM25 over the words of each entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import bm25s
import numpy as np
import numpy.typing as npt

_SATURATION: Final = 5.0
"""The BM25 score that counts for one half, so that a few matching words already weigh."""

_SYNONYM_WEIGHT: Final = 0.5
"""What a synonym is worth beside the word that somebody used."""


class LexicalIndex:
    """BM25 over one list of terms per entry."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._count = len(documents)
        self._bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self._vocabulary = {term for document in documents for term in document}
        if self._vocabulary:
            self._bm25.index([list(document) for document in documents], show_progress=False)

    def scores(self, said: Sequence[str], also: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return a score between 0 and 1 for every entry, in order; `also` are synonyms."""
        total = self._bm25_scores(said) + _SYNONYM_WEIGHT * self._bm25_scores(also)
        return (total / (total + _SATURATION)).astype(np.float32)

    def _bm25_scores(self, terms: Sequence[str]) -> npt.NDArray[np.float32]:
        known = [term for term in terms if term in self._vocabulary]
        if not known:
            return np.zeros(self._count, np.float32)
        return np.asarray(self._bm25.get_scores(known), np.float32)
