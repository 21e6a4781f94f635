"""Our ranking measures give what trec_eval gives, by way of the package ir-measures."""

from __future__ import annotations

import random

import ir_measures
import pytest
from ir_measures import RR, R, Success, nDCG

from eval.measures import (
    first_rank,
    mean,
    ndcg_at_k,
    recall_at_k,
    reciprocal_rank,
    success_at,
)

CUTS = (1, 3, 10, 100)
Judged = dict[str, dict[str, int]]
Ranked = dict[str, list[str]]


def random_set(seed: int, queries: int, documents: int, gains: tuple[int, ...]) -> Judged:
    """Return judgements with at least one relevant document and some that are judged useless."""
    drawn = random.Random(seed)
    judged: Judged = {}
    for query in range(queries):
        some = drawn.sample(range(documents), drawn.randint(1, min(documents, 12)))
        own = {f"d{at}": drawn.choice((0, *gains)) for at in some}
        judged[f"q{query}"] = {**own, f"d{some[0]}": drawn.choice(gains)}
    return judged


def random_rankings(seed: int, judged: Judged, documents: int) -> Ranked:
    """Return rankings: some queries are left out, some find nothing, most find a part."""
    drawn = random.Random(seed + 1)
    ranked: Ranked = {}
    for query in judged:
        length = drawn.choice((0, 1, documents // 2, documents))
        if drawn.random() < 0.9:
            ranked[query] = drawn.sample([f"d{at}" for at in range(documents)], length)
    return ranked


def theirs(judged: Judged, ranked: Ranked) -> dict[tuple[str, str], float]:
    wanted = [RR, *(R @ k for k in CUTS), *(nDCG @ k for k in CUTS), *(Success @ k for k in CUTS)]
    scored = {
        query: {id_: float(-rank) for rank, id_ in enumerate(ranking)}
        for query, ranking in ranked.items()
    }
    found = ir_measures.iter_calc(wanted, judged, scored)
    return {(it.query_id, str(it.measure)): it.value for it in found}


def ours(judged: Judged, ranked: Ranked) -> dict[tuple[str, str], float | None]:
    found: dict[tuple[str, str], float | None] = {}
    for query, gains in judged.items():
        ranking = ranked.get(query, [])
        relevant = {id_ for id_, gain in gains.items() if gain > 0}
        rank = first_rank(ranking, relevant)
        found[query, "RR"] = reciprocal_rank(rank)
        for k in CUTS:
            found[query, f"R@{k}"] = recall_at_k(ranking, relevant, k)
            found[query, f"nDCG@{k}"] = ndcg_at_k(ranking, gains, k)
            found[query, f"Success@{k}"] = success_at(rank, k)
    return found


@pytest.mark.parametrize("gains", [(1,), (1, 2, 3)], ids=["binary", "graded"])
@pytest.mark.parametrize(("queries", "documents"), [(1, 1), (5, 3), (40, 20), (150, 200)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_measure_of_every_query_is_that_of_trec_eval(
    seed: int, queries: int, documents: int, gains: tuple[int, ...]
) -> None:
    judged = random_set(seed, queries, documents, gains)
    ranked = random_rankings(seed, judged, documents)
    assert ours(judged, ranked) == pytest.approx(theirs(judged, ranked), abs=1e-9, rel=0)


def test_a_query_that_was_not_ranked_counts_in_the_mean() -> None:
    judged = random_set(4, 30, 20, (1, 2))
    ranked = random_rankings(4, judged, 20)
    assert ranked.keys() < judged.keys()
    scored = {
        query: {id_: float(-rank) for rank, id_ in enumerate(ranking)}
        for query, ranking in ranked.items()
    }
    own = ours(judged, ranked)
    means = ir_measures.calc_aggregate([RR, R @ 3, nDCG @ 10, Success @ 1], judged, scored)
    for measure, value in means.items():
        values = [own[query, str(measure)] or 0.0 for query in judged]
        assert mean(values) == pytest.approx(value, abs=1e-9)
