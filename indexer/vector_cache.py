"""Vectors of texts that were embedded before, by digest of the text, one file per encoder.

A cache: losing it costs time, nothing else. Unchanged passages are never embedded again. A row
goes with its own digest, and one that does not match it is made anew; a file that is no database
any more is thrown away. One that cannot be read or written is not used.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from indexer.encoder import Encoder, Progress, Vectors

log = logging.getLogger(__name__)

T = TypeVar("T")

_FORMAT: Final = 2
"""Raise when the table changes: a file of another format is not looked at."""
_QUESTION: Final = "q"
_PASSAGE: Final = "p"
_AT_A_TIME: Final = 500
"""How many texts are embedded before they are remembered: some ten seconds of work."""
_WAIT_SECONDS: Final = 30
"""How long to wait for another process that writes; it writes in milliseconds."""


class CachingEncoder:
    """An encoder that remembers. Vectors come back bit for bit as they were first made."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self.id = encoder.id
        self._encoder = encoder
        self._file = folder / f"vectors-{_FORMAT}-{encoder.id.partition(':')[2][:16]}.sqlite"
        with _in_passing():
            folder.mkdir(parents=True, exist_ok=True)
            try:
                self._make_table()
            except sqlite3.OperationalError:
                raise  # full, locked or refused: what is in it may be whole
            except sqlite3.DatabaseError as error:
                log.warning("vector cache begun anew: %s", error)
                self._file.unlink(missing_ok=True)
                self._make_table()

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
        known = self._remembered(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        known_progress(len(texts) - len(missing))
        for some in batched(missing.items(), _AT_A_TIME):
            rows = dict(zip(dict(some), embed([text for _, text in some]), strict=True))
            self._remember(rows)  # whoever stops half-way goes on from there
            known |= rows
        return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def _remembered(self, keys: Iterable[str]) -> dict[str, Vectors]:
        found: dict[str, tuple[bytes, bytes]] = {}
        with _in_passing(), closing(self._open()) as database:
            found = {
                key: row
                for key in keys
                for row in database.execute("select row, digest from vector where key = ?", (key,))
            }
        return {
            key: np.frombuffer(row, "<f4")
            for key, (row, digest) in found.items()
            if _digest(row) == digest
        }

    def _remember(self, rows: Mapping[str, Vectors]) -> None:
        written = {key: row.astype("<f4").tobytes() for key, row in rows.items()}
        with _in_passing(), closing(self._open()) as database, database:
            database.executemany(
                "insert or replace into vector values (?, ?, ?)",
                [(key, row, _digest(row)) for key, row in written.items()],
            )

    def _make_table(self) -> None:
        with closing(self._open()) as database, database:
            database.execute(
                "create table if not exists vector (key text primary key, row blob, digest blob)"
            )
            if (found := database.execute("pragma quick_check(1)").fetchone()) != ("ok",):
                raise sqlite3.DatabaseError(str(found))

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=_WAIT_SECONDS)


def without_memory(encoder: Encoder) -> Encoder:
    """Return the encoder that does the work, under every one that remembers."""
    while isinstance(encoder, CachingEncoder):
        encoder = encoder._encoder
    return encoder


@contextmanager
def _in_passing() -> Iterator[None]:
    """Go on when the cache does not work: it saves time, and nothing depends on it."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        log.info("vector cache not used: %s", error)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of at most `size`."""
    remaining = iter(items)
    while some := list(islice(remaining, size)):
        yield some


def _digest(row: bytes) -> bytes:
    return hashlib.sha256(row).digest()
