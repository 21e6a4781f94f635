"""The ways to tell the language of a short question that `benchmarks.languages` compares.

lingua and py3langid are no dependencies: without them their ways raise ModuleNotFoundError.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kb.model import LANGUAGES

DUTCH_SHARE = 0.6
"""The prior that `kb.language` had with langdetect; the others with a prior get the same."""
LEAD = 0.2
"""By how much lingua must prefer another language to Dutch."""

Detector = Callable[[str], str]


def langdetect_bare() -> Detector:
    from langdetect.lang_detect_exception import LangDetectException

    factory = _langdetect()

    def detect(text: str) -> str:
        detector: Any = factory.create()
        detector.append(text)
        try:
            return str(detector.get_probabilities()[0].lang)
        except LangDetectException:
            return LANGUAGES[0]

    return detect


def langdetect_ruled() -> Detector:
    """What `kb.language` was before: a prior, a threshold, and short means Dutch."""
    from langdetect.lang_detect_exception import LangDetectException

    factory, prior = _langdetect(), _prior(DUTCH_SHARE)
    dutch_letters = frozenset("abcdefghijklmnopqrstuvwxyzéèëêïóö")

    def detect(text: str) -> str:
        detector: Any = factory.create()
        detector.set_prior_map(prior)
        detector.append(text)
        try:
            best = detector.get_probabilities()[0]
        except LangDetectException:
            return LANGUAGES[0]
        letters = frozenset(filter(str.isalpha, text.casefold()))
        short = len(text.split()) < 4 and letters <= dutch_letters
        return LANGUAGES[0] if short or best.prob < 0.85 else str(best.lang)

    return detect


def _langdetect() -> Any:
    import langdetect
    from langdetect.detector_factory import DetectorFactory

    DetectorFactory.seed = 20240101
    folder = Path(langdetect.__file__).parent / "profiles"
    factory = DetectorFactory()
    factory.load_json_profile([(folder / code).read_text("utf-8") for code in LANGUAGES])
    return factory


def _prior(dutch: float) -> dict[str, float]:
    others = (1 - dutch) / (len(LANGUAGES) - 1)
    return {code: dutch if code == LANGUAGES[0] else others for code in LANGUAGES}


def _lingua(*, low: bool) -> Callable[[str], dict[str, float]]:
    from lingua import IsoCode639_1, Language, LanguageDetectorBuilder

    codes = [getattr(IsoCode639_1, code.upper()) for code in LANGUAGES]
    known = [Language.from_iso_code_639_1(code) for code in codes]
    builder = LanguageDetectorBuilder.from_languages(*known)
    detector = (builder.with_low_accuracy_mode() if low else builder).build()

    def confidences(text: str) -> dict[str, float]:
        found = detector.compute_language_confidence_values(text)
        return {it.language.iso_code_639_1.name.lower(): it.value for it in found}

    return confidences


def lingua(*, low: bool) -> Detector:
    confidences, dutch = _lingua(low=low), LANGUAGES[0]

    def detect(text: str) -> str:
        found = confidences(text)
        best = max(found, key=found.__getitem__)
        return best if found[best] - found[dutch] > LEAD else dutch

    return detect


def lingua_with_words(*, low: bool) -> Detector:
    """Lingua in the place of the trigrams of `kb.language`, with the same words and weights."""
    from kb import language

    confidences, prior = _lingua(low=low), _prior(language._PRIOR)

    def detect(text: str) -> str:
        words = language._words(text)
        found = confidences(" ".join(words)) if words else {}
        scores = {code: math.log(share) for code, share in prior.items()}
        for code in scores:
            scores[code] += math.log(found.get(code, 0.0) + 1e-4)
            scores[code] += language._WORD_WEIGHT * sum(
                code in language._told_by(word) for word in words
            )
        return max(scores, key=scores.__getitem__)

    return detect


def py3langid() -> Detector:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    prior = _prior(DUTCH_SHARE)

    def detect(text: str) -> str:
        return str(max(identifier.rank(text), key=lambda it: it[1] * prior[it[0]])[0])

    return detect


def ours() -> Detector:
    from kb.language import detect

    return lambda text: detect(text).code


WAYS: dict[str, Callable[[], Detector]] = {
    "langdetect, prior and rules": langdetect_ruled,
    "langdetect, restricted": langdetect_bare,
    "lingua low": lambda: lingua(low=True),
    "lingua high": lambda: lingua(low=False),
    "py3langid, prior": py3langid,
    "lingua low and our words": lambda: lingua_with_words(low=True),
    "lingua high and our words": lambda: lingua_with_words(low=False),
    "kb.language": ours,
}
