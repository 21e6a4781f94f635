"""Keeping everything in one file and putting it back: the same bytes, in an empty home only."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from kb.activation import roll_back
from kb.archive import Archive
from kb.backup import back_up, restore
from kb.errors import (
    BusyError,
    DamagedError,
    MissingError,
    NothingActiveError,
    StoreError,
)
from kb.plans import Plans
from kb.store import Artefact


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Return where a backup may come, alone in its folder."""
    (tmp_path / "uit").mkdir()
    return tmp_path / "uit" / "kopie.tar"


def everything_under(home: Path) -> dict[str, bytes]:
    files = (it for it in home.rglob("*") if it.is_file() and it.suffix != ".lock")
    return {it.relative_to(home).as_posix(): it.read_bytes() for it in files}


def test_what_was_kept_comes_back_byte_for_byte(
    archive: Archive, tmp_path: Path, target: Path
) -> None:
    kept = back_up(archive, target)
    restored = restore(target, tmp_path / "nieuw")
    assert kept == restored
    assert everything_under(tmp_path / "nieuw") == everything_under(archive.home)
    there = Archive(tmp_path / "nieuw")
    assert there.entries() == archive.entries()
    assert Plans(there.home).stored() == Plans(archive.home).stored()


def test_the_contents_tell_what_there_is(archive: Archive, tmp_path: Path, target: Path) -> None:
    kept = back_up(archive, target)
    assert (kept.head, kept.entries) == (archive.ledger.head(), 4)
    present = {(kind, id_) for kind in Artefact for id_ in archive.store.ids(kind)}
    assert set(kept.folders) == present
    assert {it.name: it.size for it in kept.files} == {
        name: len(raw) for name, raw in everything_under(archive.home).items()
    }


def test_the_same_content_gives_the_same_bytes_from_another_home(
    archive: Archive, tmp_path: Path, target: Path
) -> None:
    back_up(archive, tmp_path / "een.tar")
    restore(tmp_path / "een.tar", tmp_path / "nieuw")
    back_up(Archive(tmp_path / "nieuw"), tmp_path / "twee.tar")
    assert (tmp_path / "een.tar").read_bytes() == (tmp_path / "twee.tar").read_bytes()


def test_any_tool_can_unpack_it(archive: Archive, tmp_path: Path, target: Path) -> None:
    back_up(archive, target)
    with tarfile.open(target) as tar:
        assert tar.getnames()[0] == "inhoud.json"
        tar.extractall(tmp_path / "uitgepakt", filter="data")
    (tmp_path / "uitgepakt" / "inhoud.json").unlink()
    assert everything_under(tmp_path / "uitgepakt") == everything_under(archive.home)


def test_only_its_maker_can_read_it(archive: Archive, tmp_path: Path, target: Path) -> None:
    back_up(archive, target)
    assert (target).stat().st_mode & 0o777 == 0o600


def test_drafts_caches_and_staging_are_not_in_it(
    archive: Archive, tmp_path: Path, target: Path
) -> None:
    before = everything_under(archive.home)
    for name in ("cache/x.bin", "store/.staging/half/x", "journaal.sqlite", "plans/.x.json.tmp"):
        (archive.home / name).parent.mkdir(parents=True, exist_ok=True)
        (archive.home / name).write_text("niet van ons")
    kept = back_up(archive, target)
    assert {it.name for it in kept.files} == before.keys()


@pytest.mark.parametrize("kind", [Artefact.RELEASE, Artefact.SNAPSHOT])
def test_a_damaged_folder_is_named_and_nothing_is_written(
    archive: Archive, kind: Artefact, target: Path
) -> None:
    damaged = archive.store.ids(kind)[-1]
    names = (it for it in archive.store.path(kind, damaged).iterdir() if it.name != "manifest.json")
    file = next(names)
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(DamagedError, match=damaged):
        back_up(archive, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("name", ["ledger.jsonl", "active.json", "plans/*.json"])
def test_a_damaged_record_is_refused_and_nothing_is_written(
    archive: Archive, name: str, target: Path
) -> None:
    (path,) = archive.home.glob(name)
    path.write_bytes(path.read_bytes().replace(b'"door":"Zo', b'"deur":"Zo', 1))
    with pytest.raises(DamagedError):
        back_up(archive, target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("kind", list(Artefact))
def test_a_home_that_lacks_what_is_in_force_is_refused(
    archive: Archive, kind: Artefact, target: Path
) -> None:
    active = archive.ledger.active()
    ids = {
        Artefact.RELEASE: active.release,
        Artefact.SNAPSHOT: active.snapshot,
        Artefact.ENCODER: active.encoder,
    }
    archive.store.remove(kind, ids[kind])
    with pytest.raises(MissingError, match=ids[kind]):
        back_up(archive, target)
    assert list(target.parent.iterdir()) == []


def test_what_was_cleared_away_need_not_be_there(archive: Archive, target: Path) -> None:
    old = archive.entries()[1]
    archive.store.remove(Artefact.RELEASE, old.release)
    kept = back_up(archive, target)
    assert (Artefact.RELEASE, old.release) not in kept.folders


def test_a_home_in_which_nothing_is_in_force_is_refused(tmp_path: Path, target: Path) -> None:
    with pytest.raises(NothingActiveError):
        back_up(Archive(tmp_path / "leeg"), target)
    assert list(target.parent.iterdir()) == []


def test_a_file_that_is_there_is_never_overwritten(archive: Archive, target: Path) -> None:
    target.write_text("van iemand anders")
    with pytest.raises(StoreError, match="bestaat al"):
        back_up(archive, target)
    assert target.read_text() == "van iemand anders"


def test_a_folder_that_is_not_there_is_not_made(
    archive: Archive, tmp_path: Path, target: Path
) -> None:
    with pytest.raises(StoreError, match="stick"):
        back_up(archive, tmp_path / "stick" / "kopie.tar")
    assert not (tmp_path / "stick").exists()


def test_while_folders_are_copied_nobody_publishes_but_going_back_works(
    archive: Archive, tmp_path: Path, target: Path
) -> None:
    before, steps = archive.ledger.head(), []

    def meanwhile(done: int, total: int) -> None:
        steps.append((done, total))
        if len(steps) == 1:
            roll_back(archive, "2", archive.entries()[-1].at, "Zoë", "haast")
            with pytest.raises(BusyError), archive.store.publishing():
                pass

    kept = back_up(archive, target, meanwhile)
    assert archive.ledger.head() != before
    assert kept.head == before
    restore(target, tmp_path / "nieuw")
    assert Archive(tmp_path / "nieuw").ledger.head() == before
    assert steps == sorted(steps)
    assert steps[-1] == (kept.size, kept.size)


def test_a_file_that_changes_while_it_is_copied_is_refused(archive: Archive, target: Path) -> None:
    last = archive.store.path(Artefact.SNAPSHOT, archive.store.ids(Artefact.SNAPSHOT)[-1])

    def meanwhile(done: int, total: int) -> None:
        (last / "x").write_bytes(b"y")

    with pytest.raises(DamagedError, match="veranderde"):
        back_up(archive, target, meanwhile)
    assert list(target.parent.iterdir()) == []


def test_a_pointer_that_is_ahead_of_the_ledger_comes_back_with_the_same_entries(
    archive: Archive, tmp_path: Path, target: Path
) -> None:
    entries = archive.entries()
    ledger = archive.home / "ledger.jsonl"
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1]) + lines[-1][:40])
    assert back_up(archive, target).entries == len(entries)
    restore(target, tmp_path / "nieuw")
    assert Archive(tmp_path / "nieuw").entries() == entries
