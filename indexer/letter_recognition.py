"""Which letter is this? Pasted text recognised by its code, its marks and its literal words.

Text and letters are compared as skeletons (`indexer.letter_marks`), in which typing and scanning
errors are few. Runs of four signs that few letters share choose the likely letters; a local
alignment of each stretch of the text with those says how well they fit. From the fit come the
probability that this is one of our letters at all, and which.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz

from indexer.letter_marks import Codes, wording
from kb.figures import PLACEHOLDER
from kb.knowledge import Knowledge
from kb.markdown import sections, to_text
from kb.model import Letter
from kb.rendering import LETTER_TEXT
from kb.text import normalise

MAX_TEXT_CHARS: Final = 20_000
"""Characters of a pasted text that are read: a letter of ten pages."""

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

_PER_EVIDENCE: Final = 0.24
_PER_SHARE: Final = 6.5
_OFFSET: Final = -2.9
"""From a fit to the probability that a text is a letter of ours, when it is as likely as not to be
one. `python -m benchmarks.letters --fit` fits these on damaged letters and other texts."""

_DIFFERENCE: Final = 2.1
"""How much a sign more of evidence tells one letter from another, on the log scale; fitted too."""

ENOUGH: Final = 40.0
"""Signs of evidence after which more says nothing: about three lines without an error."""

_NOT_HELD: Final = 1.0
"""Signs of evidence that a letter has against it when no version of it was sent on the day."""

_CODE_ODDS: Final = 2000.0
_LEAST: Final = 0.01
"""A code says which letter it is with 0.95 when the words say nothing, and yields to words that
leave no doubt: words alone never give more than 0.99, nor less than 0.01 to what is named."""

_SHORT: Final = 200
"""Signs: somebody who types no more than this about a letter means that letter."""

_MARK_SEEN: Final = 85.0
"""Ratio (0-100) from which a mark stands in a text; typing errors cost some ten."""

_OURS_FROM: Final = 0.5
"""From here on it is likelier a letter of ours than not; below it no letter is named."""

_NAMED_FROM: Final = 0.15
"""A letter less likely than this is not named."""

_SURE_FROM: Final = 0.8
"""From here on the first letter is the answer, whatever else is named."""

MOST: Final = 5
"""How many letters are named at most; more are no help to whoever holds one of them."""


class Recognition(StrEnum):
    """How the question which letter a text is ends. Closed."""

    RECOGNISED = "herkend"
    CHOICE = "keuze"
    UNKNOWN = "onbekend"


@dataclass(frozen=True)
class Recognised:
    """A letter that a text may be. `confidence` (0-1) is a probability, rounded to 0.01.

    `found_marks` are the code and the marks of the letter that stand in the text, in our words.
    """

    code: str
    title: str
    confidence: float
    found_marks: tuple[str, ...]


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


def recognise(text: str, index: LetterIndex, day: date | None = None) -> tuple[Recognised, ...]:
    """Return the letters that `text` may be, likeliest first; none when it is none of ours.

    Of `text` the first 20,000 characters are read. With the `day` on which the letter was sent,
    one that had no version then is less likely. The versions of a code count as one letter.
    """
    read = normalise(text, limit=MAX_TEXT_CHARS)
    form = wording(read)
    chances = _chances(read, form, index, day)
    if sum(chances.values()) < _OURS_FROM:
        return ()
    named = sorted(chances.items(), key=lambda it: (-it[1], it[0]))[:MOST]
    return tuple(
        Recognised(
            code=code,
            title=_version(code, index, day).letter.title,
            confidence=round(chance, 2),
            found_marks=_marks_in(read, form, code, index),
        )
        for code, chance in named
        if chance >= _NAMED_FROM
    )


def _chances(read: str, form: str, index: LetterIndex, day: date | None) -> dict[str, float]:
    """Return the probability of each code that is worth a thought.

    The words give odds against "none of ours"; a code in the text multiplies those of its letter.
    """
    words = _by_words(fits(form, index), day)
    none = max(1.0 - sum(words.values()), _LEAST)
    odds = {code: chance / none for code, chance in words.items()}
    for code in _told(read, form, index):
        odds[code] = max(odds.get(code, 0.0), _LEAST) * _CODE_ODDS
    total = 1.0 + sum(odds.values())
    return {code: it / total for code, it in odds.items()}


def _by_words(found: Sequence[Fit], day: date | None) -> dict[str, float]:
    """Return the probability of each letter by its words alone: is it ours, and if so which."""
    best: dict[str, float] = {}
    for fit in found:
        held = day is None or fit.version.letter.validity.contains(day)
        weight = fit.evidence - (0.0 if held else _NOT_HELD)
        best[fit.version.letter.id] = max(weight, best.get(fit.version.letter.id, -math.inf))
    if not best:
        return {}
    top = max(best.values())
    shares = {code: math.exp(_DIFFERENCE * (weight - top)) for code, weight in best.items()}
    ours = _ours(found[0]) / sum(shares.values())
    return {code: share * ours for code, share in shares.items()}


def _ours(fit: Fit) -> float:
    """Return the probability that a text which fits so well is a letter of ours."""
    logit = _OFFSET + _PER_EVIDENCE * min(fit.own, ENOUGH) + _PER_SHARE * fit.share
    return 1.0 / (1.0 + math.exp(-logit))


def _told(read: str, form: str, index: LetterIndex) -> set[str]:
    """Return the codes that say which letter this is; a long text may speak of another letter."""
    short = len(form) <= _SHORT
    return {it.code for it in index.codes.seen(read) if short or not it.mentioned}


def _marks_in(read: str, form: str, code: str, index: LetterIndex) -> tuple[str, ...]:
    """Return what is seen of a letter: its code and its marks, each once, as we write them."""
    seen = [code] if any(it.code == code for it in index.codes.seen(read)) else []
    own = (mark for it in index.versions if it.letter.id == code for mark in it.marks)
    seen += [mark for mark, shape in own if _stands_in(shape, form)]
    return tuple(dict.fromkeys(seen))


def _stands_in(shape: str, form: str) -> bool:
    return len(shape) <= len(form) and fuzz.partial_ratio(shape, form) >= _MARK_SEEN


def _version(code: str, index: LetterIndex, day: date | None) -> Indexed:
    """Return the version that held on `day`, else the newest."""
    own = [it for it in index.versions if it.letter.id == code]
    held = (it for it in own if day is not None and it.letter.validity.contains(day))
    return next(held, max(own, key=lambda it: it.letter.validity.start))


def outcome_of(recognised: Sequence[Recognised]) -> Recognition:
    """Return how a recognition ends: one letter, several that cannot be told apart, or none."""
    if not recognised:
        return Recognition.UNKNOWN
    sure = len(recognised) == 1 or recognised[0].confidence >= _SURE_FROM
    return Recognition.RECOGNISED if sure else Recognition.CHOICE
