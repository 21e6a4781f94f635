"""A disk that is really full: a publication that does not fit is refused, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

OLD, NEW = "zwaluw", "merel"
STEP = 8 * 1024
"""Bytes of room that are added until the publication fits."""
Publisher = Any  # the fixture of conftest
Mark = Callable[[Path], str | None]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Return the root of a file system of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None:
        pytest.skip("there is no mount command")
    command = [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not permitted here: {done.stderr.strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def room(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


def test_a_release_that_does_not_fit_is_refused_and_fits_when_room_is_made(
    disk: Path,
    old_home: Path,
    publisher: Publisher,
    marked: Callable[[str], Path],
    mark_served: Mark,
    record_property: Callable[[str, object], None],
) -> None:
    refused = 0
    for left in range(0, 512 * 1024, STEP):
        home, ballast = disk / "home", disk / "ballast"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(old_home, home)
        ballast.write_bytes(bytes(room(disk) - left))
        ended = publisher.publish(marked(NEW), home)
        if ended.status == 0:
            break
        refused += 1
        assert (ended.status, ended.said.count("\n"), ended.said[-2:]) == (1, 1, ".\n")
        assert mark_served(home) in (OLD, NEW)
        ballast.unlink()
        assert publisher.publish(marked(NEW), home).status == 0
        assert mark_served(home) == NEW
    record_property("sizes refused", refused)
    print(f"refused with {refused} sizes of room, fitted with {left} bytes")
    assert refused >= 3
    assert mark_served(home) == NEW


def test_a_full_disk_keeps_what_was_active(
    disk: Path,
    old_home: Path,
    publisher: Publisher,
    marked: Callable[[str], Path],
    mark_served: Mark,
) -> None:
    home = disk / "home"
    shutil.copytree(old_home, home)
    (disk / "ballast").write_bytes(bytes(room(disk)))
    assert room(disk) == 0
    ended = publisher.publish(marked(NEW), home)
    assert (ended.status, ended.said.count("\n")) == (1, 1)
    assert mark_served(home) == OLD
