"""Two processes at once: one publishes and the other is told; rolling back and clearing go on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.activation import verify
from kb.archive import Archive
from kb.errors import BusyError
from kb.garbage import clear
from kb.ledger import ActivationKind

OLD, NEW = "zwaluw", "merel"
BUSY = "Er loopt al een publicatie. Probeer het opnieuw als die klaar is.\n"
PUBLICATIONS = 12
PATIENCE_SECONDS = 120
Publisher = Any  # the fixtures of conftest
Put = Callable[[Path, str], Any]
Marked = Callable[[str], Path]
Mark = Callable[[Path], str | None]


def rollback(home: Path, name: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "vraagbaak"
    return subprocess.run(
        [command, "rollback", name],
        env={"VRAAGBAAK_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def started(publisher: Publisher, root: Path, home: Path, hold: Path) -> int:
    """Start a publication, and return its process when it is halfway; it waits for `hold`."""
    child: int = publisher.prepare(root, home, hold)
    publisher.go()
    until = time.monotonic() + PATIENCE_SECONDS
    while not hold.with_suffix(".waiting").exists():
        assert time.monotonic() < until
        time.sleep(0.01)
    return child


def test_the_second_is_told_that_somebody_is_busy_and_the_first_succeeds(
    own_home: Path, tmp_path: Path, publishers: list[Publisher], marked: Marked, mark_served: Mark
) -> None:
    first, second = publishers
    started(first, marked(NEW), own_home, tmp_path / "go")
    refused = second.publish(marked("mus"), own_home)
    assert (refused.status, refused.said) == (1, BUSY)
    assert mark_served(own_home) == OLD
    (tmp_path / "go").touch()
    ended = first.ended()
    assert (ended.status, ended.said) == (0, "")
    assert mark_served(own_home) == NEW


def test_the_lock_of_a_publisher_that_was_killed_is_free(
    own_home: Path, tmp_path: Path, publishers: list[Publisher], marked: Marked, mark_served: Mark
) -> None:
    first, second = publishers
    child = started(first, marked(NEW), own_home, tmp_path / "never")
    os.kill(child, signal.SIGKILL)
    assert first.ended().status == -9
    assert second.publish(marked(NEW), own_home).status == 0
    assert mark_served(own_home) == NEW


@pytest.mark.parametrize("mark", [NEW, "mus"], ids=["what is active", "something new"])
def test_a_rollback_while_something_is_published_holds_and_the_publication_is_superseded(
    own_home: Path,
    tmp_path: Path,
    publisher: Publisher,
    marked: Marked,
    put: Put,
    mark_served: Mark,
    mark: str,
) -> None:
    put(own_home, NEW)
    started(publisher, marked(mark), own_home, tmp_path / "go")
    back = rollback(own_home, "vorige")
    assert back.returncode == 0, back.stderr
    assert mark_served(own_home) == OLD
    (tmp_path / "go").touch()
    ended = publisher.ended()
    assert ended.status == 1
    assert ended.said.startswith("Intussen is iets anders actief geworden.")
    assert mark_served(own_home) == OLD
    assert Archive(own_home).ledger.active().kind is ActivationKind.ROLLED_BACK


def test_clearing_away_beside_publications_keeps_the_active_and_the_three_before_it(
    own_home: Path,
    publisher: Publisher,
    marked: Marked,
    record_property: Callable[[str, object], None],
) -> None:
    archive, stop = Archive(own_home), threading.Event()
    cleared: list[int] = []
    trouble: list[Exception] = []

    def keep_clearing() -> None:
        while not stop.is_set():
            try:
                found = clear(archive, datetime.now(UTC), timedelta(0))
                cleared.append(len(found.removable))
                time.sleep(0.01)
            except BusyError:
                time.sleep(0.01)
            except Exception as error:  # noqa: BLE001 -- told to the test
                trouble.append(error)
                return

    clearing = threading.Thread(target=keep_clearing)
    clearing.start()
    try:
        for number in range(PUBLICATIONS):
            root = marked(f"vogel{number}")
            ended = publisher.publish(root, own_home)
            while ended.said == BUSY:
                ended = publisher.publish(root, own_home)
            assert (ended.status, ended.said) == (0, "")
            for entry in archive.entries()[-4:]:
                verify(archive, entry.candidate())
    finally:
        stop.set()
        clearing.join(PATIENCE_SECONDS)
    record_property("cleared", sum(cleared))
    print(f"{PUBLICATIONS} publications, {len(cleared)} clearings, {sum(cleared)} folders gone")
    assert trouble == []
    assert sum(cleared) > 0
    assert len(archive.entries()) == PUBLICATIONS + 1
