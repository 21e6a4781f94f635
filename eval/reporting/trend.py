"""What a plot shows: whether confidence keeps its promise, and how runs compare over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from eval.measures import reliability_bins
from eval.reporting.shares import Share
from eval.reporting.told import counted
from eval.run import Run, RunStatus
from eval.scoring import Scored
from eval.statistics import wilson_interval
from eval.summary import Measure, applies, holds

MOST_POINTS: Final = 20
"""How many runs a history shows: what fits in a plot on a telephone."""


@dataclass(frozen=True)
class Promise:
    """The answers of which the confidence lay between `low` and `high`.

    `promised` is their mean confidence; None when there are none. `judged` says in words whether
    what was right agrees with it.
    """

    low: float
    high: float
    promised: float | None
    right: Share
    judged: str


@dataclass(frozen=True)
class Calibration:
    """Promises from low to high, and what they amount to in one sentence."""

    promises: tuple[Promise, ...]
    sentence: str


@dataclass(frozen=True)
class Point:
    """One run in a history. `same_questions` is false when another list of questions was asked."""

    run: str
    began: datetime
    subject: str
    right: Share
    distress: Share
    same_questions: bool
    current: bool


TOO_SURE, TOO_MODEST, FITS, FEW = "te zeker", "te voorzichtig", "klopt", "te weinig vragen"


def calibration(scored: Iterable[Scored]) -> Calibration:
    """Return how far the confidence in the first hit was kept.

    A bin fits when its mean confidence lies within the 95 % interval of its share right.
    """
    sure = [(it.confidence, it.first_is_right) for it in scored if it.confidence is not None]
    bins = reliability_bins([at for at, _ in sure], [right for _, right in sure])
    promises = []
    for it in bins:
        share = Share(round((it.right or 0.0) * it.count), it.count)
        promises.append(
            Promise(it.low, it.high, it.confidence, share, _judged(it.confidence, share))
        )
    return Calibration(tuple(promises), _sentence([it.judged for it in promises]))


def _judged(promised: float | None, share: Share) -> str:
    interval = wilson_interval(share.right, share.n)
    if promised is None or interval is None or share.few:
        return FEW
    if promised > interval.high:
        return TOO_SURE
    return TOO_MODEST if promised < interval.low else FITS


def _sentence(judged: Sequence[str]) -> str:
    told = [it for it in judged if it != FEW]
    if not told:
        return "Er zijn te weinig vragen om te zien of de zekerheid klopt."
    parts = [
        f"In {told.count(FITS)} van de {counted(len(told), 'groep', 'groepen')} klopt de zekerheid"
    ]
    parts += [
        f"in {told.count(word)} was de dienst {word}"
        for word in (TOO_SURE, TOO_MODEST)
        if word in told
    ]
    return "; ".join(parts) + "."


def over_time(run: Run, stored: Iterable[Run]) -> tuple[Point, ...]:
    """Return the complete runs of the same sets up to `run`, the oldest first; the last few."""
    wanted = (run.sets, run.slices)
    known = {it.id: it for it in (*stored, run)}
    found = [
        it
        for it in known.values()
        if (it.sets, it.slices) == wanted
        and it.status is RunStatus.COMPLETE
        and it.began <= run.began
    ]
    found.sort(key=lambda it: (it.began, it.id))
    return tuple(_point(it, run) for it in found[-MOST_POINTS:])


def _point(it: Run, run: Run) -> Point:
    return Point(
        run=it.id,
        began=it.began,
        subject=it.subject,
        right=share_of(Measure.RIGHT_AT_1, it.scored),
        distress=share_of(Measure.DISTRESS_RECALL, it.scored),
        same_questions=it.questions == run.questions,
        current=it.id == run.id,
    )


def share_of(measure: Measure, scored: Iterable[Scored]) -> Share:
    """Return a measure that is a share, as a count."""
    counting = [holds(measure, it) for it in scored if applies(measure, it)]
    return Share(sum(counting), len(counting))
