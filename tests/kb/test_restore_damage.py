"""A backup that was cut off or damaged is refused whole, wherever the damage is."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest


@pytest.mark.parametrize("tenth", range(10))
def test_one_that_was_cut_off_is_refused(
    kept: bytes, refused_backup: Callable[..., None], tenth: int
) -> None:
    refused_backup(kept[: len(kept) * tenth // 10])


@pytest.mark.parametrize("missing", [1, 511, 512, 1023, 1024, 1025])
def test_one_that_lost_its_end_is_refused(
    kept: bytes, refused_backup: Callable[..., None], missing: int
) -> None:
    refused_backup(kept[:-missing])


@pytest.mark.parametrize("extra", [b"\0", b"x", bytes(512), bytes(9216)])
def test_one_with_something_after_its_end_is_refused(
    kept: bytes, refused_backup: Callable[..., None], extra: bytes
) -> None:
    refused_backup(kept + extra, "einde")


@pytest.mark.parametrize("seed", range(50))
def test_one_flipped_bit_is_enough_to_refuse_it(
    kept: bytes, refused_backup: Callable[..., None], seed: int
) -> None:
    at = random.Random(seed).randrange(len(kept) * 8)
    raw = bytearray(kept)
    raw[at // 8] ^= 1 << at % 8
    refused_backup(bytes(raw))
