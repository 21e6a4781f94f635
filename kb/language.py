"""Which language a question is in: letters, telling words and trigrams, with Dutch as the rule.

Questions are short: "how long ww", "ile trwa WIA", "wga". So everything that tells is weighed in
one sum (naive Bayes): the script, the words that only some languages have (`kb.telling_words`) and
how common each group of three letters is in each language. Those counts are the ones langdetect
ships; its own way of drawing a few of them at random misreads short texts, and is kept for long
ones (`kb.language_checks`). Names of schemes and offices do not count, and who says nothing is
Dutch: nearly everybody asks in Dutch, and a wrong guess may never block a Dutch question.

The weights were chosen on the first half of tests/data/taal.yml and on content/formuleringen;
`python -m benchmarks.languages` prints what they give, beside the alternatives (ADR 12).
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import langdetect

from kb.model import LANGUAGES
from kb.telling_words import INTERNATIONAL, NAMES, TELLING_LETTERS, TELLING_WORDS
from kb.text import MAX_QUESTION_CHARS, fold

DUTCH: Final = "nl"
RUSSIAN: Final = "ru"

_PRIOR: Final = 0.8
"""The share of questions we expect in Dutch before reading one; the rest is spread evenly."""
_RARE: Final = 1e-5
"""The share of a trigram that a language's counts do not have; those go down to about this."""
_TRIGRAM_WEIGHT: Final = 0.3
"""Trigrams overlap and follow from each other, so each counts for about a third."""
_WORD_WEIGHT: Final = 4.0
"""The logarithm of how much commoner a telling word is in its language: some fifty times."""
_HIGHEST: Final = 0.99
"""No guess about a few words is certain."""

_SAYS_NOTHING: Final = frozenset([*NAMES.split(), *INTERNATIONAL.split()])
_WORD: Final = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SCRIPTS: Final = {
    "LATIN": (DUTCH, "en", "de", "fr", "pl", "tr", "es", "ro"),
    "CYRILLIC": ("uk", "bg", RUSSIAN),
    "ARABIC": ("ar",),
}
_LETTERS: Final = {
    letter: frozenset(code for code, several in TELLING_LETTERS.items() if letter in several)
    for letter in frozenset().union(*TELLING_LETTERS.values())
}
_COMPOUNDING: Final = frozenset({DUTCH, "de"})
_SHORTEST_PART: Final = 4
"""Letters of the shortest word that makes a compound Dutch or German: `loon` in `loonstrook`."""


@dataclass(frozen=True)
class Language:
    """A language code of `LANGUAGES` and the probability that the question is in it."""

    code: str
    probability: float


def detect(text: str) -> Language:
    """Return the language of `text`. The same text gives the same answer in every process.

    Russian is not among our languages: it counts as Ukrainian, the nearest in which we answer. A
    text in which nothing tells a language is Dutch, with the share of Dutch as its probability.
    """
    script, told = _main_script(_words(text[:MAX_QUESTION_CHARS]))
    if script is None:
        return Language(DUTCH, _PRIOR)
    scores = _scores(script, told)
    highest = max(scores.values())
    weights = {code: math.exp(it - highest) for code, it in scores.items()}
    weights["uk"] = weights.get("uk", 0.0) + weights.pop(RUSSIAN, 0.0)
    best = max(LANGUAGES, key=lambda code: weights.get(code, 0.0))
    share = weights[best] / math.fsum(weights.values())
    return Language(best, min(round(share, 2), _HIGHEST))


def could_be(text: str, code: str) -> bool:
    """Whether the script and the telling words of `text` leave room for the language `code`.

    A quick look without trigrams: false is a reason to look better, not yet a verdict.
    """
    script, told = _main_script(_words(text))
    if script is None:
        return True
    if code not in _SCRIPTS[script]:
        return False
    counts = Counter(it for word in told for it in _telling().get(_key(word), ()) if it != RUSSIAN)
    return counts[code] >= max(counts.values(), default=0)


def _words(text: str) -> list[str]:
    """Return the words of `text` that may tell a language, in lower case.

    Left out are names, words of everywhere and what has a digit in it: codes.
    """
    tokens = unicodedata.normalize("NFC", text.casefold()).replace("’", "'").split()
    words = (
        word
        for token in tokens
        if not any(map(str.isdigit, token))
        for word in _WORD.findall(token)
    )
    return [word for word in words if word not in _SAYS_NOTHING]


def _main_script(words: Sequence[str]) -> tuple[str | None, list[str]]:
    """Return the script that most words are written in, the first on a tie, and those words."""
    by_script: dict[str, list[str]] = {}
    for word in words:
        script = unicodedata.name(word[0], "").partition(" ")[0]
        if script in _SCRIPTS:
            by_script.setdefault(script, []).append(word)
    if not by_script:
        return None, []
    return max(by_script.items(), key=lambda it: len(it[1]))


def _scores(script: str, words: Sequence[str]) -> dict[str, float]:
    """Return per language of `script` the logarithm of its share and of all that it explains."""
    codes = _SCRIPTS[script]
    others = math.log((1 - _PRIOR) / (len(LANGUAGES) - 1))
    scores = {code: math.log(_PRIOR) if code == DUTCH else others for code in codes}
    for word in words:
        for code in _told_by(word):
            if code in scores:
                scores[code] += _WORD_WEIGHT
        padded = f" {word} "
        for at in range(len(padded) - 2):
            for code, weight in _trigrams().get(padded[at : at + 3], ()):
                if code in scores:
                    scores[code] += weight
    return scores


def _told_by(word: str) -> frozenset[str]:
    """Return the languages in which `word` is a telling word or has a telling letter."""
    letters = (_LETTERS[it] for it in word if it in _LETTERS)
    return (_telling().get(_key(word)) or _compounded(word)).union(*letters)


def _compounded(word: str) -> frozenset[str]:
    """Return which of Dutch and German made the compound `word` out of telling words.

    Both halves of `krankgeld` are German; without such a language, one known half is enough.
    """
    told, nothing = _telling(), frozenset[str]()
    cuts = range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
    halves = [(told.get(word[:at], nothing), told.get(word[at:], nothing)) for at in cuts]
    whole = nothing.union(*(first & last for first, last in halves))
    return (whole or nothing.union(*(first | last for first, last in halves))) & _COMPOUNDING


def _key(word: str) -> str:
    """Return `word` as people type it who leave out accents, the Turkish and Polish ones too."""
    return fold(word).replace("ı", "i").replace("ł", "l")


@cache
def _telling() -> Mapping[str, frozenset[str]]:
    """Return the languages of each telling word."""
    found: dict[str, set[str]] = {}
    for code, words in TELLING_WORDS.items():
        for word in words.split():
            found.setdefault(_key(word), set()).add(code)
    return {word: frozenset(codes) for word, codes in found.items()}


@cache
def _trigrams() -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return per trigram how much more than `_RARE` it says, for each language that has it."""
    folder = Path(langdetect.__file__).parent / "profiles"
    found: dict[str, dict[str, float]] = {}
    for code in (*LANGUAGES, RUSSIAN):
        profile = json.loads((folder / code).read_text("utf-8"))
        total = profile["n_words"][2]
        for gram, count in profile["freq"].items():
            shares = found.setdefault(gram.casefold(), {}) if len(gram) == 3 else {}
            shares[code] = shares.get(code, 0.0) + count / total
    return {
        gram: tuple(
            (code, _TRIGRAM_WEIGHT * math.log1p(share / _RARE)) for code, share in shares.items()
        )
        for gram, shares in found.items()
    }
