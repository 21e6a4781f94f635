"""A rule about the language of a text: it is in the language that it says.

Long texts are what langdetect is good at, so it has the last word here; but it takes milliseconds
for a text, and there are tens of thousands. Only a text that does not look like its own language
at a glance (`kb.language.could_be`) is handed to it, so no text is left out and `check` stays fast.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

import langdetect
from langdetect.detector_factory import DetectorFactory
from langdetect.lang_detect_exception import LangDetectException

from kb.content import Content, Sourced
from kb.language import could_be, detect
from kb.model import LANGUAGES, Translation
from kb.problems import Place, Problem, problem
from kb.prose import paragraphs

_ENOUGH_WORDS: Final = 6
"""Fewer words than this are not judged: half of them are names of schemes."""
_SURE: Final = 0.99
"""What langdetect must claim before an editor is bothered."""
_SEED: Final = 20240101
"""langdetect draws at random: with the same seed it says the same everywhere."""


def languages(content: Content, _today: date) -> Iterator[Problem]:
    """Phrasings, translations and golden questions are in the language that they say."""
    for code, text, place in _texts(content):
        if len(text.split()) < _ENOUGH_WORDS or could_be(text, code):
            continue
        found = _language_of(text)
        if found is not None and found != code and found == detect(text).code:
            yield problem("taal-anders", place, taal=code, gevonden=found)


def _texts(content: Content) -> Iterator[tuple[str, str, Place]]:
    """Yield each text that says its language, with that language and its place."""
    for phrased in content.phrasings:
        for code, at, text in phrased.value.each():
            yield code, text, phrased.place(code, at)
    for _, translation in content.translations:
        for text, place in _translated(translation):
            yield translation.value.language, text, place
    for asked in chain.from_iterable(content.golden.values()):
        if asked.value.language in LANGUAGES:
            yield asked.value.language, asked.value.question, asked.place("vraag")


def _translated(it: Sourced[Translation]) -> Iterator[tuple[str, Place]]:
    """Yield the texts of a translation: a paragraph that was forgotten is one of many."""
    yield it.value.question, it.place("vraag")
    yield it.value.short, it.place("kort")
    for at, alternative in enumerate(it.value.alternatives):
        yield alternative, it.place("alternatieven", at)
    for paragraph in paragraphs(it.value.body):
        yield paragraph.text, it.in_body(paragraph.line, 1)


def _language_of(text: str) -> str | None:
    """Return the one of our languages that langdetect is sure of, None when there is none."""
    detector: Any = _factory().create()
    detector.append(text)
    try:
        best = detector.get_probabilities()[0]
    except (LangDetectException, IndexError):  # no letters, or nothing above its own threshold
        return None
    return str(best.lang) if best.prob >= _SURE else None


@cache
def _factory() -> DetectorFactory:
    """Return a detector factory that knows only the languages we answer."""
    DetectorFactory.seed = _SEED
    folder = Path(langdetect.__file__).parent / "profiles"
    factory = DetectorFactory()
    factory.load_json_profile([(folder / code).read_text("utf-8") for code in LANGUAGES])
    return factory
