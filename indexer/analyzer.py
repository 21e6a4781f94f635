"""Dutch text becomes terms for the lexical index: folded words without stop words.

Synonyms and abbreviations come from content (`begrippen.yml`): a question about "WW" also finds
"werkloosheidswet", and the other way around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from kb.model import Term
from kb.text import fold

_WORD: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|\w+")

STOP_WORDS: Final = frozenset(
    [
        "aan",
        "al",
        "als",
        "bij",
        "dan",
        "dat",
        "de",
        "der",
        "deze",
        "die",
        "dit",
        "door",
        "dus",
        "een",
        "en",
        "er",
        "geen",
        "had",
        "heb",
        "hebben",
        "heeft",
        "hem",
        "het",
        "hij",
        "hoe",
        "hun",
        "ik",
        "in",
        "is",
        "je",
        "jij",
        "jullie",
        "kan",
        "krijg",
        "kun",
        "kunnen",
        "maar",
        "me",
        "men",
        "met",
        "mij",
        "mijn",
        "moet",
        "mag",
        "na",
        "naar",
        "niet",
        "nog",
        "of",
        "om",
        "onder",
        "ons",
        "ook",
        "op",
        "over",
        "te",
        "ten",
        "tot",
        "u",
        "uit",
        "uw",
        "van",
        "veel",
        "voor",
        "waar",
        "wanneer",
        "want",
        "waren",
        "was",
        "wat",
        "we",
        "wel",
        "welke",
        "werd",
        "wie",
        "wij",
        "wil",
        "word",
        "worden",
        "zal",
        "ze",
        "zich",
        "zij",
        "zijn",
        "zo",
        "zou",
        "a",
        "am",
        "an",
        "and",
        "are",
        "can",
        "do",
        "does",
        "for",
        "from",
        "have",
        "how",
        "i",
        "if",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "the",
        "to",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)
"""Words too common to tell one question from another, Dutch and English; "nu" and "hoe lang"
carry meaning here, and acronyms such as NOW or IVA never appear in this list."""


def words(text: str) -> Iterator[str]:
    """Yield the folded words of `text`; a hyphenated word also yields its parts."""
    for match in _WORD.finditer(fold(text)):
        word = match[0]
        yield word
        if "-" in word:
            yield from word.split("-")


class Analyzer:
    """Turns text into terms; knows the synonyms of one release."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._also: dict[tuple[str, ...], set[str]] = {}
        for term in terms:
            names = [term.term, term.abbreviation, *term.synonyms]
            phrases = {tuple(words(name)) for name in names if name}
            for phrase in phrases:
                others = {word for other in phrases - {phrase} for word in other}
                self._also.setdefault(phrase, set()).update(others - STOP_WORDS)
        self._longest = max((len(phrase) for phrase in self._also), default=1)

    def passage(self, text: str) -> list[str]:
        """Return the terms of a text that can be found."""
        return [word for word in words(text) if word not in STOP_WORDS]

    def question(self, text: str) -> tuple[list[str], list[str]]:
        """Return the terms of a question: what was said, and what else it may be called."""
        asked = list(words(text))
        said = [word for word in asked if word not in STOP_WORDS]
        also: set[str] = set()
        for start in range(len(asked)):
            for length in range(1, self._longest + 1):
                also |= self._also.get(tuple(asked[start : start + length]), set())
        return said, sorted(also - set(said))
