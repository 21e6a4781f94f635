"""`vraagbaak backup` and `vraagbaak restore` as somebody types them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kb.activation import activate
from kb.archive import Archive
from kb.ledger import Candidate, Decision
from kb.store import Artefact

Command = Callable[..., CompletedProcess[str]]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Return a home in which folders without content are in force."""
    own = Archive(tmp_path / "var")
    ids = [own.store.put(kind, {}, lambda it: it.joinpath("x").touch()).id for kind in Artefact]
    candidate = Candidate(release=ids[0], public="sha256:x", snapshot=ids[1], encoder=ids[2])
    moment = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    activate(own, candidate, Decision("Zoë", ""), moment, after=None)
    return own


def test_keeping_and_restoring_say_what_there_is_and_the_head_to_compare(
    vraagbaak: Command, archive: Archive, tmp_path: Path
) -> None:
    kept = vraagbaak("backup", str(tmp_path / "kopie.tar"), home=archive.home)
    assert (kept.returncode, kept.stderr) == (0, "")
    restored = vraagbaak("restore", str(tmp_path / "kopie.tar"), home=tmp_path / "nieuw")
    assert (restored.returncode, restored.stderr) == (0, "")
    for done in (kept, restored):
        assert "3 mappen (1 releases, 1 momentopnamen, 1 encoders)" in done.stdout
        assert f"Kop van het logboek: {archive.ledger.head()}\n" in done.stdout
    assert "Actief: nummer 1, publicatie sha256:x." in restored.stdout


def test_a_backup_is_never_overwritten(
    vraagbaak: Command, archive: Archive, tmp_path: Path
) -> None:
    (tmp_path / "kopie.tar").write_text("van gisteren")
    done = vraagbaak("backup", str(tmp_path / "kopie.tar"), home=archive.home)
    assert (done.returncode, done.stdout) == (1, "")
    assert "bestaat al; kies een andere naam." in done.stderr
    assert (tmp_path / "kopie.tar").read_text() == "van gisteren"


def test_a_damaged_folder_is_named_with_what_to_do(
    vraagbaak: Command, archive: Archive, tmp_path: Path
) -> None:
    encoder = archive.ledger.active().encoder
    archive.store.path(Artefact.ENCODER, encoder).joinpath("x").write_text("anders")
    done = vraagbaak("backup", str(tmp_path / "kopie.tar"), home=archive.home)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"encoders {encoder} is beschadigd of vreemd" in done.stderr
    assert "Er is geen reservekopie gemaakt." in done.stderr


def test_a_damaged_backup_is_refused_with_what_to_do(vraagbaak: Command, tmp_path: Path) -> None:
    (tmp_path / "kopie.tar").write_bytes(bytes(10_240))
    done = vraagbaak("restore", str(tmp_path / "kopie.tar"), home=tmp_path / "nieuw")
    assert (done.returncode, done.stdout) == (1, "")
    assert "kopie.tar is beschadigd of vreemd: het begint niet met inhoud.json" in done.stderr
    assert "Er is niets teruggezet. Gebruik een andere kopie." in done.stderr


def test_a_home_in_use_is_refused(vraagbaak: Command, archive: Archive, tmp_path: Path) -> None:
    vraagbaak("backup", str(tmp_path / "kopie.tar"), home=archive.home)
    done = vraagbaak("restore", str(tmp_path / "kopie.tar"), home=archive.home)
    assert (done.returncode, done.stdout) == (1, "")
    assert "is al in gebruik; kies voor het terugzetten een lege map" in done.stderr


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_without_a_file_the_usage_is_wrong(vraagbaak: Command, command: str) -> None:
    done = vraagbaak(command)
    assert done.returncode == 2
    assert "BESTAND ontbreekt." in done.stderr
