"""The kill switch: a file that can always be pulled, and a log of every turn."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.errors import BusyError, DamagedError, StoreError
from kb.store import Store
from kb.switch import Pulled, Switch

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def turns(home: Path) -> list[tuple[bool, str, str]]:
    return [(it.on, it.by, it.reason) for it in Switch(home).log()]


def test_a_home_without_a_switch_answers(home: Path) -> None:
    assert Switch(home).state() is None
    assert Switch(home).log() == ()


def test_what_is_pulled_says_when_by_whom_and_why(home: Path) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOON)
    assert Switch(home).state() == Pulled(at=NOON, by="Noor", reason="verkeerd bedrag")


def test_a_second_pull_keeps_the_first_reason_and_adds_nothing_to_the_log(home: Path) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOON)
    assert Switch(home).pull("nog iets", "Jan", NOON + HOUR).reason == "verkeerd bedrag"
    assert turns(home) == [(True, "Noor", "verkeerd bedrag")]


def test_a_release_tells_how_it_was_pulled_and_lets_answers_be_given(home: Path) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOON)
    was = Switch(home).release("Jan", NOON + HOUR, "bedrag verbeterd")
    assert was is not None
    assert was.by == "Noor"
    assert Switch(home).state() is None
    assert turns(home) == [(True, "Noor", "verkeerd bedrag"), (False, "Jan", "bedrag verbeterd")]


def test_a_release_of_what_was_not_pulled_changes_nothing(home: Path) -> None:
    assert Switch(home).release("Jan", NOON) is None
    assert turns(home) == []


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff\x00", b"[" * 9999, b'{"tijdstip": 1}'])
def test_a_file_that_cannot_be_read_counts_as_pulled(home: Path, raw: bytes) -> None:
    home.mkdir()
    (home / "noodrem.json").write_bytes(raw)
    os.utime(home / "noodrem.json", (NOON.timestamp(), NOON.timestamp()))
    pulled = Switch(home).state()
    assert pulled is not None
    assert (pulled.at, pulled.by) == (NOON, "onbekend")
    assert Switch(home).release("Jan", NOON + HOUR) == pulled
    assert Switch(home).state() is None
    assert [it.on for it in Switch(home).log()] == [True, False]


def test_a_folder_in_its_place_counts_as_pulled(home: Path) -> None:
    (home / "noodrem.json").mkdir(parents=True)
    assert Switch(home).state() is not None


def test_a_disk_that_does_not_say_is_an_error_and_no_answer(home: Path) -> None:
    home.symlink_to(home)
    with pytest.raises(StoreError):
        Switch(home).state()


def test_a_log_without_room_keeps_nobody_from_pulling(home: Path) -> None:
    (home / "noodrem.jsonl").mkdir(parents=True)
    with pytest.raises(StoreError):
        Switch(home).pull("verkeerd bedrag", "Noor", NOON)
    assert Switch(home).state() is not None


def test_what_the_log_had_no_room_for_is_added_by_the_next_turn(home: Path) -> None:
    (home / "noodrem.jsonl").mkdir(parents=True)
    with pytest.raises(StoreError):
        Switch(home).pull("verkeerd bedrag", "Noor", NOON)
    (home / "noodrem.jsonl").rmdir()
    Switch(home).release("Jan", NOON + HOUR, "verbeterd")
    assert turns(home) == [(True, "Noor", "verkeerd bedrag"), (False, "Jan", "verbeterd")]


def test_it_is_pulled_before_another_process_lets_it_into_the_log(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.store.ACTIVATING_SECONDS", 0.05)
    with Store(home).activating(), pytest.raises(BusyError):
        Switch(home).pull("verkeerd bedrag", "Noor", NOON)
    assert Switch(home).state() is not None


def test_a_line_that_was_cut_off_is_no_turn_and_spoils_no_other(home: Path) -> None:
    Switch(home).pull("een", "Noor", NOON)
    log = home / "noodrem.jsonl"
    log.write_bytes(log.read_bytes() + b'{"aan":fal')
    assert len(turns(home)) == 1
    Switch(home).release("Jan", NOON + HOUR, "twee")
    assert turns(home) == [(True, "Noor", "een"), (False, "Jan", "twee")]


def test_a_line_that_was_changed_is_damage(home: Path) -> None:
    Switch(home).pull("een", "Noor", NOON)
    log = home / "noodrem.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"aan":true', b'"aan":"misschien"'))
    with pytest.raises(DamagedError, match=r"regel 1 van noodrem\.jsonl"):
        Switch(home).log()


@pytest.mark.parametrize(
    ("hours", "reason"),
    [(-1, None), (0, "een"), (1, "een"), (2, None), (3, None), (4, "twee"), (99, "twee")],
)
def test_how_it_was_at_a_moment_is_known_afterwards(
    home: Path, hours: int, reason: str | None
) -> None:
    switch = Switch(home)
    switch.pull("een", "Noor", NOON)
    switch.release("Jan", NOON + 2 * HOUR)
    switch.pull("twee", "Noor", NOON + 4 * HOUR)
    then = switch.at(NOON + hours * HOUR)
    assert (then.reason if then else None) == reason


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pulls=st.lists(st.booleans(), max_size=8))
def test_the_log_ends_as_the_switch_stands(
    tmp_path_factory: pytest.TempPathFactory, pulls: list[bool]
) -> None:
    switch = Switch(tmp_path_factory.mktemp("home"))
    for at, pull in enumerate(pulls):
        moment = NOON + at * HOUR
        if pull:
            switch.pull("reden", "Noor", moment)
        else:
            switch.release("Jan", moment)
    log = switch.log()
    assert (switch.state() is not None) == (bool(log) and log[-1].on)
    assert all(one.on != other.on for one, other in pairwise(log))
