"""A file of packed weights is read as it was written: vocabulary, floats, and blocks of 4 bits."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from indexer.errors import EncoderError
from indexer.packed_weights import Header, read_tensors, read_vocabulary

PIECES = [("<s>", 0.0), ("▁brief", -1.5), ("é", -2.25)]
FLOATS = np.array([0.5, -1.0, 3.25], "<f4").tobytes()
BLOCK = struct.pack("<e", 0.5) + bytes(at | (15 - at) << 4 for at in range(16))
"""Low halves rise from -8 to 7 and high ones fall from 7 to -8, half of which each weight is."""


def packed(magic: bytes = b"E5S1", version: int = 1) -> memoryview:
    """Return a file with three pieces, a tensor of three floats and one of 20 packed weights."""
    blob = "".join(piece for piece, _ in PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece, _ in PIECES)]).astype("<u4")
    start = struct.pack("<4sI", magic, version)
    start += struct.pack("<7if6iQ", 4, 2, 2, 8, 3, 16, 1, 0.5, 32, 3, 0, 2, 1, 3, len(blob))
    start += ends.tobytes() + np.array([score for _, score in PIECES], "<f4").tobytes() + blob
    start += struct.pack("<iI", 1, 5) + b"trie."
    tensors = [("emb.ln.w", 0, 3, FLOATS), ("l0.q.w", 1, 20, BLOCK)]
    where = len(start) + 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    table, data = struct.pack("<i", len(tensors)), b""
    for name, kind, size, stored in tensors:
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", kind, size, where + len(data), len(stored))
        data += stored
    return memoryview(start + table + data)


def test_the_vocabulary_has_every_piece_with_its_score_and_the_sizes_come_first() -> None:
    header, pieces, _ = read_vocabulary(packed())
    assert pieces == PIECES
    assert header == Header(4, 2, 2, 8, 3, 16, 1, 0.5, n_pieces=3, bos=0, eos=2, pad=1, unk=3)


def test_a_tensor_of_floats_is_read_as_it_is() -> None:
    raw = packed()
    found = read_tensors(raw, read_vocabulary(raw)[2])
    assert list(found) == ["emb.ln.w", "l0.q.w"]
    assert found["emb.ln.w"].tolist() == [0.5, -1.0, 3.25]


def test_a_block_gives_its_low_halves_then_its_high_ones_times_the_scale_and_no_filling() -> None:
    raw = packed()
    found = read_tensors(raw, read_vocabulary(raw)[2])["l0.q.w"]
    assert found.dtype == np.float32
    assert found.tolist() == [*(it / 2 for it in range(-8, 8)), 3.5, 3.0, 2.5, 2.0]


@pytest.mark.parametrize(("magic", "version"), [(b"E5S2", 1), (b"E5S1", 2), (b"GGUF", 3)])
def test_another_format_is_refused(magic: bytes, version: int) -> None:
    with pytest.raises(EncoderError, match="onbekend formaat"):
        read_vocabulary(packed(magic, version))
