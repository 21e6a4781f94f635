"""`vraagbaak export site`: what it writes, says and refuses."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.slow
def test_a_site_is_written_and_somebody_elses_folder_is_not(
    vraagbaak: Command, rich_home: Path, tmp_path: Path
) -> None:
    target = tmp_path / "noodmap"
    done = vraagbaak("export", "site", str(target), "--geldig-op", "2026-06-30", home=rich_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Antwoorden: 6, brieven: 1, verwijzingen: 3, vertalingen: 1;")
    assert str(target / "index.html") in done.stdout
    assert "De oude tekst." in (target / "antwoord" / "ww-duur.html").read_text()

    refused = vraagbaak("export", "site", str(tmp_path), home=rich_home)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.count("\n") == 1
    assert "bestaat al en is geen eerdere uitvoer van dit programma" in refused.stderr


def test_without_a_publication_there_is_nothing_to_write(
    vraagbaak: Command, tmp_path: Path
) -> None:
    done = vraagbaak("export", "site", str(tmp_path / "map"), home=tmp_path / "var")
    assert (done.returncode, done.stdout) == (1, "")
    assert "Er is nog niets gepubliceerd." in done.stderr
    assert not (tmp_path / "map").exists()


def test_a_day_that_does_not_exist_is_wrong_usage(vraagbaak: Command, tmp_path: Path) -> None:
    done = vraagbaak("export", "site", str(tmp_path / "map"), "--geldig-op", "2026-02-30")
    assert done.returncode == 2
    assert "2026-02-30" in done.stderr


def test_help_is_dutch_and_names_the_folder(vraagbaak: Command) -> None:
    done = vraagbaak("export", "site", "--help")
    assert "MAP" in done.stdout
    assert "zonder internet" in done.stdout
