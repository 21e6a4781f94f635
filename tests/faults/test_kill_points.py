"""A publication that is killed at any system call leaves the old release in force, or the new."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.plans import Plans
from kb.store import Artefact, Store

pytestmark = pytest.mark.slow

OLD, NEW = "zwaluw", "merel"
KILLED = -9
Publisher = Any  # the fixtures of conftest
Point = Any
Put = Callable[[Path, str], Any]
Mark = Callable[[Path], str | None]


def names(home: Path) -> set[str]:
    return {it.relative_to(home).as_posix() for it in home.rglob("*")}


def assert_whole(store: Store) -> None:
    """Check that every folder is there to the last byte, also those that nothing names."""
    for kind in Artefact:
        for id_ in store.ids(kind):
            store.open(kind, id_)


def stray(home: Path, whole: set[str]) -> set[str]:
    """Return what is there besides `whole`; a run that was kept is named after its moment."""
    return {it for it in names(home) - whole if not it.startswith("evaluations/2")}


def age(folder: Path) -> None:
    """Let what was left half-written lie for long."""
    for path in folder.glob(".*.tmp"):
        os.utime(path, (0, 0))


@pytest.fixture(params=["planned_home", None], ids=["a later publication", "the first publication"])
def start(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a home to begin from: with a release and a plan, or with nothing at all."""
    if request.param is None:
        return tmp_path / "nothing"
    home: Path = request.getfixturevalue(request.param)
    return home


def test_a_kill_at_any_point_leaves_the_old_or_the_new_and_publishing_again_mends_the_rest(
    start: Path,
    tmp_path: Path,
    publisher: Publisher,
    points: Callable[[Path, Path], list[Point]],
    marked: Callable[[str], Path],
    put: Put,
    mark_served: Mark,
    record_property: Callable[[str, object], None],
) -> None:
    before = OLD if start.exists() else None
    home = tmp_path / "home"

    def begin() -> None:
        shutil.rmtree(home, ignore_errors=True)
        if start.exists():
            shutil.copytree(start, home)

    begin()
    # of the cache, a database that guards itself, a sample will do
    found = [
        it
        for at, it in enumerate(points(marked(NEW), home))
        if "/cache" not in it.line or at % 12 == 0
    ]
    whole = names(home)
    mixed: list[str] = []
    seen = set()
    for point in found:
        begin()
        ended = publisher.publish(marked(NEW), home, point.inject("signal=KILL"))
        assert ended.status == KILLED, point
        try:
            seen.add(served := mark_served(home))
            assert served in (before, NEW)
            assert_whole(Store(home))
            age(home / "evaluations")
            put(home, NEW)
            assert mark_served(home) == NEW
            assert not stray(home, whole)
            assert not any((home / "store" / ".staging").iterdir())
            assert all(it.blocked for it in Plans(home).stored())
        except Exception as error:  # noqa: BLE001 -- every point is tried, then all are told
            mixed.append(f"{point.line}: {error!r}")
    record_property("kill points", len(found))
    record_property("mixed", len(mixed))
    print(f"kill points {len(found)}, mixed {len(mixed)}")
    assert mixed == []
    assert seen == {before, NEW}
    assert len(found) >= 90  # of each of the two
