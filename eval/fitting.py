"""Weights and curves from the `oefen` questions: what `indexer.parameters` holds comes from here.

The weights of the signals maximise the probability of an expected entry among all that a question
may find (a listwise softmax, as in ListNet). The curves are logistic regressions on what questions
gave that were left out while weights were fitted: a curve on the very questions that the weights
were made for would promise too much. `keuring` and `toets` are never read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from eval.errors import NoQuestionsError
from eval.measures import expected_calibration_error
from eval.run import Remembered, question_of
from eval.scoring import expected_ids, expected_outcome
from indexer.confidence import Calibration, Curve, Look
from indexer.errors import EncoderError
from indexer.parameters import Parameters, Weights
from indexer.search import Searcher
from indexer.signals import Signal
from kb.answering import Found, query_of, searched
from kb.model import GoldenQuestion, GoldenSet, Outcome
from kb.policy import Policy

Floats = npt.NDArray[np.float64]

FOLDS: Final = 5
_SEED: Final = 20261122
_WEIGHT_DECAY: Final = 1e-3
_CURVE_DECAY: Final = 1e-2
"""Keeps a curve from rising without end where every question of its set is right."""
FALSE_ALARMS: Final = 0.008
"""Share of other questions that may be taken for a cry for help; the aim is at most 0.01."""
FALSE_REFUSALS: Final = 0.02
"""Share of answerable questions that may be refused; the aim is at most 0.03."""
_SHARPNESS: Final = 20.0
"""Where the search for weights starts, on the scale of a softmax."""


@dataclass(frozen=True)
class Example:
    """A golden question with every signal of every entry that it may find.

    `signals` has shape (entries, signals) in the order of `Signal`; `wanted` marks the entries
    that answer it.
    """

    golden: GoldenQuestion
    signals: Floats
    wanted: npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """A left-out question: what its first hit and its best cry for help looked like."""

    golden: GoldenQuestion
    found: Found
    right: bool
    """Whether the first hit answers it."""
    look: Look
    """What the first hit looks like."""
    cry: Look | None
    """What the best cry for help looks like."""
    refusal: Look | None
    """What the best text that says that there is no answer looks like."""


@dataclass(frozen=True)
class Fit:
    """Parameters, and what they gave for questions that were left out while they were made."""

    parameters: Parameters
    judged: tuple[Judged, ...]
    probabilities: tuple[float, ...]
    """Of each left-out question: the probability that its first hit is right, by a curve that did
    not see it either."""

    @property
    def calibration_error(self) -> float:
        """How far promise and truth lie apart, 0-1 (`eval.measures.expected_calibration_error`)."""
        right = [it.right for it in self.judged]
        return expected_calibration_error(self.probabilities, right) or 0.0


def fit(searcher: Searcher, golden: Sequence[GoldenQuestion], day: date) -> Fit:
    """Fit weights and curves on `golden`, asked on `day`.

    Raises:
        NoQuestionsError: there are no questions.
        EncoderError: the encoder gives no usable vectors.
    """
    if not golden:
        raise NoQuestionsError(GoldenSet.TRAIN.value)
    known = Remembered(searcher.encoder, [searched(it.question) for it in golden])
    quick = Searcher(searcher.snapshot, known)
    examples = [example(quick, it, day) for it in golden]
    parts = folds(len(golden))
    judged: dict[int, Judged] = {}
    for held_out in parts:
        kept = [examples[at] for at in range(len(golden)) if at not in set(held_out)]
        partial = _with_weights(quick, fit_weights(kept))
        judged |= {at: _judge(partial, golden[at], day) for at in held_out}
    left_out = [judged[at] for at in range(len(golden))]
    parameters = searcher.parameters.model_copy(
        update={
            "weights": fit_weights(examples),
            "calibration": _calibration(left_out),
            "policy": _policy(left_out, parts, searcher.parameters.policy),
        }
    )
    return Fit(parameters, tuple(left_out), _promised(left_out, parts, Promise.RIGHT))


def example(searcher: Searcher, golden: GoldenQuestion, day: date) -> Example:
    """Return `golden` with the signals of everything that it may find on its day.

    Raises:
        EncoderError: the encoder gives no usable vector.
    """
    query = query_of(question_of(golden, day))
    heard = searcher.heard(query)
    if heard.rows is None:
        raise EncoderError(f"De encoder zet vraag '{golden.id}' niet om; er is niets geijkt.")
    entries = searcher.snapshot.knowledge.entries
    admitted = list(searcher.admitted(query))
    table = np.stack([heard.signals[it] for it in Signal], axis=1).astype(np.float64)
    wanted = expected_ids(golden, entries)
    return Example(
        golden=golden,
        signals=table[admitted],
        wanted=np.asarray([entries[at].id in wanted for at in admitted]),
    )


def fit_weights(examples: Sequence[Example]) -> Weights:
    """Return the weights, not negative and adding up to 1, that put wanted entries first."""
    usable = [it for it in examples if it.wanted.any()]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, gradient = 0.0, np.zeros_like(weights)
        for it in usable:
            scores = it.signals @ weights
            odds = np.exp(scores - scores.max())
            among_all = odds / odds.sum()
            among_wanted = np.where(it.wanted, odds, 0) / odds[it.wanted].sum()
            total -= float(np.log(among_all[it.wanted].sum()))
            gradient += it.signals.T @ (among_all - among_wanted)
        decay = _WEIGHT_DECAY * len(usable)
        return total + decay * float(weights @ weights), gradient + 2 * decay * weights

    start = np.full(len(Signal), _SHARPNESS / len(Signal))
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(Signal))
    learned = found.x if found.x.any() else start  # nothing points at what is wanted
    shares = np.round(learned / learned.sum(), 3)
    shares[shares.argmax()] += 1 - shares.sum()  # what rounding left over
    named = {it.value: round(float(share), 3) for it, share in zip(Signal, shares, strict=True)}
    return Weights.model_validate(named)


def fit_curve(looks: Sequence[Look], right: Sequence[bool]) -> Curve:
    """Return the logistic curve of `right` on score, lead and nearest cosine.

    More of any of them never makes it less likely.
    """
    table = np.column_stack([np.asarray(looks, np.float64).reshape(-1, 3), np.ones(len(right))])
    truth = np.asarray(right, np.float64)
    decay = np.array([1.0, 1.0, 1.0, 0.0]) * _CURVE_DECAY

    def loss(curve: Floats) -> tuple[float, Floats]:
        logits = table @ curve
        value = float(np.logaddexp(0, logits).sum() - truth @ logits + decay @ curve**2)
        return value, table.T @ (1 / (1 + np.exp(-logits)) - truth) + 2 * decay * curve

    rising = [(0.0, None)] * 3 + [(None, None)]
    found = minimize(loss, np.zeros(4), jac=True, method="L-BFGS-B", bounds=rising)
    score, lead, nearest, offset = (round(float(it), 2) for it in found.x)
    return Curve(score=score, lead=lead, nearest=nearest, offset=offset)


def _calibration(judged: Sequence[Judged]) -> Calibration:
    return Calibration(
        right=_curve_of(judged, Promise.RIGHT),
        distress=_curve_of(judged, Promise.DISTRESS),
        unanswerable=_curve_of(judged, Promise.UNANSWERABLE),
    )


def _policy(judged: Sequence[Judged], parts: Sequence[Sequence[int]], policy: Policy) -> Policy:
    """Return `policy` with the thresholds that keep false alarms and false refusals rare."""
    distress = _promised(judged, parts, Promise.DISTRESS)
    calm = [p for p, it in zip(distress, judged, strict=True) if not _ends(it, Outcome.DISTRESS)]
    refusal = _promised(judged, parts, Promise.UNANSWERABLE)
    asked = [p for p, it in zip(refusal, judged, strict=True) if _ends(it, Outcome.ANSWER)]
    return policy.model_copy(
        update={
            "distress_at": threshold(calm, FALSE_ALARMS),
            "refuse_at": threshold(asked, FALSE_REFUSALS),
        }
    )


def threshold(probabilities: Sequence[float], share: float) -> float:
    """Return the lowest threshold, in hundredths, that no more than `share` of them reach.

    1.0 when too many reach every one below it.
    """
    for hundredths in range(1, 100):
        if sum(it >= hundredths / 100 for it in probabilities) <= share * len(probabilities):
            return hundredths / 100
    return 1.0


class Promise(StrEnum):
    """What a curve promises of a question."""

    RIGHT = "goed"
    DISTRESS = "nood"
    UNANSWERABLE = "geenAntwoord"


def _seen(it: Judged, promise: Promise) -> tuple[Look, bool] | None:
    """Return what a promise rests on, and whether it is kept; None where it is not made."""
    match promise:
        case Promise.RIGHT:
            return it.look, it.right
        case Promise.DISTRESS:
            return (it.cry, _ends(it, Outcome.DISTRESS)) if it.cry else None
        case Promise.UNANSWERABLE:
            return (it.refusal, _ends(it, Outcome.NO_ANSWER)) if it.refusal else None


def _curve_of(judged: Sequence[Judged], promise: Promise) -> Curve:
    seen = [found for it in judged if (found := _seen(it, promise)) is not None]
    return fit_curve([look for look, _ in seen], [kept for _, kept in seen])


def _promised(
    judged: Sequence[Judged], parts: Sequence[Sequence[int]], promise: Promise
) -> tuple[float, ...]:
    """Return the probability for each question by a curve that was fitted on the others."""
    found = dict.fromkeys(range(len(judged)), 0.0)
    for held_out in parts:
        left = set(held_out)
        curve = _curve_of([it for at, it in enumerate(judged) if at not in left], promise)
        for at in held_out:
            if (seen := _seen(judged[at], promise)) is not None:
                found[at] = curve.probability(seen[0])
    return tuple(found.values())


def _ends(it: Judged, outcome: Outcome) -> bool:
    return expected_outcome(it.golden) is outcome


def _judge(searcher: Searcher, golden: GoldenQuestion, day: date) -> Judged:
    looked = searcher.looked(query_of(question_of(golden, day)))
    wanted = expected_ids(golden, searcher.snapshot.knowledge.entries)
    first = looked.found.hits[0].entry.id if looked.found.hits else ""
    return Judged(golden, looked.found, first in wanted, looked.first, looked.cry, looked.refusal)


def _with_weights(searcher: Searcher, weights: Weights) -> Searcher:
    parameters = searcher.parameters.model_copy(update={"weights": weights})
    return Searcher(replace(searcher.snapshot, parameters=parameters), searcher.encoder)


def folds(count: int) -> list[list[int]]:
    """Return `FOLDS` parts of the numbers below `count`, each in no order of theirs."""
    shuffled = np.random.default_rng(_SEED).permutation(count)
    return [part.tolist() for part in np.array_split(shuffled, FOLDS)]
