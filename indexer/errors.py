"""What can go wrong in retrieval.

IndexerError
├── EncoderError      the encoder cannot be prepared or loaded, or gives no usable vectors
└── SnapshotError     a snapshot is not what its manifest or this program expects
"""

from __future__ import annotations


class IndexerError(Exception):
    """Base of every error of this package; `str()` is one sentence in Dutch."""


class EncoderError(IndexerError):
    """The encoder cannot be prepared or loaded, or gave something that is no vector."""


class SnapshotError(IndexerError):
    """A snapshot does not fit this program or its own parts."""
