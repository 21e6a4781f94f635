"""Bank accounts: IBANs of every country, and numbers that are called an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.personal.context import Named, is_amount, named_before
from kb.personal_data import is_iban

_COUNTRIES: Final = """
    AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28
    EE20 EG29 ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26
    IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MA28 MC27 MD24 ME22 MK19 MR27 MT31
    MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 SM27 ST25
    SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
"""
_LENGTHS: Final = {it[:2]: int(it[2:]) for it in _COUNTRIES.split()}
"""Signs in an IBAN per country: the SWIFT registry, and Morocco, which uses the same form."""

_START: Final = re.compile(r"(?<![^\W_])[A-Za-z] ?[A-Za-z][ ./_-]{0,2}\d[ .-]?\d")
_SIGN: Final = re.compile(r"[ \n./_-]{0,2}([A-Za-z0-9])")
_SLIPPED: Final = re.compile(
    r"(?<![^\W_])NL[ .-]{0,2}\d[ .-]?\d[ .-]{0,2}[A-Z](?:[ .-]?[A-Z]){3}"
    r"(?:[ .-]{0,2}\d){8,11}(?!\d)",
    re.IGNORECASE,
)
"""A Dutch IBAN with a wrong digit, or one too many or too few, is still somebody's."""

_FORM: Final = re.compile(r"[A-Z]{2}\d\d[A-Z]{0,4}\d{10,28}")

_OLD: Final = re.compile(r"(?<![^\W_])\d(?:[ .-]?\d){6,9}(?![^\W_]|[.-]?\d)")
"""What accounts were called by before 2014, and in the mouth of many still are."""


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the accounts in `signs`."""
    end = 0
    for start, stop in sorted([*_ibans(signs), *_slipped(signs), *_old(signs)]):
        if start >= end:
            yield start, stop
            end = stop


def _ibans(signs: str) -> Iterator[tuple[int, int]]:
    taken = 0
    for match in _START.finditer(signs):
        length = _LENGTHS.get(_country(match[0]))
        if length is None or match.start() < taken:
            continue
        compact, end = _compact(signs, match.start(), length)
        if len(compact) == length and (is_iban(compact) or _is_slip(signs, compact, match, end)):
            yield match.start(), end
            taken = end


def _country(written: str) -> str:
    return written.replace(" ", "")[:2].upper()


def _is_slip(signs: str, compact: str, start: re.Match[str], end: int) -> bool:
    """Whether this is an IBAN with a wrong digit: the right length and form for its country."""
    joined = start[0][2:3].isdecimal() and start[0][:2].isalpha()
    return joined and _FORM.fullmatch(compact) is not None and not signs[end : end + 1].isalnum()


def _compact(signs: str, start: int, length: int) -> tuple[str, int]:
    """Return the next `length` letters and digits in capitals, and where they end."""
    found: list[str] = []
    end = start
    while len(found) < length and (match := _SIGN.match(signs, end)):
        found.append(match[1].upper())
        end = match.end()
    return "".join(found), end


def _slipped(signs: str) -> Iterator[tuple[int, int]]:
    return (it.span() for it in _SLIPPED.finditer(signs))


def _old(signs: str) -> Iterator[tuple[int, int]]:
    for match in _OLD.finditer(signs):
        named = named_before(signs, match.start(), words=3)
        if named is Named.ACCOUNT and not is_amount(signs, *match.span()):
            yield match.span()
