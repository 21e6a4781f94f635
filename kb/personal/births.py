"""Dates of birth: a date beside a word that says so. Other dates stay, and so does a year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.personal.dates import DATE, DATE_WITH_YEAR, LONE_DATE
from kb.personal.name_words import KIN
from kb.personal.signs import either

_END: Final = r"(?![^\W\d_])"

_WHOSE: Final = either("mijn, m'n, mn, zijn, haar, hun, onze, ons, de, het, my, his, her, our, the")
_BORN: Final = either(
    r"""ik ben van, geboren, geborene, gebore, geb, born, né, née, nato, nacid[oa], nací, nació,
    urodzon[ya], urodziłem się, urodziłam się, urodził się, urodziła się, ur, născut, născută, m-am
    născut, народився, народилася, народилась, нар, роден, родена, родился, родилась, род, ولدت,
    مولود, مولودة, مواليد, ولد"""
)
_DATE_OF_BIRTH: Final = either(
    r"""geboortedatum, geboortedata, geboortedat, geboortedag, geboorte datum, geb\.? ?dat(?:um)?,
    verjaardag, jarig, verjaar, date of birth, birth ?date, birthday, d\.?o\.?b, geburtsdatum,
    geburtstag, date de naissance, fecha de nacimiento, data urodzenia, data nașterii, data de
    naștere, doğum tarihi\w*, doğum günü\w*, дата народження, дата на раждане, дата рождения, تاريخ
    ميلادي, تاريخ الميلاد, تاريخ ميلاد\w*, تاريخ الولادة"""
)
_PLACE: Final = (
    rf"(?: {either('te, in, at, à, en, w, we, la, в, у, в місті, في')}"
    r" [^\W\d_]{2,24}(?:[ -][^\W\d_]{2,20})?,?)?"
)
_ON: Final = (
    r"[ ,.:(]{0,3}(?:"
    + either(
        """op de, op, on the, on, am, съм на, съм, le, el, dnia, pe, la, den, is, was, datum,
        في, بتاريخ, в, на"""
    )
    + r" ){0,2}"
)
_IS: Final = (
    rf"(?: {either('van, of, von, de, del')} (?:{_WHOSE} )?{KIN})?[ ,.:=(\"-]{{0,3}}(?:"
    + either(
        """is op, is, was, ist, est, es, to, este, e, on, op, am, le, el, der, dus, luidt, це,
        هو, moja"""
    )
    + r" ){0,2}"
)
_BEFORE: Final = re.compile(
    rf"(?<![^\W\d_])(?:{_DATE_OF_BIRTH}{_END}\.?{_IS}|{_BORN}{_END}\.?{_PLACE}{_ON})",
    re.IGNORECASE,
)
_OF_KIN: Final = re.compile(
    rf"(?<![^\W\d_]){KIN} (?:is|komt) van (?:de )?"
    rf"(?P<date>{DATE_WITH_YEAR})(?! ?(?:-|t/m|tm|tot|af|until|till)(?!\w))",
    re.IGNORECASE,
)
"""People are of a day, "mijn dochter is van 2 juli 2006"; or ill, from one day to another."""

_FURTHER: Final = re.compile(
    rf"(?<![^\W\d_]){_DATE_OF_BIRTH}{_END}(?P<gap>[^\d.!?\[\]\n]{{1,45}})", re.IGNORECASE
)
_ANOTHER: Final = re.compile(
    r"(?<![^\W\d_])"
    + either(
        """brief, brieven, beslissing, besluit, formulier, gesprek, afspraak, bericht, aanvraag,
        sinds, vanaf, per, gebeld, gestuurd, gemaild, letter, since, from, ontslag, contract,
        ziek"""
    )
    + _END,
    re.IGNORECASE,
)
"""What makes a date further on that of something else: "in de brief van 12 maart"."""

_AFTER: Final = re.compile(
    r"[ ,)(]{1,3}(?:(?:(?:"
    + either("ben, werd, is, zijn, was, i was, ik, hij, zij, ze, wij, toen, bin, ich, ist, wurde")
    + rf"|(?:{_WHOSE} )?{KIN}) ){{0,4}}"
    + either(r"geboren, born, geb, doğumlu\w*, tarihinde doğdu\w*, urodzon[ya]")
    + rf"|{either('is, was, dat is, =, ist, est, es')} (?:{_WHOSE} )?{_DATE_OF_BIRTH}){_END}",
    re.IGNORECASE,
)
_DATE: Final = re.compile(DATE, re.IGNORECASE)
_DATE_ALONE: Final = re.compile(r"(?<!\w)" + LONE_DATE, re.IGNORECASE)


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the dates of birth in `signs`."""
    end = 0
    for start, stop in sorted([*_announced(signs), *_explained(signs)]):
        if start >= end:
            yield start, stop
            end = stop


def _announced(signs: str) -> Iterator[tuple[int, int]]:
    """Yield dates after a word for birth: "geboren te Utrecht op 12-03-1980"."""
    for match in _BEFORE.finditer(signs):
        if (date := _DATE.match(signs, match.end())) is not None:
            yield date.span()
    for match in _OF_KIN.finditer(signs):
        yield match.span("date")
    for match in _FURTHER.finditer(signs):
        date = _DATE_ALONE.match(signs, match.end())
        if date is not None and _ANOTHER.search(match["gap"]) is None:
            yield date.span()


def _explained(signs: str) -> Iterator[tuple[int, int]]:
    """Yield dates before one: "op 4 juli 1966 ben ik geboren"."""
    for date in _DATE_ALONE.finditer(signs):
        if _AFTER.match(signs, date.end()) is not None:
            yield date.span()
