"""A resident publisher: imports once, then forks one process for each publication asked for.

Run as a program by the tests of this folder. On standard input it reads a request as JSON on one
line, and then a line when the process of that request may go. It prints the id of the process when
that is ready to go, and its exit status when it has ended.

    {"root": content, "home": home, "stderr": file, "hold": file that must exist to go on | null}
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import numpy as np

from api.cli.main import run
from eval.publication import publish
from indexer.analyzer import words
from indexer.encoder import Encoder, Vectors
from kb.store import Artefact, Store

DIMENSIONS = 64
PR_SET_PTRACER = 0x59616D61
"""Lets a tracer that is no ancestor attach, where Linux is careful about that."""
ANY_PROCESS = ctypes.c_ulong(-1)


class WordEncoder:
    """A text is the sum of one fixed direction per word: no model, the same vectors everywhere."""

    def __init__(self, id_: str) -> None:
        self.id = id_

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(
        self, texts: Sequence[str], progress: Callable[[int], None] = lambda _count: None
    ) -> Vectors:
        rows = np.asarray([self._sum(text) for text in texts], np.float32).reshape(-1, DIMENSIONS)
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _sum(self, text: str) -> Vectors:
        seeds = [zlib.crc32(word.encode()) for word in words(text)] or [0]
        rows = [np.random.default_rng(seed).normal(size=DIMENSIONS) for seed in seeds]
        total: Vectors = np.sum(rows, axis=0, dtype=np.float32)
        return total


def word_encoder(store: Store) -> Encoder:
    """Return the encoder of these tests, with a folder in the store as any encoder has."""
    facts = {"bron": "de som van woorden"}
    known = store.find(Artefact.ENCODER, facts)
    return WordEncoder(known or store.put(Artefact.ENCODER, facts, lambda _folder: None).id)


def publication(root: Path, home: Path, hold: Path | None = None) -> None:
    """Publish as the command does.

    With `hold`, wait for that file before embedding, and tell so with a file beside it.
    """

    def source(store: Store) -> Encoder:
        if hold is not None:
            hold.with_suffix(".waiting").touch()
            while not hold.exists():
                time.sleep(0.01)
        return word_encoder(store)

    publish(root, home, source, clock=lambda: datetime.now(UTC), by="test", note="")


def _child(request: dict[str, Any], gate: int) -> None:
    """Be the process of one publication, and end as the command ends."""
    status = 70
    try:
        errors = os.open(request["stderr"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(errors, 2)
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANY_PROCESS, 0, 0, 0)
        os.write(1, f"{os.getpid()}\n".encode())
        os.read(gate, 1)
        hold = Path(request["hold"]) if request["hold"] else None

        @click.command()
        def command() -> None:
            publication(Path(request["root"]), Path(request["home"]), hold)

        status = run(command, [])
    except BaseException:  # noqa: BLE001 -- what escapes the command is what the test looks for
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    for line in sys.stdin:
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            _child(json.loads(line), reader)
        sys.stdin.readline()
        os.write(writer, b"!")
        for end in (reader, writer):
            os.close(end)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
