"""Exact vector search: every stored row is compared with the question."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import faiss
import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors

_BELOW_ALL: Final = -2.0
"""Under the lowest cosine: every row is within it. A search for the best rows would sort them all,
and costs four times as much."""


class DenseIndex:
    """A FAISS inner-product index over unit rows.

    Rows are kept on disk as raw float32 and the index is built when they are loaded: FAISS's own
    files load silently when damaged.
    """

    def __init__(self, rows: Vectors) -> None:
        self._count = rows.shape[0]
        self._index = faiss.IndexFlatIP(rows.shape[1] if self._count else 1)
        if self._count:
            self._index.add(np.ascontiguousarray(rows))

    def scores(self, question: Vectors) -> npt.NDArray[np.float32]:
        """Return the cosine of the vector `question` (dimensions,) with every row, in row order."""
        scores = np.zeros(self._count, np.float32)
        if self._count:
            asked = np.ascontiguousarray(question[None, :])
            _, found, rows = self._index.range_search(asked, _BELOW_ALL)
            scores[rows] = found
        return scores


def write_rows(path: Path, rows: Vectors) -> None:
    """Write rows as raw little-endian float32."""
    path.write_bytes(np.ascontiguousarray(rows, dtype="<f4").tobytes())


def read_rows(path: Path, dimensions: int) -> Vectors:
    """Read what `write_rows` wrote, shape (rows, dimensions).

    Raises:
        ValueError: the size of the file is no whole number of rows.
    """
    rows: Vectors = np.frombuffer(path.read_bytes(), dtype="<f4").reshape(-1, dimensions)
    return rows
