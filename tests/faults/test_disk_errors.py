"""A disk that refuses anywhere in a publication: one sentence, and the old release or the new."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

OLD, NEW = "zwaluw", "merel"
Publisher = Any  # the fixtures of conftest
Point = Any
Points = Callable[[Path, Path], list[Point]]
Mark = Callable[[Path], str | None]

ALWAYS = {"fsync", "rename", "mkdir", "unlink"}
"""Calls that are tried at every place; of the others every third."""


@pytest.fixture(scope="module")
def found(
    tmp_path_factory: pytest.TempPathFactory,
    planned_home: Path,
    points: Points,
    marked: Callable[[str], Path],
) -> list[Point]:
    home = tmp_path_factory.mktemp("once") / "home"
    shutil.copytree(planned_home, home)
    return points(marked(NEW), home)


def renewed(home: Path, start: Path) -> Path:
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(start, home)
    return home


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "EACCES"])
def test_a_publication_that_the_disk_refuses_says_so_in_one_sentence(
    error: str,
    tmp_path: Path,
    planned_home: Path,
    publisher: Publisher,
    found: list[Point],
    marked: Callable[[str], Path],
    mark_served: Mark,
    record_property: Callable[[str, object], None],
) -> None:
    own = [it for it in found if "/cache" not in it.line]
    tried = [it for at, it in enumerate(own) if it.call in ALWAYS or at % 3 == 0]
    wrong: list[str] = []
    seen = set()
    for point in tried:
        home = renewed(tmp_path / "home", planned_home)
        ended = publisher.publish(marked(NEW), home, point.inject(f"error={error}"))
        seen.add(served := mark_served(home))
        refused = ended.status == 1 and ended.said.count("\n") == 1 and ended.said.endswith(".\n")
        if served not in (OLD, NEW) or not refused:
            wrong.append(f"{point.line}: {ended.status} {served} {ended.said}")
    record_property(f"places with {error}", len(tried))
    print(f"places with {error}: {len(tried)}, wrong {len(wrong)}")
    assert "\n".join(wrong) == ""
    assert seen == {OLD, NEW}
    assert len(tried) >= 40


@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_cache_that_cannot_be_written_costs_time_and_nothing_else(
    error: str,
    tmp_path: Path,
    planned_home: Path,
    publisher: Publisher,
    found: list[Point],
    marked: Callable[[str], Path],
    mark_served: Mark,
) -> None:
    for point in [it for it in found if "/cache" in it.line][::20]:
        home = renewed(tmp_path / "home", planned_home)
        ended = publisher.publish(marked(NEW), home, point.inject(f"error={error}"))
        assert (ended.status, mark_served(home)) == (0, NEW), (point.line, ended.said)
