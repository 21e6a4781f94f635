"""An adapter file: the same bytes every time, merged exactly, refused when anything is wrong."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.adapter import (
    SCALE,
    Adapter,
    Half,
    Narrow,
    Origin,
    delta,
    encode,
    merge,
    read,
    write,
)
from indexer.errors import EncoderError
from kb.manifest import file_digest

REPOSITORY = Path(__file__).parents[2]
BASE = "proefmodel"
QUERY = "encoder.layer.1.attention.self.query"
WIDE = "encoder.layer.1.intermediate.dense"
AGAIN = "maak haar opnieuw met `vraagbaak encoder tune`."


def _half(seed: int, *shape: int) -> Half:
    return np.random.default_rng(seed).normal(size=shape).astype(np.float16)


def origin(base: str = BASE) -> Origin:
    return Origin(
        base=base, rank=3, layers=(1,), steps=5, seed=0, texts="sha256:0", program="0.1.0"
    )


def small() -> Adapter:
    """Return an adapter for two layers of the tiny encoder."""
    layers = {
        WIDE: Narrow(up=_half(1, 24, 3), down=_half(2, 3, 16)),
        QUERY: Narrow(up=_half(3, 16, 3), down=_half(4, 3, 16)),
    }
    return Adapter(origin(), layers)


def weights(folder: Path) -> dict[str, np.ndarray]:
    from safetensors.numpy import load_file

    return dict(load_file(folder / "model.safetensors"))


def slowly(narrow: Narrow) -> np.ndarray:
    """Add one product after the other, number by number."""
    rows, rank = narrow.up.shape
    made = np.zeros((rows, narrow.down.shape[1]), np.float32)
    for row in range(rows):
        for column in range(made.shape[1]):
            total = np.float32(0)
            for at in range(rank):
                product = np.float32(narrow.up[row, at]) * np.float32(narrow.down[at, column])
                total = np.float32(total + product)
            made[row, column] = np.float32(total * np.float32(SCALE))
    return made


def test_an_adapter_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    assert write(small(), path) == f"sha256:{file_digest(path)}"
    found = read(path)
    assert found.origin == origin()
    assert found.layers.keys() == small().layers.keys()
    for name, it in small().layers.items():
        assert np.array_equal(found.layers[name].up, it.up)
        assert np.array_equal(found.layers[name].down, it.down)


def test_the_same_adapter_gives_the_same_bytes_whatever_the_order_of_its_layers() -> None:
    turned = replace(small(), layers=dict(reversed(small().layers.items())))
    assert len({encode(small()) for _ in range(5)} | {encode(turned)}) == 1


WRITE_AND_MERGE = """
import sys
from pathlib import Path
from indexer.adapter import encode, merge, read
adapter = read(Path(sys.argv[1]))
Path(sys.argv[3]).write_bytes(encode(adapter))
merge(Path(sys.argv[2]), adapter, "proefmodel")
"""


def test_another_process_with_other_threads_writes_and_merges_the_same_bytes(
    tiny_encoder: Path, tmp_path: Path
) -> None:
    path, again = tmp_path / "a.safetensors", tmp_path / "b.safetensors"
    write(small(), path)
    found = set()
    for threads in ("1", "2", "7"):
        copy = shutil.copytree(tiny_encoder, tmp_path / f"threads-{threads}")
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "PYTHONHASHSEED")
        subprocess.run(
            [sys.executable, "-c", WRITE_AND_MERGE, str(path), str(copy), str(again)],
            cwd=REPOSITORY,
            env={**os.environ, **dict.fromkeys(names, threads)},
            check=True,
            timeout=120,
        )
        assert again.read_bytes() == path.read_bytes()
        found.add(file_digest(copy / "model.safetensors"))
    merge(tiny_encoder, small(), BASE)
    assert found == {file_digest(tiny_encoder / "model.safetensors")}


@pytest.mark.parametrize("rank", [1, 3, 16, 800])
def test_what_is_added_is_the_sum_in_order_of_rank_to_the_last_bit(rank: int) -> None:
    narrow = Narrow(up=_half(rank, 9, rank), down=_half(rank + 1, rank, 7))
    assert delta(narrow).tobytes() == slowly(narrow).tobytes()


def test_merging_changes_the_layers_of_the_adapter_and_nothing_else(tiny_encoder: Path) -> None:
    before = weights(tiny_encoder)
    merge(tiny_encoder, small(), BASE)
    after = weights(tiny_encoder)
    assert after.keys() == before.keys()
    changed = {name for name in before if not np.array_equal(before[name], after[name])}
    assert changed == {f"{QUERY}.weight", f"{WIDE}.weight"}
    for name, it in small().layers.items():
        expected = before[f"{name}.weight"] + slowly(it)
        assert after[f"{name}.weight"].tobytes() == expected.tobytes()


def test_a_merged_folder_is_a_sentence_transformer_that_says_something_else(
    tiny_encoder: Path,
) -> None:
    from sentence_transformers import SentenceTransformer

    before = SentenceTransformer(str(tiny_encoder), device="cpu").encode(["een vraag"])
    merge(tiny_encoder, small(), BASE)
    after = SentenceTransformer(str(tiny_encoder), device="cpu").encode(["een vraag"])
    assert np.isclose(np.linalg.norm(after), 1, atol=1e-5)
    assert not np.allclose(before, after, atol=1e-3)


@pytest.mark.parametrize(
    ("adapter", "why"),
    [
        pytest.param(Adapter(origin("iets anders"), small().layers), AGAIN, id="another base"),
        pytest.param(
            Adapter(origin(), {QUERY: Narrow(_half(1, 16, 3), _half(2, 3, 8))}),
            f"De aanpassing van {QUERY} past niet op de gewichten van de encoder.",
            id="another shape",
        ),
        pytest.param(
            Adapter(origin(), {**small().layers, "encoder.layer.9.x": small().layers[QUERY]}),
            "De aanpassing van encoder.layer.9.x past niet op de gewichten van de encoder.",
            id="a layer that is not there",
        ),
    ],
)
def test_an_adapter_that_does_not_fit_is_refused_before_a_byte_changes(
    tiny_encoder: Path, adapter: Adapter, why: str
) -> None:
    before = file_digest(tiny_encoder / "model.safetensors")
    with pytest.raises(EncoderError) as refused:
        merge(tiny_encoder, adapter, BASE)
    assert str(refused.value).endswith(why)
    assert file_digest(tiny_encoder / "model.safetensors") == before


def test_another_base_is_named_in_the_refusal(tiny_encoder: Path) -> None:
    with pytest.raises(EncoderError, match="andere encoder \\(proefmodel\\)"):
        merge(tiny_encoder, small())


def test_one_changed_bit_anywhere_never_gives_another_adapter(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    raw = encode(small())
    refusals: list[str] = []
    for at in range(0, len(raw), 3):
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :])
        try:
            assert encode(read(path)) == raw  # a bit of the space that fills up the header
        except EncoderError as error:
            refusals.append(str(error))
    assert len(refusals) > len(raw) // 3 - 8
    assert {it.endswith(AGAIN) and "\n" not in it for it in refusals} == {True}


def _foreign() -> bytes:
    from safetensors.numpy import save

    return bytes(save({"encoder.x.up": np.zeros((2, 2), np.float16)}, {"format": "pt"}))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"geen aanpassing" * 50, id="garbage"),
        pytest.param(encode(small())[:-1], id="one byte less"),
        pytest.param(encode(small()) + b"\x00", id="one byte more"),
        pytest.param(_foreign(), id="tensors of something else"),
    ],
)
def test_a_file_that_is_no_adapter_is_refused_in_one_sentence(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(raw)
    with pytest.raises(EncoderError) as refused:
        read(path)
    assert str(refused.value) == (
        f"Het bestand {path} is beschadigd of is geen aanpassing van de encoder; {AGAIN}"
    )


def test_a_missing_file_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"weg\.safetensors kan niet gelezen worden\."):
        read(tmp_path / "weg.safetensors")


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_a_training_that_went_astray_makes_no_adapter(value: float) -> None:
    up = _half(1, 16, 3)
    up[0, 0] = value
    with pytest.raises(EncoderError, match="bestaat niet uit gewone getallen"):
        Adapter(origin(), {QUERY: Narrow(up, _half(2, 3, 16))})


def test_matrices_of_another_rank_than_their_origin_says_make_no_adapter() -> None:
    with pytest.raises(EncoderError, match="niet de rang"):
        Adapter(origin(), {QUERY: Narrow(_half(1, 16, 4), _half(2, 4, 16))})
