"""What sloppy typing and speaking cost, against the question as it was asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from eval.errors import IncompleteError, NoQuestionsError
from eval.perturbations import Perturbation, perturbed
from eval.robustness import Robustness, robustness
from eval.run import Subject
from eval.statistics import mcnemar
from indexer.build import build
from indexer.confidence import Calibration, Curve
from indexer.encoder import Progress, Vectors
from indexer.errors import EncoderError
from indexer.parameters import Parameters, Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.model import GoldenQuestion, Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Store
from kb.text import fold

DAY = date(2026, 11, 22)
BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HELP = (
    "---\nuitkomst: nood\nvraag: Praten over zelfdoding\nkort: Bel 113.\n"
    'contact:\n  - {naam: 113, adres: "113"}\ncontroleren_voor: 2027-06-01\n'
    "eigenaar: team-contact\n---\nBel nu 113.\n"
)
ASKED = GoldenQuestion(
    id="t-1", question="Hoe vraag ik een WW-uitkering aan?", expected=("ww-aanvragen",)
)
LENGTH = GoldenQuestion(
    id="t-2", question="Hoe lang krijg ik een WW-uitkering?", expected=("ww-duur",)
)
DISTRESS = GoldenQuestion(
    id="t-3",
    question="Praten over zelfdoding",
    expected=("nood",),
    outcome=Outcome.DISTRESS,
)
TURKISH = GoldenQuestion(
    id="t-4", question="işsizlik parası", language="tr", outcome=Outcome.NO_ANSWER
)
"""No word of it is in the content, however it is typed."""

BY_THE_LETTER = Parameters(
    weights=Weights(nearest=0.35, neighbours=0, topic=0, text=0.35, words=0.3, grams=0, pointed=0),
    calibration=Calibration(
        right=Curve(score=11, lead=14, nearest=0, offset=-5.1),
        distress=Curve(score=11, lead=14, nearest=0, offset=-5.1),
    ),
    policy=Policy(answer_at=0.5, choice_at=0.25, distress_at=0.2, also_at=0.1),
)
"""Whole words and whole texts: nothing that sees past a slip."""


class Letters:
    """An encoder to which another letter is another text altogether; `broken` embeds nothing."""

    id = "sha256:" + "0" * 64

    def __init__(self, *, broken: bool = False) -> None:
        self._broken = broken

    def questions(self, texts: Sequence[str]) -> Vectors:
        if self._broken:
            raise EncoderError("De encoder weigert.")
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        progress(len(texts))
        return np.stack([_row(fold(it)) for it in texts])


def _row(text: str) -> Vectors:
    digest = hashlib.sha256(text.encode()).digest()
    drawn = np.random.default_rng(list(digest)).normal(size=256)
    row: Vectors = (drawn / np.linalg.norm(drawn)).astype(np.float32)
    return row


@pytest.fixture
def subject(tree: Callable[..., Path], tmp_path: Path) -> Subject:
    """Return the small tree, found by its very letters."""
    store = Store(tmp_path / "var")
    public = build_release(read(tree({"verwijzingen/nood.md": HELP}))).public
    kept = build(store, public, Letters(), parameters=BY_THE_LETTER)
    return Subject("klein", Searcher(load(store, kept.id), Letters()))


def measured(subject: Subject, *questions: GoldenQuestion) -> dict[Perturbation, Robustness]:
    return {it.kind: it for it in robustness(subject, questions, day=DAY, began=BEGAN)}


def test_every_sort_of_variant_is_measured_once_in_order(subject: Subject) -> None:
    assert list(measured(subject, ASKED)) == list(Perturbation)


def test_typing_errors_cost_answers_where_letters_matter(subject: Subject) -> None:
    it = measured(subject, ASKED, LENGTH)[Perturbation.TYPING]
    assert (it.n, it.as_asked) == (2, 1.0)
    assert it.varied is not None
    assert it.varied < 1.0
    lost = round(2 * (1.0 - it.varied))
    assert it.p == mcnemar([True] * 2, [False] * lost + [True] * (2 - lost), worse=True)


def test_what_differs_only_in_capitals_costs_nothing_here(subject: Subject) -> None:
    it = measured(subject, DISTRESS)[Perturbation.PLAIN]
    assert (it.n, it.as_asked, it.varied, it.p) == (1, 1.0, 1.0, 1.0)


def test_distress_is_told_apart_from_the_rest(subject: Subject) -> None:
    it = measured(subject, ASKED, DISTRESS)[Perturbation.TYPING]
    assert (it.n, it.as_asked, it.distress_as_asked) == (2, 1.0, 1.0)
    assert it.distress_varied == 0.0
    assert measured(subject, ASKED)[Perturbation.TYPING].distress_as_asked is None


def test_a_variant_that_equals_its_question_is_left_out(subject: Subject) -> None:
    plain = ASKED.model_copy(update={"question": "  hoe lang krijg   ik ww"})
    assert perturbed(plain.question, Perturbation.PLAIN, plain.id) == "hoe lang krijg ik ww"
    found = measured(subject, plain)
    assert found[Perturbation.PLAIN] == Robustness(
        Perturbation.PLAIN, 0, *(None, None, None, None, None)
    )
    assert found[Perturbation.TYPING].n == 1


def test_the_variants_of_dutch_are_not_made_of_another_language(subject: Subject) -> None:
    found = measured(subject, TURKISH, ASKED)
    assert {kind.value: it.n for kind, it in found.items()} == {
        "typefouten": 2,
        "kaal": 1,
        "telegramstijl": 1,
        "gesproken": 1,
        "beleefd": 1,
    }


def test_a_variant_keeps_its_day_and_its_audience(subject: Subject) -> None:
    too_early = ASKED.model_copy(update={"on_day": date(2020, 1, 1)})
    it = measured(subject, too_early)[Perturbation.POLITE]
    assert (it.as_asked, it.varied) == (0.0, 0.0)


def test_progress_counts_the_questions_and_all_their_variants(subject: Subject) -> None:
    told: list[tuple[int, int]] = []
    robustness(
        subject,
        [ASKED, LENGTH, TURKISH],
        day=DAY,
        began=BEGAN,
        progress=lambda done, total: told.append((done, total)),
    )
    # three typed wrongly; two of them plain, terse, spoken and polite
    assert told == [(at, 14) for at in range(1, 15)]


def test_without_questions_nothing_can_be_said(subject: Subject) -> None:
    with pytest.raises(NoQuestionsError):
        measured(subject)


def test_words_alone_are_no_measurement(subject: Subject) -> None:
    broken = Searcher(subject.searcher.snapshot, Letters(broken=True))
    with pytest.raises(IncompleteError, match=r"^Van de 1 vragen zijn er 0 gemeten"):
        measured(replace(subject, searcher=broken), ASKED)


def test_a_variant_is_printed_with_the_drop() -> None:
    it = Robustness(Perturbation.TYPING, 4, 0.75, 0.5, None, None, 0.5)
    assert it.table() == {
        "variant": "typefouten",
        "n": 4,
        "zoalsGesteld": 0.75,
        "gevarieerd": 0.5,
        "daling": 0.25,
        "noodZoalsGesteld": None,
        "noodGevarieerd": None,
        "p": 0.5,
    }
    nothing = Robustness(Perturbation.TYPING, 0, *(None, None, None, None, None))
    assert nothing.table()["daling"] is None
