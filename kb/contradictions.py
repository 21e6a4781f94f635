"""Two texts of the same theme and time that give different values for the same thing.

Words only: sentences that speak of the same things in the same unit, with another number. It
finds candidates for a person to read; a theme that says something once, by one figure, has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final, NamedTuple

from kb.function_words import FUNCTION_WORDS
from kb.prose import paragraphs
from kb.text import fold

# the repeats are bounded, so that a row of digits is not read anew from each of them
_NUMBER: Final = r"\d[\d.]{0,20}(?:,\d{1,10})?"
_VALUE: Final = re.compile(
    rf"(?P<number>{_NUMBER})\s{{0,10}}"
    r"(?P<unit>%|(?:procent|euro|uur|uren|dag|dagen|werkdagen|week|weken|maand|maanden|jaar)\b)"
    rf"|€\s?(?P<amount>{_NUMBER})"
)
_UNITS: Final = {
    "%": "procent",
    "uren": "uur",
    "dag": "dagen",
    "werkdag": "werkdagen",
    "week": "weken",
    "maand": "maanden",
}
_IGNORED: Final = FUNCTION_WORDS | frozenset(
    [
        "kunt",
        "meer",
        "vanaf",
        "wordt",
        "binnen",
        "eerste",
        "meestal",
        "uiterlijk",
        "hier",
        "soms",
    ]
)
"""What does not count as what a sentence is about. Words that only say how firm or how near a value
is are in it: "uiterlijk 6 weken" and "meestal 8 weken" may be about the same thing."""

SAME_THING: Final = 0.6
"""Share of the words that two sentences must have in common (Jaccard, numbers left out) to be
about the same thing. At .5 sentences pass that share a verb but not a subject."""

_FEW_WORDS: Final = 3
"""With fewer words than this, a sentence must have exactly the same ones."""

_MIN_WORDS: Final = 2


class Value(NamedTuple):
    """A number with its unit."""

    number: str
    unit: str


@dataclass(frozen=True)
class Claim:
    """What one sentence says: a value, about these words. `source` is the caller's number."""

    source: int
    line: int
    column: int
    text: str
    value: Value
    about: frozenset[str]


@dataclass(frozen=True)
class Contradiction:
    """Two claims about the same thing with different values."""

    first: Claim
    second: Claim


def claims(source: int, body: str) -> Iterator[Claim]:
    """Yield what a body, its figures filled in, says in numbers."""
    for paragraph in paragraphs(body):
        for sentence in paragraph.sentences:
            values = [_value(match) for match in _VALUE.finditer(sentence.text)]
            if len(values) != 1:
                continue  # with two numbers in a sentence it is unclear what is about what
            about = frozenset(
                word
                for word in re.findall(r"[a-z][a-z-]+", fold(_VALUE.sub(" ", sentence.text)))
                if word not in _IGNORED
            )
            if len(about) >= _MIN_WORDS:
                yield Claim(source, sentence.line, sentence.column, sentence.text, values[0], about)


def contradictions(found: Iterable[Claim]) -> Iterator[Contradiction]:
    """Yield each pair of claims of different sources that cannot both be right."""
    for first, second in combinations(found, 2):
        if first.source == second.source or first.value.unit != second.value.unit:
            continue
        if first.value.number == second.value.number:
            continue
        if _same_thing(first.about, second.about):
            yield Contradiction(first, second)


def _same_thing(first: frozenset[str], second: frozenset[str]) -> bool:
    if min(len(first), len(second)) < _FEW_WORDS:
        return first == second
    return len(first & second) / len(first | second) >= SAME_THING


def loose_values(text: str) -> Iterator[tuple[str, int]]:
    """Yield each amount, percentage or term that is typed in a text, with where it starts."""
    for match in _VALUE.finditer(text):
        yield match[0], match.start()


def _value(match: re.Match[str]) -> Value:
    if match["amount"]:
        return Value(_plain(match["amount"]), "euro")
    unit = match["unit"].casefold()
    return Value(_plain(match["number"]), _UNITS.get(unit, unit))


def _plain(number: str) -> str:
    """Return one way to write a number: no thousands points, no zero decimals."""
    whole, _, decimals = number.replace(".", "").partition(",")
    return f"{whole},{decimals.rstrip('0')}".rstrip(",")
