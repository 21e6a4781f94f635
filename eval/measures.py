"""Measures of a ranking, of a confidence and of a duration. Each docstring settles its definition.

Of nothing every measure is None, never 0 or 1: an empty slice must look neither lost nor perfect.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


def first_rank(ranking: Sequence[str], relevant: Collection[str]) -> int | None:
    """Return the rank, from 1, of the first relevant id in `ranking`; None when none is there."""
    return next((rank for rank, id_ in enumerate(ranking, 1) if id_ in relevant), None)


def success_at(rank: int | None, k: int) -> float:
    """Return 1 when a relevant id is among the first `k`, else 0.

    Every golden question has one right answer, or several that are as good; then this is what is
    usually reported as recall@k (Success@k in trec_eval).
    """
    return float(rank is not None and rank <= k)


def reciprocal_rank(rank: int | None) -> float:
    """Return 1/rank of the first relevant id, 0 when it is not ranked. Its mean is the MRR."""
    return 0.0 if rank is None else 1.0 / rank


def recall_at_k(ranking: Sequence[str], relevant: Collection[str], k: int) -> float | None:
    """Return the share of the relevant ids that is among the first `k` (`recall_k` in trec_eval).

    For questions that need several texts: with more relevant ids than `k` it cannot reach 1. An
    id that is ranked twice counts once. None when nothing is relevant.
    """
    wanted = frozenset(relevant)
    return len(wanted & frozenset(ranking[:k])) / len(wanted) if wanted else None


def ndcg_at_k(ranking: Sequence[str], gains: Mapping[str, float], k: int = 10) -> float | None:
    """Return the normalised discounted cumulative gain of the first `k`, 0-1.

    As `ndcg_cut` in trec_eval: the gain itself divided by log2(rank + 1), summed, over the same
    sum for the best ranking that `gains` allows. An id without a gain, or with one of 0 or less,
    adds nothing; an id that is ranked twice counts at its first place. Binary judgements are
    `dict.fromkeys(relevant, 1.0)`. None when no gain is above 0.
    """
    ideal = _discounted(sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:k])
    if not ideal:
        return None
    gained = [
        max(gains.get(id_, 0.0), 0.0) if ranking.index(id_) == place else 0.0
        for place, id_ in enumerate(ranking[:k])
    ]
    return _discounted(gained) / ideal


def _discounted(gains: Iterable[float]) -> float:
    return math.fsum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


@dataclass(frozen=True)
class ReliabilityBin:
    """The answers given with a confidence above `low` up to and including `high`.

    A confidence of 0 belongs to the first bin. `confidence` is the mean confidence in the bin,
    `right` the share that was right; both None when `count` is 0.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


def reliability_bins(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> tuple[ReliabilityBin, ...]:
    """Return what was promised and what was kept, in `bins` bins of equal width over 0-1.

    All bins are there, in order, those without answers too: they are the axis of a diagram.

    Raises:
        ValueError: a confidence is not between 0 and 1, or the two are not equally long.
    """
    edges = [at / bins for at in range(bins + 1)]
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, was_right in zip(confidences, right, strict=True):
        if not 0.0 <= confidence <= 1.0:
            raise ValueError(f"a confidence lies between 0 and 1, not {confidence}")
        held[bisect_left(edges, confidence, lo=1) - 1].append((confidence, was_right))
    return tuple(
        ReliabilityBin(
            low=low,
            high=high,
            count=len(own),
            confidence=mean([confidence for confidence, _ in own]),
            right=mean([float(was_right) for _, was_right in own]),
        )
        for low, high, own in zip(edges, edges[1:], held, strict=False)
    )


def expected_calibration_error(
    confidences: Sequence[float], right: Sequence[bool], bins: int = 10
) -> float | None:
    """Return how far confidence and truth lie apart, 0-1; 0 is what one wants.

    The absolute difference between mean confidence and share right of each bin of
    `reliability_bins`, weighted by its count (Naeini, Cooper and Hauskrecht 2015; Guo et al.
    2017, equation 3). It depends on `bins` and is biased upwards on few answers: compare only
    figures of one set with the same bins. None when there are no answers.

    Raises:
        ValueError: as in `reliability_bins`.
    """
    if not confidences and not right:
        return None
    return math.fsum(
        it.count / len(confidences) * abs(it.right - it.confidence)
        for it in reliability_bins(confidences, right, bins)
        if it.confidence is not None and it.right is not None
    )


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the smallest value that at least `percent` per cent of `values` do not exceed.

    The nearest rank: always one of the values, in their unit, so that "p95" is a duration that
    somebody waited. `percent` 0 gives the smallest. None of nothing.

    Raises:
        ValueError: `percent` is not between 0 and 100.
    """
    if not 0 <= percent <= 100:
        raise ValueError(f"a percentile lies between 0 and 100, not {percent}")
    # exact, because 99.9 % of 1,000 values must not become rank 1,000 by a rounding error
    rank = math.ceil(Fraction(str(percent)) * len(values) / 100)
    return sorted(values)[max(rank, 1) - 1] if values else None


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean; None of nothing, so that an empty slice never looks perfect."""
    return sum(values) / len(values) if values else None
