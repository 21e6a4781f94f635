"""What somebody may be about to ask, from the first letters: known questions, no meaning.

Questions and alternatives are compared as folded words (`kb.text.same_question`). Nothing here
needs vectors: a suggestion must be there before the next key is pressed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kb.admission import Admission
from kb.knowledge import Knowledge
from kb.language import DUTCH
from kb.model import Faq, Translation
from kb.text import same_question

MAX_SUGGESTIONS: Final = 8
"""More lines than this nobody reads while typing."""

MAX_BEGIN_CHARS: Final = 60
"""Characters of what was typed that are read; whoever has typed more asks the question."""

_SLIP_FROM: Final = 4
"""Letters of a word from which one may be wrong: of shorter words every one is like another."""


@dataclass(frozen=True)
class Suggestion:
    """A question that can be asked, in the language in which it was begun."""

    id: str
    question: str
    language: str


@dataclass(frozen=True)
class _Phrase:
    """One way to ask an item; `key` is the folded words with a space between."""

    key: str
    entry: Faq
    suggestion: Suggestion
    alternative: bool


Words = Callable[[str], set[int]]
"""Gives the places of the phrases that have a word like the one given."""


class Suggestions:
    """The questions of a publication, ready to be suggested. Immutable after construction."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._phrases = sorted(_phrases(knowledge), key=lambda it: it.key)
        self._keys = [it.key for it in self._phrases]
        places: dict[str, list[int]] = {}
        for at, key in enumerate(self._keys):
            for word in dict.fromkeys(key.split()):
                places.setdefault(word, []).append(at)
        self._places = places
        self._words = sorted(places)

    def starting(self, begin: str, admission: Admission) -> tuple[Suggestion, ...]:
        """Return what `begin` may become, the likeliest first, at most `MAX_SUGGESTIONS`.

        First what begins with it as a whole, then what has a word that begins with each of its
        words, then the same with one slip of the finger in one word. Every item comes once.
        """
        key = same_question(begin, limit=MAX_BEGIN_CHARS)
        if not key:
            return ()
        found: dict[str, Suggestion] = {}
        for way in (self._whole, self._by_words, self._with_a_slip):
            for phrase in self._ordered(way(key), admission):
                found.setdefault(phrase.suggestion.id, phrase.suggestion)
            if len(found) >= MAX_SUGGESTIONS:
                break
        return tuple(found.values())[:MAX_SUGGESTIONS]

    def _ordered(self, places: set[int], admission: Admission) -> list[_Phrase]:
        """Return what may be suggested: Dutch first, questions before alternatives, short first."""
        found = (self._phrases[at] for at in places)
        return sorted((it for it in found if admission.admits(it.entry)), key=_order)

    def _whole(self, key: str) -> set[int]:
        return set(_beginning(self._keys, key))

    def _by_words(self, key: str) -> set[int]:
        return _common([self._exact(it) for it in key.split()])

    def _with_a_slip(self, key: str) -> set[int]:
        words = key.split()
        exact = [self._exact(it) for it in words]
        found: set[int] = set()
        for at, word in enumerate(words):
            if len(word) >= _SLIP_FROM:
                found |= _common([*exact[:at], self._slipped(word), *exact[at + 1 :]])
        return found

    def _exact(self, word: str) -> set[int]:
        return self._of_words(self._words[at] for at in _beginning(self._words, word))

    def _slipped(self, typed: str) -> set[int]:
        """Return where a word begins as `typed` but for one letter; the first is right."""
        near = (self._words[at] for at in _beginning(self._words, typed[0]))
        return self._of_words(it for it in near if begins_with_a_slip(it, typed))

    def _of_words(self, words: Iterator[str]) -> set[int]:
        return {at for word in words for at in self._places[word]}


def begins_with_a_slip(word: str, typed: str) -> bool:
    """Whether `word` begins with `typed` when one letter of it is put right.

    One letter is another, too many, missing, or changed places with the next.
    """
    at = next((at for at, (a, b) in enumerate(zip(word, typed, strict=False)) if a != b), None)
    if at is None:  # the one is the beginning of the other; a letter too many may be the last
        return len(typed) - len(word) <= 1
    rest, right = typed[at + 1 :], word[at:]
    return (
        right[1:].startswith(rest)
        or right.startswith(rest)
        or right[1:].startswith(typed[at:])
        or (right[:2] == typed[at : at + 2][::-1] and right[2:].startswith(rest[1:]))
    )


def _order(phrase: _Phrase) -> tuple[bool, bool, int, str, str]:
    it = phrase.suggestion
    return it.language != DUTCH, phrase.alternative, len(phrase.key), phrase.key, it.id


def _phrases(knowledge: Knowledge) -> Iterator[_Phrase]:
    for it in knowledge.public.faqs:
        texts: tuple[Faq | Translation, ...] = (it, *it.translations)
        for text in texts:
            language = DUTCH if isinstance(text, Faq) else text.language
            suggestion = Suggestion(it.id, text.question, language)
            ways = dict.fromkeys(same_question(way) for way in (text.question, *text.alternatives))
            for at, key in enumerate(ways):
                if key:
                    yield _Phrase(key, it, suggestion, alternative=at > 0)


def _beginning(ordered: Sequence[str], begin: str) -> range:
    """Return the places in an ordered list of what begins with `begin`."""
    last = chr(0x10FFFF)
    return range(bisect_left(ordered, begin), bisect_left(ordered, begin + last))


def _common(sets: Sequence[set[int]]) -> set[int]:
    first, *rest = sorted(sets, key=len)
    return first.intersection(*rest)
