"""Names of people: what follows "mijn naam is", a title or a signature.

"Ik ben Jos" stays as it is: "ik ben" is far oftener followed by "ziek" or "zwanger".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from kb.personal.name_words import (
    ALSO_NAMES,
    BEGIN_WITH_AND,
    CHANGED,
    INTRODUCTIONS,
    LABELS,
    NO_NAMES,
    OPENINGS,
    PARTICLES,
    SIGNATURES,
    SURNAME_PARTICLES,
    TITLES,
    stops,
)

_MOST_WORDS: Final = 4
"""Words of a name, small ones as "van der" left out."""

_MOST_SMALL: Final = 3
_START: Final = r"(?<![^\W\d_])"
_END: Final = r"(?![^\W\d_])"


def _any(words: dict[str, str]) -> str:
    """Return the pattern of any of `words`; the group that matches is their language."""
    return "(?:" + "|".join(f"(?P<{code}>{pattern})" for code, pattern in words.items()) + ")"


_INTRODUCED: Final = re.compile(
    rf"{_START}{_any(INTRODUCTIONS)}{_END}[ ,:\"'(-]{{0,3}}".replace(" ", r"\s"), re.IGNORECASE
)
"""A line may end anywhere in it, as in a chat window or a pasted letter."""

_LABELLED: Final = re.compile(rf"{_START}{_any(LABELS)} ?[:=] ?", re.IGNORECASE)
_TITLED: Final = re.compile(
    rf"{_START}{_any(TITLES)}(?: |(?<=\b[^\W\d_]{{2}})\. ?|(?<=\b[^\W\d_]{{3}})\. ?"
    rf"|(?<=\b[^\W\d_]{{4}})\. ?)(?=[^\W\d_])",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(
    rf"{_START}{_any(SIGNATURES)}[ ,.!\n-]{{1,4}}(?=[^\W\d_])", re.IGNORECASE
)
_OPENED: Final = re.compile(rf"(?:^|(?<=[\n.,!]) ?){_any(OPENINGS)} ", re.IGNORECASE)

_TITLE: Final = re.compile(
    r"(?:(?:de heer|heer|mevrouw|meneer)|(?:dhr|mevr|mw|mej|dr|drs|ir|ing|prof|mr|mrs|ms)\.?) "
    r"(?=[^\W\d_])",
    re.IGNORECASE,
)
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.[ -]?){1,5}(?=[^\W\d_])")
_WORD: Final = re.compile(r"'[ts](?= )|[^\W\d_]{1,30}(?:['-][^\W\d_]{1,30}){0,3}")
_NEXT: Final = re.compile(r" ([^\W\d_]{1,30})")

_OF_THE: Final = {("van", "de"), ("van", "het")}
"""Before a word without a capital these begin something else: "Kaya van de administratie"."""

_BESIDE: Final = 40
"""Signs around a name by which it is seen whether somebody types in capitals only."""


@dataclass(frozen=True)
class _SoFar:
    """What was read of a name: its words, the small words since, and how it is typed.

    `language`: that of the words before it. `sure`: those introduce a name and nothing else.
    `capital`: only words with a capital go on with it. `shouted`: all of it is in capitals.
    """

    language: str
    sure: bool
    capital: bool
    shouted: bool
    words: int = 0
    small: tuple[str, ...] = ()


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the names in `signs`."""
    places = [
        _name(signs, it, sure=sure)
        for pattern, sure in ((_INTRODUCED, True), (_LABELLED, True), (_TITLED, False))
        for it in pattern.finditer(signs)
    ]
    places += [_name(signs, it, sure=False) for it in _SIGNED.finditer(signs)]
    places += [_opening(signs, it) for it in _OPENED.finditer(signs)]
    end = 0
    for start, stop in sorted(it for it in places if it is not None):
        if start >= end:
            yield start, stop
            end = stop


def _opening(signs: str, before: re.Match[str]) -> tuple[int, int] | None:
    """Return the name in "Dit is Jan Jansen, …"; without that comma it may be any word."""
    place = _name(signs, before, sure=False)
    closed = place is not None and signs[place[1] : place[1] + 1] in {",", "."}
    return place if closed else None


def _name(signs: str, before: re.Match[str], *, sure: bool) -> tuple[int, int] | None:
    """Return the name that follows `before`, or None when none does.

    When that is not `sure`, only words with a capital count.
    """
    title = _TITLE.match(signs, before.end())
    start = title.end() if title else before.end()
    initials = _INITIALS.match(signs, start)
    at = initials.end() if initials else start
    shouted = signs[max(0, start - _BESIDE) : at + _BESIDE].isupper()
    capital = not sure or (initials is not None and signs[start].isupper())
    so_far = _SoFar(before.lastgroup or "nl", sure, capital=capital, shouted=shouted)
    end = start
    while so_far.words < _MOST_WORDS and (match := _WORD.match(signs, at)) is not None:
        folded = match[0].casefold()
        follows = signs[match.end() : match.end() + 1] == " "
        if folded in PARTICLES and len(so_far.small) < _MOST_SMALL and follows:
            so_far = replace(so_far, small=(*so_far.small, folded))
        elif _is_name(signs, match, so_far):
            capital = so_far.capital or match[0][0].isupper()
            so_far = replace(so_far, words=so_far.words + 1, small=(), capital=capital)
            end = match.end()
        else:
            break
        if not follows:
            break
        at = match.end() + 1
    if not so_far.words and sure and so_far.small and signs[start].isupper():
        return start, start + len(so_far.small[0])  # "Ben" is a name too
    return (start, end) if so_far.words else None


def _is_name(signs: str, word: re.Match[str], so_far: _SoFar) -> bool:
    """Whether a word is part of a name: none of those that end one, and written like one."""
    folded, first = word[0].casefold(), not so_far.words
    if folded in NO_NAMES or (BEGIN_WITH_AND.match(folded) and not first):
        return False
    if first and so_far.sure and so_far.small[-2:] in SURNAME_PARTICLES:
        return True
    known = folded in stops(so_far.language)
    if word[0][0].isupper() and not so_far.shouted:
        return not known or (first and (so_far.sure or folded in ALSO_NAMES))
    if known:
        return first and so_far.sure and folded in ALSO_NAMES and _ends(signs, word.end(), so_far)
    if CHANGED.fullmatch(folded) is not None:
        return False
    if not so_far.capital or so_far.shouted:
        return True
    return not first and so_far.small not in _OF_THE and _ends(signs, word.end(), so_far)


def _ends(signs: str, end: int, so_far: _SoFar) -> bool:
    """Whether a sentence ends here, or goes on with a word that is in no name."""
    following = _NEXT.match(signs, end)
    return following is None or following[1].casefold() in stops(so_far.language)
