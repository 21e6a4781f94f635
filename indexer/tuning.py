"""A small fine-tuning of an encoder on public content: from lessons and a base to an adapter.

What it learns: every way to ask for an entry lies near its class (a vector per entry, learned
along and thrown away), and nearer to its own phrasings and texts than to those of the others in the
same batch. Golden questions are never read: see `indexer.lessons`.

One thread and one seed: the same machine and libraries give the same bytes. Other processors may
round otherwise; what is used is therefore the file, named by its digest, and not the recipe.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

from indexer import bundled
from indexer.adapter import Adapter, Origin
from indexer.encoder import Trainable, trainable
from indexer.errors import EncoderError
from indexer.lessons import Lesson, digest_of, drawn, pair
from indexer.lora import Trained, attach, rounded, top_layers
from kb import __version__

if TYPE_CHECKING:
    from torch import Tensor

STEPS: Final = 450
RANK: Final = 16
LAYERS: Final = 6
"""Blocks from the top that are trained; those below keep what the base knows of languages."""

_BATCH: Final = 32
"""Entries per step, each with one pair."""
_TOGETHER: Final = 16
"""Texts that are embedded at once, of about the same length."""
_TOKENS: Final = 64
"""Of a text the first tokens are read: a question is shorter, a text has told enough."""
_RATE: Final = 8e-4
_CLASS_RATE: Final = 2 * _RATE
_DECAY: Final = 0.01
_WARM_UP: Final = 20
"""Steps in which the rate grows to what it is."""
_LEAST_RATE: Final = 0.05
"""The share of the rate that is left at the end."""
_CLASS_SHARPNESS: Final = 20.0
_PAIR_SHARPNESS: Final = 20.0
_LARGEST_GRADIENT: Final = 1.0


@dataclass(frozen=True)
class Step:
    """A step that was taken: its number from 1, how many there are, its two losses."""

    number: int
    total: int
    classes: float
    pairs: float


@dataclass(frozen=True)
class _Classes:
    """A vector per lesson, and the middle of all of them, which says nothing of any."""

    vectors: Tensor
    centre: Tensor


def tune(
    taught: Sequence[Lesson],
    folder: Path,
    *,
    steps: int = STEPS,
    seed: int = 0,
    base: str = bundled.SOURCE,
    progress: Callable[[Step], None] = lambda _step: None,
) -> Adapter:
    """Return an adapter for the encoder in `folder`, which holds `base`, tuned on `taught`.

    Sets the number of threads of torch to one.

    Raises:
        EncoderError: there is too little to learn, the folder cannot be loaded, or training gave
            something that is no number.
    """
    import torch

    if len(taught) < 2:
        raise EncoderError(
            "Er is te weinig om van te leren: er zijn twee items nodig die elk op twee manieren "
            "gevraagd worden."
        )
    torch.set_num_threads(1)
    model = trainable(folder)
    layers = top_layers(model.transformer, LAYERS)
    classes = _classes(taught, model)  # by the base: nothing is attached yet
    attached = attach(model.transformer, layers, RANK, seed)
    draw = Random(seed)  # noqa: S311 -- it must be the same draw every time
    _train(lambda: _losses(taught, model, classes, draw), classes, attached, steps, progress)
    origin = Origin(
        base=base,
        rank=RANK,
        layers=layers,
        steps=steps,
        seed=seed,
        texts=digest_of(taught),
        program=__version__,
    )
    return Adapter(origin, rounded(attached))


def _train(
    losses: Callable[[], tuple[Tensor, Tensor]],
    classes: _Classes,
    attached: Mapping[str, Trained],
    steps: int,
    progress: Callable[[Step], None],
) -> None:
    """Change `attached`, and `classes` with it, so that both losses become less."""
    import torch

    narrow = [matrix for it in attached.values() for matrix in (it.down, it.up)]
    groups = [{"params": narrow, "lr": _RATE}, {"params": [classes.vectors], "lr": _CLASS_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda at: _share_of_rate(at, steps))
    for number in range(1, steps + 1):
        of_classes, of_pairs = losses()
        optimiser.zero_grad()
        torch.autograd.backward([of_classes + of_pairs])
        torch.nn.utils.clip_grad_norm_(narrow, _LARGEST_GRADIENT)
        optimiser.step()
        schedule.step()
        progress(Step(number, steps, of_classes.item(), of_pairs.item()))


def _losses(
    taught: Sequence[Lesson], model: Trainable, classes: _Classes, draw: Random
) -> tuple[Tensor, Tensor]:
    """Draw a batch and return its two losses: against the classes, and within its pairs."""
    import torch

    chosen = drawn(taught, _BATCH, draw)
    pairs = [pair(taught[at], draw) for at in chosen]
    questions = [model.question_prompt + it for it, _ in pairs]
    found = [model.passage_prompt + it for _, it in pairs]
    rows = embedded(model, [*questions, *found])
    return _class_loss(rows, classes, torch.tensor(chosen * 2)), _pair_loss(rows)


def _share_of_rate(at: int, steps: int) -> float:
    """Return which share of the rate holds in step `at`, from 0: it grows, then falls."""
    return min(1.0, (at + 1) / _WARM_UP) * max(_LEAST_RATE, 0.5 * (1 + cos(pi * at / steps)))


def _class_loss(rows: Tensor, classes: _Classes, right: Tensor) -> Tensor:
    """Return how badly each row, (texts, dimensions), is told to be of its own class."""
    from torch.nn.functional import cross_entropy, normalize

    near = normalize(rows - classes.centre, dim=-1) @ normalize(classes.vectors, dim=-1).T
    return cross_entropy(near * _CLASS_SHARPNESS, right)


def _pair_loss(rows: Tensor) -> Tensor:
    """Return how badly the questions, the first half, find their own in the second, and back."""
    import torch
    from torch.nn.functional import cross_entropy

    questions, found = rows.chunk(2)
    near = questions @ found.T * _PAIR_SHARPNESS
    own = torch.arange(len(near))
    return (cross_entropy(near, own) + cross_entropy(near.T, own)) / 2


def _classes(taught: Sequence[Lesson], model: Trainable) -> _Classes:
    """Return the classes as they begin: the mean of the phrasings, seen from the middle of all."""
    import torch
    from torch.nn.functional import normalize

    said = [model.passage_prompt + text for it in taught for text in it.said]
    with torch.no_grad():
        rows = embedded(model, said)
        centre = rows.mean(dim=0)
        parts = torch.split(rows - centre, [len(it.said) for it in taught])
        began = normalize(torch.stack([it.sum(dim=0) for it in parts]), dim=-1)
    return _Classes(began.requires_grad_(), centre)


def embedded(model: Trainable, texts: Sequence[str]) -> Tensor:
    """Return texts, with their prompts, as rows of unit length: (texts, dimensions), in order."""
    import torch

    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    groups = [order[at : at + _TOGETHER] for at in range(0, len(order), _TOGETHER)]
    rows = torch.cat([_rows(model, [texts[at] for at in it]) for it in groups])
    back = sorted(range(len(order)), key=order.__getitem__)
    return rows[torch.tensor(back)]


def _rows(model: Trainable, texts: list[str]) -> Tensor:
    """Embed texts of about one length: the mean of their tokens, of unit length."""
    from torch.nn.functional import normalize

    tokens: Any = model.tokenizer(
        texts, padding=True, truncation=True, max_length=_TOKENS, return_tensors="pt"
    )
    states: Tensor = model.transformer(**tokens).last_hidden_state
    counted = tokens["attention_mask"][..., None].to(states.dtype)
    return normalize((states * counted).sum(dim=1) / counted.sum(dim=1), dim=-1)
