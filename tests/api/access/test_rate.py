"""The sliding window: how many, for whom, how long to wait, and how much is kept."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.rate import Rate
from api.limits import RATE_BUCKETS


@dataclass
class Ticks:
    seconds: float = 600.0

    def __call__(self) -> float:
        return self.seconds


def hits(rate: Rate, client: str, times: int) -> list[int | None]:
    return [rate.hit(client) for _ in range(times)]


def test_as_many_pass_as_may_in_a_minute_and_not_one_more() -> None:
    rate = Rate(5, Ticks())
    assert hits(rate, "a", 5) == [None] * 5
    assert rate.is_spent("a")
    assert rate.hit("a") is not None


def test_one_client_leaves_another_alone() -> None:
    rate = Rate(2, Ticks())
    hits(rate, "a", 10)
    assert hits(rate, "b", 2) == [None, None]


def test_a_new_minute_is_no_clean_slate() -> None:
    ticks = Ticks(659.0)
    rate = Rate(60, ticks)
    hits(rate, "a", 60)
    ticks.seconds = 661.0
    assert hits(rate, "a", 1) == [None]
    assert rate.hit("a") is not None


def test_after_two_minutes_of_rest_everything_passes_again() -> None:
    ticks = Ticks()
    rate = Rate(60, ticks)
    hits(rate, "a", 60)
    ticks.seconds += 120
    assert hits(rate, "a", 60) == [None] * 60


def test_what_is_refused_does_not_count() -> None:
    ticks = Ticks(600.0)
    rate = Rate(10, ticks)
    hits(rate, "a", 1000)
    ticks.seconds = 660.0 + 30
    assert hits(rate, "a", 5) == [None] * 5


@given(
    most=st.integers(1, 50),
    steps=st.lists(st.tuples(st.floats(0, 90), st.integers(1, 80)), max_size=12),
)
def test_whoever_waits_as_long_as_was_said_gets_in(
    most: int, steps: list[tuple[float, int]]
) -> None:
    ticks = Ticks()
    rate = Rate(most, ticks)
    for pause, times in steps:
        ticks.seconds += pause
        wait = hits(rate, "a", times)[-1]
        if wait is not None:
            assert 1 <= wait <= 120
            ticks.seconds += wait
            assert rate.hit("a") is None


@given(st.lists(st.floats(0, 20), min_size=1, max_size=200))
def test_no_minute_lets_more_than_twice_as_many_through(pauses: list[float]) -> None:
    ticks = Ticks()
    rate = Rate(10, ticks)
    passed: list[float] = []
    for pause in pauses:
        ticks.seconds += pause
        passed += [ticks.seconds for it in hits(rate, "a", 5) if it is None]
    for start in passed:
        assert sum(start <= it < start + 60 for it in passed) <= 20


@pytest.mark.parametrize("minutes", [1, 2])
def test_a_million_clients_take_no_more_room_than_was_set_aside(minutes: int) -> None:
    ticks = Ticks()
    rate = Rate(5, ticks)
    for _ in range(minutes):
        for number in range(150_000):
            rate.hit(f"10.{number}")
        ticks.seconds += 60
    assert rate.counters <= 2 * RATE_BUCKETS


def test_no_address_is_kept() -> None:
    rate = Rate(5, Ticks())
    rate.hit("192.0.2.55")
    assert "192.0.2.55" not in repr(rate)
