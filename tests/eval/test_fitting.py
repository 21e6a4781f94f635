"""Weights and curves are learned from questions, and promise nothing that was learned by heart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.errors import NoQuestionsError
from eval.fitting import FOLDS, Example, fit, fit_curve, fit_weights, folds
from indexer.confidence import Look
from indexer.encoder import Progress, Vectors
from indexer.errors import EncoderError
from indexer.search import Searcher
from indexer.signals import Signal
from kb.model import GoldenQuestion, Outcome

DAY = date(2026, 11, 22)


def drawn(seed: int, informative: Sequence[Signal], count: int = 80) -> list[Example]:
    """Return examples of which some signals say where the wanted entry is, and the rest nothing."""
    chance = np.random.default_rng(seed)
    found = []
    for at in range(count):
        signals = chance.normal(0, 0.2, (10, len(Signal)))
        wanted = np.zeros(10, bool)
        wanted[chance.integers(10)] = True
        for signal in informative:
            signals[wanted, list(Signal).index(signal)] += 0.5
        asked = GoldenQuestion(id=f"o-{at}", question="x")
        found.append(Example(asked, signals, wanted))
    return found


# --- weights


@given(st.integers(0, 2**31), st.sets(st.sampled_from(list(Signal))), st.integers(0, 12))
@settings(max_examples=30, deadline=None)
def test_weights_are_never_negative_and_add_up_to_1(
    seed: int, informative: set[Signal], count: int
) -> None:
    shares = fit_weights(drawn(seed, sorted(informative), count)).per_signal()
    assert all(share >= 0 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1.0, abs=1e-9)


def test_what_says_nothing_counts_for_nothing() -> None:
    shares = fit_weights(drawn(1, [Signal.NEAREST, Signal.WORDS], 400)).per_signal()
    for signal, share in shares.items():
        assert (share > 0.3) if signal in (Signal.NEAREST, Signal.WORDS) else (share < 0.05)


def test_what_points_the_wrong_way_counts_for_nothing() -> None:
    examples = drawn(2, [Signal.NEAREST], 200)
    turned = list(Signal).index(Signal.WORDS)
    for it in examples:
        it.signals[it.wanted, turned] -= 0.5
    assert fit_weights(examples).words == 0.0


def test_when_everything_points_the_wrong_way_there_still_are_weights() -> None:
    examples = drawn(3, [], 100)
    for it in examples:
        it.signals[it.wanted] -= 1.0
    assert sum(fit_weights(examples).per_signal().values()) == pytest.approx(1.0, abs=1e-9)


def test_an_example_that_can_find_nothing_it_wants_changes_nothing() -> None:
    examples = drawn(4, [Signal.TOPIC], 50)
    lost = replace(examples[0], wanted=np.zeros(10, bool))
    assert fit_weights([*examples, lost]) == fit_weights(examples)


# --- curves


def looks(seed: int, count: int = 400) -> list[Look]:
    drawn = np.random.default_rng(seed).uniform(0, 1, (count, 3))
    return [Look(*row) for row in drawn.tolist()]


def test_a_curve_rises_with_what_the_truth_hangs_on() -> None:
    some = looks(1)
    curve = fit_curve(some, [it.lead > 0.5 for it in some])
    assert curve.probability(Look(0.5, 0.9, 0.5)) > 0.95
    assert curve.probability(Look(0.5, 0.1, 0.5)) < 0.05
    assert abs(curve.score) < curve.lead / 10


def test_a_curve_of_noise_promises_the_share_that_is_right() -> None:
    chance = np.random.default_rng(2)
    curve = fit_curve(looks(3), (chance.random(400) < 0.3).tolist())
    promised = [curve.probability(it) for it in looks(4)]
    assert np.mean(promised) == pytest.approx(0.3, abs=0.07)
    assert max(promised) < 0.6


@pytest.mark.parametrize("right", [True, False])
def test_a_curve_where_all_ended_alike_still_is_a_curve(right: bool) -> None:
    curve = fit_curve(looks(5, 50), [right] * 50)
    assert (curve.probability(Look(0.5, 0.5, 0.5)) > 0.9) is right


# --- the whole


class Broken:
    """An encoder that never gives a vector."""

    id = "sha256:" + "0" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("De encoder weigert.")

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        return self.questions(texts)


@pytest.fixture(scope="module")
def searcher(searching: Callable[..., Searcher]) -> Searcher:
    """Return a search in an item per subject, and help for who despairs."""
    return searching(nood="Ik wil niet meer leven")


def test_the_same_questions_twice_give_the_same_fit(
    searcher: Searcher, clear: list[GoldenQuestion]
) -> None:
    first, second = fit(searcher, clear, DAY), fit(searcher, clear, DAY)
    assert first.parameters == second.parameters
    assert first.probabilities == second.probabilities


def test_right_and_wrong_are_told_apart_and_distress_from_the_rest(
    searcher: Searcher, clear: list[GoldenQuestion]
) -> None:
    found = fit(searcher, clear, DAY)
    promised = [
        [p for p, it in zip(found.probabilities, found.judged, strict=True) if it.right is right]
        for right in (True, False)
    ]
    assert np.mean(promised[0]) > np.mean(promised[1]) + 0.3
    cries = {
        real: [
            found.parameters.calibration.distress.probability(it.cry)
            for it in found.judged
            if it.cry and (it.golden.outcome is Outcome.DISTRESS) is real
        ]
        for real in (True, False)
    }
    assert min(cries[True]) > max(cries[False])


def test_weights_curves_and_the_thresholds_of_promises_alone_are_fitted(
    searcher: Searcher, clear: list[GoldenQuestion]
) -> None:
    found, before = fit(searcher, clear, DAY).parameters, searcher.parameters
    fitted = {it: getattr(found.policy, it) for it in ("distress_at", "refuse_at")}
    assert found.follow == before.follow
    assert found.policy == before.policy.model_copy(update=fitted)
    assert found.weights != before.weights


def test_what_can_only_be_learned_by_heart_gives_no_confidence(
    searcher: Searcher, subjects: Sequence[str]
) -> None:
    chance = np.random.default_rng(5)
    nonsense = [
        GoldenQuestion(
            id=f"o-{at}",
            question=f"woord{at} teken{at} klank{at}",
            expected=(subjects[int(chance.integers(12))],),
        )
        for at in range(72)
    ]
    found = fit(searcher, nonsense, DAY)
    share = np.mean([it.right for it in found.judged])
    assert np.mean(found.probabilities) == pytest.approx(share, abs=0.1)
    assert max(found.probabilities) < 0.6


@pytest.mark.parametrize("at", [0, 13, 30])
def test_what_a_question_looks_like_does_not_hang_on_its_own_answer(
    searcher: Searcher, clear: list[GoldenQuestion], at: int
) -> None:
    other = [*clear]
    other[at] = clear[at].model_copy(update={"expected": ("adres",), "outcome": None})
    before, after = fit(searcher, clear, DAY), fit(searcher, other, DAY)
    assert before.judged[at].look == after.judged[at].look
    assert before.probabilities[at] == pytest.approx(after.probabilities[at], abs=0.1)


@pytest.mark.parametrize("count", [0, 1, 4, 5, 63])
def test_every_question_is_left_out_exactly_once(count: int) -> None:
    parts = folds(count)
    assert len(parts) == FOLDS
    assert sorted(at for part in parts for at in part) == list(range(count))


def test_without_questions_nothing_is_fitted(searcher: Searcher) -> None:
    with pytest.raises(NoQuestionsError):
        fit(searcher, [], DAY)


def test_words_alone_are_nothing_to_fit_on(searcher: Searcher, clear: list[GoldenQuestion]) -> None:
    with pytest.raises(EncoderError, match=r"zet vraag 'o-0' niet om"):
        fit(Searcher(searcher.snapshot, Broken()), clear, DAY)
