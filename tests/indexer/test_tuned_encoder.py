"""The bundled encoder with an adapter is another encoder than without, by name and by vector."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer import adapter as adapters
from indexer import bundled
from indexer.adapter import Adapter, Narrow, Origin, write
from indexer.encoder import BUNDLED_BASE, EncoderChoice, load, prepare
from indexer.errors import EncoderError
from kb.store import Artefact, Store


def adapter_file(path: Path, *, seed: int = 0, base: str = bundled.SOURCE) -> Path:
    """Write an adapter of rank 2 for one layer of the bundled encoder."""
    random = np.random.default_rng(seed)
    up = random.normal(size=(384, 2), scale=0.2).astype(np.float16)
    down = random.normal(size=(2, 1536), scale=0.2).astype(np.float16)
    origin = Origin(base=base, rank=2, layers=(11,), steps=0, seed=seed, texts="", program="")
    write(Adapter(origin, {"encoder.layer.11.output.dense": Narrow(up=up, down=down)}), path)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    home = tmp_path / "own-home"
    yield Store(home)
    shutil.rmtree(home, ignore_errors=True)  # half a gigabyte


def test_without_an_adapter_the_bundled_encoder_is_its_base(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(adapters, "shipped", lambda: None)
    assert EncoderChoice().source() == EncoderChoice(BUNDLED_BASE).source()


def test_each_adapter_makes_another_encoder_and_the_base_stays_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = EncoderChoice(BUNDLED_BASE).source()
    found = set()
    for seed in range(3):
        path = adapter_file(tmp_path / f"{seed}.safetensors", seed=seed)
        monkeypatch.setattr(adapters, "shipped", lambda path=path: path)
        found.add(EncoderChoice().source())
        assert EncoderChoice(BUNDLED_BASE).source() == base
    assert len(found | {base}) == 4


def test_an_adapter_is_the_same_encoder_wherever_its_file_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = adapter_file(tmp_path / "a.safetensors")
    moved = Path(shutil.copy(path, tmp_path / "b.safetensors"))
    monkeypatch.setattr(adapters, "shipped", lambda: path)
    assert EncoderChoice().source() == EncoderChoice(str(moved)).source()


def test_the_adapter_that_comes_with_the_product_fits_its_encoder() -> None:
    if (path := adapters.shipped()) is None:
        pytest.skip("comes without an adapter")
    found = adapters.read(path)
    assert found.origin.base == bundled.SOURCE
    assert len(found.layers) == 6 * len(found.origin.layers)


def _flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        pytest.param(_flipped, "is beschadigd of is geen aanpassing", id="one bit"),
        pytest.param(Path.unlink, "kan niet gelezen worden", id="missing"),
        pytest.param(
            lambda path: adapter_file(path, base="iets anders"),
            "hoort bij een andere encoder",
            id="another base",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_an_adapter_that_cannot_be_used_is_refused_in_one_sentence_and_leaves_nothing(
    store: Store, tmp_path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    path = adapter_file(tmp_path / "a.safetensors")
    spoil(path)
    with pytest.raises(EncoderError, match=why) as refused:
        prepare(store, EncoderChoice(str(path)))
    assert "\n" not in str(refused.value)
    assert [it for it in store.home.rglob("*") if it.is_file()] == []


@pytest.mark.slow
def test_the_bundled_encoder_with_an_adapter_gives_other_vectors_under_another_id(
    store: Store, encoder_home: Path, tmp_path: Path
) -> None:
    known = Store(encoder_home)
    base = load(known, prepare(known, EncoderChoice(BUNDLED_BASE)))
    choice = EncoderChoice(str(adapter_file(tmp_path / "a.safetensors")))
    id_ = prepare(store, choice)
    assert id_ != base.id
    tuned = load(store, id_)
    one, other = base.questions(["ww aanvragen"]), tuned.questions(["ww aanvragen"])
    assert one.shape == other.shape
    assert not np.allclose(one, other, atol=1e-3)
    steps: list[str] = []
    assert prepare(store, choice, steps.append) == id_
    assert steps == ["bestanden verifiëren"]
    assert _other_tensors(known, base.id, store, id_) == {"encoder.layer.11.output.dense.weight"}


def _other_tensors(one_store: Store, one: str, other_store: Store, other: str) -> set[str]:
    from safetensors import safe_open

    paths = [
        store.path(Artefact.ENCODER, id_) / "model.safetensors"
        for store, id_ in ((one_store, one), (other_store, other))
    ]
    with safe_open(paths[0], "np") as first, safe_open(paths[1], "np") as second:
        assert set(first.keys()) == set(second.keys())
        return {
            name
            for name in first.keys()  # noqa: SIM118 -- the file is no mapping
            if not np.array_equal(first.get_tensor(name), second.get_tensor(name))
        }
