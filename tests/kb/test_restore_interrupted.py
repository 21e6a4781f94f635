"""Keeping and restoring that are broken off: no half backup, and a home that is empty or whole."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.archive import Archive
from kb.backup import back_up, restore
from kb.errors import DamagedError, KbError, NothingActiveError, StoreError
from kb.store import Store

REPOSITORY = Path(__file__).parents[2]

KILLED = """
import os, signal, sys
from pathlib import Path
from kb.backup import restore

source, homes = Path(sys.argv[1]), Path(sys.argv[2])
steps = 0

def counted(step):
    def call(*arguments, **named):
        global steps
        steps += 1
        if steps == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **named)
    return call

for fatal in range(1, 2000):
    if (child := os.fork()) == 0:
        for name in ("fsync", "rename", "mkdir", "chmod", "unlink", "rmdir"):
            setattr(os, name, counted(getattr(os, name)))
        restore(source, homes / str(fatal))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
"""
"""Restores anew, killed one step of the file system further each time, until nothing is killed."""


class Interrupted(Exception):  # noqa: N818 -- not an error of the product
    """Somebody pulled the plug."""


def everything_under(home: Path) -> dict[str, bytes]:
    files = (it for it in home.rglob("*") if it.is_file() and it.suffix != ".lock")
    return {it.relative_to(home).as_posix(): it.read_bytes() for it in files}


@pytest.fixture
def source(kept: bytes, tmp_path: Path) -> Path:
    """Return a good backup."""
    path = tmp_path / "kopie.tar"
    path.write_bytes(kept)
    return path


@pytest.fixture
def whole(source: Path, tmp_path: Path) -> dict[str, bytes]:
    """Return everything that restoring `source` gives."""
    restore(source, tmp_path / "heel")
    return everything_under(tmp_path / "heel")


def steps_of(source: Path, tmp_path: Path) -> int:
    """Return how often restoring `source` tells its progress."""
    told: list[int] = []
    restore(source, tmp_path / "geteld", lambda done, _total: told.append(done))
    return len(told)


def test_keeping_that_is_broken_off_at_any_file_leaves_nothing_and_can_be_done_again(
    source: Path, tmp_path: Path
) -> None:
    restore(source, tmp_path / "home")
    (tmp_path / "uit").mkdir()
    for fatal in range(1, steps_of(source, tmp_path) + 1):
        with pytest.raises(Interrupted):
            back_up(Archive(tmp_path / "home"), tmp_path / "uit" / "x.tar", breaking_off(fatal))
        assert list((tmp_path / "uit").iterdir()) == []
    back_up(Archive(tmp_path / "home"), tmp_path / "uit" / "x.tar")
    assert (tmp_path / "uit" / "x.tar").read_bytes() == source.read_bytes()


class breaking_off:  # noqa: N801 -- reads as the function that it stands for
    """Raise at the given step."""

    def __init__(self, fatal: int) -> None:
        self.left = fatal

    def __call__(self, done: int, total: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise Interrupted


def test_restoring_that_is_broken_off_at_any_file_leaves_no_staging_and_can_be_done_again(
    source: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    home = tmp_path / "nieuw"
    for fatal in range(1, steps_of(source, tmp_path) + 1):
        with pytest.raises(Interrupted):
            restore(source, home, breaking_off(fatal))
        assert everything_under(home) == {}
        assert list((home / "store" / ".staging").iterdir()) == []
    restore(source, home)
    assert everything_under(home) == whole


@pytest.mark.slow
@pytest.mark.parametrize(("step", "code"), [("fsync", errno.EIO), ("rename", errno.ENOSPC)])
def test_a_disk_that_refuses_any_step_gives_one_sentence_and_a_home_that_can_be_restored(
    source: Path,
    whole: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    code: int,
) -> None:
    real = getattr(os, step)
    for fatal in range(1, 2000):
        home, left = tmp_path / str(fatal), fatal

        def refusing(*arguments: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(code, os.strerror(code))
            return real(*arguments)

        monkeypatch.setattr(os, step, refusing)
        try:
            restore(source, home)
        except StoreError as error:
            sentence = str(error)
        else:
            break
        finally:
            monkeypatch.undo()
        assert os.strerror(code) in sentence
        assert not [*(home / "store").glob(".staging/*")]
        assert_empty_or_whole(home, source, whole)
    assert fatal > 5


@pytest.mark.slow
def test_after_a_kill_at_any_step_nothing_is_in_force_or_everything(
    source: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    homes = tmp_path / "homes"
    homes.mkdir()
    script = [sys.executable, "-c", KILLED, str(source), str(homes)]
    subprocess.run(script, cwd=REPOSITORY, check=True, timeout=300)
    killed = sorted(homes.iterdir())
    assert len(killed) > 100
    for home in killed:
        assert_empty_or_whole(home, source, whole)


def assert_empty_or_whole(home: Path, source: Path, whole: dict[str, bytes]) -> None:
    """Check that nothing is in force and restoring works, or that all of it is there."""
    try:
        Archive(home).ledger.active()
    except (NothingActiveError, DamagedError):  # no pointer: the ledger alone puts nothing in force
        restore(source, home)
    except KbError as error:
        pytest.fail(f"{home.name}: {error}")
    with Store(home).publishing():
        left = everything_under(home)
    stray = {name for name in left if name not in whole}
    # the temporary files of a writer that was killed lie beside their places, and are never read
    assert all(Path(name).name.startswith(".") for name in stray)
    assert {name: raw for name, raw in left.items() if name in whole} == whole
