"""Which entry the words of a question point at, learned from every way in which entries are asked.

BM25 counts what a question and an entry share; this learns what tells entries apart: that "hoe
lang" points at a duration and "hoeveel" at an amount, whatever else a question says. A linear
support vector machine, one entry against the rest, over words, word pairs and character 4-grams
(the usual baseline for intents). It is trained when a snapshot is built and kept in it as whole
numbers: the same texts give the same bytes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import Field

from indexer.analyzer import grams, words
from kb.model import Frozen

Weights = npt.NDArray[np.int8]

VOCABULARY: Final = "classifier.json"
WEIGHTS: Final = "classifier.i8"

_STRENGTH: Final = 0.5
"""C of the machine: how much a mistake costs beside a simple rule. Chosen on `oefen`."""
_TOLERANCE: Final = 0.1
"""When training stops; a tenth of it takes twice as long and changed nothing on `oefen`."""
_KEPT: Final = 2
"""How many are remembered: most drafts change a text and not how it is asked."""
_LEVELS: Final = 127
_DIGITS: Final = 6
_MANY: Final = 1_000
"""From so many texts a feature that is in hardly any is an accident, and costs space."""
_FEWEST_WORDS: Final = 2
_FEWEST_GRAMS: Final = 3

Texts = Sequence[tuple[str, str]]
"""Texts, each with the id of the entry that it asks for."""


class Vocabulary(Frozen):
    """What the rows and columns of the weights stand for.

    `rarity` is the inverse document frequency of each feature; a weight is a whole number times
    the `scale` of its entry.
    """

    ids: tuple[str, ...]
    features: tuple[str, ...] = Field(alias="kenmerken")
    rarity: tuple[float, ...] = Field(alias="zeldzaamheid")
    scale: tuple[float, ...] = Field(alias="schaal")
    offset: tuple[float, ...] = Field(alias="begin")


@dataclass(frozen=True)
class Classifier:
    """A trained machine. `weights` has shape (features, ids)."""

    vocabulary: Vocabulary
    weights: Weights

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {feature: at for at, feature in enumerate(self.vocabulary.features)}

    def scores(self, text: str) -> dict[str, float]:
        """Return, per id, how far the words of `text` point at it; mostly between -1.5 and 1."""
        weighed = _weighed(Counter(_features(text)), self._places, self.vocabulary.rarity)
        values = np.fromiter(weighed.values(), np.float64, len(weighed))
        points = values @ self.weights[list(weighed)].astype(np.float64)
        total = points * np.asarray(self.vocabulary.scale) + np.asarray(self.vocabulary.offset)
        return dict(zip(self.vocabulary.ids, total.tolist(), strict=True))


NONE: Final = Classifier(
    Vocabulary(ids=(), features=(), rarity=(), scale=(), offset=()), np.zeros((0, 0), np.int8)
)
"""A classifier that knows nothing: with fewer than two entries there is nothing to tell apart."""


def train(texts: Texts) -> Classifier:
    """Return the classifier of `texts`. The same texts in any order give the same one."""
    return _trained(tuple(sorted(set(texts))))


@lru_cache(_KEPT)
def _trained(ordered: Texts) -> Classifier:
    ids = sorted({id_ for _, id_ in ordered})
    if len(ids) < 2:
        return NONE
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    read = [Counter(_features(text)) for text, _ in ordered]
    counted = Counter(feature for counts in read for feature in counts)
    features = sorted(it for it, count in counted.items() if count >= _fewest(it, len(ordered)))
    places = {feature: at for at, feature in enumerate(features)}
    rarity = [round(math.log((1 + len(ordered)) / (1 + counted[it])) + 1, 6) for it in features]
    rows = [_weighed(counts, places, rarity) for counts in read]
    table = csr_matrix(
        (
            [value for row in rows for value in row.values()],
            [at for row in rows for at in row],
            np.cumsum([0, *map(len, rows)]),
        ),
        shape=(len(rows), len(features)),
    )
    machine = LinearSVC(C=_STRENGTH, tol=_TOLERANCE, random_state=0)
    machine.fit(table, [id_ for _, id_ in ordered])
    learned, offset = np.asarray(machine.coef_), np.asarray(machine.intercept_)
    if len(ids) == 2:  # two entries are told apart by one rule
        learned, offset = np.vstack([-learned, learned]), np.concatenate([-offset, offset])
    scale = np.maximum(np.abs(learned).max(axis=1), 1e-9) / _LEVELS
    return Classifier(
        Vocabulary(
            ids=tuple(ids),
            features=tuple(features),
            rarity=tuple(rarity),
            scale=tuple(round(float(it), _DIGITS) for it in scale),
            offset=tuple(round(float(it), _DIGITS) for it in offset),
        ),
        np.round(learned / scale[:, None]).astype(np.int8).T.copy(),
    )


def _features(text: str) -> list[str]:
    """Return the features of a text: words, pairs of words that stand together, and 4-grams."""
    said = list(words(text))
    return [
        *(f"w{word}" for word in said),
        *(f"w{one} {other}" for one, other in pairwise(said)),
        *(f"g{gram}" for gram in grams(said)),
    ]


def _weighed(
    counts: Mapping[str, int], places: Mapping[str, int], rarity: Sequence[float]
) -> dict[int, float]:
    """Return the known features of a text by place, words and 4-grams each of unit length."""
    known = sorted((it, places[it], count) for it, count in counts.items() if it in places)
    found: dict[int, float] = {}
    for kind in ("w", "g"):
        own = {at: (1 + math.log(count)) * rarity[at] for it, at, count in known if it[0] == kind}
        length = math.sqrt(sum(value * value for value in own.values()))
        found |= {at: value / length for at, value in own.items()}
    return found


def _fewest(feature: str, texts: int) -> int:
    if texts < _MANY:
        return 1
    return _FEWEST_GRAMS if feature[0] == "g" else _FEWEST_WORDS


def write(folder: Path, found: Classifier) -> None:
    """Write a classifier as two files into `folder`."""
    (folder / VOCABULARY).write_text(found.vocabulary.model_dump_json(by_alias=True), "utf-8")
    (folder / WEIGHTS).write_bytes(found.weights.tobytes())


def read(folder: Path) -> Classifier:
    """Read what `write` wrote.

    Raises:
        ValueError: the files do not fit together.
    """
    found = Vocabulary.model_validate_json((folder / VOCABULARY).read_bytes(), by_alias=True)
    rows, columns = len(found.features), len(found.ids)
    if len(found.rarity) != rows or {len(found.scale), len(found.offset)} != {columns}:
        raise ValueError("the lists of the vocabulary differ in length")
    weights: Weights = np.frombuffer((folder / WEIGHTS).read_bytes(), np.int8)
    return Classifier(found, weights.reshape(rows, columns))
