"""Wording that lectures or threatens: people complain that they were not taken seriously."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kb.prose import Sentence, paragraphs

_PATTERNS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), advice)
    for pattern, advice in (
        (r"\bu dient\b", "schrijf wat nodig is en waarom: 'stuur …, dan kunnen wij …'"),
        (r"\bu bent verplicht\b", "schrijf wat nodig is en waarom"),
        (r"\bhad u (?:moeten|kunnen|behoren)\b", "schrijf wat iemand nu nog kan doen"),
        (r"\buw eigen (?:schuld|fout|verantwoordelijkheid)\b", "schrijf wat iemand nu kan doen"),
        (r"\bu (?:moet|dient) (?:zich )?(?:realiseren|beseffen|begrijpen)\b", "laat dit weg"),
        (r"\bwees (?:u )?(?:er van|ervan) bewust\b", "laat dit weg en noem het gevolg rustig"),
        (r"\bwaarschuw(?:en|ing)\b", "noem het gevolg rustig, met wat iemand nog kan doen"),
        (r"\b(?:zonder pardon|onherroepelijk|onmiddellijk stopgezet)\b", "noem het gevolg rustig"),
        (r"\banders (?:stoppen|korten|straffen) wij\b", "noem het gevolg rustig en wat helpt"),
        (r"\b(?:fraudeur|misbruik maakt|profiteert)\b", "noem het gedrag, niet de persoon"),
        (r"\b(?:uiteraard|vanzelfsprekend|natuurlijk moet u|simpelweg)\b", "laat dit woord weg"),
        (r"\blet op\b", "zeg meteen waar het om gaat"),
        (r"!", "gebruik een punt"),
    )
)
_SHOUTED: Final = re.compile(r"\b(?:NIET|ALTIJD|NOOIT|MOET|ALLEEN|DIRECT|BELANGRIJK|VERPLICHT)\b")


@dataclass(frozen=True)
class Harsh:
    """Wording to soften: the piece, where it is in the body, and how."""

    piece: str
    advice: str
    line: int
    column: int


def harsh(body: str) -> Iterator[Harsh]:
    """Yield every lecturing or threatening piece of a body."""
    for paragraph in paragraphs(body):
        for sentence in paragraph.sentences:
            for piece, advice in harsh_pieces(sentence.text):
                yield Harsh(piece, advice, *_place(sentence))


def harsh_pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield each lecturing or threatening piece of a text, with what to do instead."""
    for pattern, advice in _PATTERNS:
        if match := pattern.search(text):
            yield match[0], advice
    if match := _SHOUTED.search(text):
        yield match[0], "schrijf zonder hoofdletters"


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.line, sentence.column
