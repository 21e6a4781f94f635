"""Citizen service numbers (BSN): by the eleven-test, or because the words beside one say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from kb.personal.context import Named, bsn_follows, is_amount, named_before
from kb.personal.phones import PUBLISHED
from kb.personal_data import is_bsn

_DIGITS: Final = 9
_MOST_DIGITS: Final = 10
_UNCERTAIN_DIGITS: Final = range(8, _MOST_DIGITS + 1)
"""Digits of a number that counts as a BSN when it is called one: a nought too few, one too many."""

_USUAL: Final = ((3, 3, 3), (4, 2, 3), (2, 2, 2, 3), (1,) * 9)
"""How a BSN is written in groups: by these it is told from a number that follows after a space."""

_CHAIN: Final = re.compile(r"\d+(?:[ .,'/_|*~()-]{1,3}\d+)*")
_GROUP: Final = re.compile(r"\d+")

_TYPED_FOR: Final = {
    "0": "OoОоΟο",
    "1": "Il|ІіӀ",
    "2": "Zz",
    "3": "Зз",
    "5": "SsЅѕ",
    "6": "bЬб",
    "8": "B",
}
"""Letters, Latin, Cyrillic and Greek, that are typed or scanned for a digit."""

_AS_DIGITS: Final = str.maketrans(
    {letter: digit for digit, letters in _TYPED_FOR.items() for letter in letters}
)
_MISTYPED: Final = re.compile(rf"(?<![^\W_])[\d{''.join(_TYPED_FOR.values())}]{{2,9}}(?![^\W_])")

_IN_A_CODE: Final = re.compile(r"[^\W\d_]{1,2}\d| ?[Ll] ?\d\d(?!\d)")
"""What follows nine digits in a code: "L01" makes them a loonheffingennummer, "B01" a btw-id."""

_GOES_ON: Final = frozenset(".,-/_")
"""Signs by which nine digits are a part of a longer number, as in "2026-387981135"."""

_LETTERS: Final = re.compile(r"[^\W\d_]{1,12}$")
_JOINED: Final = frozenset(["bsn", "nr", "nummer", "is", "no", "sofi", "sofinummer"])
"""Words that a number may be typed onto; any other letters before it make a code."""


@dataclass(frozen=True)
class _Window:
    """Groups of digits that follow each other, with the signs that part them.

    `outer`: each sign that parts them from another group, with the digits of that. `named`: what
    the words before them say that they are.
    """

    text: str
    start: int
    end: int
    sizes: tuple[int, ...]
    inner: frozenset[str]
    outer: tuple[tuple[str, int], ...]
    named: Named | None


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the BSNs in `signs`."""
    digits = _MISTYPED.sub(_repaired, signs)
    digits = PUBLISHED.sub(lambda it: "#" * len(it[0]), digits)
    for chain in _CHAIN.finditer(digits):
        if chain.end() - chain.start() >= _UNCERTAIN_DIGITS[0]:
            yield from _in_chain(digits, chain)


def _repaired(match: re.Match[str]) -> str:
    """Return a number in which letters were typed for digits as digits; a code as it is."""
    letters = sum(not char.isdecimal() for char in match[0])
    return match[0].translate(_AS_DIGITS) if 2 * letters < len(match[0]) else match[0]


def _in_chain(digits: str, chain: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Yield the BSNs among groups of digits that follow each other, from left to right."""
    groups = [it.span() for it in _GROUP.finditer(digits, *chain.span())]
    sizes = [end - start for start, end in groups]
    parts = [digits[one[1] : other[0]] for one, other in pairwise(groups)]
    named = named_before(digits, chain.start())
    at = 0
    while at < len(groups):
        found = None
        for last in _lasts(sizes, at):
            window = _Window(
                text=digits,
                start=groups[at][0],
                end=groups[last][1],
                sizes=tuple(sizes[at : last + 1]),
                inner=frozenset(it.strip()[:1] or " " for it in parts[at:last]),
                outer=_outer(parts, sizes, at, last),
                named=None if at else named,
            )
            if _is_certain(window) or _is_called_so(window):
                found = last
                yield window.start, window.end
                break
        at = at + 1 if found is None else found + 1


def _lasts(sizes: Sequence[int], at: int) -> list[int]:
    """Return where a number of about nine digits ends that starts at `at`, nine of them first."""
    totals = enumerate(accumulate(sizes[at : at + _MOST_DIGITS]), at)
    right = [(abs(total - _DIGITS), last) for last, total in totals if total in _UNCERTAIN_DIGITS]
    return [last for _, last in sorted(right)]


def _outer(
    parts: Sequence[str], sizes: Sequence[int], at: int, last: int
) -> tuple[tuple[str, int], ...]:
    """Return what joins a number to the groups around it; a comma and a space part them."""
    before = ((parts[at - 1], sizes[at - 1]),) if at else ()
    after = ((parts[last], sizes[last + 1]),) if last < len(parts) else ()
    return tuple((part[0], size) for part, size in before + after if part == part[0] * len(part))


def _is_certain(it: _Window) -> bool:
    """Whether nine digits pass the test and nothing around them says that they are another number.

    One number in eleven passes, so it has to look like a number of its own.
    """
    return (
        sum(it.sizes) == _DIGITS
        and it.named is not Named.OTHER
        and is_bsn(it.text[it.start : it.end])
        and _stands_alone(it)
        and not _is_code(it)
        and not is_amount(it.text, it.start, it.end)
    )


def _is_called_so(it: _Window) -> bool:
    """Whether the words beside a number say that it is a BSN, whatever the test says."""
    called = it.named is Named.BSN or bsn_follows(it.text, it.end)
    return called and not _is_code(it)


def _stands_alone(it: _Window) -> bool:
    """Whether the groups are written as one number, and go on into no other."""
    if len(it.inner) > 1:
        return False
    if it.inner & {sign for sign, _ in it.outer}:
        return it.inner == {" "} and it.sizes in _USUAL
    return not any(sign in _GOES_ON and size != _DIGITS for sign, size in it.outer)


def _is_code(it: _Window) -> bool:
    """Whether letters are typed onto the number that make a code of it."""
    letters = _LETTERS.search(it.text, max(0, it.start - 12), it.start)
    joined = letters is None or letters[0].casefold() in _JOINED
    return not joined or _IN_A_CODE.match(it.text, it.end) is not None
