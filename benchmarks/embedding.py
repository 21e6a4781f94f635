"""Ways to embed many passages on this machine, side by side: `python -m benchmarks.embedding`.

One text at a time on one thread, as many side by side as there are cores, is what the product does.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from indexer import encoder as encoders
from indexer.encoder import EncoderChoice
from indexer.passages import passages
from kb.release import build_release
from kb.source import read
from kb.store import Artefact, Store

EVERY = 16
ROUNDS = 3


def main() -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    public = build_release(read(Path("content"))).public
    texts = sorted({it.text for entry in public.entries() for it in passages(entry)})[::EVERY]
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home))
        id_ = encoders.prepare(store, EncoderChoice())
        encoder = encoders.load(store, id_)
        model = SentenceTransformer(str(store.path(Artefact.ENCODER, id_)), device="cpu")

        def batches(threads: int) -> Any:
            torch.set_num_threads(threads)
            ordered = sorted(texts, key=len)
            return model.encode_document(ordered, batch_size=32, show_progress_bar=False)

        def side_by_side() -> Any:
            torch.set_num_threads(1)
            return encoder.passages(texts)

        ways: dict[str, Callable[[], Any]] = {
            "batches of 32, one thread": lambda: batches(1),
            f"batches of 32, {os.cpu_count()} threads": lambda: batches(os.cpu_count() or 1),
            "one text at a time, side by side": side_by_side,
        }
        print(f"{len(texts)} passages of content/, best of {ROUNDS} rounds")
        best = {name: min(_seconds(way) for _ in range(ROUNDS)) for name, way in ways.items()}
        slowest = max(best.values())
        for name, seconds in best.items():
            print(
                f"{name:<36} {1000 * seconds / len(texts):6.1f} ms each, x{slowest / seconds:.2f}"
            )
        alone = np.concatenate([encoder.passages([it]) for it in texts[:50]])
        print("alone and side by side equal:", np.array_equal(alone, encoder.passages(texts[:50])))


def _seconds(way: Callable[[], Any]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
