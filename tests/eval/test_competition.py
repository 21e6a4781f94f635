"""Items that want the same question are shown to each other's editors."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval.competition import competing
from indexer.encoder import Encoder
from kb.source import read

ITEM = (
    "---\nvraag: {question}\nkort: Dat kan.\ndoelgroep: {audience}\ngeldig: {valid}\n"
    "eigenaar: team-ww\n---\nJa.\n"
)
SAME = "Hoe kan ik een WW-uitkering aanvragen?"


def found(
    tree: Callable[..., Path],
    encoder: Encoder,
    question: str,
    audience: str = "particulier",
    valid: str = "{vanaf: 2024-01-01}",
) -> list[str]:
    text = ITEM.format(question=question, audience=audience, valid=valid)
    content = read(tree({"faq/werkloos/zelfde.md": text}))
    return [f"{it.code} {it.place}" for it in competing(content, encoder)]


def test_a_nearly_equal_question_is_reported_at_its_place(
    tree: Callable[..., Path], encoder: Encoder
) -> None:
    expected = ["vragen-concurreren faq/werkloos/zelfde.md:2:8"]
    assert found(tree, encoder, SAME) == expected


@pytest.mark.parametrize(
    ("question", "audience", "valid"),
    [
        ("Mag mijn hond mee naar kantoor?", "particulier", "{vanaf: 2024-01-01}"),
        (SAME, "werkgever", "{vanaf: 2024-01-01}"),
        (SAME, "particulier", "{vanaf: 2020-01-01, tot: 2024-01-01}"),
    ],
)
def test_another_question_audience_or_time_does_not_compete(
    tree: Callable[..., Path], encoder: Encoder, question: str, audience: str, valid: str
) -> None:
    assert found(tree, encoder, question, audience, valid) == []


def test_content_without_items_has_no_competition(tmp_path: Path, encoder: Encoder) -> None:
    (tmp_path / "faq").mkdir()
    assert list(competing(read(tmp_path), encoder)) == []
