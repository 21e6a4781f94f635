"""Putting a backup back: in a home that is empty, or holds a part of that very backup."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb.archive import Archive
from kb.backup import back_up, restore
from kb.errors import BusyError, HomeInUseError, StoreError
from kb.store import Artefact
from kb.switch import Switch

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def source(archive: Archive, tmp_path: Path) -> Path:
    """Return a backup of `archive`."""
    back_up(archive, tmp_path / "kopie.tar")
    return tmp_path / "kopie.tar"


def everything_under(home: Path) -> dict[str, bytes]:
    files = (it for it in home.rglob("*") if it.is_file() and it.suffix != ".lock")
    return {it.relative_to(home).as_posix(): it.read_bytes() for it in files}


def test_a_folder_of_the_backup_may_be_there_already(
    archive: Archive, tmp_path: Path, source: Path
) -> None:
    encoder = archive.ledger.active().encoder
    there = Archive(tmp_path / "nieuw").store.put(
        Artefact.ENCODER, {"bron": "test"}, lambda _: None
    )
    assert there.id == encoder
    restore(source, tmp_path / "nieuw")
    assert everything_under(tmp_path / "nieuw") == everything_under(archive.home)


def test_a_damaged_folder_that_is_there_already_is_replaced(
    archive: Archive, tmp_path: Path, source: Path
) -> None:
    release = archive.store.path(Artefact.RELEASE, archive.ledger.active().release)
    there = tmp_path / "nieuw" / release.relative_to(archive.home)
    shutil.copytree(release, there)
    (there / "publiek.json").write_text("{}")
    restore(source, tmp_path / "nieuw")
    assert everything_under(tmp_path / "nieuw") == everything_under(archive.home)


@pytest.mark.parametrize("what", ["active.json", "ledger.jsonl", "plans/0123456789ab.json", "map"])
def test_a_home_that_holds_something_else_is_refused_and_untouched(
    archive: Archive, what: str, tmp_path: Path, source: Path
) -> None:
    home = tmp_path / "nieuw"
    if what == "map":
        Archive(home).store.put(Artefact.ENCODER, {"bron": "anders"}, lambda _: None)
    else:
        (home / what).parent.mkdir(parents=True)
        (home / what).write_text("{}")
    before = everything_under(home)
    with pytest.raises(HomeInUseError, match="VRAAGBAAK_HOME"):
        restore(source, home)
    assert everything_under(home) == before


def test_restoring_twice_is_refused(archive: Archive, tmp_path: Path, source: Path) -> None:
    restore(source, tmp_path / "nieuw")
    with pytest.raises(HomeInUseError):
        restore(source, tmp_path / "nieuw")


def test_a_file_that_is_not_there_leaves_no_home(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"weg\.tar"):
        restore(tmp_path / "weg.tar", tmp_path / "nieuw")
    assert not (tmp_path / "nieuw").exists()


def test_where_somebody_publishes_it_is_refused(source: Path, tmp_path: Path) -> None:
    home = Archive(tmp_path / "nieuw")
    with home.store.publishing(), pytest.raises(BusyError):
        restore(source, home.home)
    assert everything_under(home.home) == {}


def test_a_home_comes_back_as_it_was_with_the_kill_switch_pulled(
    archive: Archive, tmp_path: Path
) -> None:
    Switch(archive.home).pull("verkeerd bedrag", "Noor", NOON)
    back_up(archive, tmp_path / "gestopt.tar")
    restore(tmp_path / "gestopt.tar", tmp_path / "nieuw")
    pulled = Switch(tmp_path / "nieuw").state()
    assert pulled is not None
    assert pulled.reason == "verkeerd bedrag"
    assert everything_under(tmp_path / "nieuw") == everything_under(archive.home)


def test_the_kill_switch_is_pulled_before_anything_is_in_force(
    archive: Archive, tmp_path: Path
) -> None:
    Switch(archive.home).pull("verkeerd bedrag", "Noor", NOON)
    contents = back_up(archive, tmp_path / "gestopt.tar")
    order = contents.records
    assert order.index("noodrem.json") < order.index("active.json")


def test_a_backup_of_the_first_format_can_be_restored(source: Path, tmp_path: Path) -> None:
    raw = source.read_bytes()
    older = tmp_path / "ouder.tar"
    older.write_bytes(raw.replace(b'"formaat":2', b'"formaat":1', 1))
    assert older.read_bytes() != raw
    restore(older, tmp_path / "nieuw")
    assert Archive(tmp_path / "nieuw").entries()
