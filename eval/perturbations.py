"""The same question as somebody else would type or say it: does the answer stay the same?

A variant is made from the question alone. What is drawn at random comes from a digest of the
question, so every machine and every run asks the very same variants.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from random import Random
from typing import Final, TypeVar

from eval.spoken import spoken_words
from kb.language import DUTCH
from kb.text import MAX_QUESTION_CHARS, normalise

T = TypeVar("T")


class Perturbation(StrEnum):
    """What is done to a question."""

    TYPING = "typefouten"
    PLAIN = "kaal"
    TERSE = "telegramstijl"
    SPOKEN = "gesproken"
    POLITE = "beleefd"


LANGUAGE_NEUTRAL: Final = frozenset({Perturbation.TYPING, Perturbation.PLAIN})
"""What happens in any language; the others use Dutch words."""

LETTERS_PER_ERROR: Final = 12
"""One typing error in so many letters: someone in a hurry on a telephone."""
SHORTEST_MISTYPED: Final = 4
"""Letters of the shortest word that gets a typing error; a shorter one becomes another word."""
WORDS_PER_FILLER: Final = 8
"""One "uh" in so many words that are said."""

NEIGHBOURS: Final = {
    "a": "qwsz", "b": "vghn", "c": "xdfv", "d": "serfcx", "e": "wsdr", "f": "drtgvc",
    "g": "ftyhbv", "h": "gyujnb", "i": "ujko", "j": "huikmn", "k": "jiolm", "l": "kop",
    "m": "njk", "n": "bhjm", "o": "iklp", "p": "ol", "q": "wa", "r": "edft",
    "s": "awedxz", "t": "rfgy", "u": "yhji", "v": "cfgb", "w": "qase", "x": "zsdc",
    "y": "tghu", "z": "asx",
}  # fmt: skip
"""The keys that touch a key on a qwerty keyboard."""

_SMALL_WORDS: Final = frozenset({
    "al", "bent", "ben", "dan", "dat", "de", "deze", "die", "dit", "een", "er", "even", "het",
    "ik", "is", "je", "jij", "jou", "jouw", "m'n", "me", "mij", "mijn", "mn", "n", "nog", "nu",
    "om", "ons", "onze", "ook", "toch", "u", "uw", "van", "we", "wel", "wij", "wordt", "zij",
    "zijn",
})  # fmt: skip
"""What is left out when typing tersely. No "niet", "geen", "voor", "na" or word that asks: without
those it would be another question; nor without "te", as in "te veel"."""

_NEGATIONS: Final = frozenset({"niet", "geen"})
"""Get no typing error: "niet" would become "net", which is another question."""

_FILLERS: Final = ("uh", "eh")
_OPENINGS: Final = (
    "Goedemiddag, ik wilde even vragen:",
    "Hallo, ik heb een vraagje.",
    "Beste medewerker, misschien kunt u mij helpen.",
    "Goedemorgen, sorry dat ik stoor.",
)
_CLOSINGS: Final = (
    "Alvast bedankt",
    "Alvast hartelijk dank voor uw antwoord!",
    "Ik hoor het graag, met vriendelijke groet",
)

_MEANT: Final = frozenset("%&@#")
"""Signs that are read aloud: Unicode calls them punctuation, people do not."""
_WORD: Final = re.compile(r"\b[^\W\d_]+\b")


def applies(kind: Perturbation, language: str) -> bool:
    """Whether questions in `language` (a code of `kb.model.LANGUAGES`) have this variant."""
    return language == DUTCH or kind in LANGUAGE_NEUTRAL


def perturbed(question: str, kind: Perturbation, seed: str) -> str:
    """Return a variant of `question`, at most `MAX_QUESTION_CHARS` characters, as it is read.

    The same arguments give the same text on every machine. Never empty, unless the question is:
    where nothing can be done or nothing would be left, the cleaned question comes back as it was.
    Abbreviations in capitals and letter codes keep their letters, in their order, as far as a
    longer variant is still read.
    """
    asked = normalise(question)
    if not asked:
        return asked
    made = normalise(_MAKERS[kind](asked, _random(seed, kind, asked)))
    return made or asked


def _random(seed: str, kind: Perturbation, question: str) -> Random:
    named = json.dumps([seed, kind.value, question])
    digest = hashlib.sha256(named.encode()).digest()
    return Random(int.from_bytes(digest, "big"))  # noqa: S311 -- a test set, not a secret


def _pick(items: Sequence[T], random: Random) -> T:
    # of `Random` only `random()` is promised to give the same in every version of Python
    return items[int(random.random() * len(items))]


def _with_typing_errors(question: str, random: Random) -> str:
    """One error per so many letters, each in a word of its own, never in its first letter."""
    words = list(_WORD.finditer(question))
    left = [it for it in words if _may_be_mistyped(it[0])]
    errors = max(1, round(sum(len(it[0]) for it in words) / LETTERS_PER_ERROR))
    chosen: dict[int, str] = {}
    while left and len(chosen) < errors:
        word = left.pop(int(random.random() * len(left)))
        chosen[word.start()] = _mistyped(word[0], random)
    return _WORD.sub(lambda it: chosen.get(it.start(), it[0]), question)


def _may_be_mistyped(word: str) -> bool:
    long_enough = len(word) >= SHORTEST_MISTYPED
    return long_enough and not word.isupper() and word.lower() not in _NEGATIONS


def _mistyped(word: str, random: Random) -> str:
    at = 1 + int(random.random() * (len(word) - 1))
    head, letter, tail = word[:at], word[at], word[at + 1 :]
    near = NEIGHBOURS.get(letter.lower(), "")
    ways = [head + tail, head + letter + letter + tail]
    if near:
        key = _pick(near, random)
        ways.append(head + (key.upper() if letter.isupper() else key) + tail)
    if tail and tail[0] != letter:
        ways.append(head + tail[0] + letter + tail[1:])
    return _pick(ways, random)


def _plain(question: str, _random: Random) -> str:
    """In lower case and without punctuation; signs inside a word or number belong to it."""
    lower = question.lower()
    kept = (at for at, char in enumerate(lower) if not _is_punctuation(char) or _inside(lower, at))
    return "".join(lower[at] for at in kept)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char).startswith("P") and char not in _MEANT


def _inside(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def _terse(question: str, random: Random) -> str:
    """Without half of the small words, at least one, and never without all words."""
    words = question.split()
    small = [at for at, word in enumerate(words) if _bare(word) in _SMALL_WORDS]
    if not small or len(small) == len(words):
        return question
    dropped = {_pick(small, random), *(at for at in small if random.random() < 0.5)}
    return " ".join(word for at, word in enumerate(words) if at not in dropped)


def _bare(word: str) -> str:
    return word.strip(".,:;!?\"'()").lower()


def _spoken(question: str, random: Random) -> str:
    said = spoken_words(question)
    if not said:
        return question
    for _ in range(max(1, round(len(said) / WORDS_PER_FILLER))):
        said.insert(int(random.random() * len(said)), _pick(_FILLERS, random))
    return " ".join(said)


def _polite(question: str, random: Random) -> str:
    """Padded, as far as the whole question still falls within what is read."""
    opening, closing = _pick(_OPENINGS, random), _pick(_CLOSINGS, random)
    stop = "" if _is_punctuation(question[-1]) else "."
    padded = (f"{opening} {question}{stop} {closing}", f"{opening} {question}", question)
    return next(it for it in padded if len(it) <= MAX_QUESTION_CHARS)


_MAKERS: Final[Mapping[Perturbation, Callable[[str, Random], str]]] = {
    Perturbation.TYPING: _with_typing_errors,
    Perturbation.PLAIN: _plain,
    Perturbation.TERSE: _terse,
    Perturbation.SPOKEN: _spoken,
    Perturbation.POLITE: _polite,
}
