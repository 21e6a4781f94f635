"""Measures of a ranking. Each docstring settles its definition."""

from __future__ import annotations

from collections.abc import Collection, Sequence


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


def mean(values: Sequence[float]) -> float | None:
    """Return the arithmetic mean; None of nothing, so that an empty slice never looks perfect."""
    return sum(values) / len(values) if values else None
