"""Hits for a question: every signal weighed per entry, ties broken by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

import numpy as np

from indexer.analyzer import grams, telling, words
from indexer.centres import centred
from indexer.codes import Names
from indexer.confidence import Look
from indexer.encoder import Encoder, Vectors
from indexer.errors import EncoderError
from indexer.parameters import Parameters
from indexer.signals import LEXICAL, NOTHING, Scores, Signal, weighed
from indexer.snapshot import Snapshot
from kb.answering import Found, Query, ends_in
from kb.composing import Fragment, Hit
from kb.model import Entry, Letter, Outcome
from kb.rendering import question_of

SCORE_DIGITS: Final = 5
"""Scores are rounded before ranking, so that SIMD levels and thread counts agree on the order."""

_NAMED: Final = 0.99
"""The confidence of an entry that was asked for by its code or id."""

_SHORT: Final = 7
"""A question with more telling words than this stands on its own, also after an answer."""


@dataclass(frozen=True)
class Heard:
    """What is compared of a query with every entry.

    `rows` holds the cosine with every passage, `signals` one array per signal, per entry;
    without vectors `rows` is None and only words were compared.
    """

    rows: Scores | None
    signals: Mapping[Signal, Scores]


@dataclass(frozen=True)
class Looked:
    """What was found, and what its probabilities rest on: of the first hit, of the best cry for
    help, and of the best text that says that there is no answer."""

    found: Found
    first: Look
    cry: Look | None
    refusal: Look | None


@dataclass(frozen=True)
class Searcher:
    """A snapshot with its encoder. Calling it with a query gives the hits."""

    snapshot: Snapshot
    encoder: Encoder

    @property
    def parameters(self) -> Parameters:
        """The numbers that the snapshot was made with."""
        return self.snapshot.parameters

    def __call__(self, query: Query) -> Found:
        """Return every entry that the query's filters admit, best first.

        When the encoder fails, words alone decide and the result is marked degraded.
        """
        return self.looked(query).found

    def looked(self, query: Query) -> Looked:
        """Return what was found, with what its probabilities rest on."""
        admitted = self.admitted(query)
        entries = self.snapshot.knowledge.entries
        names = Names((entries[at] for at in admitted), entries)
        named = names.named(query.text)
        if not named and names.names_another(query.text):
            # another letter would explain what they did not get
            admitted = tuple(at for at in admitted if not isinstance(entries[at], Letter))
        # who names a letter may cry for help too, in what else is said
        besides = replace(query, text=names.without(query.text).strip()) if named else query
        heard, *other = self._heard([query, besides] if named and besides.text else [query])
        fused = self._fused(query, heard)
        ranked, looks = self._ranked(fused, admitted, heard, named)
        if other:
            (heard,) = other
            fused = self._fused(besides, heard)
        query = besides
        cry = self._best(Outcome.DISTRESS, fused, admitted, heard) if query.text else None
        refusal = None if named else self._best(Outcome.NO_ANSWER, fused, admitted, heard)
        unanswerable = self.parameters.calibration.unanswerable
        return Looked(
            found=Found(
                ranked,
                degraded=heard.rows is None,
                distress=self._distress(*cry) if cry else None,
                unanswerable=unanswerable.probability(refusal[1]) if refusal else 0.0,
                vague=bool(looks) and self._is_vague(query.text, looks[0]),
            ),
            first=looks[0] if looks else Look(0, 0, 0),
            cry=cry[1] if cry else None,
            refusal=refusal[1] if refusal else None,
        )

    def _is_vague(self, text: str, first: Look) -> bool:
        """Whether somebody typed one word that many entries share, and none stands out for it."""
        said = list(words(text))
        return (
            len(said) == 1
            and said[0] in self.snapshot.general
            and first.lead < _STANDS_OUT
            and first.nearest < _LITERAL
        )

    def admitted(self, query: Query) -> tuple[int, ...]:
        """Return the entries that a query may find."""
        entries = self.snapshot.knowledge.entries
        return tuple(at for at, entry in enumerate(entries) if _admits(query, entry))

    def heard(self, query: Query) -> Heard:
        """Compare a query with every entry, whatever it admits."""
        (heard,) = self._heard([query])
        return heard

    def _heard(self, queries: Sequence[Query]) -> list[Heard]:
        """Compare each of the queries with every entry. The encoder is called once: what it may
        cost is counted per question, not per text of it.
        """
        try:
            made = self._embedded([it.text for it in queries])
            vectors = [self._vector(it, row) for it, row in zip(queries, made, strict=True)]
        except EncoderError:
            return [Heard(None, self._lexical(it)) for it in queries]
        return [self._compared(it, row) for it, row in zip(queries, vectors, strict=True)]

    def _compared(self, query: Query, vector: Vectors) -> Heard:
        lexical = self._lexical(query)
        snapshot = self.snapshot
        rows = snapshot.dense.scores(vector)
        dense = {
            Signal.NEAREST: snapshot.questions.nearest(rows),
            Signal.NEIGHBOURS: snapshot.questions.neighbours(rows),
            Signal.TOPIC: snapshot.topics @ vector,
            Signal.TEXT: snapshot.texts.nearest(rows),
        }
        return Heard(rows, {**dense, **lexical})

    def _lexical(self, query: Query) -> dict[Signal, Scores]:
        analyzer = self.snapshot.analyzer
        said = telling(query.text)
        also = analyzer.also(query.text)
        if (previous := self._previous(query)) is not None:
            also += telling(question_of(self.snapshot.knowledge.entries[previous]))
        also = [word for word in also if word not in said]
        return {
            Signal.WORDS: self.snapshot.words.scores(analyzer.terms(said), analyzer.terms(also)),
            Signal.GRAMS: self.snapshot.grams.scores(grams(said), grams(also)),
            Signal.POINTED: self._pointed(query.text),
        }

    def _pointed(self, text: str) -> Scores:
        found = self.snapshot.classifier.scores(text)
        lowest = min(found.values(), default=NOTHING)
        entries = self.snapshot.knowledge.entries
        return np.asarray([found.get(it.id, lowest) for it in entries], np.float32)

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        """Return one vector per text, as the encoder makes it, of the length of the snapshot."""
        made = self.encoder.questions(texts)
        overall = self.snapshot.centres.overall
        if not self.snapshot.passages:  # nothing to compare with, and no length to do it in
            return np.zeros((len(texts), *overall.shape), np.float32)
        if made.shape != (len(texts), *overall.shape) or not np.isfinite(made).all():
            raise EncoderError("De encoder gaf een vector van een andere lengte, of geen getallen.")
        return made

    def _vector(self, query: Query, made: Vectors) -> Vectors:
        """Return the unit vector that is compared, without what its language shares."""
        snapshot = self.snapshot
        if not snapshot.passages:
            return made
        vector: Vectors = centred(made, snapshot.centres.centre(query.language))
        if (previous := self._previous(query)) is not None:
            carried = self.parameters.follow.topic * snapshot.topics[previous]
            vector = centred(vector + carried, np.zeros_like(vector))
        return vector

    def _previous(self, query: Query) -> int | None:
        """Return the entry that a question goes on about: a short one, after an answer."""
        if query.previous is None or len(telling(query.text)) > _SHORT:
            return None
        entries = self.snapshot.knowledge.entries
        own = (
            at
            for at, it in enumerate(entries)
            if it.id == query.previous
            and not (ends_in(it, Outcome.NO_ANSWER) or ends_in(it, Outcome.DISTRESS))
        )
        return next((at for at in own if entries[at].validity.contains(query.day)), None)

    def _fused(self, query: Query, heard: Heard) -> Scores:
        """Return one score per entry: the weighed signals, and what follows on what was read.

        In a language in which nothing is written, words that are the same mean something else.
        """
        weights = self.parameters.weights.per_signal()
        silent = set(Signal) - heard.signals.keys()
        compared = any(weights[it] for it in heard.signals.keys() - LEXICAL)
        if compared and query.language not in self.snapshot.languages:
            silent |= LEXICAL
        known = {it: 0.0 if it in silent else weights[it] for it in Signal}
        total = sum(known.values()) or 1.0
        fused = weighed(heard.signals, {it: weight / total for it, weight in known.items()})
        if (previous := self._previous(query)) is not None:
            fused = fused + self.parameters.follow.next_step * self._follows(previous)
        return fused

    def _follows(self, previous: int) -> Scores:
        """Return 1 for what people need to know after an entry, and for what is related."""
        entries = self.snapshot.knowledge.entries
        was = entries[previous]
        linked = {*getattr(was, "next_steps", ()), *getattr(was, "related", ())}
        return np.asarray([float(it.id in linked) for it in entries], np.float32)

    def _ranked(
        self, fused: Scores, admitted: Sequence[int], heard: Heard, named: Sequence[str]
    ) -> tuple[tuple[Hit, ...], tuple[Look, ...]]:
        """Return the hits, best first, each with what its probability rests on."""
        entries = self.snapshot.knowledge.entries
        scored = [(round(float(fused[at]), SCORE_DIGITS), at) for at in admitted]
        best = sorted((score for score, _ in scored), reverse=True)[:2]
        scored.sort(
            key=lambda it: (
                _place(entries[it[1]].id, named),
                -it[0],
                entries[it[1]].id,
                entries[it[1]].validity.start,
            )
        )
        looks = tuple(Look(score, _lead(score, best), _nearest(at, heard)) for score, at in scored)
        curve = self.parameters.calibration.right
        sure = (
            _NAMED if entries[at].id in named else curve.probability(look)
            for (_, at), look in zip(scored, looks, strict=True)
        )
        hits = tuple(
            Hit(
                entry=entries[at],
                score=score,
                confidence=confidence,
                fragment=self._fragment(at, heard.rows) if rank < _WITH_FRAGMENT else None,
            )
            # what comes later is never surer than what comes before it
            for rank, ((score, at), confidence) in enumerate(
                zip(scored, accumulate(sure, min), strict=True)
            )
        )
        return hits, looks

    def _best(
        self, outcome: Outcome, fused: Scores, admitted: Sequence[int], heard: Heard
    ) -> tuple[int, Look] | None:
        """Return the entry that ends so and fits best, beside everything that ends otherwise."""
        entries = self.snapshot.knowledge.entries
        scores = {at: round(float(fused[at]), SCORE_DIGITS) for at in admitted}
        own = [at for at in admitted if ends_in(entries[at], outcome)]
        if not own:
            return None
        at = max(own, key=lambda it: (scores[it], entries[it].id))
        others = [score for it, score in scores.items() if not ends_in(entries[it], outcome)]
        lead = scores[at] - max(others, default=0.0)
        return at, Look(scores[at], lead, _nearest(at, heard))

    def _distress(self, at: int, look: Look) -> Hit:
        probability = self.parameters.calibration.distress.probability(look)
        return Hit(self.snapshot.knowledge.entries[at], look.score, probability)

    def _fragment(self, entry_at: int, rows: Scores | None) -> Fragment | None:
        """Return the section of an entry whose vector is nearest to the question."""
        if rows is None:
            return None
        own = self.snapshot.sections.get(entry_at, [])
        if not own:
            return None
        best = max(range(len(own)), key=lambda at: float(rows[own[at]]))
        found = self.snapshot.headed(entry_at)[best]
        return Fragment(str(found.heading), found.markdown)


_WITH_FRAGMENT: Final = 10
"""Ranks that get a fragment: as many as an answer can hold."""


_STANDS_OUT: Final = 0.2
_LITERAL: Final = 0.8
"""One word is enough when the first entry is so far ahead, or is asked for in just that way: of
thirty words tried, "digid", "adres" and "ziektewet"; "loon", "geld" and "hulp" say too little."""


def _place(id_: str, named: Sequence[str]) -> int:
    """Return the place of an entry among those that were named; behind them when it was not."""
    return named.index(id_) if id_ in named else len(named)


def _lead(score: float, best: Sequence[float]) -> float:
    """Return how far a score is above the best other one; below zero for all but the first."""
    if len(best) < 2:
        return score
    return score - (best[1] if score == best[0] else best[0])


def _nearest(at: int, heard: Heard) -> float:
    """Return the cosine with the nearest way to ask an entry; 0 without vectors: less is known."""
    near = heard.signals.get(Signal.NEAREST)
    return 0.0 if near is None else round(float(near[at]), SCORE_DIGITS)


def _admits(query: Query, entry: Entry) -> bool:
    """Whether an entry may be found at all: on the day asked, for the audience, in the schemes."""
    return (
        entry.validity.contains(query.day)
        and entry.audience.serves(query.audience)
        and (
            not query.schemes or not entry.schemes or bool(set(query.schemes) & set(entry.schemes))
        )
    )
