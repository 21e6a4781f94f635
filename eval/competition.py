"""Items that want the same questions. It needs the encoder, so it stands above the content checks.

Two items whose questions are nearly the same compete: which of them answers depends on a hair.
They are reported for a person to merge or to tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np

from indexer.encoder import Encoder, Vectors
from kb.content import Content, Sourced
from kb.model import Faq
from kb.problems import Problem, problem

TOO_CLOSE: Final = 0.975
"""Cosine between question vectors from which two questions count as nearly the same. Of the bundled
encoder: the same question in other words ("Hoe vraag ik ... aan?", "Hoe kan ik ... aanvragen?")
gives .99, questions about another side of the same scheme mostly stay below .97."""


def competing(
    content: Content, encoder: Encoder, too_close: float = TOO_CLOSE
) -> Iterator[Problem]:
    """Yield a warning for each pair of items with a nearly equal question, at the later one.

    Raises:
        EncoderError: the encoder gives no usable vectors.
    """
    asked = [
        (it, text, ("vraag",) if at < 0 else ("alternatieven", at))
        for it in content.faqs
        for at, text in enumerate((it.value.question, *it.value.alternatives), -1)
    ]
    if not asked:
        return
    texts = sorted({text for _, text, _ in asked})
    vectors = dict(zip(texts, encoder.questions(texts), strict=True))
    rows: Vectors = np.stack([vectors[text] for _, text, _ in asked])
    cosines = rows @ rows.T
    best: dict[tuple[str, str], tuple[float, int, int]] = {}
    for first, second in zip(*np.nonzero(np.triu(cosines >= too_close, 1)), strict=True):
        one, other = asked[first][0], asked[second][0]
        if not _compete(one, other):
            continue
        pair = (one.value.id, other.value.id)
        found = (float(cosines[first, second]), int(first), int(second))
        best[pair] = max(best.get(pair, found), found)
    for _, first, second in best.values():
        one, other = asked[first], asked[second]
        yield problem(
            "vragen-concurreren",
            other[0].place(*other[2]),
            vraag=other[1],
            andere=one[1],
            ander=one[0].file,
        )


def _compete(one: Sourced[Any], other: Sourced[Any]) -> bool:
    """Whether two items can both be found by the same person on the same day."""
    first, second = one.value, other.value
    assert isinstance(first, Faq)  # noqa: S101 -- only items are handed in
    return (
        first.id != second.id
        and first.validity.overlaps(second.validity)
        and first.audience.serves(second.audience)
    )
