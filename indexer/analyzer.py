"""Text becomes terms for the lexical index: folded words without stop words.

Synonyms and abbreviations come from content (`begrippen.yml`): a question about "WW" also finds
"werkloosheidswet", and the other way around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from indexer.morphology import Forms
from indexer.stop_words import STOP_WORDS
from kb.model import Term
from kb.text import fold

_WORD: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|\w+")
_GRAM: Final = 4
"""Letters in a gram: long enough to carry meaning, short enough to survive a slip nearby."""


def words(text: str) -> Iterator[str]:
    """Yield the folded words of `text`; a hyphenated word also yields its parts."""
    for match in _WORD.finditer(fold(text)):
        word = match[0]
        yield word
        if "-" in word:
            yield from word.split("-")


def telling(text: str) -> list[str]:
    """Return the folded words of `text` that tell something, in order."""
    return [word for word in words(text) if word not in STOP_WORDS]


def grams(telling_words: Iterable[str]) -> list[str]:
    """Return the character 4-grams of words, their edges marked: slips leave most as they were."""
    found: list[str] = []
    for word in telling_words:
        marked = f"^{word}$"
        found += [marked[at : at + _GRAM] for at in range(max(1, len(marked) - _GRAM + 1))]
    return found


class Analyzer:
    """Turns text into terms; knows the synonyms of one release."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._forms = Forms()
        self._also: dict[tuple[str, ...], set[str]] = {}
        for term in terms:
            names = [term.term, term.abbreviation, *term.synonyms]
            phrases = {tuple(words(name)) for name in names if name}
            for phrase in phrases:
                others = {word for other in phrases - {phrase} for word in other}
                self._also.setdefault(phrase, set()).update(others - STOP_WORDS)
        self._longest = max((len(phrase) for phrase in self._also), default=1)

    def reads_like(self, other: Analyzer) -> bool:
        """Whether both know the same synonyms, so that they read every text alike."""
        return self._also == other._also

    def terms(self, telling_words: Iterable[str]) -> list[str]:
        """Return words with the other forms under which each may be found: lemma and parts."""
        return [form for word in telling_words for form in self._forms.of(word)]

    def also(self, text: str) -> list[str]:
        """Return the words of other names for what `text` names."""
        asked = list(words(text))
        found: set[str] = set()
        for start in range(len(asked)):
            for length in range(1, self._longest + 1):
                found |= self._also.get(tuple(asked[start : start + length]), set())
        return sorted(found - set(asked))
