"""Streets with a house number where somebody says to live. That of an office stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.personal.houses import HOUSE, NR, is_counted
from kb.personal.signs import either
from kb.personal.streets import STREET, is_street, street_before

_START: Final = r"(?<![^\W\d_])"
_END: Final = r"(?![^\W\d_])"

_MY: Final = either(
    "mijn, m'n, mn, ons, onze, zijn, haar, nieuw, nieuwe, oud, oude, huidige, vaste"
)
_LIVES: Final = (
    _START
    + either(
        rf"""woon, woont, wonen, wonend, wonende, woonachtig, woonde, woonden, gewoond, verhuisd,
        verhuis, verhuist, verhuizen, verhuisde, verhuizing, ingeschreven, adreswijziging,
        {_MY} (?:woon|post|brief|thuis)?adres, woonadres, thuisadres, briefadres, postadres,
        adres ?:, i live, we live, living at, live at, reside, staying at, my address, new
        address, address ?:, moved to, moving to, wohne, wohnen, wohnhaft, (?:meine |mon
        )?adresse, anschrift, umgezogen, habite, habitons, demeure, vivo, vivimos, mi
        direccion, direccion ?:, domicilio, mieszkam, mieszkamy, zamieszkały, zamieszkała, mój
        adres, adresim, adresa mea, locuiesc, stau pe, живу, мешкаю, проживаю, моя адреса,
        живея, адресът ми, أسكن, عنواني, أعيش"""
    )
    + _END
)
_TO: Final = either(
    """op de, op het, op 't, op, aan de, aan het, aan 't, aan, in de, in het, in, te, naar de, naar,
    is, wordt, is nu, nu, sinds kort, tegenwoordig, momenteel, op het adres, at the, at, on, the,
    now, in der, in dem, an der, am, im, auf der, ist, jetzt, au, à la, à, dans la, est, en la,
    en el, en, es, przy, na, w, to, la, pe, este, на, по, е, в, у, في, هو"""
)
_WORD: Final = r"'?[^\W\d_][\w.'-]{0,24}"
_NAME: Final = rf"(?P<street>{_WORD}(?: {_WORD}){{0,4}}?(?:(?<=plein) 19[456]\d)?)"
_NUMBERED: Final = rf"{_NAME},? (?:{NR})?(?P<house>{HOUSE})"

_NEAR: Final = re.compile(
    rf"{_LIVES}(?P<to>(?:[ ,:]{{1,2}}{_TO}{_END}){{0,3}}+)[ ,:]{{1,3}}{_NUMBERED}", re.IGNORECASE
)
_FURTHER: Final = re.compile(
    rf"{_LIVES}[^!?\[\]\n]{{1,40}}? (?P<to>(?:op|aan)(?: de| het)?) {_NUMBERED}", re.IGNORECASE
)
_FROM: Final = re.compile(
    rf"{_START}(?P<to>van(?: de| het)?) {_NUMBERED},? (?:verhuisd|verhuizen|naar){_END}",
    re.IGNORECASE,
)
_ARTICLE: Final = re.compile(r"\b(?:De|Het)$")
"""With a capital it is part of the name: "op De Dreef 9"."""

_SURE: Final = re.compile(rf"(?P<name>{STREET}),? (?:{NR})?{HOUSE}", re.IGNORECASE)
_LIVES_BEFORE: Final = re.compile(rf"{_LIVES}(?P<gap>[^!?\[\]\n]{{0,60}})$", re.IGNORECASE)
_LIVES_AFTER: Final = re.compile(
    r"[^.!?\[\]\n]{0,30}"
    + _START
    + either("woon ik, wonen wij, wonen we, mijn adres, ons adres, mijn nieuwe adres, my address")
    + _END,
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    _START
    + either(
        """kantoor, kantoren, uwv, werkplein, vestiging, locatie, balie, loket, gemeentehuis,
        gemeente, rechtbank, spreekuur, ziekenhuis, school, bedrijf, winkel, arbodienst,
        keuring, gesprek, afspraak, werk, werkt, postbus, antwoordnummer, office, büro"""
    )
    + _END,
    re.IGNORECASE,
)
"""What makes a street nearby that of an office."""

_OFFICE_NEAR: Final = 60
"""Signs before a street in which such a word counts; half as many after it."""

_CLEAR: Final = re.compile(
    r"[^\W\d_]{2}" + either("straat, laan, gracht, singel, plantsoen, steeg, kade") + "$",
    re.IGNORECASE,
)
"""Streets also without a capital; "supermarkt 3" and "onderweg 2 uur" are none."""

_YEAR: Final = re.compile(r" (?:19|20)\d\d$")

_NUMBER_FIRST: Final = re.compile(
    rf"{_LIVES}(?:[ ,:]{{1,2}}{_TO}{_END}){{0,2}}+[ :]{{1,2}}(?P<house>{HOUSE}),? "
    r"(?P<street>(?-i:(?:rue|avenue|de|des|du|la|le|the|[A-Z][\w'-]{1,24})(?: |$|(?=[,.;!?])))"
    r"{1,5})",
    re.IGNORECASE,
)
_MARK: Final = either(
    """rue, boulevard, chemin, impasse, calle, avenida, ulica, ulicy, strada, bulevardul, вулиця,
    вулиці, улица, شارع"""
)
_MARKED: Final = re.compile(
    rf"{_START}(?:{_MARK}|{either('ul, al, str, вул, ул, бул')}\.) "
    rf"(?:{_WORD},? ){{1,4}}?(?:{NR})?{HOUSE}",
    re.IGNORECASE,
)
"""Streets with the word for it in front, as in French or Polish."""

_TURKISH: Final = re.compile(
    rf"{_WORD} {either('caddesi, cadde, sokak, sokağı, bulvarı')},? (?:{NR})?{HOUSE}",
    re.IGNORECASE,
)


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of streets where somebody lives; they may overlap."""
    yield from _said(signs)
    yield from _seen(signs)
    yield from _number_first(signs)
    yield from (it.span() for it in _MARKED.finditer(signs))
    yield from (it.span() for it in _TURKISH.finditer(signs))


