"""What each part of the search adds: everything, and then each part switched off.

    python -m benchmarks.ablation [--content content]

Every row is fitted anew on the `oefen` questions without that part, so that the others may take
over. Printed: the share of questions of which the first hit is right, on `oefen` (each question
left out while its weights were fitted) and on `toets` (never used to fit), with 95 % intervals
(Wilson), and `toets` in other languages than Dutch.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from api.settings import Settings
from eval.fitting import Example, Floats, example, fit_weights, folds
from eval.run import Remembered
from eval.statistics import wilson_interval
from indexer.build import parts_of
from indexer.centres import Centres
from indexer.encoder import Encoder, EncoderChoice, load, prepare
from indexer.parameters import Weights, fitted
from indexer.search import Searcher
from indexer.signals import Signal
from indexer.snapshot import assemble
from indexer.vector_cache import CachingEncoder
from kb.dutch_time import dutch_day
from kb.language import DUTCH
from kb.model import GoldenQuestion
from kb.release import PublicContent, build_release
from kb.source import read
from kb.store import Store
from kb.text import normalise

Row = tuple[str, Sequence[Example], Sequence[Example], frozenset[Signal]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--content", type=Path, default=Path("content"))
    release = build_release(read(parser.parse_args().content))
    train, test = release.golden.train, release.golden.test
    print(f"{len(train)} oefen, {len(test)} toets; share of first hits that are right\n")
    print(f"{'switched off':24} {'oefen':>20} {'toets':>20} {'toets, not Dutch':>20}")
    for name, oefen, toets, kept in _rows(release.public, train, test):
        left_out = _cross_fitted(oefen, kept)
        weights = fit_weights(_only(oefen, kept))
        right = [_is_right(it, weights) for it in _only(toets, kept)]
        foreign = [ok for ok, it in zip(right, toets, strict=True) if it.golden.language != DUTCH]
        shares = "".join(f" {_share(it):>20}" for it in (left_out, right, foreign))
        print(f"{name:24}{shares}", flush=True)


def _rows(
    public: PublicContent, train: Sequence[GoldenQuestion], test: Sequence[GoldenQuestion]
) -> Iterator[Row]:
    today = dutch_day(datetime.now(UTC))
    every = frozenset(Signal)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        encoder = _encoder(store, "bundled")

        def asked(searcher: Searcher) -> tuple[list[Example], list[Example]]:
            texts = [normalise(it.question) for it in (*train, *test)]
            known = Searcher(searcher.snapshot, Remembered(searcher.encoder, texts))
            return [example(known, it, today) for it in train], [
                example(known, it, today) for it in test
            ]

        whole = _searcher(public, encoder)
        oefen, toets = asked(whole)
        yield "nothing", oefen, toets, every
        for signal in Signal:
            yield signal.value, oefen, toets, every - {signal}
        dense = frozenset({Signal.NEAREST, Signal.NEIGHBOURS, Signal.TOPIC, Signal.TEXT})
        yield "all vectors", oefen, toets, every - dense
        yield "all words", oefen, toets, dense
        yield "language shift", *asked(_unshifted(public, encoder)), every
        unphrased = public.model_copy(update={"phrasings": ()})
        yield "phrasings", *asked(_searcher(unphrased, encoder)), every
        base = _encoder(store, "bundled-base")
        yield "fine-tuning", *asked(_searcher(public, base)), every


def _encoder(store: Store, model: str) -> Encoder:
    """Return an encoder that remembers in the cache of the home of the settings."""
    encoder = load(store, prepare(store, EncoderChoice(model)))
    return CachingEncoder(encoder, Settings().home / "cache")


def _searcher(public: PublicContent, encoder: Encoder) -> Searcher:
    parts = parts_of(public, encoder, fitted())
    return Searcher(assemble(parts, "ablation", encoder.id, ""), encoder)


def _unshifted(public: PublicContent, encoder: Encoder) -> Searcher:
    """Return a searcher that centres every question alike, whatever its language."""
    parts = parts_of(public, encoder, fitted())
    spoken = tuple(it.model_copy(update={"language": DUTCH}) for it in parts.passages)
    snapshot = assemble(replace(parts, passages=spoken), "ablation", encoder.id, "")
    alike = Centres(snapshot.centres.overall, {})
    return Searcher(replace(snapshot, centres=alike), encoder)


def _only(examples: Sequence[Example], kept: frozenset[Signal]) -> list[Example]:
    """Return examples in which the other signals say nothing."""
    said = np.asarray([float(it in kept) for it in Signal])
    return [replace(it, signals=it.signals * said) for it in examples]


def _cross_fitted(examples: Sequence[Example], kept: frozenset[Signal]) -> list[bool]:
    silenced = _only(examples, kept)
    right: dict[int, bool] = {}
    for held_out in folds(len(silenced)):
        rest = [it for at, it in enumerate(silenced) if at not in set(held_out)]
        weights = fit_weights(rest)
        right |= {at: _is_right(silenced[at], weights) for at in held_out}
    return [right[at] for at in range(len(silenced))]


def _is_right(it: Example, weights: Weights) -> bool:
    if not len(it.wanted):
        return False
    counted: Floats = np.asarray(list(weights.per_signal().values()))
    return bool(it.wanted[int(np.argmax(it.signals @ counted))])


def _share(right: Sequence[bool]) -> str:
    interval = wilson_interval(sum(right), len(right))
    if interval is None:
        return "-"
    return f"{sum(right) / len(right):.3f} ({interval.low:.3f}-{interval.high:.3f})"


if __name__ == "__main__":
    main()
