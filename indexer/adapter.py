"""A fine-tuning of an encoder as a file of its own: small, with a digest, merged exactly.

An adapter holds, for some layers of a transformer, two narrow matrices whose product is added to
the weights of that layer (LoRA). They are kept in 16 bits: the product of two such numbers is
exact in 32 bits, and the sum over the rank is made here in one order, so that merging gives the
same bytes on every machine, whatever its processor or number of threads.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pydantic import Field, ValidationError

from indexer import bundled
from indexer.errors import EncoderError
from kb.canonical import canonical
from kb.manifest import file_digest
from kb.model import Frozen

SUFFIX: Final = ".safetensors"
TRAINED_SCALE: Final = 2.0
"""How often the product of the two matrices counts while it is trained (alpha / rank of LoRA)."""
SCALE: Final = 1.0
"""How often it counts when it is merged: half of what was learned is kept, a way to be better at
one's own questions without getting worse at those of others (WiSE-FT, Wortsman et al. 2022). What
it gives is in docs/adr/0014. A power of two, so that nothing is rounded."""

_LABEL: Final = "vraagbaak"
"""The one key of the metadata of the file: with several, their order would differ per run."""

Half = npt.NDArray[np.float16]
Single = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Narrow:
    """What is added to one layer: `up` (out, rank) times `down` (rank, in), times `SCALE`."""

    up: Half
    down: Half


class Origin(Frozen):
    """Where an adapter comes from: enough to make it again."""

    base: str = Field(alias="basis")
    rank: int = Field(alias="rang", gt=0)
    layers: tuple[int, ...] = Field(alias="lagen")
    steps: int = Field(alias="stappen")
    seed: int = Field(alias="zaad")
    texts: str = Field(alias="teksten")
    """Digest of the texts that it was trained on."""
    program: str = Field(alias="programma")


class _Label(Frozen):
    origin: Origin = Field(alias="herkomst")
    digest: str = Field(alias="controle")


@dataclass(frozen=True)
class Adapter:
    """An adapter by layer name (`encoder.layer.6.attention.self.query`).

    Raises:
        EncoderError: a matrix is not of the rank that the origin says, or not finite.
    """

    origin: Origin
    layers: Mapping[str, Narrow]

    def __post_init__(self) -> None:
        for name, it in self.layers.items():
            if it.up.ndim != 2 or it.down.ndim != 2 or not self._of_rank(it):
                raise EncoderError(f"De aanpassing van {name} heeft niet de rang die zij noemt.")
            if not (np.isfinite(it.up).all() and np.isfinite(it.down).all()):
                raise EncoderError(f"De aanpassing van {name} bestaat niet uit gewone getallen.")

    def _of_rank(self, it: Narrow) -> bool:
        return (it.up.shape[1], it.down.shape[0]) == (self.origin.rank, self.origin.rank)


def shipped() -> Path | None:
    """Return the adapter that comes with this program, or None when it comes without."""
    path = Path(str(files("indexer"))) / "tuned" / f"adapter{SUFFIX}"
    return path if path.is_file() else None


def digest_of(path: Path) -> str:
    """Return what names the adapter in `path`: the digest of its bytes, as `sha256:…`.

    Raises:
        EncoderError: there is no such file, or it is unreadable.
    """
    try:
        return "sha256:" + file_digest(path)
    except OSError as error:
        raise EncoderError(f"De aanpassing {path} kan niet gelezen worden.") from error


def encode(adapter: Adapter) -> bytes:
    """Return the bytes of `adapter`: the same adapter gives the same bytes."""
    from safetensors.numpy import save

    label = _Label(origin=adapter.origin, digest=_digest(adapter))
    return bytes(save(_tensors(adapter), {_LABEL: canonical(label).decode()}))


def write(adapter: Adapter, path: Path) -> str:
    """Write `adapter` to `path` and return its digest.

    Raises:
        OSError: the disk refuses.
    """
    path.write_bytes(encode(adapter))
    return digest_of(path)


def read(path: Path) -> Adapter:
    """Return the adapter in `path`, verified against the digest that it carries.

    Raises:
        EncoderError: there is none, it is damaged, or it is something else.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "np") as file:
            label = _Label.model_validate_json((file.metadata() or {})[_LABEL])
            tensors = {name: file.get_tensor(name) for name in sorted(file.keys())}
        adapter = Adapter(label.origin, _layers(tensors))
    except OSError as error:
        raise EncoderError(f"De aanpassing {path} kan niet gelezen worden.") from error
    except (SafetensorError, ValidationError, KeyError, TypeError, EncoderError) as error:
        raise _damaged(path) from error
    if _digest(adapter) != label.digest:
        raise _damaged(path)
    return adapter


