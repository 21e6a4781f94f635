"""The plain signs of a text: what a reader takes each character for, and where it stood.

Full-width and Arabic digits are digits, a long dash is a dash, accents and characters that nobody
sees are gone: no way of typing hides a number. Signs are for finding, never for showing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kb.text import is_hidden

_UNSEEN: Final = frozenset("\u200c\u200d\u115f\u1160\u2800\u3164\uffa0")
"""Joiners, fillers and an empty braille cell: letters and signs to Unicode, nothing to a reader."""

_ALIKE: Final = {
    **dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4`", "'"),
    **dict.fromkeys("\u00b7\u2022\u2219\u3002", "."),
    **dict.fromkeys("\u2044\u2215", "/"),
    "\u2212": "-",
}
"""Signs that stand for a plain one and do not decompose into it."""


_LETTERS: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = str.maketrans("асеорхуіјѕкмтнвАСЕОРХУІЈЅКМТНВ", "aceopxyijskmthbACEOPXYIJSKMTHB")
"""Cyrillic letters by the Latin ones that they look like."""


@dataclass(frozen=True)
class Reading:
    """The signs of a text; `places` holds where each came from, and the length of the text."""

    signs: str
    places: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the text that became the signs from `start` up to `end`."""
        return self.places[start], max(self.places[end], self.places[end - 1] + 1)


def read(text: str, *, lines: bool = True) -> Reading:
    """Return the signs of `text`. A run of spaces is one space.

    Line ends stay; without `lines` they are spaces too.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return Reading(text.replace("`", "'"), range(len(text) + 1))
    signs: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain = char if char.isalnum() and char.isascii() else _plain(char)
        if plain == "\n" and not lines:
            plain = " "
        if plain == " " and signs and signs[-1] == " ":
            continue
        signs.append(plain)
        places.extend([place] * len(plain))
    return Reading(_in_one_script("".join(signs)), [*places, len(text)])


def _in_one_script(signs: str) -> str:
    """Return `signs` with words of Latin and Cyrillic letters mixed as the Latin they look like."""
    if signs.isascii():
        return signs
    return _LETTERS.sub(lambda it: _latin(it[0]), signs)


def _latin(word: str) -> str:
    mixed = not word.isascii() and any(map(str.isascii, word))
    return word.translate(_CYRILLIC) if mixed else word


def plain(text: str) -> str:
    """Return the signs of `text` without their places."""
    return read(text).signs


def either(words: str) -> str:
    """Return the pattern of any of `words`, parted by commas, as they are read; longest first."""
    known = {plain(" ".join(it.split())) for it in words.split(",") if it.strip()}
    return "(?:" + "|".join(sorted(known, key=lambda it: (-len(it), it))) + ")"


def words(text: str) -> frozenset[str]:
    """Return the words of `text` as they are read, in lower case."""
    return frozenset(plain(text).casefold().split())


@lru_cache(4096)
def _plain(char: str) -> str:
    """Return the signs that one character is read as; none when nobody sees it."""
    if char in "\r\n\u2028\u2029":
        return "\n"
    if char.isspace():
        return " "
    if char in _UNSEEN or is_hidden(char):
        return ""
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    if unicodedata.category(char) == "Pd":
        return "-"
    apart = unicodedata.normalize("NFKD", _ALIKE.get(char, char))
    return "".join(it for it in apart if unicodedata.category(it) not in {"Mn", "Me"})
