"""Text becomes unit vectors. The only file, with `bundled`, that knows sentence-transformers.

An encoder is an artefact of the store with a digest of its own: snapshots name it, so that what
was published can be asked again with the encoder of that time.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from indexer import adapter, bundled
from indexer.errors import EncoderError
from kb.errors import DamagedError
from kb.manifest import file_digest
from kb.store import Artefact, Store

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]
"""Called with the number of texts that were embedded since the last call."""

BUNDLED: Final = "bundled"
"""The encoder that comes with the product, with the adapter that does, if there is one."""
BUNDLED_BASE: Final = "bundled-base"
"""The same encoder without any adapter."""

_TORCH_THREADS: Final = 1
"""Threads within one computation. One text at a time on one thread gives every text the same
vector whatever was embedded with it and however many cores there are; several texts go side by
side instead, which is faster than batches too (`python -m benchmarks.embedding`)."""

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
    """Which encoder to use.

    "bundled", "bundled-base", an adapter file (`….safetensors`) over that base, a model name for
    the hub, or a folder. The prompts are put before questions and passages; None leaves the
    model's own.
    """

    model: str = BUNDLED
    question_prompt: str | None = None
    passage_prompt: str | None = None

    def source(self) -> str:
        """Return what identifies the weights: a conversion, the files of a folder, or a name.

        Raises:
            EncoderError: the adapter cannot be read.
        """
        prompts = f" {self.question_prompt!r} {self.passage_prompt!r}"
        if self.is_bundled:
            path = self.adapter_file()
            tuned = f" aanpassing {adapter.digest_of(path)}" if path else ""
            return bundled.SOURCE + tuned + prompts
        if (folder := Path(self.model)).is_dir():
            files = (it for it in sorted(folder.rglob("*")) if it.is_file())
            named = (f"{it.relative_to(folder).as_posix()} {file_digest(it)}" for it in files)
            return "map " + " ".join(named) + prompts
        return "model " + self.model + prompts

    @property
    def is_bundled(self) -> bool:
        """Whether the weights are those of the product itself, with an adapter or without."""
        named = self.model in {BUNDLED, BUNDLED_BASE}
        return named or (self.model.endswith(adapter.SUFFIX) and not Path(self.model).is_dir())

    def adapter_file(self) -> Path | None:
        """Return the adapter file that goes over the bundled weights, if any does."""
        if self.model == BUNDLED:
            return adapter.shipped()
        return Path(self.model) if self.is_bundled and self.model != BUNDLED_BASE else None


def prepare(
    store: Store, choice: EncoderChoice, progress: bundled.Progress = lambda _step: None
) -> str:
    """Make sure that the chosen encoder is in the store, whole, and return its id.

    The second time nothing is unpacked; every file is verified against its digest both times.

    Raises:
        EncoderError: the model cannot be found or read.
        StoreError: it cannot be kept.
    """
    facts = {"bron": choice.source()}
    if (known := store.find(Artefact.ENCODER, facts)) is not None:
        progress("bestanden verifiëren")
        try:
            return store.open(Artefact.ENCODER, known).id
        except DamagedError:
            progress("beschadigde encoder vervangen")
    if choice.is_bundled:
        return store.put(Artefact.ENCODER, facts, lambda it: _unpack(choice, it, progress)).id
    return store.put(Artefact.ENCODER, facts, lambda it: _copy_model(choice, it)).id


def _unpack(choice: EncoderChoice, folder: Path, progress: bundled.Progress) -> None:
    path = choice.adapter_file()
    tuned = adapter.read(path) if path else None
    bundled.unpack(folder, progress)
    if tuned is not None:
        progress("aanpassing toevoegen")
        adapter.merge(folder, tuned)


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


@dataclass(frozen=True)
class Trainable:
    """The parts of an encoder that training needs: a torch module, its tokenizer, the prompts."""

    transformer: Any
    tokenizer: Any
    question_prompt: str
    passage_prompt: str


def trainable(folder: Path) -> Trainable:
    """Load the encoder in `folder`, which holds a transformer that is pooled by the mean.

    Raises:
        EncoderError: it cannot be loaded.
    """
    model = _sentence_transformer(folder)
    prompts = model.prompts
    return Trainable(
        transformer=model[0].auto_model,
        tokenizer=model.tokenizer,
        question_prompt=prompts.get("query") or "",
        passage_prompt=prompts.get("document") or "",
    )


EncoderSource = Callable[[Store], Encoder]
"""Gives the encoder to publish with, from a store or put into it."""


def chosen(choice: EncoderChoice, progress: bundled.Progress = lambda _step: None) -> EncoderSource:
    """Return what prepares and loads the chosen encoder."""
    return lambda store: load(store, prepare(store, choice, progress))


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
    """A loaded model. The tokenizer is not thread-safe; the computation is."""

    def __init__(self, id_: str, model: Any) -> None:
        import torch

        torch.set_num_threads(_TORCH_THREADS)
        self.id = id_
        self._model = model.eval()
        self._lock = threading.Lock()

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self._embed(texts, "query", lambda _count: None)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        return self._embed(texts, "document", progress)

    def _embed(self, texts: Sequence[str], task: str, progress: Progress) -> Vectors:
        prompts = self._model.prompts
        prompt = prompts.get(task) or prompts.get(self._model.default_prompt_name) or None

        def row(text: str) -> Vectors:
            return self._row(text, prompt, task)

        if len(texts) <= 1:
            rows = [row(text) for text in texts]
        else:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                rows = []
                for made in pool.map(row, texts):
                    rows.append(made)
                    progress(1)
        return np.stack(rows) if rows else np.zeros((0, 0), np.float32)

    def _row(self, text: str, prompt: str | None, task: str) -> Vectors:
        import torch

        try:
            with torch.inference_mode():
                with self._lock:
                    features = self._model.preprocess([_neutral(text)], prompt=prompt, task=task)
                made = self._model(features, task=task)["sentence_embedding"][0].numpy()
        except RuntimeError as error:  # no memory, a broken library: words can still be compared
            raise EncoderError("De encoder kan nu niet rekenen.") from error
        return unit(made)


def _neutral(text: str) -> str:
    return _SPECIAL_TOKENS.sub(" ", text)


def unit(vector: Any) -> Vectors:
    """Return `vector` (dimensions,) as float32 of unit length.

    Raises:
        EncoderError: it is not finite or zero.
    """
    row = np.asarray(vector, dtype=np.float32)
    length = np.linalg.norm(row)
    if row.ndim != 1 or not np.isfinite(length) or length == 0:
        raise EncoderError("De encoder gaf geen bruikbare vectoren.")
    return (row / length).astype(np.float32)
