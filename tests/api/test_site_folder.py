"""A folder that is replaced: the old one or the new one, whole, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.web.site_folder import replace_folder
from kb.errors import StoreError


def filled(text: str) -> Callable[[Path], None]:
    def fill(folder: Path) -> None:
        (folder / "merk").write_text("")
        (folder / "diep").mkdir()
        (folder / "diep" / "tekst").write_text(text)

    return fill


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_halfway_leaves_the_old_one_and_no_trace(
    tmp_path: Path, error: BaseException
) -> None:
    target = tmp_path / "map"
    replace_folder(target, "merk", filled("oud"))

    def half(folder: Path) -> None:
        (folder / "half").write_text("nieuw")
        raise error

    with pytest.raises((StoreError, KeyboardInterrupt)):
        replace_folder(target, "merk", half)
    assert (target / "diep" / "tekst").read_text() == "oud"
    assert [it.name for it in tmp_path.iterdir()] == ["map"]


def test_what_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "map"
    replace_folder(target, "merk", filled("oud"))

    def vanishing(folder: Path) -> None:
        folder.rmdir()

    with pytest.raises(StoreError, match="schrijven is niet gelukt"):
        replace_folder(target, "merk", vanishing)
    assert (target / "diep" / "tekst").read_text() == "oud"
    assert [it.name for it in tmp_path.iterdir()] == ["map"]


def test_a_first_one_that_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(StoreError):
        replace_folder(tmp_path / "map", "merk", lambda folder: folder.rmdir())
    assert list(tmp_path.iterdir()) == []


def test_everybody_may_read_what_was_written(tmp_path: Path) -> None:
    replace_folder(tmp_path / "map", "merk", filled("nieuw"))
    modes = [oct(it.stat().st_mode)[-3:] for it in (tmp_path / "map", tmp_path / "map" / "merk")]
    assert modes == ["755", "644"]


def test_a_link_keeps_pointing_to_what_was_replaced(tmp_path: Path) -> None:
    real = tmp_path / "echt"
    replace_folder(real, "merk", filled("oud"))
    link = tmp_path / "map"
    link.symlink_to(real)
    replace_folder(link, "merk", filled("nieuw"))
    assert link.is_symlink()
    assert (real / "diep" / "tekst").read_text() == "nieuw"
