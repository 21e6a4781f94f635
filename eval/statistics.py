"""How sure a measured difference is: intervals, paired tests, and what a set could have shown.

Everything here is about one set of questions that two versions answered, or about one measured
share. The tests are exact where that is feasible, because our sets are small.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

SEED: Final = 20240101
"""Of whatever is drawn at random here: with the same numpy the same figures come out."""
RESAMPLES: Final = 10_000
"""Rounds of a bootstrap or permutation test: a p-value near .05 is then known to .004."""
EXACT_PAIRS: Final = 16
"""Up to so many pairs that differ, all 2^16 = 65,536 sign flips are counted instead of drawn."""

_CELLS: Final = 2**20
"""Random numbers drawn at a time: 8 MB, whatever the size of a set."""


@dataclass(frozen=True)
class Interval:
    """From `low` up to and including `high`, in the unit of what was measured."""

    low: float
    high: float


@dataclass(frozen=True)
class Changes:
    """The pairs that differ: `lost` was right and no longer is, `gained` the other way around."""

    lost: int
    gained: int


def bootstrap_interval(
    values: Sequence[float],
    *,
    seed: int = SEED,
    resamples: int = RESAMPLES,
    confidence: float = 0.95,
) -> Interval | None:
    """Return the percentile bootstrap interval of the mean (Efron and Tibshirani 1993, 13.3).

    For means of graded values: reciprocal ranks, nDCG, differences per question. It is too narrow
    for a handful of values, and has no width when all values are equal: for a share right use
    `wilson_interval`. None of fewer than two values, which say nothing about spread.
    """
    if len(values) < 2:
        return None
    drawn, measured = np.random.default_rng(seed), np.asarray(values, dtype=np.float64)
    means: Floats = np.concatenate(
        [
            measured[drawn.integers(0, len(measured), (rows, len(measured)))].mean(axis=1)
            for rows in _blocks(resamples, len(measured))
        ]
    )
    tail = (1 - confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(low), float(high))


def wilson_interval(successes: int, n: int, *, confidence: float = 0.95) -> Interval | None:
    """Return the score interval of a share (Wilson 1927), without continuity correction.

    It keeps its width at 0 and n successes: 20 right of 20 is not "surely 100 %". None when n is 0.

    Raises:
        ValueError: there are fewer than 0 or more than n successes.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} successes of {n} cannot be")
    if n == 0:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, weight = successes / n, 1 + z * z / n
    middle = (share + z * z / (2 * n)) / weight
    half = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / weight
    return Interval(
        0.0 if successes == 0 else middle - half, 1.0 if successes == n else middle + half
    )


def changes(before: Sequence[bool], after: Sequence[bool]) -> Changes:
    """Return how many questions were lost and gained between two runs of the same questions.

    Raises:
        ValueError: the runs are not equally long.
    """
    pairs = list(zip(before, after, strict=True))
    return Changes(
        lost=sum(was and not now for was, now in pairs),
        gained=sum(now and not was for was, now in pairs),
    )


def mcnemar(before: Sequence[bool], after: Sequence[bool], *, worse: bool = False) -> float:
    """Return the exact p of as many lost against gained, when both were equally likely.

    Two-sided: twice the smaller binomial tail over the pairs that differ, at most 1. With `worse`
    one-sided: the probability of so many lost or more. 1 when no pair differs, of no pairs too:
    that no harm is seen means little on a set where none could be (`smallest_visible_effect`).

    Raises:
        ValueError: the runs are not equally long.
    """
    found = changes(before, after)
    differing = found.lost + found.gained
    if worse:
        return _at_least(found.lost, differing)
    return min(1.0, 2 * _at_least(max(found.lost, found.gained), differing))


def _at_least(heads: int, tosses: int) -> float:
    """Return the probability of `heads` or more in `tosses` of a fair coin, from whole numbers."""
    return sum(math.comb(tosses, at) for at in range(heads, tosses + 1)) / (1 << tosses)


