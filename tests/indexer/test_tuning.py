"""Tuning: it learns, the same way each time, and what it learns is what the merged folder does."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.adapter import SCALE, TRAINED_SCALE, Adapter, encode, merge
from indexer.encoder import trainable
from indexer.errors import EncoderError
from indexer.lessons import Lesson
from indexer.lora import attach, rounded, top_layers
from indexer.tuning import Step, embedded, tune

BASE = "proefmodel"
TAUGHT = tuple(
    Lesson(
        f"item-{at}", f"thema-{at % 2}", (f"{word} vraag", f"iets over {word}"), (f"Tekst {at}",)
    )
    for at, word in enumerate(["fiets", "lamp", "zee", "brood", "maan", "kast"])
)


def tuned(folder: Path, *, steps: int = 3, seed: int = 0) -> Adapter:
    return tune(TAUGHT, folder, steps=steps, seed=seed, base=BASE)


def test_the_same_lessons_base_and_seed_give_the_same_bytes(tiny_encoder: Path) -> None:
    assert encode(tuned(tiny_encoder)) == encode(tuned(tiny_encoder))


def test_another_seed_gives_another_adapter(tiny_encoder: Path) -> None:
    one, other = tuned(tiny_encoder), tuned(tiny_encoder, seed=1)
    assert one.origin != other.origin
    name = next(iter(one.layers))
    assert not np.array_equal(one.layers[name].up, other.layers[name].up)


def test_every_step_says_its_number_and_its_losses(tiny_encoder: Path) -> None:
    steps: list[Step] = []
    tune(TAUGHT, tiny_encoder, steps=3, base=BASE, progress=steps.append)
    assert [(it.number, it.total) for it in steps] == [(1, 3), (2, 3), (3, 3)]
    assert all(it.classes > 0 and it.pairs > 0 for it in steps)


def test_it_learns(tiny_encoder: Path) -> None:
    steps: list[Step] = []
    tune(TAUGHT, tiny_encoder, steps=60, base=BASE, progress=steps.append)
    first, last = steps[:10], steps[-10:]
    assert sum(it.classes for it in last) < 0.8 * sum(it.classes for it in first)
    assert sum(it.pairs for it in last) < sum(it.pairs for it in first)


def test_an_adapter_says_what_it_was_made_from_and_the_base_is_left_alone(
    tiny_encoder: Path,
) -> None:
    before = (tiny_encoder / "model.safetensors").read_bytes()
    made = tuned(tiny_encoder)
    assert (made.origin.base, made.origin.steps, made.origin.seed) == (BASE, 3, 0)
    assert (made.origin.rank, made.origin.layers) == (16, (0, 1))
    assert len(made.layers) == 12
    assert (tiny_encoder / "model.safetensors").read_bytes() == before


def test_a_merged_folder_does_its_share_of_what_the_matrices_beside_the_layers_did(
    tiny_encoder: Path,
) -> None:
    import torch

    def states(model: torch.nn.Module) -> torch.Tensor:
        with torch.no_grad():
            made: torch.Tensor = model(input_ids=torch.tensor([[0, 9, 40, 77, 2]]))[0]
        return made

    made = tuned(tiny_encoder)
    beside = trainable(tiny_encoder).transformer
    plain = states(beside)
    attached = attach(beside, (0, 1), 16, seed=0)
    assert torch.equal(states(beside), plain)  # they start as nothing
    kept = SCALE / TRAINED_SCALE
    with torch.no_grad():
        for name, it in attached.items():
            it.up.copy_(torch.from_numpy(made.layers[name].up.astype(np.float32)))
            it.down.copy_(torch.from_numpy(made.layers[name].down.astype(np.float32)))
    merged = shutil.copytree(tiny_encoder, tiny_encoder.with_name("merged"))
    merge(merged, Adapter(made.origin, rounded(attached)), BASE)
    with torch.no_grad():
        for it in attached.values():
            it.up.mul_(kept)
    expected = states(beside)
    assert not torch.allclose(expected, plain, atol=1e-4)
    assert torch.allclose(states(trainable(merged).transformer), expected, atol=1e-5)


def test_texts_of_every_length_are_embedded_as_the_encoder_does_and_in_the_order_given(
    tiny_encoder: Path,
) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["woord " * ((7 * at) % 10) + str(at) for at in range(40)]
    with_model = SentenceTransformer(str(tiny_encoder), device="cpu").encode(texts)
    rows = embedded(trainable(tiny_encoder), texts).detach().numpy()
    assert np.allclose(rows, with_model, atol=1e-5)


def test_only_the_topmost_blocks_are_trained(tiny_encoder: Path) -> None:
    transformer = trainable(tiny_encoder).transformer
    assert top_layers(transformer, 6) == (0, 1)
    assert top_layers(transformer, 1) == (1,)
    attached = attach(transformer, (1,), 4, seed=0)
    assert {name.split(".")[2] for name in attached} == {"1"}
    assert not any(it.requires_grad for it in transformer.parameters())


@pytest.mark.parametrize("taught", [(), TAUGHT[:1]])
def test_too_little_to_learn_is_said_in_one_sentence(
    tiny_encoder: Path, taught: tuple[Lesson, ...]
) -> None:
    with pytest.raises(EncoderError, match=r"^Er is te weinig om van te leren: [^\n]*\.$"):
        tune(taught, tiny_encoder, base=BASE)
