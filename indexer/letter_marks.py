"""What survives retyping and a bad scan: the skeleton of a text, and letter codes in any writing.

Every step is one pass over the text; there is no pattern that could run away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kb.text import fold

_ALIKE: Final = str.maketrans(
    {"1": "i", "l": "i", "|": "i", "0": "o", "5": "s", "8": "b", "2": "z"}
)
"""Signs that a scanner, or somebody in a hurry, takes for each other."""

_MERGED: Final = (("rn", "m"), ("vv", "w"), ("cl", "d"))
"""Pairs that look like one letter in print."""

_FILLED_IN: Final = re.compile(
    r"(?<![^\W_])\d[\d.,:/-]{0,30}(?:\s{1,3}(?:januari|februari|maart|april|mei|juni|juli|augustus"
    r"|september|oktober|november|december))?(?![^\W_])",
    re.IGNORECASE,
)
"""A number, or the day and month of a date. Not a digit that a scanner saw inside a word."""

_NOT_KEPT: Final = re.compile(r"[^a-z0-9|]")
_WORD: Final = re.compile(r"[^\W_]+(?:\|[^\W_]*)*")
_GAP: Final = re.compile(r"[\s.\-\u2010-\u2015_/]{0,3}")
_MEASURES: Final = frozenset(
    ["euro", "eur", "dag", "dagen", "week", "weken", "maand", "maanden", "jaar", "uur", "procent"]
)
_MENTIONED: Final = frozenset(["brief", "brieven", "letter"])


def skeleton(text: str) -> str:
    """Return `text` without case, accents, spaces, punctuation and signs that look alike.

    Broken words, lost line ends and hyphens leave no trace in it. The skeleton of a part of a text
    is nearly always a part of its skeleton.
    """
    kept = _NOT_KEPT.sub("", fold(text))
    for pair, one in _MERGED:
        kept = kept.replace(pair, one)
    return kept.translate(_ALIKE)


def wording(text: str) -> str:
    """Return the skeleton of the words of `text`: without the numbers and dates filled in there."""
    return skeleton(_FILLED_IN.sub(" ", text))


@dataclass(frozen=True)
class SeenCode:
    """A code in a text. `mentioned`: the words before it speak of another letter."""

    code: str
    mentioned: bool


class Codes:
    """Finds the codes of letters, however they are written: `WW101`, `ww 101`, `WW - 1O1`."""

    def __init__(self, codes: Iterable[str]) -> None:
        self._by_skeleton: dict[str, str] = {}
        self._parts = 1
        for code in sorted(set(codes)):
            self._by_skeleton.setdefault(skeleton(code), code)
            self._parts = max(self._parts, len(code.split("-")))

    def seen(self, text: str) -> Iterator[SeenCode]:
        """Yield every code in `text`, in order, as often as it stands there."""
        words = list(_WORD.finditer(text))
        for at, word in enumerate(words):
            for until in range(at, min(at + self._parts, len(words))):
                if until > at and not _joined(text, words[until - 1], words[until]):
                    break
                found = self._by_skeleton.get(skeleton(text[word.start() : words[until].end()]))
                if found and not _is_something_else(text, words, at, until):
                    before = words[at - 1][0].casefold() if at else ""
                    yield SeenCode(found, before in _MENTIONED)


def _joined(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return _GAP.fullmatch(text, one.end(), other.start()) is not None


def _is_something_else(text: str, words: list[re.Match[str]], at: int, until: int) -> bool:
    """Whether what looks like a code is an amount ("WW 110 euro"), a postcode or just letters."""
    written = text[words[at].start() : words[until].end()]
    if not any(char.isdecimal() for char in written):
        return True
    if "-" in written:
        return False
    after = words[until + 1][0].casefold() if until + 1 < len(words) else ""
    before = words[at - 1][0] if at else ""
    is_postcode = (
        len(before) == 4 and before.isdecimal() and _joined(text, words[at - 1], words[at])
    )
    follows = text[words[until].end() : words[until].end() + 2]
    is_amount = follows[:1] in ("%", "€") or (follows[:1] in (",", ".") and follows[1:].isdecimal())
    return after in _MEASURES or is_postcode or is_amount
