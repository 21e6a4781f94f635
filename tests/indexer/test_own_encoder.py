"""Any SentenceTransformer folder can be the encoder; whatever is wrong with it is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from indexer.encoder import Encoder, EncoderChoice, Vectors, load, prepare
from indexer.errors import EncoderError
from kb.errors import DamagedError
from kb.store import Artefact, Store

Write = Callable[..., Path]


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


@pytest.mark.parametrize(
    ("own", "chosen", "question", "passage"),
    [
        pytest.param({}, (None, None), "", "", id="none at all"),
        pytest.param(
            {"query": "v: ", "document": "d: "}, (None, None), "v: ", "d: ", id="of the model"
        ),
        pytest.param(
            {"query": "v: ", "passage": "p: "}, (None, None), "v: ", "p: ", id="named passage"
        ),
        pytest.param({}, ("x: ", "y: "), "x: ", "y: ", id="chosen"),
        pytest.param(
            {"query": "v: ", "passage": "p: "}, ("x: ", "y: "), "x: ", "y: ", id="chosen instead"
        ),
        pytest.param(
            {"query": "v: ", "document": "d: "}, (None, "y: "), "v: ", "y: ", id="one chosen"
        ),
        pytest.param({"query": "v: ", "passage": "p: "}, ("", ""), "", "", id="switched off"),
    ],
)
def test_a_folder_of_ones_own_embeds_with_its_prompts_unless_others_are_chosen(
    store: Store,
    write_encoder: Write,
    own: dict[str, str],
    chosen: tuple[str | None, str | None],
    question: str,
    passage: str,
) -> None:
    folder = write_encoder(own)
    plain = raw(folder)
    id_ = prepare(store, EncoderChoice(str(folder), *chosen))
    shutil.rmtree(folder)  # from now on the store has all there is
    encoder = load(store, id_)
    assert same(encoder.questions(["mijn vraag"]), plain(question + "mijn vraag"))
    assert same(encoder.passages(["mijn tekst"]), plain(passage + "mijn tekst"))


def test_other_weights_or_prompts_are_another_artefact_and_another_place_is_not(
    encoder: Encoder, store: Store, write_encoder: Write, tmp_path: Path
) -> None:
    folder = write_encoder()
    moved = shutil.copytree(folder, tmp_path / "elsewhere")
    plain = prepare(store, EncoderChoice(str(folder)))
    prompted = prepare(store, EncoderChoice(str(folder), "v: ", "t: "))
    assert len({encoder.id, plain, prompted}) == 3
    assert prepare(store, EncoderChoice(str(moved))) == plain
    (moved / "tokenizer_config.json").write_text('{"tokenizer_class": "PreTrainedTokenizerFast"}')
    assert prepare(store, EncoderChoice(str(moved))) not in {plain, prompted}


def _without_configuration(folder: Path) -> None:
    (folder / "config.json").unlink()


def _with_garbage_for_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"garbage" * 50)


def _with_weights_of_another_shape(folder: Path) -> None:
    table = json.loads((folder / "config.json").read_bytes())
    (folder / "config.json").write_text(json.dumps({**table, "intermediate_size": 32}))


def _without_pooling(folder: Path) -> None:
    shutil.rmtree(folder / "1_Pooling")


@pytest.mark.parametrize(
    "spoil",
    [
        _without_configuration,
        _with_garbage_for_weights,
        _with_weights_of_another_shape,
        _without_pooling,
    ],
)
def test_a_folder_that_is_no_model_is_refused_by_its_own_name_and_leaves_nothing(
    store: Store, write_encoder: Write, spoil: Callable[[Path], None]
) -> None:
    folder = write_encoder()
    spoil(folder)
    with pytest.raises(EncoderError) as refused:
        prepare(store, EncoderChoice(str(folder)))
    assert str(refused.value).startswith(f"De encoder {folder} kan niet geladen worden: ")
    assert "\n" not in str(refused.value)
    assert [it for it in store.home.rglob("*") if it.is_file()] == []


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(_flip, id="one bit"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-1]), id="one byte less"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes() + b"\n"), id="one more"),
        pytest.param(lambda path: path.write_bytes(b""), id="emptied"),
        pytest.param(Path.unlink, id="deleted"),
        pytest.param(lambda path: (path.parent / "extra.json").write_text("{}"), id="one added"),
    ],
)
def test_a_damaged_folder_is_refused_by_load_and_mended_by_preparing_anew(
    store: Store, write_encoder: Write, damage: Callable[[Path], None], tmp_path: Path
) -> None:
    choice = EncoderChoice(str(write_encoder()))
    id_ = prepare(store, choice)
    folder = store.path(Artefact.ENCODER, id_)
    kept = tmp_path / "kept"
    for name in [it.relative_to(folder) for it in sorted(folder.rglob("*.*")) if it.is_file()]:
        shutil.copytree(folder, kept)
        damage(folder / name)
        with pytest.raises(DamagedError):
            load(store, id_)
        assert prepare(store, choice) == id_
        assert store.open(Artefact.ENCODER, id_).id == id_
        shutil.rmtree(folder)
        kept.rename(folder)
    assert load(store, id_).id == id_


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0], ids=["nan", "inf", "zero"])
def test_a_model_that_gives_no_usable_vector_is_refused(
    store: Store, write_encoder: Write, value: float
) -> None:
    last = "encoder.layer.1.output.LayerNorm"
    folder = write_encoder({}, {f"{last}.weight": value, f"{last}.bias": value})
    encoder = load(store, prepare(store, EncoderChoice(str(folder))))
    with pytest.raises(EncoderError, match="geen bruikbare vectoren"):
        encoder.questions(["iets"])
    with pytest.raises(EncoderError, match="geen bruikbare vectoren"):
        encoder.passages(["iets"])
