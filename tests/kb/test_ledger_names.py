"""Finding an entry of the ledger: by moment, by number, by digest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kb.errors import NotPublishedYetError, UnknownReleaseError
from kb.ledger import Activation, Candidate, Decision, Ledger, in_force_at, named

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
RELEASES = ["a" * 64, "b" * 64, "a" * 64, "abc" + "d" * 61]


@pytest.fixture
def entries(tmp_path: Path) -> tuple[Activation, ...]:
    """Return four entries an hour apart; the third goes back to the release of the first."""
    ledger = Ledger(tmp_path)
    for hour, digest in enumerate(RELEASES):
        release = f"sha256:{digest}"
        candidate = Candidate(
            release=release, public="sha256:" + "9" * 64, snapshot=release, encoder="sha256:e"
        )
        ledger.activate(candidate, Decision("x", ""), START + timedelta(hours=hour))
    return ledger.entries()


@pytest.mark.parametrize(
    ("seconds", "number"), [(0, 1), (3599, 1), (3600, 2), (7200, 3), (10**9, 4)]
)
def test_what_was_in_force_is_known_to_the_second(
    entries: tuple[Activation, ...], seconds: int, number: int
) -> None:
    assert in_force_at(entries, START + timedelta(seconds=seconds)).number == number


def test_before_the_first_entry_nothing_was_published(entries: tuple[Activation, ...]) -> None:
    with pytest.raises(NotPublishedYetError, match="2026-11-22 09:59:59 was er nog niets"):
        in_force_at(entries, START - timedelta(seconds=1))


def test_of_two_entries_in_one_second_the_later_counts(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for digest in ("a", "b"):
        candidate = Candidate(release=digest, public="p", snapshot="s", encoder="e")
        ledger.activate(candidate, Decision("x", ""), START)
    assert in_force_at(ledger.entries(), START).release == "b"


def test_a_clock_that_was_put_back_dates_no_entry_before_the_one_it_follows(
    tmp_path: Path,
) -> None:
    ledger = Ledger(tmp_path)
    for digest, moment in (("a", START), ("b", START - timedelta(hours=1))):
        candidate = Candidate(release=digest, public="p", snapshot="s", encoder="e")
        ledger.activate(candidate, Decision("x", ""), moment)
    assert [it.at for it in ledger.entries()] == [START, START]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("actief", 4),
        ("vorige", 3),
        ("1", 1),
        ("2", 2),
        ("aaaaaa", 3),
        ("sha256:bbbbbb", 2),
        ("b" * 64, 2),
        ("abcddd", 4),
        ("999999", 4),
    ],
)
def test_a_name_means_the_newest_entry_that_has_it(
    entries: tuple[Activation, ...], name: str, number: int
) -> None:
    assert named(entries, name).number == number


@pytest.mark.parametrize("name", ["5", "0", "cccccc", "aaaaa", "", "sha256:", "-1", "ACTIEF"])
def test_a_name_that_means_nothing_is_refused(entries: tuple[Activation, ...], name: str) -> None:
    with pytest.raises(UnknownReleaseError, match="is geen publicatie"):
        named(entries, name)


def test_a_name_that_means_several_is_refused(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    for digest in ("abcdef1", "abcdef2"):
        candidate = Candidate(release=f"sha256:{digest}", public="p", snapshot="s", encoder="e")
        ledger.activate(candidate, Decision("x", ""), START)
    with pytest.raises(UnknownReleaseError, match="meer dan een"):
        named(ledger.entries(), "abcdef")


def test_there_is_no_previous_release_when_only_one_was_ever_in_force(
    entries: tuple[Activation, ...],
) -> None:
    with pytest.raises(UnknownReleaseError):
        named(entries[:1], "vorige")
