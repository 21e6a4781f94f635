"""How well letters are recognised, and what is taken for one: `python -m benchmarks.letters`.

Every letter of `content/` is filled in and damaged, with a fixed seed. Recall at 1 is the share of
which the right code comes first. A text that is no letter of ours counts as a false recognition
when any letter is named. `--fit` fits the numbers of `indexer.letter_recognition` on other seeds
and the other half of the texts that are no letters, and prints them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
from sklearn.linear_model import LogisticRegression

from benchmarks.damage import PARTIAL, SIZES, WHOLE, filled, window
from indexer.letter_fit import LetterIndex, fits, index_of
from indexer.letter_marks import Codes, wording
from indexer.letter_recognition import ENOUGH, recognise
from kb.knowledge import Knowledge
from kb.release import build_release
from kb.source import read

ROUNDS = 4
DAY = date(2026, 11, 22)
OTHERS = Path("tests/data/other_texts.txt")


@dataclass(frozen=True)
class Case:
    """A text, the code of the letter it is (None when it is none) and what was done to it."""

    kind: str
    code: str | None
    text: str
    telling: bool = True
    """Whether half of its eight-sign runs stand in no other letter."""


def letter_cases(knowledge: Knowledge, seed: int) -> Iterator[Case]:
    """Yield every letter whole and in parts, with each damage."""
    letters = knowledge.public.letters
    runs = {it: _eights(it, knowledge) for it in {letter.id for letter in letters}}
    for at, letter in enumerate(letters):
        rng = Random(seed * 1000 + at)
        text = filled(letter, knowledge.figures, knowledge.wording(), rng)
        others = {run for code, own in runs.items() if code != letter.id for run in own}
        for kind, damage in WHOLE.items():
            yield Case(f"whole: {kind}", letter.id, damage(text, rng))
        for size in SIZES:
            for kind, damage in PARTIAL.items():
                part = window(text, size, rng)
                telling = _telling(part, runs[letter.id], others)
                yield Case(f"{size} characters: {kind}", letter.id, damage(part, rng), telling)


def _eights(code: str, knowledge: Knowledge) -> set[str]:
    texts = (
        filled(it, knowledge.figures, knowledge.wording(), Random(0))
        for it in knowledge.public.letters
        if it.id == code
    )
    return {run for text in texts for run in _runs_of(text)}


def _runs_of(text: str) -> set[str]:
    form = wording(text)
    return {form[at : at + 8] for at in range(len(form) - 7)}


def _telling(part: str, own: set[str], others: set[str]) -> bool:
    runs = _runs_of(part)
    return 2 * len((runs & own) - others) >= len(runs) > 0


def other_cases(knowledge: Knowledge, half: int) -> Iterator[Case]:
    """Yield half of the texts that are no letter of ours, whole and in parts.

    Parts that name a code are left out: whoever sends no more than that means that letter.
    """
    codes = Codes(it.id for it in knowledge.public.letters)
    theirs = OTHERS.read_text(encoding="utf-8").split("\n%%\n")[half::2]
    answers = [knowledge.render(it, DAY).text for it in knowledge.public.faqs[half::2]]
    rng = Random(half)
    for name, texts in (("texts of others", theirs), ("our own answers", answers)):
        for text in texts:
            yield Case(f"none: {name}", None, text)
            for size in SIZES:
                for _ in range(ROUNDS):
                    part = window(text, size, rng)
                    if not any(codes.seen(part)):
                        yield Case(f"none: {size} characters, {name}", None, part)


def measure(cases: list[Case], index: LetterIndex) -> None:
    """Print recall per kind, false recognitions and how far the confidence can be trusted."""
    outcomes: dict[str, list[tuple[bool, bool]]] = {}
    stated: list[tuple[float, bool]] = []
    for it in cases:
        named = recognise(it.text, index)
        right = bool(named) and named[0].code == it.code
        outcomes.setdefault(it.kind, []).append((right if it.code else bool(named), it.telling))
        stated += [(found.confidence, found.code == it.code) for found in named[:1]]
    print(f"{'kind':<46} {'cases':>6} {'at 1':>6} {'telling':>8} {'at 1':>6}")
    for kind, rows in outcomes.items():
        telling = [right for right, clear in rows if clear]
        share = sum(right for right, _ in rows) / len(rows)
        both = f" {len(telling):8d} {sum(telling) / len(telling):6.3f}" if telling else ""
        print(f"{kind:<46} {len(rows):6d} {share:6.3f}{both}")
    print("stated confidence of the first named: how many, how many right")
    for low, high in pairwise((0.15, 0.3, 0.5, 0.7, 0.9, 0.985, 1.01)):
        inside = [(told, right) for told, right in stated if low <= told < high]
        if inside:
            told, right = np.mean(inside, axis=0)
            print(f"  {told:.2f}: {len(inside):5d}  {right:.3f}")


def fit(cases: list[Case], index: LetterIndex) -> None:
    """Print the numbers that make a fit a probability."""
    rows, ours, gaps = [], [], []
    for it in cases:
        found = fits(wording(it.text), index)
        if not found:
            continue
        rows.append([min(found[0].own, ENOUGH), found[0].share])
        ours.append(it.code is not None)
        if it.code:
            best: dict[str, float] = {}
            for one in found:
                best.setdefault(one.version.letter.id, one.evidence)
            if it.code in best:
                gaps.append((best[it.code], list(best.values())))
    model = LogisticRegression(C=100.0, class_weight="balanced").fit(np.array(rows), np.array(ours))
    evidence, share = model.coef_[0]
    print(f"fit: evidence {evidence:.2f}, share {share:.2f}, offset {model.intercept_[0]:.2f}")
    losses = {
        step: -float(np.mean([_log_share(own, every, step) for own, every in gaps]))
        for step in np.arange(0.1, 4.1, 0.1)
    }
    step, loss = min(losses.items(), key=lambda it: it[1])
    print(f"difference: {step:.2f} (log loss {loss:.4f})")


def _log_share(own: float, every: list[float], step: float) -> float:
    weights = np.array(every) * step
    top = weights.max()
    return float(own * step - top - np.log(np.exp(weights - top).sum()))


def main() -> None:
    knowledge = Knowledge(build_release(read(Path("content"))).public)
    index = index_of(knowledge)
    if "--fit" in sys.argv:
        seeds = range(100, 100 + ROUNDS)
        fit(
            [it for s in seeds for it in letter_cases(knowledge, s)]
            + list(other_cases(knowledge, 0)),
            index,
        )
        return
    cases = [it for seed in range(ROUNDS) for it in letter_cases(knowledge, seed)]
    seen = [replace(it, kind=f"{it.kind} (fitted on)") for it in other_cases(knowledge, 0)]
    whole = [it for it in seen if "characters" not in it.kind]
    measure([*cases, *other_cases(knowledge, 1), *whole], index)


if __name__ == "__main__":
    main()
