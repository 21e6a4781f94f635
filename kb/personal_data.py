"""Data of a person in a text: what may never stand in content, and is masked in questions.

Linear in the length of the text: every pattern is anchored on digits or a fixed sign and has
bounded repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = re.compile(r"(?<!\d)(?<!\d[ .-])\d(?:[ .-]?\d){8}(?![ .-]?\d)")
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){2,7}[A-Z0-9]{0,4}\b")
_EMAIL: Final = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_MOBILE: Final = re.compile(r"(?<![\d+])(?:\+31|0031|0)[ -]?6(?:[ -]?\d){8}(?!\d)")

_BSN_WEIGHTS: Final = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_ORGANISATION_BOXES: Final = ("info@", "post@", "contact@", "klacht@", "klachten@", "privacy@")


@dataclass(frozen=True)
class PersonalData:
    """A piece of personal data; `start` and `end` count characters from 0."""

    kind: str
    start: int
    end: int


def find(text: str) -> Iterator[PersonalData]:
    """Yield the personal data in `text`: BSN, IBAN, e-mail address of a person, mobile number."""
    for match in _DIGITS.finditer(text):
        if is_bsn(match[0]):
            yield PersonalData("burgerservicenummer", match.start(), match.end())
    for match in _IBAN.finditer(text):
        if is_iban(match[0]):
            yield PersonalData("rekeningnummer", match.start(), match.end())
    for match in _EMAIL.finditer(text):
        if not match[0].casefold().startswith(_ORGANISATION_BOXES):
            yield PersonalData("e-mailadres", match.start(), match.end())
    for match in _MOBILE.finditer(text):
        yield PersonalData("mobiel nummer", match.start(), match.end())


def is_bsn(text: str) -> bool:
    """Whether the digits of `text` pass the eleven-test (weights 9 to 2, and -1 for the last)."""
    digits = [int(char) for char in text if char.isdecimal()]
    if len(digits) != len(_BSN_WEIGHTS) or not any(digits):
        return False
    weighed = (weight * digit for weight, digit in zip(_BSN_WEIGHTS, digits, strict=True))
    return sum(weighed) % 11 == 0


def is_iban(text: str) -> bool:
    """Whether `text` passes the check of ISO 13616: its rearranged number is 1 modulo 97."""
    compact = text.replace(" ", "")
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in moved)) % 97 == 1
