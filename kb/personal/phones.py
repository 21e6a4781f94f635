"""Telephone numbers of people, Dutch and foreign; those of organisations stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.personal.context import Named, is_amount, named_before, phone_follows

_GAP: Final = r"[ .()/_=*'-]{0,3}"

_ABROAD: Final = re.compile(rf"(?<![\w+])\(?\+ ?\(?[1-9](?:{_GAP}\d){{6,14}}(?!\d)")
_ABROAD_00: Final = re.compile(rf"(?<![\w+])(?<!\d[ .-])00 ?[1-9](?:{_GAP}\d){{8,13}}(?!\d)")
_DATE: Final = r"0?\d[-./ ]\d{1,2}[-./ ](?:19|20)\d\d(?!\d)"
_DUTCH: Final = re.compile(
    rf"(?<![\w+])(?<!\d[ .-])\(?(?!{_DATE})(?:0[1-8]|0 [1-8])(?:{_GAP}\d){{8}}(?!-?\d)"
)
"""Ten digits with a nought before them."""

_LONG: Final = re.compile(
    r"(?<![\w+])(?<!\d[ .-])0[1-9]\d{1,3}[ /-]{1,3}\d(?:[ /-]?\d){6,8}(?![\w])"
)
"""Eleven or twelve digits, as in Germany and Britain, with a space after the area."""

_MOBILE_SLIP: Final = re.compile(r"(?<![\w+])(?<!\d[ .-])\(?06\)? ?[-./ ] ?(?:\d{7}|\d{9})(?!\d)")
"""A mobile number with a digit too few or too many."""

_SPOKEN: Final = re.compile(r"\bnul[ -]?zes[ :-]{0,3}\d(?:[ .-]?\d){7}(?!\d)", re.IGNORECASE)
_WITHOUT_PLUS: Final = re.compile(r"(?<![\w+])(?<!\d[ .-])31 ?[-.]? ?6(?:[ .-]?\d){8}(?!\d)")

_ANY: Final = re.compile(r"(?<![\w+])\(?\d(?:[ .()/-]{0,2}\d){6,11}(?!\d)")
"""What may be a number of any country, when it is called a telephone number."""

_PATTERNS: Final = (_ABROAD, _ABROAD_00, _DUTCH, _LONG, _SPOKEN, _MOBILE_SLIP, _WITHOUT_PLUS)

_PUBLIC: Final = re.compile(r"(?:\+|00)?(?:31)?0?(?:88898|800\d|90[069]\d)")
_COMPANY: Final = re.compile(r"(?:(?:\+|00)31)?0?88")
"""088 is for organisations; within one it may be somebody's own line."""

PUBLISHED: Final = re.compile(
    r"(?<![\w+])(?:(?:\+|00) ?31[ -]?(?:\(0\))?[ -]?|0[ -]?)"
    r"(?:88(?:[ -]{0,3}\d){7}|800(?:[ -]{0,3}\d){4,7}|90[069](?:[ -]{0,3}\d){4,7})(?!\d)"
)
"""What an organisation publishes; its digits are no other number either."""

_OWN: Final = re.compile(
    r"\b(?:mij|me|mijn|m'n|mn|my|eigen|ik|direct[a-z]{0,8}|doorkies[a-z]{0,8})\b", re.IGNORECASE
)
_NEAR: Final = 30
"""Signs beside a number in which somebody says that it is theirs."""


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the telephone numbers in `signs`."""
    spans = [it.span() for pattern in _PATTERNS for it in pattern.finditer(signs)]
    certain = [it for it in spans if not _is_something_else(signs, *it)]
    called = [it.span() for it in _ANY.finditer(signs) if _is_called_so(signs, *it.span())]
    end = 0
    for start, stop in sorted(certain + called, key=lambda it: (it[0], -it[1])):
        if start >= end and not _is_of_organisation(signs, start, stop):
            wrapped = signs[start] == "(" and ")" not in signs[start:stop]
            yield start + wrapped, stop
            end = stop


def _is_something_else(signs: str, start: int, end: int) -> bool:
    if signs[end : end + 1].isalpha() and not signs.startswith(("06", "(06"), start):
        return True  # letters typed onto it make a code of it
    named = named_before(signs, start)
    return named in {Named.OTHER, Named.BSN, Named.ACCOUNT} or is_amount(signs, start, end)


def _is_called_so(signs: str, start: int, end: int) -> bool:
    named = named_before(signs, start, words=3)
    called = named is Named.PHONE or (named is None and phone_follows(signs, end))
    return called and not is_amount(signs, start, end)


def _is_of_organisation(signs: str, start: int, end: int) -> bool:
    number = re.sub(r"\(0\)|[^\d+]", "", signs[start:end])
    if _PUBLIC.match(number):
        return True
    beside = signs[max(0, start - _NEAR) : end + _NEAR]
    return _COMPANY.match(number) is not None and _OWN.search(beside) is None
