"""The blocks of a tar: what any tool reads, and nothing that differs from run to run."""

from __future__ import annotations

import io
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import ustar

DIGEST = "a" * 64


@pytest.mark.parametrize(
    "name",
    [
        "inhoud.json",
        f"store/encoders/{DIGEST}/1_Pooling/config.json",
        f"store/encoders/{DIGEST}/{'x' * 100}",
        f"store/encoders/{DIGEST}/{'map/' * 18}{'x' * 100}",
        f"store/encoders/{DIGEST}/één bestand.bin",
    ],
)
@pytest.mark.parametrize("raw", [b"", b"x", bytes(511), bytes(512), bytes(513)])
def test_a_file_is_read_back_by_any_tar(name: str, raw: bytes) -> None:
    archive = ustar.header(name, len(raw)) + raw + ustar.padding(len(raw)) + ustar.END
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        (member,) = tar.getmembers()
        opened = tar.extractfile(member)
        assert opened is not None
        assert (member.name, opened.read()) == (name, raw)
        assert (member.type, member.mode, member.mtime) == (tarfile.REGTYPE, 0o644, 0)
        assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")


@given(st.integers(min_value=0, max_value=2**63))
def test_a_size_is_read_back_whatever_it_is(size: int) -> None:
    member = tarfile.TarInfo.frombuf(ustar.header("groot.bin", size), "utf-8", "strict")
    assert member.size == size


@given(st.integers(min_value=0, max_value=8**11 - 1))
def test_the_size_that_a_header_announces_is_the_one_it_was_made_with(size: int) -> None:
    assert ustar.announced_size(ustar.header("inhoud.json", size)) == size


@pytest.mark.parametrize("block", [b"", bytes(512), b"\xff" * 512, b"abc" * 200])
def test_a_block_without_a_size_is_refused(block: bytes) -> None:
    with pytest.raises(ValueError):
        ustar.announced_size(block)


@pytest.mark.parametrize(
    "name",
    ["x" * 101, f"{'x' * 156}/y", f"x/{'y' * 101}", f"{'map/' * 64}x", "é" * 51],
)
def test_a_name_that_does_not_fit_is_refused(name: str) -> None:
    assert not ustar.fits(name)
    with pytest.raises(ValueError):
        ustar.header(name, 1)


@given(st.from_regex(r"[a-z]{1,80}(/[a-z]{1,80}){0,4}", fullmatch=True))
def test_a_name_that_fits_is_read_back_whole(name: str) -> None:
    if ustar.fits(name):
        header = ustar.header(name, 1)
        assert len(header) == ustar.BLOCK
        assert tarfile.TarInfo.frombuf(header, "utf-8", "strict").name == name
    else:
        assert len(name) > 100