def _said(signs: str) -> Iterator[tuple[int, int]]:
    """Yield what follows "ik woon op": it needs no look of a street."""
    for pattern in (_NEAR, _FURTHER, _FROM):
        for match in pattern.finditer(signs):
            led_to = match["to"].split()[-1:] != ["in"]
            named = is_street(match["street"], led_to=led_to, nearby=pattern is not _FURTHER)
            if named and not is_counted(signs, match.end("house")):
                article = _ARTICLE.search(match["to"])
                start = match.start("to") + article.start() if article else match.start("street")
                yield start, match.end("house")


def _seen(signs: str) -> Iterator[tuple[int, int]]:
    """Yield what is a street by its ending, but for those of offices."""
    for match in _SURE.finditer(signs):
        if not is_counted(signs, match.end()) and _is_home(signs, match):
            start = street_before(signs, match.end("name") + 1)
            yield (match.start() if start is None else start), match.end()


def _is_home(signs: str, street: re.Match[str]) -> bool:
    start, end = street.span()
    before = _LIVES_BEFORE.search(signs, max(0, start - 90), start)
    if before is not None and _OFFICE.search(before["gap"]) is None:
        return True
    if _LIVES_AFTER.match(signs, end) is not None:
        return True
    around = signs[max(0, start - _OFFICE_NEAR) : start], signs[end : end + _OFFICE_NEAR // 2]
    if any(_OFFICE.search(it) for it in around) or _YEAR.search(street[0]) is not None:
        return False
    return street["name"][0].isupper() or _CLEAR.search(street["name"]) is not None


def _number_first(signs: str) -> Iterator[tuple[int, int]]:
    """Yield "12 Kerkstraat", as English and French speakers write it."""
    for match in _NUMBER_FIRST.finditer(signs):
        name = match["street"]
        if not name.isupper() and not is_counted(signs, match.end("house")):
            yield match.start("house"), match.start("street") + len(name.rstrip())
