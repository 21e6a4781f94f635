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
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import yaml

from benchmarks.language_ways import WAYS
from eval.statistics import wilson_interval
from kb.model import LANGUAGES

QUESTIONS = Path(__file__).parents[1] / "tests" / "data" / "taal.yml"
CONTENT = Path(__file__).parents[1] / "content"
EVERY = 8
LENGTHS = {"1-2": range(1, 3), "3-5": range(3, 6), "6+": range(6, 1000)}
ABSENT = "niet geïnstalleerd"


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
