"""Ways to tell the language of a short question, side by side: `python -m benchmarks.languages`.

Every way reads the same questions in a process of its own, so that its memory is its own. `ijk` and
`meet` are the halves of tests/data/taal.yml: the first chose the words and weights of
`kb.language`, the second is only reported. `phrasings` is every eighth phrasing of
content/formuleringen; those were looked at as well for that choice. `oefen` is the golden questions
of that name. `--corpus FOLDER` adds the questions of a corpus in BEIR layout that say their
language. lingua and py3langid are no dependencies: without them their rows say so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from eval.statistics import wilson_interval
from kb.model import LANGUAGES

QUESTIONS = Path(__file__).parents[1] / "tests" / "data" / "taal.yml"
CONTENT = Path(__file__).parents[1] / "content"
EVERY = 8
DUTCH_SHARE = 0.6
"""The prior that `kb.language` had with langdetect; the others with a prior get the same."""
LEAD = 0.2
"""By how much lingua must prefer another language to Dutch."""
LENGTHS = {"1-2": range(1, 3), "3-5": range(3, 6), "6+": range(6, 1000)}
ABSENT = "niet geïnstalleerd"

Detector = Callable[[str], str]


@dataclass(frozen=True)
class Labelled:
    """A question and the language that it is in."""

    language: str
    text: str


@dataclass(frozen=True)
class Measured:
    """What one way said of every question, its time for each and the memory it added."""

    codes: list[str]
    milliseconds: float
    mebibytes: float


def read_sets(corpus: Path | None) -> dict[str, list[Labelled]]:
    """Return the questions of each set. Within a language they go to the halves in turn."""
    sets: dict[str, list[Labelled]] = {"ijk": [], "meet": [], "phrasings": [], "oefen": []}
    for language, texts in yaml.safe_load(QUESTIONS.read_text("utf-8")).items():
        for at, text in enumerate(texts):
            sets["meet" if at % 2 else "ijk"].append(Labelled(language, text))
    for path in sorted((CONTENT / "formuleringen").rglob("*.yml")):
        for language, texts in yaml.safe_load(path.read_text("utf-8")).items():
            sets["phrasings"] += [Labelled(language, text) for text in texts]
    sets["phrasings"] = sets["phrasings"][::EVERY]
    for path in sorted((CONTENT / "vragen" / "oefen").glob("*.yml")):
        asked = yaml.safe_load(path.read_text("utf-8"))
        sets["oefen"] += [Labelled(it.get("taal", LANGUAGES[0]), it["vraag"]) for it in asked]
    if corpus is not None:
        lines = (corpus / "queries.jsonl").read_text("utf-8").splitlines()
        asked = [json.loads(line) for line in lines]
        sets["corpus"] = [
            Labelled(it["metadata"]["lang"], it["text"])
            for it in asked
            if it.get("metadata", {}).get("lang") in LANGUAGES
        ]
    return sets


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


def measure(name: str) -> None:
    """Print what one way makes of the questions on standard input: run in a process of its own."""
    import numpy as np  # noqa: F401 -- the product has it anyway: no way pays for it

    texts = json.load(sys.stdin)
    before = _resident()
    try:
        detect = WAYS[name]()
    except ModuleNotFoundError:
        print("null")
        return
    for text in texts:
        detect(text)
    added = _resident() - before
    start = time.perf_counter()
    codes = [detect(text) for text in texts]
    each = 1000 * (time.perf_counter() - start) / len(texts)
    print(json.dumps({"codes": codes, "milliseconds": each, "mebibytes": added}))


def _resident() -> float:
    """Return the MiB that this process has in memory (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measured(name: str, texts: Sequence[str]) -> Measured | None:
    """Return what `measure` prints in a process of its own; None when the way is not installed."""
    command = [sys.executable, "-m", "benchmarks.languages", "--way", name]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    return None if found is None else Measured(**found)


def compare(corpus: Path | None) -> None:
    """Measure every way and print the tables."""
    sets = read_sets(corpus)
    texts = [it.text for several in sets.values() for it in several]
    results = {name: measured(name, texts) for name in WAYS}
    print(", ".join(f"{name}: {len(several)} questions" for name, several in sets.items()))
    print(f"\n{'share right [95 %]':<28}" + "".join(f"{name:>20}" for name in sets) + "    ms  MiB")
    for name, result in results.items():
        if result is None:
            print(f"{name:<28}{ABSENT:>20}")
            continue
        shares = "".join(f"{_share(right):>20}" for right in _rights(sets, result).values())
        print(f"{name:<28}{shares}{result.milliseconds:6.2f}{result.mebibytes:5.0f}")
    for half in ("ijk", "meet"):
        _print_table(half, sets, results)
    _print_calibration(sets)


def _rights(sets: dict[str, list[Labelled]], result: Measured) -> dict[str, list[bool]]:
    """Return per set which questions were right: the answers are in the order of the sets."""
    said = iter(result.codes)
    return {name: [next(said) == it.language for it in several] for name, several in sets.items()}


def _share(right: Sequence[bool]) -> str:
    interval = wilson_interval(sum(right), len(right))
    if interval is None:
        return "-"
    return f"{sum(right) / len(right):.3f} [{interval.low:.2f}-{interval.high:.2f}]"


def _print_table(
    half: str, sets: dict[str, list[Labelled]], results: dict[str, Measured | None]
) -> None:
    """Print how many were right per language and per number of words, with those of ours."""
    groups: dict[str, list[int]] = {}
    for at, it in enumerate(sets[half]):
        length = next(name for name, words in LENGTHS.items() if len(it.text.split()) in words)
        groups.setdefault(it.language, []).append(at)
        groups.setdefault(length, []).append(at)
    columns = [*LANGUAGES, *LENGTHS]
    print(f"\n{half:<28}" + "".join(f"{name:>7}" for name in columns))
    for name, result in results.items():
        if result is not None:
            right = _rights(sets, result)[half]
            cells = (_counted(right[at] for at in groups.get(column, [])) for column in columns)
            print(f"{name:<28}" + "".join(f"{cell:>7}" for cell in cells))
    own = results["kb.language"]
    if own is not None:
        right = _rights(sets, own)[half]
        print("of kb.language, with the interval:")
        for column in columns:
            print(f"  {column:<4} {_share([right[at] for at in groups.get(column, [])])}")


def _print_calibration(sets: dict[str, list[Labelled]]) -> None:
    """Print how often `kb.language` is right per probability that it claims: said, right, how many.

    The Brier score is the mean squared distance between claim and truth: 0 is best.
    """
    from kb.language import detect

    edges = [0.0, 0.5, 0.7, 0.9, 0.97, 1.0]
    names = "".join(f"{f'{low}-{high}':>18}" for low, high in pairwise(edges))
    print(f"\n{'claim of kb.language':<28}{names}     Brier")
    for name, several in sets.items():
        said = [
            (found.probability, found.code == it.language)
            for it in several
            for found in [detect(it.text)]
        ]
        cells = [
            _claimed([it for it in said if low <= it[0] < high]) for low, high in pairwise(edges)
        ]
        brier = sum((claim - right) ** 2 for claim, right in said) / len(said)
        print(f"{name:<28}" + "".join(f"{cell:>18}" for cell in cells) + f"{brier:10.4f}")


def _claimed(said: Sequence[tuple[float, bool]]) -> str:
    if not said:
        return "-"
    claims, rights = zip(*said, strict=True)
    return f"{sum(claims) / len(said):.2f} {sum(rights) / len(said):.2f} {len(said)}"


def _counted(right: Iterable[bool]) -> str:
    listed = list(right)
    return f"{sum(listed)}/{len(listed)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="folder with queries.jsonl")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        measure(given.way)
    else:
        compare(given.corpus)


if __name__ == "__main__":
    main()
