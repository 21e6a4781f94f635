"""Which letter is this? Pasted text recognised by its code, its marks and its literal words.

From how well a text fits each letter (`indexer.letter_fit`) come the probability that it is one of
our letters at all, and which. A code in the text is weighed with that.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from rapidfuzz import fuzz

from indexer.letter_fit import Fit, Indexed, LetterIndex, fits
from indexer.letter_marks import wording
from kb.masking import mask, without_masks
from kb.text import normalise

MAX_TEXT_CHARS: Final = 20_000
"""Characters of a pasted text that are read: a letter of ten pages."""

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


def recognise(text: str, index: LetterIndex, day: date | None = None) -> tuple[Recognised, ...]:
    """Return the letters that `text` may be, likeliest first; none when it is none of ours.

    Of `text` the first 20,000 characters are read, without personal data. With the `day` on which
    the letter was sent, one that had no version then is less likely. The versions of a code count
    as one letter.
    """
    read = without_masks(mask(normalise(text, limit=MAX_TEXT_CHARS)).text)
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
