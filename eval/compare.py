"""Two runs on the same questions, side by side: what differs, and whether that can be chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.gate import Case
from eval.run import Run
from eval.scoring import Scored
from eval.statistics import mcnemar, permutation_test, smallest_visible_effect
from eval.summary import Measure, applies, holds, summary
from kb.model import GoldenQuestion

_PAIRED = (
    Measure.RIGHT_AT_1,
    Measure.RIGHT_AT_3,
    Measure.OUT_OF_SCOPE,
    Measure.FALSE_ANSWER,
    Measure.FALSE_REFUSAL,
    Measure.DISTRESS_RECALL,
    Measure.DISTRESS_FALSE_ALARM,
    Measure.LANGUAGE,
)


@dataclass(frozen=True)
class Difference:
    """One measure in both runs, over the questions that both asked.

    `p` is how likely a difference like this is when nothing changed: exact McNemar for shares,
    a paired permutation test for means, None where neither fits.
    """

    measure: Measure
    n: int
    before: float | None
    after: float | None
    p: float | None

    def table(self) -> dict[str, Any]:
        """Return it as it is printed with --json."""
        return {
            "maat": self.measure.value,
            "n": self.n,
            "voor": self.before,
            "na": self.after,
            "p": self.p,
        }


@dataclass(frozen=True)
class Comparison:
    """Two runs over `n` questions that both asked; `cases` are those that ended otherwise.

    `smallest` is the net change in the share right that a set like this shows four times in five.
    """

    before: Run
    after: Run
    n: int
    differences: tuple[Difference, ...]
    cases: tuple[Case, ...]
    smallest: float | None


def compare(before: Run, after: Run) -> Comparison:
    """Compare two runs over the questions that both asked and that expected the same."""
    known = {_asked(it.question): it for it in before.scored}
    pairs = [(known[key], it) for it in after.scored if (key := _asked(it.question)) in known]
    was, now = [it for it, _ in pairs], [it for _, it in pairs]
    differ = sum(one.right_at_1 is not other.right_at_1 for one, other in pairs)
    return Comparison(
        before=before,
        after=after,
        n=len(pairs),
        differences=_differences(was, now),
        cases=tuple(
            Case(question=other.question, before=one, after=other)
            for one, other in pairs
            if (one.outcome, one.shown) != (other.outcome, other.shown)
        ),
        smallest=smallest_visible_effect(len(pairs), max(differ, 1) / len(pairs))
        if pairs
        else None,
    )


def _asked(question: GoldenQuestion) -> GoldenQuestion:
    """Return what decides how a question ends and whether that is right."""
    unasked = {"persona": "", "channel": "", "sort": "", "protected": False, "source": ""}
    return question.model_copy(update=unasked)


def _differences(was: Sequence[Scored], now: Sequence[Scored]) -> tuple[Difference, ...]:
    before = {it.measure: it for it in summary(was)}
    after = {it.measure: it for it in summary(now)}
    return tuple(
        Difference(
            measure,
            after[measure].n,
            before[measure].value,
            after[measure].value,
            _p_value(measure, was, now),
        )
        for measure in Measure
    )


def _p_value(measure: Measure, was: Sequence[Scored], now: Sequence[Scored]) -> float | None:
    if measure in _PAIRED:
        pairs = [
            (holds(measure, one), holds(measure, other))
            for one, other in zip(was, now, strict=True)
            if applies(measure, one)
        ]
        return mcnemar([it for it, _ in pairs], [it for _, it in pairs]) if pairs else None
    if measure is Measure.MRR:
        ranks = [
            (1 / one.rank if one.rank else 0.0, 1 / other.rank if other.rank else 0.0)
            for one, other in zip(was, now, strict=True)
            if one.question.expected
        ]
        if ranks:
            return permutation_test([it for it, _ in ranks], [it for _, it in ranks])
    return None
