"""What a Dutch question looks like when speech was turned into text: numbers and abbreviations."""

from __future__ import annotations

import re
from typing import Final

_SMALL: Final = (
    "nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
    "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien",
    "negentien",
)  # fmt: skip
_TENS: Final = (
    "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
)  # fmt: skip
_LARGEST: Final = 999_999

_AS_WORD: Final = frozenset({
    "CIZ", "DUO", "IVA", "NOW", "STAP", "SUWI", "TOFA", "TOZO", "WAZ", "WAZO", "WIA", "ZEZ",
})  # fmt: skip
"""Abbreviations that people pronounce as a word; the others they spell."""
_SPELLED: Final = frozenset({
    "AOW", "BSN", "IOW", "SVB", "UWV", "WAO", "WGA", "WW", "ZW",
})  # fmt: skip
"""Abbreviations that are spelled in lower case too: none of them is a Dutch word."""
_LONGEST_SPELLED: Final = 4
"""Letters; longer ones are names that are read as a word."""

_SIGNS: Final = {"%": "procent", "€": "euro", "&": "en", "@": "apenstaart", "+": "plus"}
_PIECE: Final = re.compile(
    r"(?P<euro>€\s*)?(?P<number>[0-9]+(?:\.[0-9]{3})*)(?P<fraction>,[0-9]+)?"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>[%€&@+])"
)


def spoken_words(text: str) -> list[str]:
    """Return `text` as it is said: one string per word, number or abbreviation, in lower case.

    Without punctuation; a spelled abbreviation is one string ("w w"), and so is a number.
    """
    shouted = text.isupper() and " " in text
    return [said for piece in _PIECE.finditer(text) for said in _said(piece, shouted=shouted)]


def _said(piece: re.Match[str], *, shouted: bool) -> list[str]:
    if word := piece["word"]:
        return [_said_word(word, shouted=shouted)]
    if sign := piece["sign"]:
        return [_SIGNS[sign]]
    said = [spoken_number(piece["number"].replace(".", ""))]
    fraction = (piece["fraction"] or "").removeprefix(",")
    if piece["euro"]:
        said += ["euro", spoken_number(str(int(fraction)))] if fraction.strip("0") else ["euro"]
    elif fraction:
        said += ["komma", spoken_number(fraction)]
    return said


def _said_word(word: str, *, shouted: bool) -> str:
    """Spell an abbreviation; in a text all in capitals only those that are known."""
    capitals = word.isupper() and 1 < len(word) <= _LONGEST_SPELLED
    if word.upper() in _SPELLED or (capitals and not shouted and word not in _AS_WORD):
        return " ".join(word.lower())
    return word.lower()


def spoken_number(digits: str) -> str:
    """Return a whole number in Dutch words; digit by digit when that is how it is read.

    That is: a telephone number or another mark, with a 0 in front or above 999,999.

    Raises:
        ValueError: `digits` holds something else than digits.
    """
    number = int(digits)
    if number > _LARGEST or digits != str(number):
        return " ".join(_SMALL[int(digit)] for digit in digits)
    return _in_words(number)


def _in_words(number: int) -> str:
    """Return 0-999,999 in words: `vijftienhonderd`, `tweeduizend vierentwintig`."""
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        joint = "ën" if unit in (2, 3) else "en"
        return (_SMALL[unit] + joint if unit else "") + _TENS[tens - 2]
    hundreds, rest = divmod(number, 100)
    if number < 1000 or (number < 10_000 and hundreds % 10):
        return ("" if hundreds == 1 else _in_words(hundreds)) + "honderd" + _unless_zero(rest)
    thousands, rest = divmod(number, 1000)
    front = ("" if thousands == 1 else _in_words(thousands)) + "duizend"
    return f"{front} {_in_words(rest)}" if rest else front


def _unless_zero(number: int) -> str:
    return _in_words(number) if number else ""
