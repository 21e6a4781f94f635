"""Letters as people hold them: filled in, cut off, retyped, scanned badly, pasted into a mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from kb.figures import Figures, Wording
from kb.markdown import sections, to_text
from kb.model import Letter
from kb.rendering import LETTER_TEXT

_NAMES: Final = ["mevrouw De Vries", "meneer El Amrani", "mevrouw Van der Meer-Öztürk", "J. Bakker"]
_MONTHS: Final = ["januari", "maart", "juni", "september", "november"]
_PLACES: Final = ["Stadsplateau 1, Utrecht", "UWV-kantoor Zwolle, kamer 3.12", "per telefoon"]
_REASONS: Final = [
    "u werkt nog meer dan de helft van uw oude uren",
    "wij wachten op informatie van uw bedrijfsarts",
    "er ontbreken drie loonstroken en een kopie van uw contract",
]
_SCANNED: Final = {
    "m": ["rn"], "l": ["1", "I", "|"], "i": ["l", "1"], "I": ["l", "1"], "o": ["0"], "O": ["0"],
    "e": ["c"], "u": ["ii"], "w": ["vv"], "s": ["5"], "t": ["f"], "0": ["O"], "1": ["l"],
    "d": ["cl"], "h": ["b"], "g": ["q"], "S": ["5"], "B": ["8"],
}  # fmt: skip
_BEFORE: Final = (
    "Hoi Fatima,\n\nIk kreeg vandaag post en snap er niets van. Kun jij meekijken? Hieronder wat "
    "erin staat.\n\n> Postbus 57002, 1040 CC Amsterdam\n> Telefoon 088 898 92 94\n\n"
)
_AFTER: Final = (
    "\n\nWat denk je, moet ik hier iets mee voor het weekend? Ik zit donderdag toch bij jou om de "
    "hoek voor de tandarts, dus dan kan ik langskomen.\n\nGroetjes,\nMarco\n\nVerstuurd vanaf mijn "
    "telefoon"
)

Damage = Callable[[str, Random], str]


def filled(letter: Letter, figures: Figures, wording: Wording, rng: Random) -> str:
    """Return the text of a letter with somebody's data in it."""
    body = "\n\n".join(it.markdown for it in sections(letter.body) if it.heading == LETTER_TEXT)
    text, _ = figures.substitute(body, letter.validity.start, wording)
    return re.sub(r"\{(\w+)\}", lambda match: _value(match[1], rng), to_text(text))


def _value(name: str, rng: Random) -> str:
    if "datum" in name or name.endswith("dag"):
        return f"{rng.randint(1, 28)} {rng.choice(_MONTHS)} {rng.randint(2023, 2026)}"
    if name in ("naam", "werkgever", "werknemer", "arbeidsdeskundige"):
        return rng.choice(_NAMES)
    if name in ("plaats", "adres"):
        return rng.choice(_PLACES)
    if name in ("reden", "ontbreekt", "uitkomst", "onderwerp"):
        return rng.choice(_REASONS)
    if name in ("kenmerk", "nummer", "telefoonnummer"):
        return str(rng.randint(10**7, 10**9))
    return f"€ {rng.randint(1, 4)}.{rng.randint(100, 999)},{rng.randint(10, 99)}"


def window(text: str, size: int, rng: Random) -> str:
    """Return `size` characters of `text`, from anywhere."""
    start = rng.randrange(max(1, len(text) - size))
    return text[start : start + size]


def typing_errors(rate: float) -> Damage:
    """Return what changes, drops, doubles or swaps that share of the signs."""

    def damaged(text: str, rng: Random) -> str:
        signs = list(text)
        for at, sign in enumerate(signs):
            if rng.random() >= rate or not sign.strip():
                continue
            kind = rng.randrange(4)
            if kind == 0:
                signs[at] = rng.choice("abcdefghijklmnoprstuvwz")
            elif kind == 1:
                signs[at] = ""
            elif kind == 2:
                signs[at] = sign * 2
            elif at + 1 < len(signs):
                signs[at], signs[at + 1] = signs[at + 1], signs[at]
        return "".join(signs)

    return damaged


def scanned(text: str, rng: Random) -> str:
    """Confuse one sign in eight that can be confused; break words; lose accents and capitals."""
    out = []
    for sign in text:
        if sign in _SCANNED and rng.random() < 1 / 8:
            sign = rng.choice(_SCANNED[sign])
        out.append(sign + (" " if sign.isalpha() and rng.random() < 1 / 30 else ""))
    return "".join(out).translate(str.maketrans("éëïöüÉ€", "eeiouEC"))


def one_line(text: str, _rng: Random) -> str:
    """Lose every line end, and the space that stood for it now and then."""
    return re.sub(r"\n+", "", text)


def hyphenated(text: str, rng: Random) -> str:
    """Set in narrow lines, with words broken at their ends."""
    return re.sub(
        r"(\w{4})(\w{4})", lambda m: m[0] if rng.random() < 0.7 else f"{m[1]}-\n{m[2]}", text
    )


def in_a_mail(text: str, _rng: Random) -> str:
    """Quote it in a mail about something else too."""
    return _BEFORE + "\n".join(f"> {line}" for line in text.split("\n")) + _AFTER


def all_at_once(text: str, rng: Random) -> str:
    """Retype a bad scan."""
    return typing_errors(0.05)(one_line(hyphenated(scanned(text, rng), rng), rng), rng)


def half(text: str, rng: Random) -> str:
    """Keep one side of the page."""
    return window(text, len(text) // 2, rng)


WHOLE: Final[Mapping[str, Damage]] = {
    "as it was sent": lambda text, _rng: text,
    "typing errors 5 %": typing_errors(0.05),
    "typing errors 10 %": typing_errors(0.10),
    "scanned badly": scanned,
    "line ends lost": one_line,
    "hyphens at line ends": hyphenated,
    "quoted in a mail": in_a_mail,
    "half of it": half,
    "scan, hyphens, line ends, typing 5 %": all_at_once,
}
PARTIAL: Final[Mapping[str, Damage]] = {
    "clean": lambda text, _rng: text,
    "typing errors 5 %": typing_errors(0.05),
    "typing errors 10 %": typing_errors(0.10),
    "scanned badly": scanned,
}
SIZES: Final = (40, 80, 200)
