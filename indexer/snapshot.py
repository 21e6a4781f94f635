"""A snapshot: one release made searchable with one encoder, as an immutable folder.

    manifest.json     SHA-256 of every file, and the facts below (written by the store)
    publiek.json      the public content, byte for byte that of the release
    passages.json     what each row stands for
    vectors.f32       raw float32 rows, one per passage
    terms.json        the words of each entry

Facts: format, publicatie (digest of the public content), encoder (its id), dimensies.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import TypeAdapter

from indexer.analyzer import Analyzer
from indexer.dense import DenseIndex, centred, read_rows, write_rows
from indexer.encoder import Encoder, Vectors
from indexer.errors import SnapshotError
from indexer.lexical import LexicalIndex
from indexer.passages import Passage, PassageKind, lexical_text, passages
from kb.knowledge import Knowledge, key_of
from kb.release import PUBLIC, PublicContent, canonical, digest_of, read_part
from kb.store import Artefact, Store, Stored

FORMAT: Final = 2
"""Raise when the files, the passages or the analysis of words change meaning."""

_PASSAGES: Final = TypeAdapter(tuple[Passage, ...])
Progress = Callable[[int, int], None]
"""Called with how many passages are embedded and how many there are."""


@dataclass(frozen=True)
class Snapshot:
    """A loaded snapshot. Row i of the dense index belongs to entry `owners[i]`."""

    id: str
    encoder_id: str
    publication: str
    knowledge: Knowledge
    passages: tuple[Passage, ...]
    owners: tuple[int, ...]
    rows_of_kind: dict[PassageKind, tuple[int, ...]]
    dense: DenseIndex
    centre: Vectors
    lexical: LexicalIndex
    analyzer: Analyzer


def build(
    store: Store,
    public: PublicContent,
    encoder: Encoder,
    progress: Progress = lambda _done, _total: None,
) -> Stored:
    """Embed and index `public` and keep the result in the store; an existing one is verified.

    Raises:
        EncoderError: the encoder gives no usable vectors.
        StoreError: it cannot be written.
    """
    identity = {"format": FORMAT, "publicatie": digest_of(public), "encoder": encoder.id}
    known = store.find(Artefact.SNAPSHOT, identity)
    if known is not None:
        return store.open(Artefact.SNAPSHOT, known)
    entries = public.entries()
    found = tuple(passage for entry in entries for passage in passages(entry))
    rows = _embedded(found, encoder, progress)
    analyzer = Analyzer(public.terms)
    terms = [analyzer.passage(lexical_text(entry)) for entry in entries]

    def fill(folder: Path) -> None:
        (folder / PUBLIC).write_bytes(canonical(public))
        table = [passage.model_dump(mode="json", by_alias=True) for passage in found]
        _write_json(folder / "passages.json", table)
        _write_json(folder / "terms.json", terms)
        write_rows(folder / "vectors.f32", rows)

    return store.put(Artefact.SNAPSHOT, {**identity, "dimensies": rows.shape[1]}, fill)


def _embedded(found: tuple[Passage, ...], encoder: Encoder, progress: Progress) -> Vectors:
    """Embed each different text once, long ones together: padding costs time."""
    texts = sorted({passage.text for passage in found}, key=lambda text: (len(text), text))
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        progress(done, len(texts))

    rows = dict(zip(texts, encoder.passages(texts, advance), strict=True))
    if not found:
        return np.zeros((0, 1), np.float32)
    return np.stack([rows[passage.text] for passage in found])


def load(store: Store, id_: str) -> Snapshot:
    """Verify the snapshot `id_` to the last byte, then parse it.

    Raises:
        MissingError: there is no such snapshot.
        DamagedError: a file does not match its digest.
        SnapshotError: it is of another format, or its parts do not fit together.
    """
    stored = store.open(Artefact.SNAPSHOT, id_)
    facts: dict[str, Any] = dict(stored.facts)
    if facts.get("format") != FORMAT:
        raise SnapshotError(
            f"Momentopname {id_} heeft formaat {facts.get('format')}; dit programma leest {FORMAT}."
        )
    public = read_part(stored.folder / PUBLIC, PublicContent)
    found = _PASSAGES.validate_json((stored.folder / "passages.json").read_bytes())
    terms = json.loads((stored.folder / "terms.json").read_bytes())
    rows = read_rows(stored.folder / "vectors.f32", int(facts["dimensies"]))
    knowledge = Knowledge(public)
    places = {key_of(entry): at for at, entry in enumerate(knowledge.entries)}
    if len(rows) != len(found) or len(terms) != len(places):
        raise SnapshotError(f"De delen van momentopname {id_} passen niet bij elkaar.")
    centre = _centre(rows, found)
    return Snapshot(
        id=id_,
        encoder_id=str(facts["encoder"]),
        publication=str(facts["publicatie"]),
        knowledge=knowledge,
        passages=found,
        owners=tuple(places[passage.entry] for passage in found),
        rows_of_kind={
            kind: tuple(at for at, it in enumerate(found) if it.kind is kind)
            for kind in PassageKind
        },
        dense=DenseIndex(centred(rows, centre)),
        centre=centre,
        lexical=LexicalIndex(terms),
        analyzer=Analyzer(public.terms),
    )


def _centre(rows: Vectors, found: tuple[Passage, ...]) -> Vectors:
    """Return the mean question vector: what all questions to this agency share."""
    questions = [at for at, it in enumerate(found) if it.kind is PassageKind.QUESTION]
    if not questions:
        return np.zeros(rows.shape[1], np.float32)
    centre: Vectors = rows[questions].mean(axis=0, dtype=np.float64).astype(np.float32)
    return centre


def _write_json(path: Path, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")
