"""What was activated when: append-only, chained, and in step with the pointer."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kb.errors import DamagedError, NothingActiveError
from kb.ledger import Activation, Candidate, Decision, Ledger, first_published

REPOSITORY = Path(__file__).parents[2]
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ITEM = ("ww-duur@2024-01-01", "aaaaaaaa")
CHANGED = ("ww-duur@2024-01-01", "bbbbbbbb")
OTHER = ("WW-101@2023-07-01", "cccccccc")


def activate(ledger: Ledger, day: int, *versions: tuple[str, str], by: str = "Zoë") -> Activation:
    candidate = Candidate(
        release=f"sha256:{day:064}",
        public="sha256:" + "1" * 64,
        snapshot=f"sha256:{day:064}",
        encoder="sha256:" + "2" * 64,
        versions=versions,
    )
    decision = Decision(by, f"publicatie van dag {day}")
    return ledger.activate(candidate, decision, START + timedelta(days=day))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "var")


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Return a ledger with four entries."""
    for day, version in enumerate([ITEM, CHANGED, OTHER, ITEM]):
        activate(ledger, day, version)
    return ledger


def lines_of(ledger: Ledger) -> list[bytes]:
    return (ledger.home / "ledger.jsonl").read_bytes().splitlines(keepends=True)


def rewrite(ledger: Ledger, lines: list[bytes]) -> None:
    (ledger.home / "ledger.jsonl").write_bytes(b"".join(lines))


def test_nothing_is_active_before_the_first_activation(ledger: Ledger) -> None:
    assert ledger.entries() == ()
    with pytest.raises(NothingActiveError, match="vraagbaak publish"):
        ledger.active()


def test_the_newest_entry_is_active_and_every_entry_is_kept(ledger: Ledger) -> None:
    made = tuple(activate(ledger, day, ITEM) for day in range(3))
    assert ledger.entries() == made
    assert ledger.active() == made[-1]
    assert [it.number for it in made] == [1, 2, 3]


def test_each_entry_carries_the_digest_of_the_one_before(filled: Ledger) -> None:
    digests = [hashlib.sha256(line.rstrip(b"\n")).hexdigest() for line in lines_of(filled)]
    assert [it.previous for it in filled.entries()] == ["0" * 64, *digests[:-1]]
    assert filled.head() == digests[-1]
    assert [filled.number_of(it) for it in digests] == [1, 2, 3, 4]
    assert filled.number_of("f" * 64) is None


def test_the_pointer_holds_the_newest_line_itself(filled: Ledger) -> None:
    assert filled.pointer.read_bytes() + b"\n" == lines_of(filled)[-1]


def test_a_moment_is_written_in_utc_to_the_second(ledger: Ledger) -> None:
    dutch = timezone(timedelta(hours=1))
    candidate = Candidate(release="r", public="p", snapshot="s", encoder="e")
    moment = datetime(2026, 11, 22, 10, 0, 0, 999, tzinfo=dutch)
    ledger.activate(candidate, Decision("a", "b"), moment)
    assert json.loads(lines_of(ledger)[0])["tijdstip"] == "2026-11-22T09:00:00Z"


def test_an_entry_lists_only_versions_that_no_earlier_entry_has(ledger: Ledger) -> None:
    activate(ledger, 0, ITEM, OTHER)
    assert activate(ledger, 1, ITEM, CHANGED).new_versions == (CHANGED,)
    assert activate(ledger, 2, ITEM, OTHER).new_versions == ()


def test_a_version_was_first_published_when_it_was_first_in_force(ledger: Ledger) -> None:
    activate(ledger, 0, ITEM)
    activate(ledger, 1, CHANGED)
    activate(ledger, 2, ITEM, OTHER)
    day = timedelta(days=1)
    assert first_published(ledger.entries()) == {
        ITEM: START,
        CHANGED: START + day,
        OTHER: START + 2 * day,
    }


