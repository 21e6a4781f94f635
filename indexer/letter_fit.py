"""How well does a text fit each letter? Pasted text compared with the literal words of letters.

Text and letters are compared as skeletons (`indexer.letter_marks`), in which typing and scanning
errors are few. Runs of four signs that few letters share choose the likely letters; a local
alignment of each stretch of the text with those says how well they fit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from indexer.letter_marks import Codes, wording
from kb.figures import PLACEHOLDER
from kb.knowledge import Knowledge
from kb.markdown import sections, to_text
from kb.model import Letter
from kb.rendering import LETTER_TEXT

_RUN: Final = 4
"""Signs in a run: with one typing error in ten signs two runs in three stay whole."""

_STRETCH: Final = 120
"""Signs of the text that are aligned at a time: some two lines. What surrounds a letter then costs
nothing, and the work grows with the text and no faster."""

_SHORTEST: Final = 12
"""A last stretch of fewer signs joins the one before it: it would fit anywhere."""

_SENTENCE_END: Final = re.compile(r"(?<=[.?!:])\s+|\n+")

_MANY: Final = 3
"""A sentence that stands in so many letters is nobody's own."""

_CANDIDATES: Final = 8
"""Versions of letters that are aligned; of more that share everything none could be told apart."""

_CHANCE: Final = 0.62
"""How well a stretch of any Dutch text fits somewhere in a letter (`rapidfuzz` ratio, 0-1)."""


@dataclass(frozen=True)
class Indexed:
    """A version of a letter, ready to be compared."""

    letter: Letter
    skeleton: str
    runs: frozenset[str]
    marks: tuple[tuple[str, str], ...]
    """Each mark and its skeleton."""


@dataclass(frozen=True)
class LetterIndex:
    """Every version of every letter; `rarity` tells how few codes share a run."""

    versions: tuple[Indexed, ...]
    rarity: dict[str, float]
    common: str
    """The sentences that many letters share, as one skeleton."""
    codes: Codes


@dataclass(frozen=True)
class Fit:
    """How well a text fits a version, in signs that fit beyond chance.

    `own` leaves out what fits the sentences that many letters share as well. `share` (0-1) is how
    much that is of the text or of the letter, whichever is shorter.
    """

    version: Indexed
    evidence: float
    own: float
    share: float


def index_of(knowledge: Knowledge) -> LetterIndex:
    """Return the letters of `knowledge` ready to be recognised."""
    letters = knowledge.public.letters
    said = [_sentences(letter, knowledge) for letter in letters]
    common = _common(zip((it.id for it in letters), said, strict=True))
    versions = tuple(_indexed(letter, own) for letter, own in zip(letters, said, strict=True))
    shared = _owners((it.letter.id, it.runs) for it in versions)
    codes = {letter.id for letter in letters}
    rarity = {run: math.log((len(codes) + 1) / len(owners)) for run, owners in shared.items()}
    return LetterIndex(versions, rarity, "".join(common), Codes(codes))


def _sentences(letter: Letter, knowledge: Knowledge) -> list[str]:
    """Return the literal text of a letter, figures as they first were, as forms of sentences.

    For comparing only: it may never reach a reader.
    """
    body = "\n\n".join(it.markdown for it in sections(letter.body) if it.heading == LETTER_TEXT)
    filled, _ = knowledge.figures.substitute(body, letter.validity.start, knowledge.wording())
    text = PLACEHOLDER.sub("", to_text(filled))
    return [form for it in _SENTENCE_END.split(text) if (form := wording(it))]


def _common(said: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Return the sentences of many letters, in their order; other offices write them too."""
    return [it for it, owners in _owners(said).items() if len(owners) >= _MANY]


def _owners(said: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    """Return the codes under which each piece occurs."""
    owners: dict[str, set[str]] = {}
    for code, pieces in said:
        for piece in pieces:
            owners.setdefault(piece, set()).add(code)
    return owners


def _indexed(letter: Letter, own: Sequence[str]) -> Indexed:
    marks = tuple((mark, wording(mark)) for mark in letter.marks)
    form = "".join(own) or "".join(shape for _, shape in marks)
    return Indexed(letter, form, frozenset(_runs(form)), marks)


def _runs(text: str) -> set[str]:
    return {text[at : at + _RUN] for at in range(len(text) - _RUN + 1)}


def fits(text: str, index: LetterIndex) -> list[Fit]:
    """Return how well the skeleton `text` fits the likely versions, best first."""
    runs = _runs(text)
    shared = [
        (sum(index.rarity[run] for run in runs & it.runs), at)
        for at, it in enumerate(index.versions)
    ]
    likely = sorted(
        ((score, at) for score, at in shared if score > 0), key=lambda it: (-it[0], it[1])
    )
    stretches = [(it, _evidence(it, index.common)) for it in _stretches(text)]
    found = [_fit(stretches, len(text), index.versions[at]) for _, at in likely[:_CANDIDATES]]
    return sorted(found, key=lambda it: -it.evidence)


def _stretches(text: str) -> list[str]:
    cut = [text[at : at + _STRETCH] for at in range(0, len(text), _STRETCH)]
    if len(cut) > 1 and len(cut[-1]) < _SHORTEST:
        cut[-2:] = [cut[-2] + cut[-1]]
    return cut


def _fit(stretches: Sequence[tuple[str, float]], length: int, version: Indexed) -> Fit:
    """Return the fit of a text of `length` signs, whose stretches have their common evidence."""
    evidence = own = 0.0
    for stretch, common in stretches:
        found = _evidence(stretch, version.skeleton)
        evidence += found
        own += max(0.0, found - common)
    whole = min(length, len(version.skeleton)) * (1 - _CHANCE)
    return Fit(version, evidence, own, min(1.0, own / whole) if whole else 0.0)


def _evidence(stretch: str, whole: str) -> float:
    """Return how many signs of `stretch` fit somewhere in `whole` beyond what chance would give."""
    ratio = fuzz.partial_ratio(stretch, whole) / 100 if whole else 0.0
    return min(len(stretch), len(whole)) * max(0.0, ratio - _CHANCE)
