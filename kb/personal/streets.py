"""Names of streets: by how they end, by their capitals, or because somebody says to live there."""

from __future__ import annotations

import re
from typing import Final

from kb.personal.signs import either, words

STREET: Final = (
    r"(?<![\w'])[\w.'-]{0,40}?"
    + either(
        """straat, straatje, str\\.?, weg, laan, laantje, plein, kade, gracht, singel, dreef, hof,
        hofje, pad, dijk, steeg, plantsoen, boulevard, allee, wal, markt, gaarde, strasse, straße,
        gasse, platz, street, road, avenue, lane, drive, caddesi, sokak, sokağı"""
    )
    + r"(?![^\W\d_])(?: 19[34]\d(?:-\d\d(?:\d\d)?)?(?!\d))?"
)
"""The last word of what is a street by its ending; "plein 1944" is one too. Ignore case."""

_STREET: Final = re.compile(STREET, re.IGNORECASE)

_MAY_END: Final = re.compile(
    r".{2,}"
    + either(
        """park, ring, burg, baan, kamp, akker, veld, meent, erf, heuvel, berg, brink, hoek, horst,
        oever, rijn, vliet, haven, poort, brug, zijde, land, hage, stede, tuin, tuinen, dam, eind,
        einde, bos, wijk, weide, schans, bolwerk, passage, lei, kaai, hout, molen, werf, terras"""
    ),
    re.IGNORECASE,
)
"""Endings that towns and countries have too."""

_SMALL: Final = words(
    """van der den de het 't ter ten te op aan in 's des du la le el los del dos da di von zu zum
    und al bin ben"""
)
"""Small words within the name of a street."""

_LEADING: Final = words("op aan in te")
_ARTICLES: Final = words("de het der den dem 't")
_TITLES: Final = words(
    """burg burgem wethouder past kap kan mgr ds pr dr drs mr ir ing prof jhr st kon pres gen adm
    min gouv oude nwe gr kl n o w z"""
)
"""What is shortened, with a full stop, in the names of streets: "burg. Roelenweg"."""

_NO_STREET: Final = words(
    """met al samen sinds niet geen wel nog ook maar en of kamers nummer huisnummer huis hier
    daar bij mijn m'n mij een ik wij we je u er als dan dat die dit deze heb heeft had ben is
    was wat hoe waar wanneer ongeveer circa ca meer minder na voor tot per over uit zonder om
    door gewijzigd veranderd verkeerd klopt niets alleen elke ieder vanaf week jaar maand dag
    postbus antwoordnummer postcode artikel brief kantoor uwv verdieping etage hoog leeftijd
    boven onder naast tegenover buiten binnen tijdelijk straks vorige vorig volgende laatste
    with since for and my in about from the a than more less not near mit seit und oder nicht
    avec depuis et con desde y z od i cu ile dela із з від и с от"""
)
"""Words that are never part of what stands before a house number."""

_WORDS: Final = re.compile(r"(?:'?[^\W\d_][\w.'-]{0,24}(?:,? |,)){1,6}$")
_WORD: Final = re.compile(r"'?[^\W\d_][\w.'-]*")
_BACK: Final = 80
"""Signs before a house number in which its street is looked for."""


def is_street(name: str, *, led_to: bool, nearby: bool = True) -> bool:
    """Whether what stands before a number is a street, where somebody says to live.

    `led_to`: "op", "aan" or "adres" comes before it, as before a street and not before a town.
    `nearby`: nothing else comes between; then one word without a capital will do.
    """
    parts = name.split()
    if any(it.casefold().strip(".,") in _NO_STREET for it in parts):
        return False
    if any(_STREET.fullmatch(it) for it in parts):
        return True
    own = [it for it in parts if it.casefold() not in _SMALL]
    if not led_to or not own:
        return False
    alone = nearby and (len(own) == 1 or _MAY_END.fullmatch(own[-1]) is not None)
    return alone or all(it[0].isupper() for it in own)


def street_before(signs: str, at: int) -> int | None:
    """Return where the street starts that ends right before `at`, or None when there is none."""
    found = _WORDS.search(signs, max(0, at - _BACK), at)
    if found is None:
        return None
    *before, last = _WORD.finditer(signs, found.start(), found.end())
    known = _STREET.fullmatch(last[0]) is not None
    if last[0].casefold() in _NO_STREET or not (known or last[0][0].isupper()):
        return None
    start, after = last.start(), ""
    for word in reversed(before):
        folded = word[0].casefold()
        if signs[word.end() : word.end() + 1] == "," or folded in _LEADING:
            break
        titled = folded.endswith(".") and folded.rstrip(".") in _TITLES
        if word[0][0].isupper() or titled or (folded in _SMALL and after in _ARTICLES):
            start = word.start()
        elif folded not in _SMALL:
            break
        after = folded
    return start
