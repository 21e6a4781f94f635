"""A folder that is written as a whole: the old one stays until the new one is complete."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from kb.durable import move_folder
from kb.errors import ForeignFolderError, StoreError


def replace_folder(target: Path, marker: str, fill: Callable[[Path], None]) -> None:
    """Let `fill` write a new folder beside `target` and put it in its place.

    `fill` writes a file named `marker` too: only a folder that holds one is ever replaced.

    Raises:
        ForeignFolderError: something else stands there; it is untouched.
        StoreError: the disk is full or refuses; what stood there stands there still.
    """
    target = target.resolve()  # a link is followed: what it points to is what is replaced
    if target.exists() and not (target / marker).is_file():
        raise ForeignFolderError(target)
    if not target.parent.is_dir():
        # made by itself, a mistyped name of a stick would become a folder of this machine
        raise StoreError(f"De map {target.parent} bestaat niet; maak die eerst of kies een andere.")
    try:
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        new = beside / "nieuw"
        try:
            new.mkdir()
            fill(new)
            _exchange(new, target, beside / "oud")
        finally:
            # an earlier folder that could not be put back is not thrown away
            if target.exists() or not (beside / "oud").exists():
                shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"{target} schrijven is niet gelukt: {error.strerror}.") from error


def _exchange(new: Path, target: Path, aside: Path) -> None:
    if not target.exists():
        move_folder(new, target)
        return
    try:
        move_folder(target, aside)
        move_folder(new, target)
    except BaseException:
        if aside.exists() and not target.exists():
            move_folder(aside, target)
        raise
