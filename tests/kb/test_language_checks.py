"""A phrasing, translation or golden question in another language than it says is reported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.checks import check
from kb.source import read

Tree = Callable[..., Path]

TODAY = date(2026, 11, 22)
PHRASED = "formuleringen/werkloos/ww-duur.yml"
TRANSLATED = "faq/werkloos/ww-duur.en.md"
GOLDEN = "vragen/oefen/extra.yml"
DUTCH = "Wanneer krijg ik deze maand mijn geld van jullie?"
ENGLISH = "When will I receive my money from you this month?"


def reported(root: Path) -> list[str]:
    return [
        f"{it.place} {it.message}" for it in check(read(root), TODAY) if it.code == "taal-anders"
    ]


def translation(question: str, body: str) -> str:
    return (
        f"---\nvraag: {question}\nkort: You get it for three months or longer.\n"
        f"vertaling_van: 00000000\n---\n{body}\n"
    )


def said(found: str, stated: str) -> str:
    return f"Deze tekst lijkt in de taal '{found}' te zijn; er staat dat het '{stated}' is."


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (PHRASED, f"en:\n  - how long ww\n  - {DUTCH}\n", f"{PHRASED}:3:5 {said('nl', 'en')}"),
        (PHRASED, f"nl:\n  - {ENGLISH}\n", f"{PHRASED}:2:5 {said('en', 'nl')}"),
        (
            PHRASED,
            "uk:\n  - Кога ще получа парите си от вас този месец?\n",
            f"{PHRASED}:2:5 {said('bg', 'uk')}",
        ),
        (
            PHRASED,
            "nl:\n  - متى سأحصل على المال من مكتب التأمين هذا الشهر؟\n",
            f"{PHRASED}:2:5 {said('ar', 'nl')}",
        ),
        (TRANSLATED, translation(DUTCH, ENGLISH), f"{TRANSLATED}:2:8 {said('nl', 'en')}"),
        (
            TRANSLATED,
            translation(ENGLISH, f"You get it in the week after.\n\n{DUTCH}"),
            f"{TRANSLATED}:8:1 {said('nl', 'en')}",
        ),
        (
            GOLDEN,
            f'- {{id: extra-1, vraag: "{ENGLISH}", taal: nl, verwacht: [ww-duur]}}\n',
            f"{GOLDEN}:1:24 {said('en', 'nl')}",
        ),
    ],
)
def test_a_text_in_another_language_than_it_says_is_a_warning_at_its_place(
    tree: Tree, file: str, text: str, expected: str
) -> None:
    assert reported(tree({file: text})) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        f"nl:\n  - {DUTCH}\nen:\n  - {ENGLISH}\n",
        "nl:\n  - how long ww\n",  # too short to accuse anybody
        "en:\n  - inkomstenformulier WIA WGA vakantiegeld DigiD UWV\n",
        "en:\n  - where do I find the formulier bezwaar maken for my uitkering\n",
        "uk:\n  - работа на ферме без договора и без денег как быть\n",  # Russian
        "nl:\n  - 123 456 789 012 345 678\n",
    ],
)
def test_right_short_and_mixed_texts_are_left_alone(tree: Tree, text: str) -> None:
    assert reported(tree({PHRASED: text})) == []


def test_a_language_that_we_do_not_know_is_not_judged(tree: Tree) -> None:
    text = f'- {{id: extra-1, vraag: "{ENGLISH}", taal: fy, verwacht: [ww-duur]}}\n'
    assert reported(tree({GOLDEN: text})) == []
