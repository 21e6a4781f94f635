"""House numbers, with what tells their doors apart, and numbers that are none: "12 jaar"."""

from __future__ import annotations

import re
from typing import Final

from kb.personal.signs import either

HOUSE: Final = (
    r"\d{1,5}(?:[-/]\d{1,4}[A-Za-z]{0,2}|-?[A-Za-z]{1,2}\d{0,2}| ?\d{1,2} ?hoog"
    r"| ?(?:bis|hs|huis|boven|beneden|bg|rood|iii?|iv)|(?-i: [A-H](?!['.])))?"
    r"(?:[ -]?(?:bis|hs|\d{1,3} ?hoog)| \d{1,2}(?= ?(?:[,;.)]|$)))?(?![^\W_])(?![.,]\d)"
)
"""A house number as people write it: "12", "12a", "12-2", "12 hs", "12 2 hoog". Ignore case."""

NR: Final = either("huisnummer, huisnr, huis nr, nummer, nr, no, num, №") + r"\.?[ :]{0,2}"
"""What may stand before it."""

_COUNTED: Final = re.compile(
    r" ?(?:"
    + either(
        """euro, eur, weken, week, maanden, maand, dagen, dag, jaar, jaren, uur, uren, keer,
        procent, kinderen, personen, werknemers, km, kilometer, mensen, minuten, adressen,
        winkels, kamers, januari, februari, maart, april, mei, juni, juli, augustus,
        september, oktober, november, december, years, months, weeks, days, hours, children,
        people"""
    )
    + r"\b|[%€])",
    re.IGNORECASE,
)


def is_counted(signs: str, end: int) -> bool:
    """Whether the number before `end` counts something; then it is no house."""
    return _COUNTED.match(signs, end) is not None
