"""Postcodes with their house number, and the street before it.

A postcode alone says where some twenty houses are, and stays. Much looks like one: "2024 en 12",
"1200 WW 3 maanden".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.personal.context import Named, named_before
from kb.personal.houses import HOUSE, NR, is_counted
from kb.personal.signs import either, words
from kb.personal.streets import street_before

_BORDER: Final = r"(?<![\w.,])"
_POSTCODE: Final = re.compile(_BORDER + r"[1-9]\d{3}[ .-]?[A-Za-z]{2}(?![^\W\d_])")
_THEN_HOUSE: Final = re.compile(rf"[ ,.;:/-]{{0,3}}(?:{NR})?{HOUSE}", re.IGNORECASE)
_HOUSE_BEFORE: Final = re.compile(
    rf"(?P<nr>(?<![^\W\d_]){NR})?{_BORDER}{HOUSE}(?:,? (?:in|te) [^\W\d_]{{2,24}})?"
    r"[ ,;(\n]{1,3}(?P<called>(?:met |en )?(?:postcode|pc|postal code)[ :]{0,2}(?:is )?)?$",
    re.IGNORECASE,
)
_BACK: Final = 70
"""Signs before a postcode in which its house number is looked for."""

_WORDS: Final = words(
    """en of in is op om ik je we ze al er te ww zw tw va nu zo na uw ma di do vr za wo me ga ja nl
    be km cm kg mg ml mm pk st dd nr no at to by or an my he so us up am pm as de et le la du ou el
    un se si sa cu ve da ki mi ne eu aa iv bv nv vd ca jr mw dr"""
)
"""Two letters that follow a number in a sentence: words, weekdays, units, schemes."""

_NEVER: Final = words("ww zw tw va nl be eu bv nv")
"""Of those the ones that are written with capitals."""

_CALLED: Final = re.compile(
    either("postcode, pc, adres, woon, wonen, woont, postal code, zip, PLZ, code postal")
    + r"[^.!?\d\[\]]{0,20}$",
    re.IGNORECASE,
)
_BESIDE: Final = 40
"""Signs around a postcode by which it is seen what it is, and whether all is typed in capitals."""


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield postcodes with the house number after or before them, and the street that has it."""
    for match in _POSTCODE.finditer(signs):
        start, end = match.span()
        before = _HOUSE_BEFORE.search(signs, max(0, start - _BACK), start)
        street = None if before is None else street_before(signs, before.start())
        if before is not None and street is not None:
            yield street, end
            continue
        if not _is_postcode(signs, start, end):
            continue
        if before is not None and (before["nr"] or before["called"]):
            yield before.start(), end
        elif (house := _THEN_HOUSE.match(signs, end)) and not is_counted(signs, house.end()):
            yield start, house.end()


def _is_postcode(signs: str, start: int, end: int) -> bool:
    """Whether four digits and two letters are a postcode, and not a number and a word."""
    written, letters = signs[start:end], signs[end - 2 : end]
    if named_before(signs, start, words=2) is Named.OTHER:
        return False
    if _CALLED.search(signs, max(0, start - _BESIDE), start):
        return True
    if letters.casefold() not in _WORDS:
        return True
    shouted = signs[max(0, start - _BESIDE) : end + _BESIDE].isupper()
    chosen = letters.isupper() and not shouted and letters.casefold() not in _NEVER
    return chosen and " " in written
