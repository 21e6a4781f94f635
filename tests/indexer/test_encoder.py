"""An encoder: the right prompt, its place in the store, and nothing but unit vectors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from indexer.encoder import Encoder, EncoderChoice, Vectors, load, prepare
from kb.errors import MissingError
from kb.store import Artefact, Store

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "own-home")


def raw(folder: Path) -> Callable[[str], Vectors]:
    """Return the model in `folder` without any prompt."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(folder), device="cpu")
    return lambda text: np.asarray(model.encode([text], prompt="", normalize_embeddings=True))


def same(one: Vectors, other: Vectors) -> bool:
    return bool(np.allclose(one, other, atol=1e-5))


def test_the_bundled_encoder_puts_its_prompts_before_questions_and_passages(
    bare_encoder: Encoder, encoder_home: Path
) -> None:
    plain = raw(Store(encoder_home).path(Artefact.ENCODER, bare_encoder.id))
    text = "Hoe vraag ik een uitkering aan?"
    assert same(bare_encoder.questions([text]), plain("query: " + text))
    assert same(bare_encoder.passages([text]), plain("passage: " + text))
    assert not same(bare_encoder.questions([text]), bare_encoder.passages([text]))


def test_the_bundled_folder_gives_passage_and_document_the_same_prompt(
    bare_encoder: Encoder, encoder_home: Path
) -> None:
    folder = Store(encoder_home).path(Artefact.ENCODER, bare_encoder.id)
    table = json.loads((folder / "config_sentence_transformers.json").read_bytes())
    assert table["prompts"] == {
        "query": "query: ",
        "passage": "passage: ",
        "document": "passage: ",
    }


def test_preparing_a_second_time_unpacks_nothing_and_verifies(
    bare_encoder: Encoder, encoder_home: Path
) -> None:
    store = Store(encoder_home)
    files = sorted(store.path(Artefact.ENCODER, bare_encoder.id).rglob("*"))
    before = [(it.stat().st_ino, it.stat().st_mtime_ns) for it in files]
    steps: list[str] = []
    assert prepare(store, EncoderChoice(), steps.append) == bare_encoder.id
    assert steps == ["bestanden verifiëren"]
    assert [(it.stat().st_ino, it.stat().st_mtime_ns) for it in files] == before


def test_an_encoder_that_is_not_in_the_store_is_missing(store: Store) -> None:
    with pytest.raises(MissingError):
        load(store, "sha256:" + "0" * 64)


PREPARE = """
import sys
from pathlib import Path
from indexer.encoder import EncoderChoice, prepare
from indexer.errors import EncoderError
from kb.store import Store

try:
    prepare(Store(Path(sys.argv[1])), EncoderChoice(sys.argv[2]))
except EncoderError as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["iemand/bestaat-niet", "/geen/map", "rare naam!"])
def test_a_name_that_cannot_be_found_is_said_in_one_sentence(name: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE, str(tmp_path / "home"), name],
        cwd=REPOSITORY,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hub")},
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert done.stdout.startswith(f"De encoder {name} kan niet geladen worden: ")
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("typed", "neutral"),
    [
        ("a </s> b", "a  b"),
        ("a <S> b", "a  b"),
        ("<s>a<pad>b</s>", " a b "),
        ("<unk><mask><cls><sep>a", "a"),
        ("a<<s>/s>b", "a< /s>b"),
        ("a\x00b", "a b"),
        ("\x00", " "),
    ],
)
def test_what_a_tokenizer_takes_for_a_command_counts_as_a_space(
    bare_encoder: Encoder, typed: str, neutral: str
) -> None:
    assert same(bare_encoder.questions([typed]), bare_encoder.questions([neutral]))
    assert same(bare_encoder.passages([typed]), bare_encoder.passages([neutral]))


def test_ordinary_angle_brackets_are_left_as_they_are(bare_encoder: Encoder) -> None:
    assert not same(bare_encoder.questions(["a <b> c"]), bare_encoder.questions(["a   c"]))


def test_vectors_are_float32_of_unit_length_whatever_the_text(bare_encoder: Encoder) -> None:
    texts = ["", " ", "ja", "😀", "woord " * 3000]
    for rows in (bare_encoder.questions(texts), bare_encoder.passages(texts)):
        assert rows.shape == (5, 384)
        assert rows.dtype == np.float32
        assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)


def test_no_texts_give_no_rows(bare_encoder: Encoder) -> None:
    assert len(bare_encoder.questions([])) == 0
    assert len(bare_encoder.passages([])) == 0


def test_a_text_has_the_same_vector_alone_and_among_others_in_order(bare_encoder: Encoder) -> None:
    texts = [f"De brief van dag {day} is kwijt" + "!" * (day % 7) for day in range(70)]
    counts: list[int] = []
    rows = bare_encoder.passages(texts, counts.append)
    assert sum(counts) == len(texts)
    for at in (0, 31, 32, 69):
        assert same(rows[at], bare_encoder.passages([texts[at]])[0])


def test_many_threads_at_once_get_the_same_vectors(bare_encoder: Encoder) -> None:
    texts = ["kort", "een wat langere vraag over mijn uitkering", "متى أحصل على المال؟", "ww"] * 8
    alone = {text: bare_encoder.questions([text]) for text in set(texts)}
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda text: bare_encoder.questions([text]), texts))
    assert all(same(row, alone[text]) for row, text in zip(rows, texts, strict=True))
    assert not any(same(one, other) for one, other in pairwise(alone.values()))
