"""A backup that somebody made: nothing it asks for is done, and what it holds is verified."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb import ustar
from kb.backup import restore
from kb.errors import StoreError

Table = dict[str, Any]
Files = dict[str, bytes]


def opened(raw: bytes) -> tuple[Table, Files]:
    """Return the contents and the files of a backup."""
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        files = {it.name: tar.extractfile(it).read() for it in tar.getmembers()}  # type: ignore[union-attr]
    return json.loads(files.pop("inhoud.json")), files


def packed(table: Table, files: Files) -> bytes:
    """Return a backup whose headers are in order, whatever its contents say."""
    made = b""
    for name, raw in {"inhoud.json": json.dumps(table).encode(), **files}.items():
        made += ustar.header(name, len(raw)) + raw + ustar.padding(len(raw))
    return made + ustar.END


def described(table: Table, files: Files) -> Table:
    """Return `table` as it would announce `files`."""
    listed = [
        {"naam": name, "bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
        for name, raw in files.items()
    ]
    return {**table, "bestanden": listed}


def in_order(files: Files) -> Files:
    return dict(sorted(files.items()))


def test_what_these_tests_pack_is_accepted_when_nothing_is_wrong_with_it(
    kept: bytes, tmp_path: Path
) -> None:
    table, files = opened(kept)
    (tmp_path / "goed2.tar").write_bytes(packed(described(table, files), files))
    restore(tmp_path / "goed2.tar", tmp_path / "nieuw")


@pytest.mark.parametrize(
    "change",
    [
        {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd", "size": 0},
        {"type": tarfile.LNKTYPE, "linkname": "../../buiten", "size": 0},
        {"type": tarfile.CHRTYPE, "devmajor": 1, "devminor": 3, "size": 0},
        {"type": tarfile.FIFOTYPE, "size": 0},
        {"type": tarfile.DIRTYPE, "size": 0},
        {"type": tarfile.GNUTYPE_SPARSE},
        {"name": "/tmp/buiten.json"},
        {"name": "../buiten.json"},
        {"name": "plans/../../buiten.json"},
        {"mode": 0o4755},
        {"mtime": 1},
        {"uid": 1000},
    ],
)
def test_a_member_that_is_not_the_expected_one_is_refused(
    kept: bytes, refused_backup: Callable[..., None], change: dict[str, Any]
) -> None:
    _, files = opened(kept)
    before = ustar.header("ledger.jsonl", len(files["ledger.jsonl"]))
    member = tarfile.TarInfo.frombuf(before, "utf-8", "strict")
    for field, value in change.items():
        setattr(member, field, value)
    after = member.tobuf(tarfile.USTAR_FORMAT)
    assert len(after) == ustar.BLOCK
    refused_backup(kept.replace(before, after), r"ledger\.jsonl")


RELEASE = f"store/releases/{'a' * 64}"


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../buiten.json",
        "./active.json",
        "activeer.json",
        "plans/../../buiten.json",
        "plans/0123.json/x",
        "publish.lock",
        "store/.staging/x",
        "store/releases/x/y",
        f"store/drafts/{'a' * 64}/x",
        RELEASE,
        f"{RELEASE}/",
        f"{RELEASE}//x",
        f"{RELEASE}/../x",
        f"{RELEASE}/x/..",
        f"{RELEASE}/./x",
        f"{RELEASE}/x\ny",
        f"{RELEASE}/..\\x",
        f"store/releases/{'A' * 64}/x",
    ],
)
def test_a_name_that_does_not_belong_in_a_home_is_refused(
    kept: bytes, refused_backup: Callable[..., None], name: str
) -> None:
    table, files = opened(kept)
    files = in_order({**files, name: b"kwaad"})
    refused_backup(packed(described(table, files), files), r"inhoud\.json is onleesbaar")


def _later_format(table: Table, files: Files) -> None:
    table.update(formaat=3, nieuw="veld")


def _other_head(table: Table, files: Files) -> None:
    table["kop"] = "0" * 64


def _other_length(table: Table, files: Files) -> None:
    table["regels"] += 1


def _missing_folder(table: Table, files: Files) -> None:
    del table["mappen"][0]


def _folder_without_files(table: Table, files: Files) -> None:
    table["mappen"].append(["snapshots", "sha256:" + "f" * 64])


def _folder_by_another_name(table: Table, files: Files) -> None:
    table["mappen"][0][1] = table["mappen"][0][1].removeprefix("sha256:")


def _no_pointer(table: Table, files: Files) -> None:
    del files["active.json"]


def _no_ledger(table: Table, files: Files) -> None:
    del files["ledger.jsonl"]


def _shortened_ledger(table: Table, files: Files) -> None:
    files["ledger.jsonl"] = files["ledger.jsonl"].splitlines(keepends=True)[1]


def _no_manifest(table: Table, files: Files) -> None:
    del files[next(it for it in files if it.startswith("store/rel") and "manifest" in it)]


def _file_not_in_the_manifest(table: Table, files: Files) -> None:
    files[next(it for it in files if it.startswith("store/releases/")) + ".bij"] = b"x"


def _changed_file(table: Table, files: Files) -> None:
    files[next(it for it in files if it.endswith("publiek.json"))] += b" "


def _unreadable_plan(table: Table, files: Files) -> None:
    files[next(it for it in files if it.startswith("plans/"))] = b"{}"


def _manifest_that_is_none(table: Table, files: Files) -> None:
    digest = hashlib.sha256(b"[]").hexdigest()
    files[f"store/encoders/{digest}/manifest.json"] = b"[]"
    table["mappen"] = sorted([*table["mappen"], ["encoders", f"sha256:{digest}"]])


def _without_what_is_in_force(table: Table, files: Files) -> None:
    snapshot = json.loads(files["active.json"])["momentopname"]
    table["mappen"].remove(["snapshots", snapshot])
    for name in [it for it in files if snapshot.removeprefix("sha256:") in it]:
        del files[name]


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_later_format, "formaat 3"),
        (_other_head, "logboek"),
        (_other_length, "logboek"),
        (_missing_folder, "onleesbaar"),
        (_folder_without_files, "onleesbaar"),
        (_folder_by_another_name, "staat niet in de opslag"),
        (_no_pointer, "onleesbaar"),
        (_no_ledger, "active.json"),
        (_shortened_ledger, "logboek"),
        (_no_manifest, "het manifest ontbreekt"),
        (_file_not_in_the_manifest, "klopt niet met het manifest"),
        (_changed_file, "klopt niet met het manifest"),
        (_unreadable_plan, "plan"),
        (_manifest_that_is_none, "manifest"),
        (_without_what_is_in_force, "snapshots sha256:[0-9a-f]+ staat niet"),
    ],
)
def test_one_that_was_made_by_somebody_else_is_verified_all_the_same(
    kept: bytes,
    refused_backup: Callable[..., None],
    make: Callable[[Table, Files], None],
    reason: str,
) -> None:
    table, files = opened(kept)
    make(table, files)
    files = in_order(files)
    refused_backup(packed(described(table, files), files), reason)


def test_a_file_that_is_also_a_folder_is_refused(
    kept: bytes, refused_backup: Callable[..., None]
) -> None:
    table, files = opened(kept)
    release = next(it for it in files if it.endswith("publiek.json"))
    files = in_order({**files, f"{release}/x": b"x"})
    refused_backup(packed(described(table, files), files), "lukt niet", StoreError)


def test_a_file_larger_than_announced_is_refused(
    kept: bytes, refused_backup: Callable[..., None]
) -> None:
    table, files = opened(kept)
    announced = described(table, files)
    announced["bestanden"][1]["bytes"] -= 1
    refused_backup(packed(announced, files), r"ledger\.jsonl")


@pytest.mark.parametrize("size", [-1, 2**63, 10**50, "veel", None, 1.5])
def test_a_size_that_is_none_is_refused(
    kept: bytes, refused_backup: Callable[..., None], size: object
) -> None:
    table, files = opened(kept)
    announced = described(table, files)
    announced["bestanden"][0]["bytes"] = size
    refused_backup(packed(announced, files))


def test_contents_too_large_to_read_are_refused_by_their_header(
    refused_backup: Callable[..., None],
) -> None:
    refused_backup(ustar.header("inhoud.json", 2**33 - 1) + bytes(512), "begint niet met")


@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"formaat": 1}', b"\xff", b"null", b"{}"])
def test_contents_that_say_nothing_are_refused(
    refused_backup: Callable[..., None], raw: bytes
) -> None:
    begin = ustar.header("inhoud.json", len(raw)) + raw + ustar.padding(len(raw))
    refused_backup(begin + ustar.END, r"inhoud\.json is onleesbaar")
