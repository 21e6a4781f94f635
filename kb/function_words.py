"""Dutch words that hold a sentence together and say nothing about its subject.

Shared by what looks for two texts about one thing (`kb.contradictions`) and what looks for the text
that a question is about (`indexer.stop_words`). Each leaves out more than these, and not the same.
"""

from __future__ import annotations

from typing import Final

FUNCTION_WORDS: Final = frozenset(
    [
        "aan",
        "als",
        "bij",
        "dan",
        "dat",
        "de",
        "deze",
        "die",
        "dit",
        "door",
        "dus",
        "een",
        "en",
        "er",
        "geen",
        "had",
        "heb",
        "hebben",
        "heeft",
        "het",
        "hoe",
        "ik",
        "in",
        "is",
        "kan",
        "maar",
        "met",
        "mijn",
        "moet",
        "na",
        "naar",
        "niet",
        "nog",
        "of",
        "om",
        "onder",
        "ons",
        "ook",
        "op",
        "over",
        "te",
        "tot",
        "u",
        "uit",
        "uw",
        "van",
        "voor",
        "wij",
        "zijn",
        "zo",
    ]
)
"""Folded, as `kb.text.fold` writes them."""
