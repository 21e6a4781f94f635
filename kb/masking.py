"""What people write about themselves leaves the text before anybody searches, keeps or shows it.

Each piece of personal data becomes a word in brackets, so that the sentence stays a sentence:
"mijn bsn is [bsn], wanneer krijg ik ww". What is one, and what only looks like one, is told by a
finder per kind in `kb.personal`; `python -m benchmarks.masking` prints how often they are right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.personal import accounts, addresses, births, bsn, mail, names, phones
from kb.personal.signs import either, read

Finder = Callable[[str], Iterable[tuple[int, int]]]

_FINDERS: Final[dict[str, Finder]] = {
    "e-mailadres": mail.find,
    "rekeningnummer": accounts.find,
    "geboortedatum": births.find,
    "telefoonnummer": phones.find,
    "bsn": bsn.find,
    "adres": addresses.find,
    "naam": names.find,
}
"""In this order: what is told by its form goes first, so that its digits are nothing else."""

_ACROSS_LINES: Final = {kind: find for kind, find in _FINDERS.items() if kind != "naam"}
"""Looked for once more as if the text were one line: "Geboortedatum" stands above its date in a
letter. A name ends where its line does."""

KINDS: Final = tuple(_FINDERS)
"""What is masked, by the word that takes its place."""

_MASK: Final = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")

_MOST_ROUNDS: Final = 4
"""A mask can part what stood around it, and so uncover something: mostly one look more will do."""


_LEADS_TO: Final = re.compile(
    r"(?:\b"
    + either(
        """mijn, m'n, mn, naam, heet, ik, bsn, bsnnummer, burgerservicenummer, sofinummer, is, ben,
        de heer, mevrouw, meneer, bel, me, mij, op, aan, woon, geboren, geboortedatum, my, name, i,
        was, am, born, on, date of birth"""
    )
    + rf"\b[ ,:]{{0,2}}){{0,6}}\[(?:{'|'.join(KINDS)})\]",
    re.IGNORECASE,
)
"""A mask with the words before it that say nothing but what it is: "mijn naam is [naam]"."""


@dataclass(frozen=True)
class Masked:
    """A text without personal data, and the kinds that stand masked in it."""

    text: str
    kinds: tuple[str, ...] = ()


def mask(text: str) -> Masked:
    """Return `text` with every piece of personal data replaced by its kind in brackets.

    The rest stays as it was, character for character. Idempotent; the time grows with the text.
    """
    for _ in range(_MOST_ROUNDS):
        masked = _masked(text)
        if masked == text:
            break
        text = masked
    return Masked(text, tuple(kind for kind in KINDS if f"[{kind}]" in text))


def without_masks(masked: str) -> str:
    """Return a masked text without the words that stand for what was taken out."""
    return " ".join(_MASK.sub(" ", masked).split())


def subject_of(masked: str) -> str:
    """Return what a masked text is about: without masks and the words that only lead to them.

    "Mijn bsn is [bsn], wanneer krijg ik ww" is no question about a BSN.
    """
    left = _LEADS_TO.sub(" ", masked)
    return masked if left == masked else " ".join(left.split()).lstrip(" ,.;:")


def _masked(text: str) -> str:
    """Return `text` after one look by every finder, line by line and then across lines."""
    text = _looked(text, _FINDERS, lines=True)
    return _looked(text, _ACROSS_LINES, lines=False) if len(text.splitlines()) > 1 else text


def _looked(text: str, finders: Mapping[str, Finder], *, lines: bool) -> str:
    reading = read(text, lines=lines)
    for kind, find in finders.items():
        if spans := [reading.span(*it) for it in find(reading.signs)]:
            text = _replaced(text, spans, f"[{kind}]")
            reading = read(text, lines=lines)
    return text


def _replaced(text: str, spans: Sequence[tuple[int, int]], mask: str) -> str:
    pieces: list[str] = []
    end = 0
    for start, stop in spans:
        pieces += [text[end:start], mask]
        end = stop
    return "".join([*pieces, text[end:]])