TAMPERING: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "the first line changed": lambda it: [it[0].replace(b"dag 0", b"dag 9"), *it[1:]],
    "a line in the middle changed": lambda it: [it[0], it[1].replace(b"dag", b"nacht"), *it[2:]],
    "the last line changed": lambda it: [*it[:3], it[3].replace(b"dag", b"nacht")],
    "the first line removed": lambda it: it[1:],
    "a line in the middle removed": lambda it: [it[0], *it[2:]],
    "the last two lines removed": lambda it: it[:2],
    "every line removed": lambda it: [],
    "two lines swapped": lambda it: [it[0], it[2], it[1], it[3]],
    "a line twice": lambda it: [it[0], *it],
    "the last line twice": lambda it: [*it, it[3]],
    "a line that is no JSON": lambda it: [it[0], b"{\n", *it[2:]],
    "a line without its keys": lambda it: [b"{}\n", *it[1:]],
    "an unknown key": lambda it: [it[0].replace(b"{", b'{"extra":1,', 1), *it[1:]],
    "an empty line in between": lambda it: [it[0], b"\n", *it[1:]],
}


@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING.keys())
def test_tampering_is_detected(
    filled: Ledger, tampering: Callable[[list[bytes]], list[bytes]]
) -> None:
    rewrite(filled, tampering(lines_of(filled)))
    with pytest.raises(DamagedError):
        filled.entries()
    with pytest.raises(DamagedError):
        activate(filled, 9)


@pytest.mark.parametrize("cut", [1, 10, 300], ids=lambda it: f"{it} bytes missing")
def test_half_a_last_line_is_read_from_the_pointer(filled: Ledger, cut: int) -> None:
    entries = filled.entries()
    whole = (filled.home / "ledger.jsonl").read_bytes()
    (filled.home / "ledger.jsonl").write_bytes(whole[:-cut])
    assert filled.entries() == entries


def test_a_last_line_that_is_cut_inside_a_letter_is_read_from_the_pointer(filled: Ledger) -> None:
    entries = filled.entries()
    *before, last = lines_of(filled)
    rewrite(filled, [*before, last[: last.index("ë".encode()) + 1]])
    assert filled.entries() == entries


@pytest.mark.parametrize("kept", [0, 20], ids=["no last line", "half a last line"])
def test_a_pointer_ahead_of_the_file_counts_and_the_file_is_repaired(
    filled: Ledger, kept: int
) -> None:
    entries, whole = filled.entries(), lines_of(filled)
    rewrite(filled, [*whole[:-1], whole[-1][:kept]])
    assert filled.entries() == entries
    newest = activate(filled, 4)
    assert filled.entries() == (*entries, newest)
    assert lines_of(filled)[:-1] == whole


def test_the_very_first_activation_survives_the_loss_of_its_line(ledger: Ledger) -> None:
    first = activate(ledger, 0, ITEM)
    (ledger.home / "ledger.jsonl").unlink()
    assert ledger.entries() == (first,)


@pytest.mark.parametrize("raw", [b"", b"{", b"{}", b"\xff", b"[]"])
def test_a_pointer_that_cannot_be_read_is_damaged(filled: Ledger, raw: bytes) -> None:
    filled.pointer.write_bytes(raw)
    with pytest.raises(DamagedError, match=r"active\.json"):
        filled.active()


def test_a_pointer_to_something_else_than_the_last_line_is_detected(filled: Ledger) -> None:
    filled.pointer.write_bytes(lines_of(filled)[1])
    with pytest.raises(DamagedError, match=r"active\.json"):
        filled.entries()


FULL_DISK = """
import datetime, pathlib, resource, sys
from kb.errors import StoreError
from kb.ledger import Candidate, Decision, Ledger
home, limit = pathlib.Path(sys.argv[1]), int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    Ledger(home).activate(
        Candidate(release="r", public="p", snapshot="s", encoder="e"),
        Decision("x", "vol"),
        datetime.datetime(2027, 1, 1, tzinfo=datetime.UTC),
    )
except StoreError as error:
    print(error)
"""


@pytest.mark.parametrize("room", ["pointer too long", "file too long"])
def test_on_a_full_disk_the_old_or_the_new_entry_is_active(filled: Ledger, room: str) -> None:
    entries = filled.entries()
    written = (filled.home / "ledger.jsonl").stat().st_size
    limit = 100 if room == "pointer too long" else written + 20
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(filled.home), str(limit)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "is niet gelukt: File too large." in done.stdout
    after = filled.entries()
    assert after[:4] == entries
    assert filled.active() == after[-1]
    assert len(after) == (4 if room == "pointer too long" else 5)
    assert activate(filled, 9).number == len(after) + 1
