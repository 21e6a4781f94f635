"""An encoder that hangs, fails or is slow costs a question no more than its limit."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pytest

from indexer.encoder import Vectors
from indexer.errors import EncoderError
from indexer.timely import Breaker, TimelyEncoder, timely

LIMIT = 0.1


class Gated:
    """An encoder that waits until it may go on, and counts how often it was asked."""

    id = "sha256:gated"

    def __init__(self) -> None:
        self.open = threading.Event()
        self.open.set()
        self.asked = 0

    def questions(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        self.open.wait()
        return np.ones((len(texts), 3), np.float32)

    def passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _count: None
    ) -> Vectors:
        progress(len(texts))
        return self.questions(texts)


class Broken(Gated):
    """An encoder that raises what a library may raise."""

    def questions(self, texts: Sequence[str]) -> Vectors:
        raise MemoryError(texts[0])


class Clock:
    """Tells how many seconds a test says have passed."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def inner() -> Iterator[Gated]:
    encoder = Gated()
    yield encoder
    encoder.open.set()  # let what hangs end with the test


@pytest.fixture
def clock() -> Clock:
    return Clock()


def limited(inner: Gated, clock: Clock, patience: int = 2, threads: int = 2) -> TimelyEncoder:
    breaker = Breaker(patience, 10.0, clock)
    return TimelyEncoder(inner, seconds=LIMIT, threads=threads, breaker=breaker)


def refused(encoder: TimelyEncoder) -> bool:
    try:
        encoder.questions(["vraag"])
    except EncoderError:
        return True
    return False


def test_an_encoder_that_is_in_time_gives_its_vectors(inner: Gated, clock: Clock) -> None:
    assert limited(inner, clock).questions(["a", "b"]).shape == (2, 3)


def test_an_encoder_that_hangs_is_given_up(inner: Gated, clock: Clock) -> None:
    inner.open.clear()
    encoder = limited(inner, clock)
    with pytest.raises(EncoderError):
        encoder.questions(["vraag"])
    assert encoder.health.late == 1


def test_what_a_library_raises_is_an_encoder_error_that_quotes_nothing(clock: Clock) -> None:
    encoder = limited(Broken(), clock)
    with pytest.raises(EncoderError) as raised:
        encoder.questions(["geheim"])
    assert "geheim" not in str(raised.value)
    assert encoder.health.failed == 1


def test_failures_that_come_at_once_do_not_open_the_breaker(clock: Clock) -> None:
    encoder = limited(Broken(), clock)
    assert all(refused(encoder) for _ in range(5))
    assert not encoder.health.is_resting
    assert encoder.health.passed_over == 0


def test_after_time_outs_in_a_row_it_is_left_alone(inner: Gated, clock: Clock) -> None:
    inner.open.clear()
    encoder = limited(inner, clock)
    assert [refused(encoder) for _ in range(4)] == [True] * 4
    assert inner.asked == 2
    assert (encoder.health.late, encoder.health.passed_over) == (2, 2)
    assert encoder.health.is_resting


def test_a_time_out_now_and_then_does_not_open_the_breaker(inner: Gated, clock: Clock) -> None:
    encoder = limited(inner, clock)
    for _ in range(3):
        inner.open.clear()
        assert refused(encoder)
        inner.open.set()
        assert not refused(encoder)
    assert not encoder.health.is_resting


def test_after_a_rest_one_question_tries_and_its_success_is_enough(
    inner: Gated, clock: Clock
) -> None:
    inner.open.clear()
    encoder = limited(inner, clock)
    assert refused(encoder)
    assert refused(encoder)
    inner.open.set()
    assert refused(encoder)
    clock.now = 11.0
    assert not refused(encoder)
    assert not encoder.health.is_resting


def test_after_a_rest_only_one_question_tries(clock: Clock) -> None:
    breaker = Breaker(1, 10.0, clock)
    breaker.was_late()
    clock.now = 11.0
    assert [breaker.admits() for _ in range(3)] == [True, False, False]
    clock.now = 22.0
    assert breaker.admits()


def test_a_question_that_tries_in_vain_begins_another_rest(inner: Gated, clock: Clock) -> None:
    inner.open.clear()
    encoder = limited(inner, clock, threads=4)
    assert refused(encoder)
    assert refused(encoder)
    clock.now = 11.0
    assert refused(encoder)
    assert refused(encoder)
    assert (encoder.health.late, encoder.health.passed_over) == (3, 1)


def test_what_was_not_begun_in_time_is_never_begun(inner: Gated, clock: Clock) -> None:
    inner.open.clear()
    encoder = limited(inner, clock, patience=99, threads=1)
    assert [refused(encoder) for _ in range(3)] == [True] * 3
    inner.open.set()
    assert not refused(encoder)
    assert inner.asked == 2


def test_texts_to_publish_get_the_time_that_they_need(inner: Gated, clock: Clock) -> None:
    inner.open.clear()
    threading.Timer(3 * LIMIT, inner.open.set).start()
    assert limited(inner, clock).passages(["a"]).shape == (1, 3)


def test_a_rehearsal_gets_more_time_and_counts_for_nothing(inner: Gated, clock: Clock) -> None:
    inner.open.clear()
    encoder = limited(inner, clock)
    threading.Timer(3 * LIMIT, inner.open.set).start()
    assert encoder.unhurried().questions(["a"]).shape == (1, 3)
    assert encoder.health.late == 0


def test_an_encoder_with_a_limit_gets_no_second_one(inner: Gated, clock: Clock) -> None:
    encoder = limited(inner, clock)
    assert timely(encoder) is encoder


def test_an_encoder_that_nobody_uses_any_more_goes_with_its_threads() -> None:
    before = threading.active_count()
    inner = Gated()
    encoder = TimelyEncoder(inner, threads=2)
    encoder.questions(["a"])
    gone = weakref.ref(inner)
    del inner, encoder
    until = time.monotonic() + 30
    while (gone() is not None or threading.active_count() > before) and time.monotonic() < until:
        gc.collect()
        time.sleep(0.01)
    assert gone() is None
    assert threading.active_count() <= before
