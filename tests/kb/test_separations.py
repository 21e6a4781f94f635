"""Between answers that fit alike, one question about the person decides; content holds it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.answering import Found, Question, answer
from kb.checks import check
from kb.composing import Answer, Hit
from kb.knowledge import Knowledge
from kb.model import Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read

Tree = Callable[..., Path]

TODAY = date(2026, 11, 22)
FILE = "keuzes.yml"
THIRD = "faq/werkloos/ww-hoogte.md"
BOTH = (
    "- vraag: Krijgt u al WW?\n  keuzes:\n"
    '    - {id: ww-aanvragen, label: "Nee, nog niet"}\n'
    '    - {id: ww-duur, label: "Ja"}\n'
)
WIDER = (
    "- vraag: Wat wilt u weten?\n  keuzes:\n"
    "    - {id: ww-aanvragen, label: Hoe ik het aanvraag}\n"
    "    - {id: ww-duur, label: Hoe lang}\n    - {id: ww-hoogte, label: Hoeveel}\n"
)


def third(root: Path) -> str:
    """Return the text of one more item."""
    text = (root / "faq/werkloos/ww-duur.md").read_text(encoding="utf-8")
    changed = text.replace("Hoe lang krijg ik een WW-uitkering?", "Hoeveel WW krijg ik?")
    return changed.replace("hoeveel maanden ww", "hoogte ww")


def offered(root: Path, *ids: str, language: str = "nl") -> Answer:
    """Return the answer when the search hesitates between `ids`."""
    knowledge = Knowledge(build_release(read(root)).public)
    entries = [knowledge.on(id_, TODAY) for id_ in ids]
    hits = tuple(Hit(entry, 0.5, 0.3) for entry in entries if entry is not None)
    policy = Policy(answer_at=0.5, choice_at=0.2)
    question = Question("iets met ww", TODAY, language=language)
    return answer(question, knowledge, lambda _query: Found(hits), policy)


def test_the_question_that_separates_the_answers_is_asked_with_its_own_labels(tree: Tree) -> None:
    made = offered(tree({FILE: BOTH}), "ww-duur", "ww-aanvragen")
    assert (made.outcome, made.notice) == (Outcome.CHOICE, "Krijgt u al WW?")
    assert [(it.id, it.label) for it in made.choices] == [
        ("ww-duur", "Ja"),
        ("ww-aanvragen", "Nee, nog niet"),
    ]
    assert [it.entry.id for it in made.answers] == ["ww-duur", "ww-aanvragen"]


def test_what_the_question_does_not_offer_is_not_shown(tree: Tree) -> None:
    root = tree({FILE: BOTH, THIRD: third(tree())})
    made = offered(root, "ww-duur", "ww-aanvragen", "ww-hoogte")
    assert [it.id for it in made.choices] == ["ww-duur", "ww-aanvragen"]


def test_of_several_questions_the_one_that_offers_most_of_what_was_found_is_asked(
    tree: Tree,
) -> None:
    root = tree({FILE: BOTH + WIDER, THIRD: third(tree())})
    three = offered(root, "ww-duur", "ww-aanvragen", "ww-hoogte")
    assert (three.notice, len(three.choices)) == ("Wat wilt u weten?", 3)
    assert offered(root, "ww-duur", "ww-aanvragen").notice == "Krijgt u al WW?"


def test_a_question_that_does_not_separate_the_first_two_is_not_asked(tree: Tree) -> None:
    root = tree({FILE: BOTH, THIRD: third(tree())})
    made = offered(root, "ww-hoogte", "ww-duur", "ww-aanvragen")
    assert made.notice == "Wat past het best bij uw vraag?"
    assert made.choices[0].label == "Hoeveel WW krijg ik?"


def test_who_asks_in_another_language_is_not_asked_back_in_dutch_labels(tree: Tree) -> None:
    made = offered(tree({FILE: BOTH}), "ww-duur", "ww-aanvragen", language="en")
    assert made.notice != "Krijgt u al WW?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOTH.replace("id: ww-duur", "id: ww-duurt"), f"keuze-onbekend {FILE}:4:12"),
        (BOTH.replace("id: ww-duur", "id: geen-antwoord"), f"keuze-onbekend {FILE}:4:12"),
        (BOTH + BOTH.replace("al", "nu al"), f"keuze-dubbel {FILE}:5:10"),
        (BOTH.replace("id: ww-duur", "id: ww-aanvragen"), f"keuze-dubbel {FILE}:1:10"),
        (BOTH.replace("Ja", "J" * 81), f"ongeldige-waarde {FILE}:4:28"),
        ("- {vraag: Wat?, keuzes: [{id: ww-duur, label: Ja}]}\n", f"ongeldige-waarde {FILE}:1:25"),
    ],
)
def test_a_fault_in_a_choice_is_named_at_its_place(tree: Tree, text: str, expected: str) -> None:
    found = [f"{it.code} {it.place}" for it in check(read(tree({FILE: text})), TODAY)]
    assert found[-1] == expected
