"""A release: the content of one moment in three parts, each with the digest of its bytes.

Public content, advisor notes and golden questions are separate files with separate digests, so
that a change in a note leaves every public byte as it was. There is no timestamp inside: the same
content gives the same bytes on every machine, and a time is what the ledger is for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, Field

from kb.algorithm import AlgorithmRecord
from kb.canonical import canonical
from kb.checks import is_current
from kb.content import Content
from kb.model import (
    Entry,
    Faq,
    Figure,
    Frozen,
    GoldenQuestion,
    GoldenSet,
    Letter,
    Note,
    Phrasings,
    Referral,
    Separation,
    Term,
    Texts,
    Theme,
)

PUBLIC: Final = "publiek.json"
NOTES: Final = "toelichtingen.json"
GOLDEN: Final = "vragen.json"

Part = TypeVar("Part", bound=BaseModel)


class PublicContent(Frozen):
    """Everything that may reach the public."""

    faqs: tuple[Faq, ...] = Field(alias="vragen")
    letters: tuple[Letter, ...] = Field(alias="brieven")
    referrals: tuple[Referral, ...] = Field(alias="verwijzingen")
    figures: tuple[Figure, ...] = Field(alias="bedragen")
    themes: tuple[Theme, ...] = Field(alias="themas")
    terms: tuple[Term, ...] = Field(alias="begrippen")
    texts: Texts = Field(alias="teksten")
    phrasings: tuple[Phrasings, ...] = Field(default=(), alias="formuleringen")
    separations: tuple[Separation, ...] = Field(default=(), alias="keuzes")
    algorithm: AlgorithmRecord | None = Field(default=None, alias="algoritme")

    def entries(self) -> tuple[Entry, ...]:
        """Return everything that can be an answer, in the order of the release."""
        return (*self.faqs, *self.letters, *self.referrals)


class Notes(Frozen):
    """The advisor notes."""

    notes: tuple[Note, ...] = Field(alias="toelichtingen")


class GoldenQuestions(Frozen):
    """The golden questions in their three sets."""

    train: tuple[GoldenQuestion, ...] = Field(alias=GoldenSet.TRAIN.value)
    gate: tuple[GoldenQuestion, ...] = Field(alias=GoldenSet.GATE.value)
    test: tuple[GoldenQuestion, ...] = Field(alias=GoldenSet.TEST.value)

    def of(self, name: GoldenSet) -> tuple[GoldenQuestion, ...]:
        """Return one of the sets."""
        return {
            GoldenSet.TRAIN: self.train,
            GoldenSet.GATE: self.gate,
            GoldenSet.TEST: self.test,
        }[name]


@dataclass(frozen=True)
class Release:
    """The three parts of one release."""

    public: PublicContent
    notes: Notes
    golden: GoldenQuestions

    def facts(self) -> dict[str, str]:
        """Return the digests of the three parts: what identifies this release."""
        return {
            "publiek": digest_of(self.public),
            "toelichtingen": digest_of(self.notes),
            "vragen": digest_of(self.golden),
        }

    def versions(self) -> tuple[tuple[str, str], ...]:
        """Return every item version in it: `id@first day` and the digest of its source."""
        return tuple(sorted((key_of(entry), entry.version) for entry in self.public.entries()))

    def write(self, folder: Path) -> None:
        """Write the three parts as canonical bytes into `folder`."""
        for name, part in ((PUBLIC, self.public), (NOTES, self.notes), (GOLDEN, self.golden)):
            (folder / name).write_bytes(canonical(part))


def key_of(entry: Entry) -> str:
    """Return the name of one validity version of an entry: `id@first day`."""
    return f"{entry.id}@{entry.validity.start.isoformat()}"


def read_release(folder: Path) -> Release:
    """Read a release that was written by `Release.write` and verified by the store."""
    return Release(
        read_part(folder / PUBLIC, PublicContent),
        read_part(folder / NOTES, Notes),
        read_part(folder / GOLDEN, GoldenQuestions),
    )


PieceKey = tuple[str, str]
"""What sort of piece (`vraag`, `brief`, `bedrag`, …) and which."""


def pieces(release: Release) -> dict[PieceKey, BaseModel]:
    """Return everything that can change by itself, each under its name."""
    public = release.public
    found: dict[PieceKey, BaseModel] = {(it.kind.value, key_of(it)): it for it in public.entries()}
    found |= {("bedrag", f"{it.name}@{it.start.isoformat()}"): it for it in public.figures}
    found |= {("begrip", it.term): it for it in public.terms}
    found |= {("keuze", "/".join(it.id for it in one.options)): one for one in public.separations}
    found |= {("formuleringen", it.id): it for it in public.phrasings}
    found |= {("thema", it.id): it for it in public.themes}
    found[("teksten", "teksten")] = public.texts
    if public.algorithm is not None:
        found[("teksten", "algoritme")] = public.algorithm
    found |= {("toelichting", it.id): it for it in release.notes.notes}
    golden = (*release.golden.train, *release.golden.gate, *release.golden.test)
    found |= {("toetsvraag", it.id): it for it in golden}
    return found


def digest_of(part: BaseModel) -> str:
    """Return the digest of the canonical bytes of `part`, as `sha256:…`."""
    return "sha256:" + hashlib.sha256(canonical(part)).hexdigest()


def read_part(path: Path, model: type[Part]) -> Part:
    """Read a part that was written by `Release.write` and verified by the store."""
    return model.model_validate_json(path.read_bytes(), by_alias=True, by_name=False)


def build_release(content: Content) -> Release:
    """Return the release of checked content. Outdated translations stay out.

    Everything is sorted by id and first day: the order of files or folders leaves no trace.
    """
    public = PublicContent(
        faqs=tuple(sorted(_translated(content), key=_by_id)),
        letters=tuple(sorted((it.value for it in content.letters), key=_by_id)),
        referrals=tuple(sorted((it.value for it in content.referrals), key=_by_id)),
        figures=tuple(
            sorted((it.value for it in content.figures), key=lambda it: (it.name, it.start))
        ),
        themes=tuple(it.value for it in content.themes),
        terms=tuple(sorted((it.value for it in content.terms), key=lambda it: it.term)),
        texts=content.texts,
        separations=tuple(it.value for it in content.separations),
        phrasings=tuple(sorted((it.value for it in content.phrasings), key=lambda it: it.id)),
        algorithm=content.algorithm,
    )
    notes = Notes(notes=tuple(sorted((it.value for it in content.notes), key=lambda it: it.id)))
    golden = GoldenQuestions(
        train=_golden(content, GoldenSet.TRAIN),
        gate=_golden(content, GoldenSet.GATE),
        test=_golden(content, GoldenSet.TEST),
    )
    return Release(public, notes, golden)


def _by_id(entry: Entry) -> tuple[str, str]:
    return entry.id, entry.validity.start.isoformat()


def _translated(content: Content) -> Iterable[Faq]:
    """Yield each item with the translations that were made from its present text."""
    for it in content.faqs:
        stem = it.file.rsplit("/", 1)[-1].removesuffix(".md")
        current = (
            translation.value
            for of, translation in content.translations
            if of == stem and is_current(translation.value.made_from, it.value)
        )
        ordered = tuple(sorted(current, key=lambda found: found.language))
        yield it.value.model_copy(update={"translations": ordered})


def _golden(content: Content, name: GoldenSet) -> tuple[GoldenQuestion, ...]:
    return tuple(sorted((it.value for it in content.golden[name]), key=lambda it: it.id))
