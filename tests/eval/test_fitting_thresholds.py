"""The thresholds of a fit keep rare what they promise to be rare: false alarms and refusals."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.fitting import FALSE_ALARMS, FALSE_REFUSALS, Fit, fit, fit_curve, folds, threshold
from indexer.build import build
from indexer.encoder import Progress, Vectors
from indexer.parameters import Parameters, Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.model import GoldenQuestion, Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Store

DAY = date(2026, 11, 22)
EVEN = Parameters(
    weights=Weights(
        nearest=0.2, neighbours=0.1, topic=0.1, text=0.2, words=0.2, grams=0.1, pointed=0.1
    ),
    policy=Policy(answer_at=0.4, choice_at=0.15, distress_at=0.2, refuse_at=0.5, also_at=0.1),
)
SUBJECTS = (
    "vakantie", "ontslag", "ziekte", "zwanger", "bezwaar", "betaling", "adres", "jaaropgave",
    "sollicitatie", "scholing", "pensioen", "verhuizing",
)  # fmt: skip
REFERRAL = (
    "---\nuitkomst: {}\nvraag: {}\nkort: Kort.\n"
    'contact:\n  - {{naam: Telefoon, adres: "113"}}\neigenaar: x\n---\nBel ons.\n'
)


def golden(
    at: int, question: str, *expected: str, outcome: Outcome | None = None
) -> GoldenQuestion:
    return GoldenQuestion(id=f"o-{at}", question=question, expected=expected, outcome=outcome)


CLEAR = [
    *(golden(at, f"wat nu met {it} voor mij", it) for at, it in enumerate(SUBJECTS)),
    *(golden(20 + at, f"{it} regelen", it) for at, it in enumerate(SUBJECTS)),
    *(golden(40 + at, f"zomaar {at} iets raars", outcome=Outcome.NO_ANSWER) for at in range(10)),
    *(golden(60 + at, f"{it} niet meer leven", outcome=Outcome.DISTRESS)
      for at, it in enumerate(("ik wil", "wil", "nu", "vandaag"))),
]  # fmt: skip
MUDDLED = [
    *CLEAR,
    *(golden(100 + at, f"{it} niet meer leven", it) for at, it in enumerate(SUBJECTS)),
    *(golden(200 + at, f"zomaar iets raars {it}", it) for at, it in enumerate(SUBJECTS)),
]
"""Questions about a subject among them that sound like despair, or like nothing at all."""


class Letters:
    """An encoder to which a word is a direction of its own."""

    id = "sha256:" + "0" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        progress(len(texts))
        rows = [sum(map(_direction, re.findall(r"\w+", it.lower())), np.zeros(64)) for it in texts]
        return np.asarray([it / np.linalg.norm(it) for it in rows], np.float32)


def _direction(word: str) -> Vectors:
    digest = hashlib.sha256(word.encode()).digest()
    drawn: Vectors = np.random.default_rng(list(digest)).normal(size=64)
    return drawn


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Return a search in an item per subject, help for who despairs, and a text that says no."""
    root = tmp_path_factory.mktemp("inhoud")
    (root / "faq" / "leven").mkdir(parents=True)
    (root / "verwijzingen").mkdir()
    (root / "themas.yml").write_text("- {id: leven, titel: Leven, omschrijving: Alles.}\n")
    for outcome, question in (("nood", "Ik wil niet meer leven"), ("geenAntwoord", "Iets raars")):
        path = root / "verwijzingen" / f"{outcome.lower()}.md"
        path.write_text(REFERRAL.format(outcome, question))
    for it in SUBJECTS:
        (root / "faq" / "leven" / f"{it}.md").write_text(
            f"---\nvraag: Hoe zit het met {it}?\nkort: Zo is {it}.\ndoelgroep: particulier\n"
            f"geldig: {{vanaf: 2024-01-01}}\neigenaar: x\n---\nMeer over {it}.\n"
        )
    store = Store(tmp_path_factory.mktemp("huis"))
    made = build(store, build_release(read(root)).public, Letters(), parameters=EVEN)
    return Searcher(load(store, made.id), Letters())


def test_what_nobody_can_answer_is_told_apart_from_what_somebody_can(searcher: Searcher) -> None:
    found = fit(searcher, CLEAR, DAY)
    curve = found.parameters.calibration.unanswerable
    promised = {
        outcome: [
            curve.probability(it.refusal)
            for it in found.judged
            if it.refusal and it.golden.outcome is outcome
        ]
        for outcome in (None, Outcome.NO_ANSWER)
    }
    assert max(promised[None]) < found.parameters.policy.refuse_at
    assert min(promised[Outcome.NO_ANSWER]) >= found.parameters.policy.refuse_at


def left_out(found: Fit, of: str, outcome: Outcome) -> list[tuple[bool, float]]:
    """Return of each question whether it ends so, and what a curve of the others promises."""
    looked = [getattr(it, of) for it in found.judged]
    ends = [it.golden.outcome is outcome for it in found.judged]
    promised: dict[int, float] = {}
    for held_out in folds(len(looked)):
        kept = [at for at in range(len(looked)) if at not in held_out]
        curve = fit_curve([looked[at] for at in kept], [ends[at] for at in kept])
        promised |= {at: curve.probability(looked[at]) for at in held_out}
    return [(ends[at], promised[at]) for at in range(len(looked))]


@pytest.mark.parametrize("questions", [CLEAR, MUDDLED], ids=["clear", "muddled"])
def test_hardly_anybody_who_does_not_despair_is_taken_for_somebody_who_does(
    searcher: Searcher, questions: Sequence[GoldenQuestion]
) -> None:
    found = fit(searcher, questions, DAY)
    calm = [p for ends, p in left_out(found, "cry", Outcome.DISTRESS) if not ends]
    alarms = sum(p >= found.parameters.policy.distress_at for p in calm)
    assert alarms <= FALSE_ALARMS * len(calm)


@pytest.mark.parametrize("questions", [CLEAR, MUDDLED], ids=["clear", "muddled"])
def test_hardly_any_question_that_has_an_answer_is_refused(
    searcher: Searcher, questions: Sequence[GoldenQuestion]
) -> None:
    found = fit(searcher, questions, DAY)
    promised = left_out(found, "refusal", Outcome.NO_ANSWER)
    asked = [
        p for it, (_, p) in zip(found.judged, promised, strict=True) if it.golden.outcome is None
    ]
    refused = sum(p >= found.parameters.policy.refuse_at for p in asked)
    assert refused <= FALSE_REFUSALS * len(asked)


def test_the_harder_promises_are_to_tell_apart_the_higher_the_thresholds(
    searcher: Searcher,
) -> None:
    clear, muddled = (fit(searcher, it, DAY).parameters.policy for it in (CLEAR, MUDDLED))
    assert muddled.distress_at > clear.distress_at
    assert muddled.refuse_at > clear.refuse_at


HUNDREDTHS = st.lists(st.integers(0, 99).map(lambda it: it / 100), max_size=60)


@given(HUNDREDTHS, st.sampled_from([0.0, FALSE_ALARMS, FALSE_REFUSALS, 0.5, 1.0]))
def test_a_threshold_is_the_lowest_that_no_more_than_a_share_reach(
    probabilities: list[float], share: float
) -> None:
    found = threshold(probabilities, share)
    most = share * len(probabilities)
    assert sum(it >= found for it in probabilities) <= most
    lower = round(found - 0.01, 2)
    assert lower == 0 or sum(it >= lower for it in probabilities) > most


def test_what_too_many_are_sure_of_has_the_highest_threshold() -> None:
    assert threshold([1.0, 1.0, 0.2], 0.1) == 1.0
