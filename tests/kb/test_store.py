"""Folders that are named by what is in them: kept whole, verified before use."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kb.durable import append_durably, write_durably
from kb.errors import BusyError, MissingError, StoreError
from kb.store import Artefact, Store, Stored

REPOSITORY = Path(__file__).parents[2]
FACTS = {"publiek": "één"}


def fill(folder: Path) -> None:
    (folder / "a.bin").write_bytes(b"eerste bestand")
    (folder / "sub").mkdir()
    (folder / "sub" / "b.bin").write_bytes(b"tweede bestand")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "var")


@pytest.fixture
def stored(store: Store) -> Stored:
    return store.put(Artefact.RELEASE, FACTS, fill)


def everything_under(folder: Path) -> dict[str, bytes]:
    files = (it for it in folder.rglob("*") if it.is_file())
    return {it.relative_to(folder).as_posix(): it.read_bytes() for it in files}


def test_what_was_put_opens_with_its_facts_and_files(store: Store, stored: Stored) -> None:
    opened = store.open(Artefact.RELEASE, stored.id)
    assert (opened.id, opened.facts) == (stored.id, FACTS)
    assert (opened.folder / "sub" / "b.bin").read_bytes() == b"tweede bestand"


def test_putting_the_same_twice_is_harmless(store: Store, stored: Stored) -> None:
    before = everything_under(store.home)
    assert store.put(Artefact.RELEASE, FACTS, fill) == stored
    assert everything_under(store.home) == before


def test_the_same_content_has_the_same_id_in_another_home(tmp_path: Path, stored: Stored) -> None:
    def backwards(folder: Path) -> None:
        (folder / "sub").mkdir()
        (folder / "sub" / "b.bin").write_bytes(b"tweede bestand")
        (folder / "a.bin").write_bytes(b"eerste bestand")

    elsewhere = Store(tmp_path / "elders").put(Artefact.RELEASE, FACTS, backwards)
    assert elsewhere.id == stored.id
    assert elsewhere.folder.name == stored.id.removeprefix("sha256:")


@pytest.mark.parametrize("what", ["byte", "name", "extra", "facts", "kind"])
def test_other_content_has_another_id(store: Store, stored: Stored, what: str) -> None:
    def other(folder: Path) -> None:
        fill(folder)
        if what == "byte":
            (folder / "a.bin").write_bytes(b"Eerste bestand")
        elif what == "name":
            (folder / "a.bin").rename(folder / "c.bin")
        elif what == "extra":
            (folder / "leeg").touch()

    kind = Artefact.SNAPSHOT if what == "kind" else Artefact.RELEASE
    facts = {"publiek": "twee"} if what == "facts" else FACTS
    assert store.put(kind, facts, other).id != stored.id


@pytest.mark.parametrize("kind", [Artefact.SNAPSHOT, Artefact.ENCODER])
def test_what_was_never_put_is_missing(store: Store, stored: Stored, kind: Artefact) -> None:
    with pytest.raises(MissingError):
        store.open(kind, stored.id)


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "sha256:",
        "sha256:../../../etc/passwd",
        "../releases",
        "/etc/passwd",
        "sha256:" + "a" * 63,
        "sha256:" + "a" * 65,
        "sha256:" + "A" * 64,
        "sha256:" + "a" * 63 + "/",
        "sha256:" + "a" * 63 + "\n",
        "sha256:" + "٣" * 64,
        "sha512:" + "a" * 64,
        "a" * 64,
    ],
)
def test_an_id_that_is_no_digest_never_becomes_a_path(store: Store, id_: str) -> None:
    with pytest.raises(MissingError):
        store.path(Artefact.RELEASE, id_)
    with pytest.raises(MissingError):
        store.open(Artefact.RELEASE, id_)


def test_a_folder_is_found_by_its_facts(store: Store, stored: Stored) -> None:
    assert store.find(Artefact.RELEASE, FACTS) == stored.id
    assert store.find(Artefact.RELEASE, {"publiek": "twee"}) is None
    assert store.find(Artefact.SNAPSHOT, FACTS) is None


@pytest.mark.parametrize("error", [RuntimeError("kapot"), OSError(28, "No space left on device")])
def test_a_filling_that_fails_leaves_nothing_behind(store: Store, error: Exception) -> None:
    def failing(folder: Path) -> None:
        fill(folder)
        raise error

    with pytest.raises(StoreError if isinstance(error, OSError) else RuntimeError):
        store.put(Artefact.RELEASE, FACTS, failing)
    assert everything_under(store.home) == {}
    assert list((store.home / "store" / ".staging").iterdir()) == []


def test_another_user_may_read_what_was_stored_whatever_the_umask(store: Store) -> None:
    before = os.umask(0o077)
    try:
        stored = store.put(Artefact.RELEASE, FACTS, fill)
    finally:
        os.umask(before)
    modes = {it.name: it.stat().st_mode & 0o777 for it in stored.folder.rglob("*")}
    assert modes == {"a.bin": 0o644, "sub": 0o755, "b.bin": 0o644, "manifest.json": 0o644}
    assert stored.folder.stat().st_mode & 0o777 == 0o755


def test_a_second_publisher_is_told_that_the_first_is_busy(store: Store) -> None:
    script = (
        "import sys, pathlib, kb.store\n"
        "with kb.store.Store(pathlib.Path(sys.argv[1])).publishing():\n"
        "    print('held', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(store.home)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(BusyError), store.publishing():
            pass
        other.send_signal(signal.SIGKILL)
        other.wait()
    with store.publishing():  # a publisher that died holds nothing
        assert (store.home / "publish.lock").exists()


def test_publishing_clears_what_a_dead_publisher_left_in_staging(store: Store) -> None:
    left = store.home / "store" / ".staging" / "half"
    left.mkdir(parents=True)
    (left / "a.bin").touch()
    with store.publishing():
        assert not left.exists()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "nieuw" / "active.json"
    write_durably(path, b"oud en lang")
    write_durably(path, b"nieuw")
    assert everything_under(tmp_path) == {"nieuw/active.json": b"nieuw"}


def test_lines_are_added_at_the_end(tmp_path: Path) -> None:
    for line in (b"een", b"twee"):
        append_durably(tmp_path / "nieuw" / "ledger.jsonl", line)
    assert (tmp_path / "nieuw" / "ledger.jsonl").read_bytes() == b"een\ntwee\n"


FULL_DISK = """
import pathlib, resource, sys
from kb.errors import StoreError
from kb.durable import append_durably, write_durably
from kb.store import Artefact, Store
home = pathlib.Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
big = bytes(1000)
for write in (
    lambda: write_durably(home / "active.json", big),
    lambda: append_durably(home / "vol" / "ledger.jsonl", big),
    lambda: Store(home).put(Artefact.RELEASE, {}, lambda it: (it / "a").write_bytes(big)),
):
    try:
        write()
    except StoreError as error:
        print(error)
"""


def test_a_write_that_fails_is_one_sentence_and_leaves_the_old_file(tmp_path: Path) -> None:
    write_durably(tmp_path / "active.json", b"oud")
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == [
        "active.json schrijven is niet gelukt: File too large.",
        "ledger.jsonl aanvullen is niet gelukt: File too large.",
        "Opslaan is niet gelukt: File too large.",
    ]
    assert everything_under(tmp_path).keys() == {"active.json", "vol/ledger.jsonl"}
    assert (tmp_path / "active.json").read_bytes() == b"oud"
