"""Text becomes unit vectors. The only file, with `bundled`, that knows sentence-transformers.

An encoder is an artefact of the store with a digest of its own: snapshots name it, so that what
was published can be asked again with the encoder of that time.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from indexer import bundled
from indexer.errors import EncoderError
from kb.store import Artefact, Store, file_digest

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]
"""Called with the number of texts that were embedded since the last call."""

BUNDLED: Final = "bundled"
_BATCH: Final = 32
"""Texts embedded at once; on a CPU larger batches only add padding."""

_SPECIAL_TOKENS: Final = re.compile(r"<(?:/?s|pad|unk|mask|cls|sep)>|\x00", re.IGNORECASE)
"""What a tokenizer would take for a command when somebody types it."""


class Encoder(Protocol):
    """Turns texts into rows of unit length, float32, shape (texts, dimensions)."""

    id: str

    def questions(self, texts: Sequence[str]) -> Vectors:
        """Embed what people ask."""
        ...

    def passages(self, texts: Sequence[str], progress: Progress = ...) -> Vectors:
        """Embed what can be found."""
        ...


@dataclass(frozen=True)
class EncoderChoice:
    """Which encoder to use: "bundled", a model name for the hub, or a folder.

    The prompts are put before questions and passages; None leaves the model's own.
    """

    model: str = BUNDLED
    question_prompt: str | None = None
    passage_prompt: str | None = None

    def source(self) -> str:
        """Return what identifies the weights: a conversion, the files of a folder, or a name."""
        prompts = f" {self.question_prompt!r} {self.passage_prompt!r}"
        if self.model == BUNDLED:
            return bundled.SOURCE + prompts
        if (folder := Path(self.model)).is_dir():
            files = (it for it in sorted(folder.rglob("*")) if it.is_file())
            named = (f"{it.relative_to(folder).as_posix()} {file_digest(it)}" for it in files)
            return "map " + " ".join(named) + prompts
        return "model " + self.model + prompts


def prepare(
    store: Store, choice: EncoderChoice, progress: bundled.Progress = lambda _step: None
) -> str:
    """Make sure that the chosen encoder is in the store, whole, and return its id.

    The second time nothing is unpacked; every file is verified against its digest both times.

    Raises:
        EncoderError: the model cannot be found or read.
        DamagedError: what is in the store was changed.
    """
    facts = {"bron": choice.source()}
    known = store.find(Artefact.ENCODER, facts)
    if known is not None:
        progress("bestanden verifiëren")
        return store.open(Artefact.ENCODER, known).id
    if choice.model == BUNDLED:
        return store.put(Artefact.ENCODER, facts, lambda it: bundled.unpack(it, progress)).id
    return store.put(Artefact.ENCODER, facts, lambda it: _copy_model(choice, it)).id


def _copy_model(choice: EncoderChoice, folder: Path) -> None:
    local = Path(choice.model).is_dir()
    model = _sentence_transformer(choice.model, local=local)
    if local:
        shutil.copytree(choice.model, folder, dirs_exist_ok=True)
    prompts = dict(model.prompts)
    if choice.question_prompt is not None:
        prompts["query"] = choice.question_prompt
    if choice.passage_prompt is not None:
        prompts["document"] = prompts["passage"] = choice.passage_prompt
    if not local or prompts != model.prompts:
        model.prompts = prompts
        model.save(str(folder), create_model_card=False)


def load(store: Store, id_: str) -> Encoder:
    """Verify the encoder `id_` and load it.

    Raises:
        MissingError: it is not in the store.
        DamagedError: it was changed.
        EncoderError: it cannot be loaded.
    """
    stored = store.open(Artefact.ENCODER, id_)
    return _SentenceTransformerEncoder(id_, _sentence_transformer(stored.folder))


def _sentence_transformer(model: str | Path, *, local: bool = True) -> Any:
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        loaded = SentenceTransformer(str(model), device="cpu", local_files_only=local)
    except Exception as error:  # what a strange or damaged folder can raise has no list
        reason = str(error).split("\n", 1)[0]
        raise EncoderError(f"De encoder {model} kan niet geladen worden: {reason}") from error
    # a `document` prompt that is left out is filled with "" and preferred over `passage`
    if not loaded.prompts.get("document") and loaded.prompts.get("passage"):
        loaded.prompts["document"] = loaded.prompts["passage"]
    return loaded


class _SentenceTransformerEncoder:
    """A loaded model. One text at a time goes through it: the tokenizer is not thread-safe."""

    def __init__(self, id_: str, model: Any) -> None:
        self.id = id_
        self._model = model
        self._lock = threading.Lock()

    def questions(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            return _unit(self._model.encode_query(_neutral(texts), **_OPTIONS), len(texts))

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        rows: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            with self._lock:
                encoded = self._model.encode_document(_neutral(batch), **_OPTIONS)
            rows.append(_unit(encoded, len(batch)))
            progress(len(batch))
        return np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)


_OPTIONS: Final[dict[str, Any]] = {
    "batch_size": _BATCH,
    "convert_to_numpy": True,
    "show_progress_bar": False,
}


def _neutral(texts: Sequence[str]) -> list[str]:
    return [_SPECIAL_TOKENS.sub(" ", text) for text in texts]


def _unit(rows: Any, count: int) -> Vectors:
    """Return `rows` as float32 of unit length.

    Raises:
        EncoderError: a vector is missing, not finite or zero.
    """
    vectors = np.asarray(rows, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True) if vectors.size else np.zeros((0, 1))
    if vectors.shape[0] != count or not np.isfinite(lengths).all() or (lengths == 0).any():
        raise EncoderError("De encoder gaf geen bruikbare vectoren.")
    return (vectors / lengths).astype(np.float32)
