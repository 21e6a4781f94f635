"""From public content to a snapshot in the store: embed, index, ask the probe questions, keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import numpy as np

from indexer import probes
from indexer.analyzer import telling
from indexer.classifier import train
from indexer.encoder import Encoder, Vectors
from indexer.parameters import Parameters, fitted
from indexer.passages import Passage, asked, passages, wordings
from indexer.search import Searcher
from indexer.snapshot import FORMAT, Parts, Words, assemble
from kb.errors import DamagedError
from kb.model import Entry, Phrasings
from kb.release import PublicContent, digest_of
from kb.rendering import short_of
from kb.store import Artefact, Store, Stored

Progress = Callable[[int, int], None]
"""Called with how many passages are embedded and how many there are."""

_UNNAMED: Final = "die nog geen kenmerk heeft"


def build(
    store: Store,
    public: PublicContent,
    encoder: Encoder,
    progress: Progress = lambda _done, _total: None,
    parameters: Parameters | None = None,
) -> Stored:
    """Embed and index `public` and keep the result in the store; one that is there is verified.

    The same content, encoder and parameters give the same bytes, whether vectors were made now
    or remembered: a vector depends on its text and its encoder alone.

    Raises:
        EncoderError: the encoder gives no usable vectors.
        StoreError: it cannot be written.
    """
    parameters = parameters or fitted()
    publication = digest_of(public)
    identity = {
        "format": FORMAT,
        "publicatie": publication,
        "encoder": encoder.id,
        "parameters": digest_of(parameters),
    }
    if (known := store.find(Artefact.SNAPSHOT, identity)) is not None:
        try:
            return store.open(Artefact.SNAPSHOT, known)
        except DamagedError:
            pass  # it is made again, and takes the place of the damaged one
    parts = parts_of(public, encoder, parameters, progress)
    snapshot = assemble(parts, _UNNAMED, encoder.id, publication)
    found = probes.probes(Searcher(snapshot, encoder))

    def fill(folder: Path) -> None:
        parts.write(folder)
        probes.write(folder, found)

    return store.put(Artefact.SNAPSHOT, {**identity, "dimensies": parts.rows.shape[1]}, fill)


def parts_of(
    public: PublicContent,
    encoder: Encoder,
    parameters: Parameters,
    progress: Progress = lambda _done, _total: None,
) -> Parts:
    """Embed and analyse `public`: everything of its snapshot but the probe questions.

    Raises:
        EncoderError: the encoder gives no usable vectors.
    """
    phrased = {it.id: it for it in public.phrasings}
    entries = [(entry, phrased.get(entry.id)) for entry in public.entries()]
    found = tuple(passage for it in entries for passage in passages(*it))
    texts = [wordings(*it) for it in entries]
    return Parts(
        public=public,
        passages=found,
        rows=_embedded(found, encoder, progress),
        classifier=train(_lessons(entries)),
        words=tuple(
            Words(asked=tuple(telling(it.asked)), told=tuple(telling(it.told))) for it in texts
        ),
        parameters=parameters,
    )


def _lessons(entries: Iterable[tuple[Entry, Phrasings | None]]) -> list[tuple[str, str]]:
    """Return what the classifier learns from: every way to ask an entry, and its short answer."""
    return [
        (text, entry.id)
        for entry, phrasings in entries
        for text in (short_of(entry), *(text for _, text in asked(entry, phrasings)))
    ]


def _embedded(found: tuple[Passage, ...], encoder: Encoder, progress: Progress) -> Vectors:
    """Embed each different text once."""
    texts = sorted({passage.text for passage in found})
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, len(texts))

    rows = dict(zip(texts, encoder.passages(texts, advance), strict=True))
    if not found:
        return np.zeros((0, 1), np.float32)
    return np.stack([rows[passage.text] for passage in found])
