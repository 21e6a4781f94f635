"""Words too common to tell one question from another."""

from __future__ import annotations

from typing import Final

from kb.function_words import FUNCTION_WORDS

STOP_WORDS: Final = FUNCTION_WORDS | frozenset(
    [
        "al",
        "der",
        "hem",
        "hij",
        "hun",
        "je",
        "jij",
        "jullie",
        "krijg",
        "kun",
        "kunnen",
        "me",
        "men",
        "mij",
        "mag",
        "ten",
        "veel",
        "waar",
        "wanneer",
        "want",
        "waren",
        "was",
        "wat",
        "we",
        "wel",
        "welke",
        "werd",
        "wie",
        "wil",
        "word",
        "worden",
        "zal",
        "ze",
        "zich",
        "zij",
        "zou",
        "a",
        "am",
        "an",
        "and",
        "are",
        "can",
        "do",
        "does",
        "for",
        "from",
        "have",
        "how",
        "i",
        "if",
        "it",
        "my",
        "on",
        "or",
        "the",
        "to",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)
"""Words too common to tell one question from another, Dutch and English; "nu" and "hoe lang"
carry meaning here, and acronyms such as NOW or IVA never appear in this list. Words such as
"eerste", "meer" and "binnen", which `kb.contradictions` leaves out, tell questions apart."""
