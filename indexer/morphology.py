"""The forms under which a Dutch word may be found: its lemma, and the parts of a compound.

"teruggevorderd" is found under "terugvorderen", "werkloosheidsuitkering" under "werkloosheid" and
"uitkering". Lemmas are those of simplemma; a compound is split in two known words, with or without
a linking letter, where both are words of its Dutch list.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from kb.text import fold

_LANGUAGE: Final = "nl"
_SHORTEST_COMPOUND: Final = 8
_SHORTEST_PART: Final = 4
"""Parts shorter than this are mostly endings ("-baar", "ge-") and no words of their own."""
_LINKS: Final = ("", "s", "en", "e", "n")
"""What stands between the parts of a compound: werkloosheid-s-uitkering, pan-en-koek."""
_MANY: Final = 60_000
"""Longest memory of forms: the words of a large publication."""


@cache
def _dictionary() -> Mapping[str, str]:
    """Return the Dutch word forms of simplemma, each with its base form."""
    found: Mapping[str, str] = DefaultDictionaryFactory().get_dictionary(_LANGUAGE)
    return found


def _is_part(word: str) -> bool:
    """Whether a folded word may be a part; one that has an accent in Dutch is missed."""
    return len(word) >= _SHORTEST_PART and word in _dictionary()


def lemma(word: str) -> str:
    """Return the folded base form of a folded word; one that is not known stays as it is."""
    return fold(simplemma.lemmatize(word, lang=_LANGUAGE))


def parts(word: str) -> tuple[str, ...]:
    """Return the base forms of the two parts of a compound, or nothing.

    Of several ways to split, that with the parts most alike in length: it is rarely an accident.
    """
    if len(word) < _SHORTEST_COMPOUND or not word.isalpha():
        return ()
    ways = [
        (abs(len(head) - len(word) + at), head, word[at:])
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1)
        if _is_part(word[at:])
        for link in _LINKS
        if word[:at].endswith(link) and _is_part(head := word[:at].removesuffix(link))
    ]
    if not ways:
        return ()
    _, head, tail = min(ways)
    return lemma(head), lemma(tail)


class Forms:
    """The forms of words, remembered."""

    def __init__(self) -> None:
        self._forms: dict[str, tuple[str, ...]] = {}

    def of(self, word: str) -> tuple[str, ...]:
        """Return a folded word, its lemma and its parts, each once."""
        if (known := self._forms.get(word)) is not None:
            return known
        base = lemma(word)
        found = tuple(dict.fromkeys((word, base, *(parts(word) or parts(base)))))
        if len(self._forms) < _MANY:
            self._forms[word] = found
        return found
