"""What was embedded once is not embedded again, and comes back bit for bit."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from indexer.encoder import Progress, Vectors
from indexer.vector_cache import CachingEncoder, without_memory


class Counting:
    """An encoder of two dimensions that remembers what it was asked."""

    id = "sha256:" + "a" * 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def questions(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        rows = np.array([[len(text), 1.0] for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        progress(len(texts))
        return -self.questions(texts)


def test_only_new_texts_are_embedded(tmp_path: Path) -> None:
    inner = Counting()
    CachingEncoder(inner, tmp_path).questions(["een", "twee"])
    again = CachingEncoder(inner, tmp_path).questions(["twee", "drie", "een"])
    assert inner.asked == ["een", "twee", "drie"]
    assert np.array_equal(again, Counting().questions(["twee", "drie", "een"]))


def test_a_question_and_a_passage_of_the_same_words_differ(tmp_path: Path) -> None:
    cached = CachingEncoder(Counting(), tmp_path)
    assert np.array_equal(cached.questions(["een"]), -cached.passages(["een"]))


def test_encoders_do_not_share_vectors(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    second.id = "sha256:" + "b" * 64
    CachingEncoder(first, tmp_path).questions(["een"])
    CachingEncoder(second, tmp_path).questions(["een"])
    assert second.asked == ["een"]


def test_a_repeated_text_is_embedded_once_and_given_each_time(tmp_path: Path) -> None:
    inner = Counting()
    assert CachingEncoder(inner, tmp_path).questions(["een", "een"]).shape == (2, 2)
    assert inner.asked == ["een"]


def test_progress_counts_every_text(tmp_path: Path) -> None:
    cached, seen = CachingEncoder(Counting(), tmp_path), []
    cached.passages(["een"])
    cached.passages(["een", "twee"], seen.append)
    assert sum(seen) == 2


def test_nothing_asked_gives_no_rows(tmp_path: Path) -> None:
    assert len(CachingEncoder(Counting(), tmp_path).questions([])) == 0


def test_a_row_that_does_not_match_its_digest_is_made_anew(tmp_path: Path) -> None:
    CachingEncoder(Counting(), tmp_path).questions(["een", "twee"])
    (file,) = tmp_path.glob("vectors-*.sqlite")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("update vector set row = zeroblob(length(row))")
    inner = Counting()
    again = CachingEncoder(inner, tmp_path).questions(["een", "twee"])
    assert inner.asked == ["een", "twee"]
    assert np.array_equal(again, Counting().questions(["een", "twee"]))


def test_a_file_that_is_no_database_is_begun_anew(tmp_path: Path) -> None:
    CachingEncoder(Counting(), tmp_path).questions(["een"])
    (file,) = tmp_path.glob("vectors-*.sqlite")
    file.write_bytes(b"dit is geen database" * 100)
    assert len(CachingEncoder(Counting(), tmp_path).questions(["een"])) == 1


def test_a_database_that_is_damaged_inside_is_begun_anew(tmp_path: Path) -> None:
    texts = [f"tekst {at}" for at in range(300)]
    CachingEncoder(Counting(), tmp_path).questions(texts)
    (file,) = tmp_path.iterdir()
    raw = file.read_bytes()
    file.write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
    CachingEncoder(Counting(), tmp_path).questions(texts)
    inner = Counting()
    CachingEncoder(inner, tmp_path).questions(texts)
    assert inner.asked == []


def test_under_everything_that_remembers_is_the_encoder_that_does_the_work(tmp_path: Path) -> None:
    inner = Counting()
    assert without_memory(inner) is inner
    once = CachingEncoder(inner, tmp_path / "a")
    assert without_memory(once) is inner
    assert without_memory(CachingEncoder(once, tmp_path / "b")) is inner


class Tired(Counting):
    """An encoder that stops after some texts."""

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        if len(self.asked) >= 1_000:
            raise KeyboardInterrupt
        return super().passages(texts, progress)


def test_who_is_stopped_half_way_goes_on_from_there(tmp_path: Path) -> None:
    texts = [f"tekst {at}" for at in range(1_700)]
    with pytest.raises(KeyboardInterrupt):
        CachingEncoder(Tired(), tmp_path).passages(texts)
    inner = Counting()
    rows = CachingEncoder(inner, tmp_path).passages(texts)
    assert inner.asked == texts[1_000:]
    assert np.array_equal(rows, Counting().passages(texts))
