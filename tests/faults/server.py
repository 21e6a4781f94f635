"""A server of a home with an encoder that does what a file says.

Run as a program by the tests of this folder:

    python server.py PORT HOME MOOD

`MOOD` is a file that is read at every question: `fine`, `hangs`, `slow 1.5` (seconds), `nan`,
`short` (a vector too few), `raises`. Without the file the encoder is fine.
"""

from __future__ import annotations

import os
import runpy
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from api import logs
from api.app import create_app
from api.server import run
from api.settings import Role, Settings
from api.watching import Watcher
from indexer.encoder import Encoder, Vectors
from kb.store import Store


class MoodyEncoder:
    """The encoder of these tests, in a mood."""

    def __init__(self, inner: Encoder, mood: Path) -> None:
        self.id = inner.id
        self.passages = inner.passages
        self._inner = inner
        self._mood = mood

    def questions(self, texts: Sequence[str]) -> Vectors:
        mood = self._mood.read_text() if self._mood.exists() else "fine"
        match mood.split():
            case ["hangs"]:
                while True:
                    time.sleep(3600)
            case ["slow", seconds]:
                time.sleep(float(seconds))
            case ["raises"]:
                raise ValueError(f"geen idee wat ik met {texts[0]} moet")
        made = self._inner.questions(texts)
        if mood == "nan":
            return np.full_like(made, np.nan)
        return made[:-1] if mood == "short" else made


def serve(port: int, home: Path, mood: Path) -> bool:
    """Serve `home` until a signal says to stop."""
    word_encoder: Any = runpy.run_path(str(Path(__file__).with_name("publisher.py")))[
        "word_encoder"
    ]
    encoder = MoodyEncoder(word_encoder(Store(home)), mood)
    logs.configure(Role.PUBLIC)
    watcher = Watcher(home, 0.2, encoder=encoder)
    app = create_app(Settings(home=home), watcher=watcher)
    return run(app, "127.0.0.1", port)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(0 if serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])) else 1)
