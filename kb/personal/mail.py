"""E-mail addresses of people. What a team reads together is nobody's: info@, klachten@."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.personal.signs import words

_LOCAL: Final = re.compile(r"[\w.+'-]{0,63}\w( ?)$")
_DOMAIN: Final = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_TOPS: Final = (
    "nl|com|net|org|eu|be|de|fr|pl|uk|co|info|biz|es|it|ro|bg|ua|ru|tr|pt|me|io|frl|amsterdam"
    "|online|email|nu|at|ch|gr|hu|cz|sk|se|dk|no|fi|ie|lu|ma|edu|gov"
)
_SPACED_DOMAIN: Final = re.compile(
    rf" ?[\w-]{{1,63}}(?: ?[.,] ?[\w-]{{1,63}}){{0,2}} ?[.,] ?(?:{_TOPS})(?![\w-])", re.IGNORECASE
)
"""A domain typed with spaces or commas: only before an ending that domains have, as a sentence may
go on after "@"."""

_PROVIDERS: Final = (
    "gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|me|mac|ziggo|kpnmail|kpn|planet"
    "|xs4all|home|hetnet|upcmail|casema|chello|quicknet|tele2|telfort|zonnet|solcon|caiway|online"
    "|proton|protonmail|gmx|web|freenet|wp|o2|onet|interia|mail|orange|free|laposte|telenet|skynet"
)
"""Where people have their own address; whatever stands before the "@" there is a person."""

_SPELLED: Final = re.compile(
    r"(?<![\w.+-])(?:[\w+-]{1,30} (?:punt|dot|streepje) ){0,3}[\w.+-]{1,64} ?"
    r"(?:[(\[{<](?:at|apenstaartje|a|ad)[)\]}>]|\b(?:apenstaartje|apestaartje|arroba)\b"
    rf"|\bat\b(?= ?(?:{_PROVIDERS})\b| ?[\w-]{{1,63}} (?:dot|punt) )) ?"
    r"[\w-]{1,63}(?: ?(?:\.|[(\[{](?:dot|punt|\.)[)\]}]|\b(?:dot|punt|point|punkt|kropka)\b) ?"
    r"[\w-]{2,63}){1,3}",
    re.IGNORECASE,
)
"""An address in words: "jan apenstaartje hotmail punt nl", "sanne[at]outlook.com"."""

_SHARED: Final = words(
    """info post contact klacht klachten privacy klantenservice klantcontact klantcontactcentrum
    helpdesk support service servicedesk administratie receptie balie secretariaat hr hrm
    personeelszaken personeel salaris salarisadministratie loonadministratie facturen factuur
    boekhouding webmaster noreply redactie pers bezwaar werkgever werkgevers uwv gemeente
    vacatures sollicitatie sollicitaties jobs sales office algemeen verkoop inkoop planning
    bestuur directie ondernemingsraad fg avg security mail arbo verzuim"""
)
"""What stands before the "@" of an address that a team reads."""


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the e-mail addresses of people in `signs`."""
    end = 0
    for start, stop in sorted([*_written(signs), *(it.span() for it in _SPELLED.finditer(signs))]):
        if start >= end:
            yield start, stop
            end = stop


def _written(signs: str) -> Iterator[tuple[int, int]]:
    at = signs.find("@")
    while at >= 0:
        local = _LOCAL.search(signs, max(0, at - 65), at)
        domain = None
        if local is not None:
            plain = None if local[1] else _DOMAIN.match(signs, at + 1)
            domain = plain or _SPACED_DOMAIN.match(signs, at + 1)
        if local is not None and domain is not None and not _is_shared(local[0], domain[0]):
            yield local.start(), domain.end()
        at = signs.find("@", at + 1)


def _is_shared(local: str, domain: str) -> bool:
    parts = re.split(r"[._+-]", local.strip().casefold())
    name = parts[0].rstrip("0123456789") or parts[0]
    provider = re.split(r"[ .,]", domain.strip().casefold())[0]
    own = provider in _PROVIDERS.split("|")
    return not own and (name in _SHARED or parts[:2] == ["no", "reply"])
