"""Dated amounts and terms, and their substitution into text by date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from kb.model import Figure

REFERENCE: Final = re.compile(r"\{(bedrag|termijn):([a-z0-9]+(?:-[a-z0-9]+)*)\}")
"""How a text refers to a figure: `{bedrag:naam}` or `{termijn:naam}`."""

PLACEHOLDER: Final = re.compile(r"\{[^{}\n]{0,80}\}")
"""Anything between braces; what is not a reference would reach the reader as it stands."""


@dataclass(frozen=True)
class Found:
    """Something between braces in a text; `start` counts characters from 0."""

    name: str | None
    text: str
    start: int


def braces(text: str) -> Iterator[Found]:
    """Yield everything between braces; `name` is None where it is not a figure."""
    for match in PLACEHOLDER.finditer(text):
        reference = REFERENCE.fullmatch(match[0])
        yield Found(reference[2] if reference else None, match[0], match.start())


def shown(figure: Figure, units: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the figure as readers see it: `€ 274,44 per dag`, `6 weken`, `70 procent`.

    `units` are the words of a unit in the reader's language; what is not in it stays Dutch.
    """
    whole = f"{figure.value} {figure.unit}"
    if whole in units:
        return units[whole]
    currency, *words = figure.unit.split()
    if currency == "euro":
        return " ".join(["€", figure.value, *(units.get(word, word) for word in words)])
    return " ".join([figure.value, *(units.get(word, word) for word in figure.unit.split())])


@dataclass(frozen=True)
class Wording:
    """How figures are worded: what stands where a value is not known yet, and the units."""

    amount: str
    term: str
    units: Mapping[str, str] = field(default_factory=dict)
    """How the words of a unit are written in the language of the text."""


class Figures:
    """The register of figures; answers what a name is worth on a day."""

    def __init__(self, figures: tuple[Figure, ...]) -> None:
        self._by_name: dict[str, list[Figure]] = {}
        for figure in figures:
            self._by_name.setdefault(figure.name, []).append(figure)

    def names(self) -> frozenset[str]:
        """Return every name in the register."""
        return frozenset(self._by_name)

    def on(self, name: str, day: date) -> Figure | None:
        """Return the figure `name` as it is on `day`, or None when its value is not known then."""
        valid = (it for it in self._by_name.get(name, ()) if it.validity.contains(day))
        return next(valid, None)

    def last_day(self, name: str) -> date | None:
        """Return the last day on which `name` has a value; None when that has no end."""
        ends = [it.end for it in self._by_name.get(name, ())]
        if not ends or None in ends:
            return None
        return max(end for end in ends if end) - timedelta(days=1)

    def substitute(self, text: str, day: date, wording: Wording) -> tuple[str, bool]:
        """Replace every reference by its value on `day`, or by what `wording` says for its kind.

        Never by an old value.

        Returns the text and whether a value was unknown.
        """
        missing = False

        def value(match: re.Match[str]) -> str:
            nonlocal missing
            if (figure := self.on(match[2], day)) is None:
                missing = True
                return wording.amount if match[1] == "bedrag" else wording.term
            return shown(figure, wording.units)

        return REFERENCE.sub(value, text), missing
