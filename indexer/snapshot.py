"""A snapshot: one release made searchable with one encoder, as an immutable folder.

    manifest.json     SHA-256 of every file, and the facts below (written by the store)
    publiek.json      the public content, byte for byte that of the release
    passages.json     what each row stands for
    vectors.f32       raw float32 rows, one per passage
    terms.json        the words of each entry
    parameters.json   every number that decides which answer is given
    probes.json       questions with the answers that whoever loads this must give (`indexer.build`)

Facts: format, publicatie (digest of the public content), encoder (its id), dimensies.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import TypeAdapter

from indexer.analyzer import Analyzer
from indexer.dense import DenseIndex, centred, read_rows, write_rows
from indexer.encoder import Vectors
from indexer.errors import SnapshotError
from indexer.lexical import LexicalIndex
from indexer.parameters import Parameters
from indexer.passages import Passage, PassageKind, headed
from kb.knowledge import Knowledge
from kb.markdown import Section
from kb.release import PUBLIC, PublicContent, canonical, key_of, read_part
from kb.store import Artefact, Store, Stored

FORMAT: Final = 3
"""Raise when the files, the passages or the analysis of words change meaning."""

_PASSAGES: Final = TypeAdapter(tuple[Passage, ...])


@dataclass(frozen=True)
class Parts:
    """What a snapshot is made of, before it has an id. Row i of `rows` is that of passage i."""

    public: PublicContent
    passages: tuple[Passage, ...]
    rows: Vectors
    terms: list[list[str]]
    parameters: Parameters

    def write(self, folder: Path) -> None:
        """Write the parts as canonical bytes into `folder`."""
        (folder / PUBLIC).write_bytes(canonical(self.public))
        table = [passage.model_dump(mode="json", by_alias=True) for passage in self.passages]
        write_json(folder / "passages.json", table)
        write_json(folder / "terms.json", self.terms)
        write_json(
            folder / "parameters.json", self.parameters.model_dump(mode="json", by_alias=True)
        )
        write_rows(folder / "vectors.f32", self.rows)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot in memory. Row i of the dense index belongs to entry `owners[i]`.

    `sections[i]` is the rows of entry i that stand for its sections, in the order of the text;
    `headed(i)` gives those sections, remembered because reading Markdown takes milliseconds.

    `raw` is the rows as they were embedded, shape (passages, dimensions), before centring.
    """

    id: str
    encoder_id: str
    publication: str
    knowledge: Knowledge
    passages: tuple[Passage, ...]
    owners: tuple[int, ...]
    rows_of_kind: dict[PassageKind, tuple[int, ...]]
    sections: dict[int, list[int]]
    headed: Callable[[int], tuple[Section, ...]]
    raw: Vectors
    dense: DenseIndex
    centre: Vectors
    lexical: LexicalIndex
    analyzer: Analyzer
    parameters: Parameters


def assemble(parts: Parts, id_: str, encoder_id: str, publication: str) -> Snapshot:
    """Return the parts ready to be searched.

    Raises:
        SnapshotError: they do not fit together.
    """
    knowledge = Knowledge(parts.public)
    places = {key_of(entry): at for at, entry in enumerate(knowledge.entries)}
    found, rows = parts.passages, parts.rows
    fitting = len(rows) == len(found) and len(parts.terms) == len(places)
    if not fitting or not all(passage.entry in places for passage in found):
        raise SnapshotError(f"De delen van momentopname {id_} passen niet bij elkaar.")
    centre = _centre(rows, found)
    sections: dict[int, list[int]] = {}
    for row, passage in enumerate(found):
        if passage.heading is not None:
            sections.setdefault(places[passage.entry], []).append(row)
    return Snapshot(
        id=id_,
        encoder_id=encoder_id,
        publication=publication,
        knowledge=knowledge,
        passages=found,
        owners=tuple(places[passage.entry] for passage in found),
        rows_of_kind={
            kind: tuple(at for at, it in enumerate(found) if it.kind is kind)
            for kind in PassageKind
        },
        sections=sections,
        headed=lru_cache(None)(lambda at: headed(knowledge.entries[at])),
        raw=rows,
        dense=DenseIndex(centred(rows, centre)),
        centre=centre,
        lexical=LexicalIndex(parts.terms),
        analyzer=Analyzer(parts.public.terms),
        parameters=parts.parameters,
    )


def load(store: Store, id_: str) -> Snapshot:
    """Verify the snapshot `id_` to the last byte, then parse it.

    Raises:
        MissingError: there is no such snapshot.
        DamagedError: a file does not match its digest.
        SnapshotError: it is of another format, cannot be read, or its parts do not fit together.
    """
    stored = verified(store, id_)
    facts: dict[str, Any] = dict(stored.facts)
    try:
        parts = Parts(
            public=read_part(stored.folder / PUBLIC, PublicContent),
            passages=_PASSAGES.validate_json((stored.folder / "passages.json").read_bytes()),
            rows=read_rows(stored.folder / "vectors.f32", int(facts["dimensies"])),
            terms=json.loads((stored.folder / "terms.json").read_bytes()),
            parameters=read_part(stored.folder / "parameters.json", Parameters),
        )
        encoder, publication = str(facts["encoder"]), str(facts["publicatie"])
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotError(
            f"Momentopname {id_} is onbeschadigd, maar dit programma kan haar niet lezen. De "
            "versie van Vraagbaak in het logboek (`programma`) kan dat wel."
        ) from error
    return assemble(parts, id_, encoder, publication)


def verified(store: Store, id_: str) -> Stored:
    """Return the folder of the snapshot `id_` when it is whole and of the format read here.

    Raises:
        MissingError, DamagedError, SnapshotError: as for `load`.
    """
    stored = store.open(Artefact.SNAPSHOT, id_)
    if stored.facts.get("format") != FORMAT:
        raise SnapshotError(
            f"Momentopname {id_} heeft formaat {stored.facts.get('format')}; dit programma leest "
            f"{FORMAT}. De versie van Vraagbaak in het logboek (`programma`) kan haar lezen."
        )
    return stored


def _centre(rows: Vectors, found: tuple[Passage, ...]) -> Vectors:
    """Return the mean question vector: what all questions to this agency share."""
    questions = [at for at, it in enumerate(found) if it.kind is PassageKind.QUESTION]
    if not questions:
        return np.zeros(rows.shape[1], np.float32)
    centre: Vectors = rows[questions].mean(axis=0, dtype=np.float64).astype(np.float32)
    return centre


def write_json(path: Path, value: Any) -> None:
    """Write `value` in the one way that JSON is written in the store."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")
