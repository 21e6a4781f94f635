"""Vectors of texts that were embedded before, by digest of the text, one file per encoder.

A cache: losing it costs time, nothing else. Unchanged passages are never embedded again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from indexer.encoder import Encoder, Progress, Vectors

_QUESTION: Final = "q"
_PASSAGE: Final = "p"


class CachingEncoder:
    """An encoder that remembers. Vectors come back bit for bit as they were first made."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.id = encoder.id
        self._encoder = encoder
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / f"vectors-{encoder.id.partition(':')[2][:16]}.sqlite"
        with closing(self._open()) as database, database:
            database.execute("create table if not exists vector (key text primary key, row blob)")

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Embed what people ask."""
        return self._embed(_QUESTION, texts, self._encoder.questions, lambda _count: None)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        """Embed what can be found."""
        made = 0

        def advance(count: int) -> None:
            nonlocal made
            made += count
            progress(count)

        return self._embed(
            _PASSAGE, texts, lambda missing: self._encoder.passages(missing, advance), progress
        )

    def _embed(
        self,
        kind: str,
        texts: Sequence[str],
        embed: Callable[[Sequence[str]], Vectors],
        known_progress: Progress,
    ) -> Vectors:
        keys = [kind + hashlib.sha256(text.encode()).hexdigest() for text in texts]
        with closing(self._open()) as database:
            known = {
                key: np.frombuffer(row, "<f4")
                for key in keys
                for (row,) in database.execute("select row from vector where key = ?", (key,))
            }
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
            known_progress(len(texts) - len(missing))
            if missing:
                rows = embed(list(missing.values()))
                known |= dict(zip(missing, rows, strict=True))
                with database:
                    database.executemany(
                        "insert or replace into vector values (?, ?)",
                        [
                            (key, row.astype("<f4").tobytes())
                            for key, row in zip(missing, rows, strict=True)
                        ],
                    )
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=30)
