"""How well texts are found that others wrote, by questions that others asked and judged.

The whole chain of the product is used: its passages, its snapshot, its search. Beside it the same
snapshot is searched with other weights, to see what words and vectors each add. recall@k is that
of BEIR and trec_eval, the share of the relevant texts among the first k; where every question has
one relevant text, that is the share of questions that found it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from eval.beir import JUDGEMENTS, ExternalQuestion, ExternalSet
from eval.errors import ExternalSetError
from eval.external_items import as_items
from eval.measures import first_rank, mean, ndcg_at_k, recall_at_k, reciprocal_rank
from eval.statistics import Interval, bootstrap_interval, wilson_interval
from eval.summary import Measure, Measured
from indexer.build import Progress, build
from indexer.encoder import Encoder
from indexer.errors import EncoderError
from indexer.parameters import Weights
from indexer.search import Searcher
from indexer.signals import LEXICAL, Signal
from indexer.snapshot import Snapshot, load
from indexer.vector_cache import CachingEncoder
from kb.answering import Found, Query, searched
from kb.language import detect
from kb.model import ALWAYS
from kb.store import Store

UNSAID: Final = "onbekend"
"""The language of a question of which the set does not say it."""

Scores = Mapping[Measure, float]


class System(StrEnum):
    """A way to search the same snapshot."""

    PRODUCT = "dienst"
    DENSE = "vectoren"
    QUESTION = "vraagvectoren"
    LEXICAL = "woorden"

    def weights(self, own: Weights) -> Weights:
        """Return how this system weighs; `own` are the weights of the product."""
        match self:
            case System.PRODUCT:
                return own
            case System.DENSE:
                return _only(own, set(Signal) - LEXICAL)
            case System.QUESTION:
                return _only(own, {Signal.NEAREST})
            case System.LEXICAL:
                return _only(own, {Signal.WORDS})


def _only(own: Weights, kept: Collection[Signal]) -> Weights:
    """Return the weights of some signals alone: in the balance of `own`, where they count there."""
    weights = own.per_signal()
    total = sum(weights[it] for it in kept)
    left = {it: weights[it] / total if total else 1 / len(kept) for it in kept}
    return Weights.model_validate({it.value: left.get(it, 0.0) for it in Signal})


EXPLAINED: Final[Mapping[System, str]] = {
    System.PRODUCT: "zoals de dienst zoekt",
    System.DENSE: "zonder woorden",
    System.QUESTION: "alleen de vraag van elke tekst",
    System.LEXICAL: "BM25; zonder gedeeld woord niet gevonden",
}
"""What each system is, in the words of a report."""

_SCORES: Final[Mapping[Measure, Callable[[Sequence[str], ExternalQuestion], float | None]]] = {
    Measure.RECALL_1: lambda ranking, it: recall_at_k(ranking, it.relevant, 1),
    Measure.RECALL_3: lambda ranking, it: recall_at_k(ranking, it.relevant, 3),
    Measure.RECALL_10: lambda ranking, it: recall_at_k(ranking, it.relevant, 10),
    Measure.MRR: lambda ranking, it: reciprocal_rank(first_rank(ranking, it.relevant)),
    Measure.NDCG: lambda ranking, it: ndcg_at_k(ranking, it.gains, 10),
}
MEASURES: Final = tuple(_SCORES)
"""What is measured of each system, in order."""


@dataclass(frozen=True)
class SystemResult:
    """Every measure of one system, over all questions and per language, most questions first."""

    system: System
    weights: Weights
    overall: tuple[Measured, ...]
    per_language: Mapping[str, tuple[Measured, ...]]

    def table(self) -> dict[str, Any]:
        """Return it as it is printed with --json."""
        return {
            "systeem": self.system.value,
            "weging": self.weights.model_dump(mode="json", by_alias=True),
            "alle": [it.table() for it in self.overall],
            "perTaal": {
                language: [it.table() for it in measured]
                for language, measured in self.per_language.items()
            },
        }


@dataclass(frozen=True)
class ExternalResult:
    """How every system did on one set.

    `asked` questions count; `left_out` are those of which no judged text is relevant.
    """

    name: str
    encoder: str
    documents: int
    asked: int
    left_out: int
    systems: tuple[SystemResult, ...]

    def table(self) -> dict[str, Any]:
        """Return it as it is printed with --json."""
        return {
            "set": self.name,
            "encoder": self.encoder,
            "teksten": self.documents,
            "vragen": self.asked,
            "vragenZonderGoedeTekst": self.left_out,
            "systemen": [it.table() for it in self.systems],
        }


def measure_external(
    external: ExternalSet,
    encoder: Encoder,
    store_home: Path,
    scratch: Path,
    progress: Progress = lambda _done, _total: None,
) -> ExternalResult:
    """Index the documents of `external`, ask its questions and measure what is found.

    The snapshot is built in the folder `scratch`, which the caller throws away; vectors are
    remembered in the cache of `store_home`. `progress` counts texts and questions together.

    Raises:
        ExternalSetError: no question has a relevant text, or a document cannot be read.
        EncoderError: the encoder gives no usable vectors.
        StoreError: `scratch` cannot be written.
    """
    questions, items = _answerable(external), as_items(external)
    remembering = CachingEncoder(encoder, store_home / "cache")
    texts = 0

    def embedded(done: int, total: int) -> None:
        nonlocal texts
        texts = total
        progress(done, total + len(questions))

    store = Store(scratch)
    snapshot = load(store, build(store, items.public, remembering, embedded).id)
    searchers = {it: Searcher(_weighing(snapshot, it), remembering) for it in System}
    scored: list[tuple[ExternalQuestion, Mapping[System, Scores]]] = []
    for done, question in enumerate(questions, 1):
        scored.append((question, _ask(question, searchers, items.documents)))
        progress(texts + done, texts + len(questions))
    return ExternalResult(
        name=external.name,
        encoder=encoder.id,
        documents=len(external.documents),
        asked=len(questions),
        left_out=len(external.questions) - len(questions),
        systems=tuple(
            _result(
                system,
                searchers[system].parameters.weights,
                [(it.language or UNSAID, scores[system]) for it, scores in scored],
            )
            for system in System
        ),
    )


def _answerable(external: ExternalSet) -> list[ExternalQuestion]:
    """Return the questions with a relevant text, at least one."""
    found = [it for it in external.questions if it.relevant]
    if not found:
        reason = "geen oordeel is hoger dan 0; voeg toe welke tekst bij een vraag goed is"
        raise ExternalSetError(JUDGEMENTS, None, reason)
    return found


def _weighing(snapshot: Snapshot, system: System) -> Snapshot:
    """Return the same snapshot with the weights of `system`."""
    own = snapshot.parameters
    weights = system.weights(own.weights)
    return replace(snapshot, parameters=own.model_copy(update={"weights": weights}))


def _ask(
    question: ExternalQuestion,
    searchers: Mapping[System, Searcher],
    documents: Mapping[str, str],
) -> dict[System, Scores]:
    """Return the scores of each system on one question, cleaned as the service cleans it."""
    text = searched(question.text)
    query = Query(text, detect(text).code, ALWAYS.start, audience=None, schemes=())
    scores: dict[System, Scores] = {}
    for system, search in searchers.items():
        found = search(query) if text else Found(())
        if found.degraded:
            raise EncoderError(f"De encoder zet vraag '{question.id}' niet om; niets is gemeten.")
        # without a word in common BM25 finds nothing; the rest would stand in order of id
        hits = (it for it in found.hits if system is not System.LEXICAL or it.score > 0)
        ranking = [documents[hit.entry.id] for hit in hits]
        scores[system] = {it: score(ranking, question) or 0.0 for it, score in _SCORES.items()}
    return scores


def _result(system: System, weights: Weights, scored: Sequence[tuple[str, Scores]]) -> SystemResult:
    per_language: dict[str, list[Scores]] = {}
    for language, scores in scored:
        per_language.setdefault(language, []).append(scores)
    ordered = sorted(per_language.items(), key=lambda it: (-len(it[1]), it[0]))
    return SystemResult(
        system=system,
        weights=weights,
        overall=_measured([scores for _, scores in scored]),
        per_language={language: _measured(own) for language, own in ordered},
    )


def _measured(scored: Sequence[Scores]) -> tuple[Measured, ...]:
    """Return every measure, the first with its interval."""
    values = {measure: [it[measure] for it in scored] for measure in MEASURES}
    return tuple(
        Measured(
            measure,
            len(own),
            mean(own),
            _interval(own) if measure is Measure.RECALL_1 else None,
        )
        for measure, own in values.items()
    )


def _interval(values: Sequence[float]) -> Interval | None:
    """Return the bootstrap interval; the score interval where all questions ended alike.

    There the bootstrap has no width, as if 0 of 3 found meant that nothing ever is.
    """
    if set(values) in ({0.0}, {1.0}):
        return wilson_interval(round(sum(values)), len(values))
    return bootstrap_interval(values)
