"""A snapshot: one release made searchable with one encoder, as an immutable folder.

    manifest.json     SHA-256 of every file, and the facts below (written by the store)
    publiek.json      the public content, byte for byte that of the release
    passages.json     what each row stands for
    vectors.f32       raw float32 rows, one per passage
    words.json        the telling words of each entry, as it is asked and as it is told
    classifier.*      what the words of a question point at (`indexer.classifier`)
    parameters.json   every number that decides which answer is given
    probes.json       questions with the answers that whoever loads this must give (`indexer.build`)

Facts: format, publicatie (digest of the public content), encoder (its id), dimensies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import Field, TypeAdapter

from indexer import classifier
from indexer.analyzer import Analyzer, grams
from indexer.centres import Centres, centred
from indexer.classifier import Classifier
from indexer.dense import DenseIndex, read_rows, write_rows
from indexer.encoder import Vectors
from indexer.errors import SnapshotError
from indexer.lexical import LexicalIndex
from indexer.parameters import Parameters
from indexer.passages import Passage, PassageKind, headed
from indexer.signals import Rows
from kb.canonical import canonical, canonical_json
from kb.knowledge import Knowledge
from kb.language import DUTCH
from kb.markdown import Section
from kb.model import Frozen
from kb.release import PUBLIC, PublicContent, key_of, read_part
from kb.store import Artefact, Store, Stored
from kb.text import fold

FORMAT: Final = 4
"""Raise when the files, the passages or the analysis of words change meaning."""

_MANY: Final = 20
"""In the questions of so many entries a word points at none of them."""

_PASSAGES: Final = TypeAdapter(tuple[Passage, ...])


class Words(Frozen):
    """The telling words of one entry, in order: in its questions, and in its text."""

    asked: tuple[str, ...] = Field(alias="gevraagd")
    told: tuple[str, ...] = Field(alias="verteld")


_WORDS: Final = TypeAdapter(tuple[Words, ...])


@dataclass(frozen=True)
class Parts:
    """What a snapshot is made of, before it has an id. Row i of `rows` is that of passage i."""

    public: PublicContent
    passages: tuple[Passage, ...]
    rows: Vectors
    words: tuple[Words, ...]
    classifier: Classifier
    parameters: Parameters

    def write(self, folder: Path) -> None:
        """Write the parts as canonical bytes into `folder`."""
        (folder / PUBLIC).write_bytes(canonical(self.public))
        for name, table in (("passages.json", self.passages), ("words.json", self.words)):
            write_json(folder / name, [it.model_dump(mode="json", by_alias=True) for it in table])
        write_json(
            folder / "parameters.json", self.parameters.model_dump(mode="json", by_alias=True)
        )
        write_rows(folder / "vectors.f32", self.rows)
        classifier.write(folder, self.classifier)


@dataclass(frozen=True)
class Snapshot:
    """A snapshot in memory. Row i of the dense index belongs to entry `owners[i]`.

    `sections[i]` is the rows of entry i that stand for its sections, in the order of the text;
    `headed(i)` gives those sections, remembered because reading Markdown takes milliseconds.

    `raw` is the rows as they were embedded, shape (passages, dimensions), before centring;
    `topics` is the mean of the centred questions of each entry, shape (entries, dimensions).
    """

    id: str
    encoder_id: str
    publication: str
    knowledge: Knowledge
    passages: tuple[Passage, ...]
    owners: tuple[int, ...]
    languages: frozenset[str]
    """The languages in which some question is written."""
    questions: Rows
    texts: Rows
    sections: dict[int, list[int]]
    headed: Callable[[int], tuple[Section, ...]]
    raw: Vectors
    centres: Centres
    dense: DenseIndex
    topics: Vectors
    words: LexicalIndex
    grams: LexicalIndex
    classifier: Classifier
    analyzer: Analyzer
    general: frozenset[str]
    """The words that alone point at nothing: so many entries are asked for with them."""
    parameters: Parameters


def assemble(parts: Parts, id_: str, encoder_id: str, publication: str) -> Snapshot:
    """Return the parts ready to be searched.

    Raises:
        SnapshotError: they do not fit together.
    """
    knowledge = Knowledge(parts.public)
    places = {key_of(entry): at for at, entry in enumerate(knowledge.entries)}
    found, rows = parts.passages, parts.rows
    fitting = len(rows) == len(found) and len(parts.words) == len(places)
    if not fitting or not all(passage.entry in places for passage in found):
        raise SnapshotError(f"De delen van momentopname {id_} passen niet bij elkaar.")
    owners = tuple(places[passage.entry] for passage in found)
    sections: dict[int, list[int]] = {}
    for row, passage in enumerate(found):
        if passage.heading is not None:
            sections.setdefault(owners[row], []).append(row)
    of_kind = {kind: [at for at, it in enumerate(found) if it.kind is kind] for kind in PassageKind}
    questions = Rows.of(owners, of_kind[PassageKind.QUESTION], len(places))
    asked = of_kind[PassageKind.QUESTION]
    centres = Centres.of(rows[asked], [found[at].language for at in asked])
    shifted = _centred(rows, found, centres)
    analyzer = Analyzer(parts.public.terms)
    return Snapshot(
        id=id_,
        encoder_id=encoder_id,
        publication=publication,
        knowledge=knowledge,
        passages=found,
        owners=owners,
        languages=frozenset(found[at].language for at in asked),
        questions=questions,
        texts=Rows.of(owners, of_kind[PassageKind.TEXT], len(places)),
        sections=sections,
        headed=lru_cache(None)(lambda at: headed(knowledge.entries[at])),
        raw=rows,
        centres=centres,
        dense=DenseIndex(shifted),
        topics=questions.means(shifted),
        words=LexicalIndex([analyzer.terms((*it.asked, *it.told)) for it in parts.words]),
        grams=LexicalIndex([grams(it.asked) for it in parts.words]),
        classifier=parts.classifier,
        analyzer=analyzer,
        general=_general(parts),
        parameters=parts.parameters,
    )


def _general(parts: Parts) -> frozenset[str]:
    """Return the words in the questions of many entries; an abbreviation names one thing."""
    counts = Counter(word for it in parts.words for word in set(it.asked))
    names = (name for it in parts.public.terms for name in (it.term, it.abbreviation) if name)
    short = {fold(it) for it in names if it.isupper()}
    return frozenset(word for word, count in counts.items() if count >= _MANY) - short


def _centred(rows: Vectors, found: Sequence[Passage], centres: Centres) -> Vectors:
    """Return the rows without what questions in their language share; texts as if Dutch."""
    if not found:
        return rows
    return centred(
        rows,
        np.stack(
            [
                centres.centre(it.language if it.kind is PassageKind.QUESTION else DUTCH)
                for it in found
            ]
        ),
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
            words=_WORDS.validate_json((stored.folder / "words.json").read_bytes()),
            classifier=classifier.read(stored.folder),
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


def write_json(path: Path, value: Any) -> None:
    """Write `value` in the one way that JSON is written in the store."""
    path.write_bytes(canonical_json(value))