def _damaged(path: Path) -> EncoderError:
    return EncoderError(
        f"Het bestand {path} is beschadigd of is geen aanpassing van de encoder; "
        "maak haar opnieuw met `vraagbaak encoder tune`."
    )


def _tensors(adapter: Adapter) -> dict[str, Half]:
    named: dict[str, Half] = {}
    for name, it in sorted(adapter.layers.items()):
        named[f"{name}.down"] = np.ascontiguousarray(it.down, np.dtype("<f2"))
        named[f"{name}.up"] = np.ascontiguousarray(it.up, np.dtype("<f2"))
    return named


def _layers(tensors: Mapping[str, Any]) -> dict[str, Narrow]:
    """Return the layers of a file.

    Raises:
        KeyError: half of a layer is missing.
        TypeError: a tensor is not of 16 bits, or has a strange name.
    """
    names = {name.rpartition(".")[0] for name in tensors}
    expected = {f"{name}.{part}" for name in names for part in ("down", "up")}
    if tensors.keys() - expected or any(it.dtype != np.float16 for it in tensors.values()):
        raise TypeError("no adapter")
    return {
        name: Narrow(up=tensors[f"{name}.up"], down=tensors[f"{name}.down"])
        for name in sorted(names)
    }


def _digest(adapter: Adapter) -> str:
    """Return the digest of the origin and of every name, shape and number, sorted by name."""
    found = hashlib.sha256(canonical(adapter.origin))
    for name, it in _tensors(adapter).items():
        found.update(f"\n{name} {it.shape}\n".encode())
        found.update(it.tobytes())
    return "sha256:" + found.hexdigest()


def merge(folder: Path, adapter: Adapter, base: str = bundled.SOURCE) -> None:
    """Add `adapter` to the weights in `folder`, a SentenceTransformer folder that holds `base`.

    The weights file is changed in place, and only in the layers of the adapter; what is refused
    is refused before a byte changes.

    Raises:
        EncoderError: the adapter belongs to another base, or does not fit the weights.
    """
    if adapter.origin.base != base:
        raise EncoderError(
            f"De aanpassing hoort bij een andere encoder ({adapter.origin.base}); "
            "maak haar opnieuw met `vraagbaak encoder tune`."
        )
    with (folder / "model.safetensors").open("r+b") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        starts = {
            name: 8 + size + _start(header.get(f"{name}.weight"), name, it)
            for name, it in adapter.layers.items()
        }
        for name, it in adapter.layers.items():
            added = delta(it)
            file.seek(starts[name])
            weight = np.frombuffer(file.read(added.nbytes), "<f4").reshape(added.shape)
            file.seek(starts[name])
            file.write((weight + added).astype("<f4").tobytes())


def _start(tensor: Mapping[str, Any] | None, name: str, it: Narrow) -> int:
    """Return where the weights of a layer begin, behind the header of the file."""
    shape = [it.up.shape[0], it.down.shape[1]]
    if tensor is None or tensor["dtype"] != "F32" or tensor["shape"] != shape:
        raise EncoderError(f"De aanpassing van {name} past niet op de gewichten van de encoder.")
    return int(tensor["data_offsets"][0])


def delta(narrow: Narrow) -> Single:
    """Return what is added to a layer, shape (out, in): a sum of outer products, in order of rank.

    Multiplying and adding are separate steps over whole matrices; a matrix product would leave
    the order of its sums, and whether it rounds in between, to the library and the processor.
    """
    up, down = narrow.up.astype(np.float32), narrow.down.astype(np.float32)
    total = np.zeros((up.shape[0], down.shape[1]), np.float32)
    for at in range(up.shape[1]):
        total += up[:, at, None] * down[None, at, :]
    total *= np.float32(SCALE)
    return total
