"""Letter codes and ids in a question: who names an entry gets that entry.

A code is copied from paper by people under stress: "ww101", "WW 101" and "ww - 101" are WW-101.
An id counts when it is the whole question: in a sentence "WAO-uitkering" and "no-riskpolis" are
words like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kb.model import Entry, Letter
from kb.text import fold

_CODE: Final = re.compile(
    r"\b([a-z]{1,6})\s?[-–.]?\s?(\d{1,4})\b"
    r"(?!\s?(?:%|procent|euro|dag|week|weken|maand|jaar|uur|uren|lid\b|keer\b))"
)
"""A number with its unit is a number: "in de WW 101 dagen gewerkt" names no letter."""
_NUMBER: Final = re.compile(r"(?!(?:19|20)\d\d$)\d{3}")
"""The number of a letter has three digits or more, and is no year: "ww 2024"."""
_ENDS: Final = " .,:;?!()[]'\""
"""What may stand around an id."""


class Names:
    """The codes and ids by which entries can be named.

    `others` are entries that may not be found: a code in their series is a code of a letter too.
    """

    def __init__(self, entries: Iterable[Entry], others: Iterable[Entry] = ()) -> None:
        self._letters: dict[str, str] = {}
        self._series = {_series(it) for it in others if isinstance(it, Letter)}
        self._items: set[str] = set()
        for entry in entries:
            if isinstance(entry, Letter):
                self._letters[_compact(entry.id)] = entry.id
                self._series.add(_series(entry))
            elif "-" in entry.id:  # an id of one word is a word
                self._items.add(entry.id)

    def named(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entries that `text` names, in the order in which it does."""
        folded = fold(text)
        if (alone := folded.strip(_ENDS)) in self._items:
            return (alone,)
        codes = (it[1] + it[2] for it in _CODE.finditer(folded))
        return tuple(dict.fromkeys(self._letters[it] for it in codes if it in self._letters))

    def names_another(self, text: str) -> bool:
        """Whether `text` names a letter that is none of these: of a known series, unknown."""
        return any(
            it[1] in self._series and it[1] + it[2] not in self._letters and _NUMBER.match(it[2])
            for it in _CODE.finditer(fold(text))
        )

    def without(self, text: str) -> str:
        """Return `text` without the codes of letters in it."""
        return _CODE.sub(
            lambda it: " " if fold(it[1] + it[2]) in self._letters else it[0], fold(text)
        )


def _series(letter: Letter) -> str:
    return fold(letter.id.partition("-")[0])


def _compact(code: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(code))
