"""Narrow matrices beside the layers of a transformer: the only weights that are trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from indexer.adapter import TRAINED_SCALE, Narrow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Module

_LAYERS: Final = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
"""Every layer of a block that multiplies by weights."""


@dataclass(frozen=True)
class Trained:
    """The two matrices of one layer, while they are trained: (out, rank) and (rank, in)."""

    up: Tensor
    down: Tensor


def top_layers(transformer: Module, count: int) -> tuple[int, ...]:
    """Return the numbers of the last `count` blocks of a BERT encoder, or of all it has."""
    total = len(transformer.get_submodule("encoder.layer")._modules)
    return tuple(range(max(0, total - count), total))


def attach(
    transformer: Module, layers: tuple[int, ...], rank: int, seed: int
) -> dict[str, Trained]:
    """Freeze `transformer` and set matrices beside each layer of the blocks named, by layer name.

    They start as nothing: `up` is zero, so that the first step begins at the base.
    """
    import torch

    random = torch.Generator().manual_seed(seed)
    transformer.requires_grad_(False)
    transformer.eval()  # no dropout: the same texts give the same vectors
    attached: dict[str, Trained] = {}
    for name in _names(layers):
        layer: Any = transformer.get_submodule(name)
        rows, columns = layer.weight.shape
        started = torch.randn(rank, columns, generator=random) / sqrt(columns)
        it = Trained(up=torch.zeros(rows, rank).requires_grad_(), down=started.requires_grad_())
        layer.register_forward_hook(_adding(it))
        attached[name] = it
    return attached


def _names(layers: tuple[int, ...]) -> Iterator[str]:
    return (f"encoder.layer.{number}.{name}" for number in layers for name in _LAYERS)


def _adding(it: Trained) -> Any:
    def hook(_layer: Module, given: tuple[Tensor, ...], made: Tensor) -> Tensor:
        return made + (given[0] @ it.down.T @ it.up.T) * TRAINED_SCALE

    return hook


def rounded(attached: Mapping[str, Trained]) -> dict[str, Narrow]:
    """Return the matrices in 16 bits, as an adapter keeps them."""

    def half(tensor: Tensor) -> Any:
        with np.errstate(over="ignore"):  # what does not fit becomes infinite; Adapter refuses it
            return tensor.detach().numpy().astype(np.float16)

    return {name: Narrow(up=half(it.up), down=half(it.down)) for name, it in attached.items()}