def permutation_test(
    before: Sequence[float], after: Sequence[float], *, seed: int = SEED, rounds: int = RESAMPLES
) -> float:
    """Return the two-sided p of the paired difference of means under random sign flips.

    For graded values, where McNemar's test has nothing to count. All flips are counted when at
    most `EXACT_PAIRS` pairs differ; otherwise `rounds` are drawn and the measured one counts as
    one of them, so that p is never 0 (Phipson and Smyth 2010). 1 when no pair differs.

    Raises:
        ValueError: the runs are not equally long.
    """
    pairs = zip(before, after, strict=True)
    moved = np.array([now - was for was, now in pairs if now != was], dtype=np.float64)
    if not len(moved):
        return 1.0
    # a sum that differs from the measured one by rounding only is as extreme as it is
    extreme = abs(float(moved.sum())) - 1e-12 * float(np.abs(moved).sum())
    if len(moved) <= EXACT_PAIRS:
        flips = np.arange(2 ** len(moved))[:, np.newaxis] >> np.arange(len(moved)) & 1
        return float((np.abs((2 * flips - 1) @ moved) >= extreme).mean())
    drawn = np.random.default_rng(seed)
    reached = sum(
        int((np.abs((2 * drawn.integers(0, 2, (rows, len(moved))) - 1) @ moved) >= extreme).sum())
        for rows in _blocks(rounds, len(moved))
    )
    return (reached + 1) / (rounds + 1)


def smallest_visible_effect(
    n: int, discordant_share: float, *, alpha: float = 0.05, power: float = 0.8
) -> float | None:
    """Return the smallest net change in the share right that `n` paired questions could show.

    The change that the two-sided `mcnemar` calls significant at `alpha` with probability `power`,
    when a share `discordant_share` of the questions ends differently (lost or gained; of two runs
    `(lost + gained) / n`). A larger change than that share moves as many questions as it must, all
    one way. For the one-sided test give twice its alpha. None when `n` is too small to show
    anything, as 5 questions are at alpha .05.

    It is Connor (1987), "Sample size for testing differences in proportions for the paired-sample
    design", Biometrics 43, solved for the difference instead of for n; but where his formula
        n = (z[1 - alpha/2] sqrt(share) + z[power] sqrt(share - change^2))^2 / change^2
    takes the normal approximation, the power of the exact test is summed here over the number of
    questions that differ: the formula promises somewhat more than that test can show.

    Raises:
        ValueError: `discordant_share` is not between 0 and 1.
    """
    if not 0 <= discordant_share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not {discordant_share}")
    needed = [_needed(differing, alpha) for differing in range(n + 1)]
    low, high = 0.0, 1.0
    if _power(n, discordant_share, high, needed) < power:
        return None
    while high - low > 1e-6:
        middle = (low + high) / 2
        if _power(n, discordant_share, middle, needed) < power:
            low = middle
        else:
            high = middle
    return high


def _needed(differing: int, alpha: float) -> int:
    """Return how many of the pairs that differ must go one way to be significant.

    One more than there are when even all of them would not do.
    """
    significant = 2 * _tail(differing, 0.5) <= alpha * (1 + 1e-9)
    return int(np.argmax(significant)) if significant.any() else differing + 1


def _power(n: int, share: float, change: float, needed: Sequence[int]) -> float:
    """Return the probability that a net gain of `change` is called significant."""
    share = max(share, change)
    if share == 0:
        return 0.0
    weight = _binomial(n, share)
    one_way = (1 + change / share) / 2
    return math.fsum(
        float(weight[differing]) * float(_tail(differing, one_way)[needed[differing]])
        for differing in np.flatnonzero(weight > 1e-12).tolist()
        if needed[differing] <= differing
    )


def _tail(n: int, p: float) -> Floats:
    """Return the probability of 0 or more, 1 or more, ... n or more of `n` at chance `p`."""
    return np.cumsum(_binomial(n, p)[::-1])[::-1]


def _binomial(n: int, p: float) -> Floats:
    """Return the probability of exactly 0, 1, ... n of `n` at chance `p`."""
    p = min(max(p, 1e-15), 1 - 1e-15)  # keeps both logarithms finite
    counts = np.arange(n + 1)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(counts[1:]))])
    ways = factorials[n] - factorials - factorials[::-1]
    chances: Floats = np.exp(ways + counts * math.log(p) + counts[::-1] * math.log1p(-p))
    return chances


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values of several slices, adjusted for looking at all of them (Holm 1979).

    In the order given. Calling significant what stays at or below alpha keeps the probability of
    even one false alarm at or below alpha, whatever hangs together.
    """
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for left, at in zip(range(len(order), 0, -1), order, strict=True):
        highest = max(highest, min(1.0, left * p_values[at]))
        adjusted[at] = highest
    return tuple(adjusted)


def _blocks(rows: int, width: int) -> Iterator[int]:
    """Yield how many of `rows` draws of `width` numbers to make at a time."""
    step = max(1, _CELLS // width)
    for start in range(0, rows, step):
        yield min(step, rows - start)
