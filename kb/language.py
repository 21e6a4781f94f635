"""Which language a question is in: langdetect, seeded, restricted, and with Dutch as the rule.

langdetect by itself flips between runs and misreads many short questions (30 of 60 right; 51
when restricted), so a short or unclear question counts as Dutch: that is what nearly everybody
asks in, and a wrong guess may never block a Dutch question.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from kb.model import LANGUAGES

DUTCH: Final = "nl"
_SEED: Final = 20240101
_DUTCH_PRIOR: Final = 0.6
"""The share of questions we expect in Dutch before reading one; the rest is spread evenly."""
_SURE: Final = 0.85
"""Below this probability another language than Dutch is not believed."""
_ENOUGH_WORDS: Final = 4
"""Fewer words than this are believed to be another language only by their letters: of the Dutch
questions in content/ that were misread, four in five were as short as `wia afgewezen` or `WGA`."""
_DUTCH_LETTERS: Final = frozenset("abcdefghijklmnopqrstuvwxyzéèëêïóö")


@dataclass(frozen=True)
class Language:
    """A language code of `LANGUAGES` and the probability that the question is in it."""

    code: str
    probability: float


def detect(text: str) -> Language:
    """Return the language of `text`. The same text gives the same answer in every process."""
    detector: Any = _factory().create()
    others = (1 - _DUTCH_PRIOR) / (len(LANGUAGES) - 1)
    detector.set_prior_map({code: _DUTCH_PRIOR if code == DUTCH else others for code in LANGUAGES})
    detector.append(text)
    try:
        ranked = {found.lang: float(found.prob) for found in detector.get_probabilities()}
    except LangDetectException:  # nothing in it that is a letter
        return Language(DUTCH, _DUTCH_PRIOR)
    best = max(LANGUAGES, key=lambda code: ranked.get(code, 0.0))
    if best != DUTCH and _says_little(text):
        return Language(DUTCH, _DUTCH_PRIOR)
    if ranked.get(best, 0.0) < _SURE:
        return Language(DUTCH, round(max(ranked.get(DUTCH, 0.0), 0.0), 2))
    return Language(best, round(ranked[best], 2))


def _says_little(text: str) -> bool:
    """Whether `text` has few words, written with letters that Dutch has."""
    letters = frozenset(filter(str.isalpha, text.casefold()))
    return len(text.split()) < _ENOUGH_WORDS and letters <= _DUTCH_LETTERS


@cache
def _factory() -> DetectorFactory:
    """Return a detector factory that knows only the languages we answer."""
    DetectorFactory.seed = _SEED
    folder = Path(langdetect.__file__).parent / "profiles"
    factory = DetectorFactory()
    profiles = [(folder / code).read_text("utf-8") for code in LANGUAGES]
    factory.load_json_profile(profiles)
    return factory
