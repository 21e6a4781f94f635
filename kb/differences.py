"""What changed between two releases, piece by piece, for people who must approve or explain it.

An entry whose own text stayed the same but in which another amount is read is a difference too.
A file that was only written otherwise (a comment, the order of its keys) is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from pydantic import BaseModel

from kb.algorithm import AlgorithmRecord
from kb.figures import REFERENCE
from kb.knowledge import Knowledge
from kb.model import (
    ALWAYS,
    Faq,
    Figure,
    GoldenQuestion,
    GoldenSet,
    Letter,
    Note,
    Phrasings,
    Referral,
    Separation,
    Term,
    Theme,
)
from kb.readable import fields_of
from kb.release import PieceKey, PublicContent, Release, pieces
from kb.rendering import public_body, question_of, short_of

SORTS: Final = (
    "vraag",
    "brief",
    "verwijzing",
    "formuleringen",
    "keuze",
    "bedrag",
    "begrip",
    "thema",
    "teksten",
    "toelichting",
    "toetsvraag",
)
"""What can change, in the order in which it is told."""

FigureUse: TypeAlias = tuple[str, str]
"""How a text refers to a figure: `bedrag` or `termijn`, and its name."""


class Change(StrEnum):
    """What became of a piece."""

    NEW = "nieuw"
    CHANGED = "gewijzigd"
    GONE = "vervallen"


@dataclass(frozen=True)
class FieldChange:
    """A field by its Dutch key, as readable text; empty where there is none."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class FigureChange:
    """A figure that a text refers to, as its reader sees it."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """One piece that is not the same in two releases.

    `key` is its name: `ww-duur@2026-07-01`. A new piece has all its fields after, one that is gone
    all its fields before. `figures` are what reads differently in a text that stayed; without
    `fields` they are the only difference.
    """

    sort: str
    key: str
    title: str
    change: Change
    fields: tuple[FieldChange, ...] = ()
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True)
class _Told:
    """A piece as it is told: what it is called and what its fields say."""

    title: str
    fields: Mapping[str, str]


def differences(before: Release, after: Release, day: date) -> tuple[Difference, ...]:
    """Return what is not the same in two releases, in the order of `SORTS` and by key.

    Figures are as they are read on `day`; in a version that does not hold then, on the nearest
    day on which it does.
    """
    was, now = _told(before), _told(after)
    reads = _figures_read(before, after, day)
    found = [
        *(_new(key, now[key]) for key in now.keys() - was.keys()),
        *(_gone(key, was[key]) for key in was.keys() - now.keys()),
        *_order_of_themes(before.public, after.public),
    ]
    for key in was.keys() & now.keys():
        fields, figures = _changes(was[key].fields, now[key].fields), reads.get(key, ())
        if fields or figures:
            found.append(Difference(*key, now[key].title, Change.CHANGED, fields, figures))
    return tuple(sorted(found, key=lambda it: (SORTS.index(it.sort), it.key)))


def figures_in(piece: BaseModel) -> frozenset[FigureUse]:
    """Return the figures that the reader of a piece gets to see, in whatever language."""
    match piece:
        case Faq():
            texts = [piece.short, piece.body]
            texts += [text for it in piece.translations for text in (it.short, it.body)]
        case Letter():
            terms = [f"{{termijn:{it.figure}}}" for it in piece.terms]
            texts = [short_of(piece), piece.sent_when, public_body(piece), *terms]
        case Referral():
            texts = [piece.short, piece.body]
        case Note():
            texts = [piece.body]
        case _:
            texts = []
    return frozenset((it[1], it[2]) for text in texts for it in REFERENCE.finditer(text))


def _told(release: Release) -> dict[PieceKey, _Told]:
    found = pieces(release)
    sets = {it.id: name.value for name in GoldenSet for it in release.golden.of(name)}
    questions = {it.id: question_of(it) for it in release.public.entries()}
    told: dict[PieceKey, _Told] = {}
    for (sort, key), piece in found.items():
        fields = fields_of(piece)
        if isinstance(piece, GoldenQuestion):
            fields["set"] = sets[key]
        told[sort, key] = _Told(_title(piece, questions), fields)
    return told


def _title(piece: BaseModel, questions: Mapping[str, str]) -> str:
    match piece:
        case Faq() | Letter() | Referral():
            return question_of(piece)
        case Phrasings():
            return f"Formuleringen bij: {questions.get(piece.id, piece.id)}"
        case Separation():
            return piece.question
        case Note():
            return f"Toelichting bij: {questions.get(piece.id, piece.id)}"
        case Figure():
            return piece.name
        case Term():
            return piece.term
        case Theme():
            return piece.title
        case GoldenQuestion():
            return piece.question
        case AlgorithmRecord():
            return "Registratie van het algoritme"
        case _:
            return "Vaste teksten"


def _new(key: PieceKey, told: _Told) -> Difference:
    return Difference(*key, told.title, Change.NEW, _changes({}, told.fields))


def _gone(key: PieceKey, told: _Told) -> Difference:
    return Difference(*key, told.title, Change.GONE, _changes(told.fields, {}))


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of the later text.

    Of a translation that fell out of a text that stayed only the language is told.
    """
    keys = [it for it in dict.fromkeys([*after, *before]) if not _fell_out(it, after)]
    pairs = ((key, before.get(key, ""), after.get(key, "")) for key in keys)
    return tuple(FieldChange(*it) for it in pairs if it[1] != it[2])


def _fell_out(key: str, after: Mapping[str, str]) -> bool:
    field, _, rest = key.partition(".")
    return bool(after and rest) and rest.partition(".")[0] not in after.get(field, "").split("\n")


def _figures_read(
    before: Release, after: Release, day: date
) -> dict[PieceKey, tuple[FigureChange, ...]]:
    """Return, for each text that stayed, the figures in it that read differently."""
    if before.public.figures == after.public.figures:
        return {}
    old, new = Knowledge(before.public), Knowledge(after.public)
    earlier, later = pieces(before), pieces(after)
    found: dict[PieceKey, tuple[FigureChange, ...]] = {}
    for key in earlier.keys() & later.keys():
        uses = figures_in(earlier[key]) & figures_in(later[key])
        on = getattr(later[key], "validity", ALWAYS).nearest(day)
        read = ((use[1], _read(old, use, on), _read(new, use, on)) for use in sorted(uses))
        found[key] = tuple(FigureChange(*it) for it in read if it[1] != it[2])
    return found


def _read(knowledge: Knowledge, use: FigureUse, day: date) -> str:
    reference = f"{{{use[0]}:{use[1]}}}"
    return knowledge.figures.substitute(reference, day, knowledge.wording())[0]


def _order_of_themes(before: PublicContent, after: PublicContent) -> Iterator[Difference]:
    """Yield a difference when themes that stayed are shown in another order."""
    was, now = ([it.id for it in public.themes] for public in (before, after))
    old, new = ("\n".join(it for it in a if it in b) for a, b in ((was, now), (now, was)))
    if old != new:
        fields = (FieldChange("volgorde", old, new),)
        yield Difference("thema", "volgorde", "Volgorde van de thema's", Change.CHANGED, fields)
