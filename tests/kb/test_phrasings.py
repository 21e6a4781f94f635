"""How people put a question stands in a file of its own: searched, checked, never shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.checks import check
from kb.differences import differences
from kb.release import build_release
from kb.source import read

Tree = Callable[..., Path]

TODAY = date(2026, 11, 22)
FILE = "formuleringen/werkloos/ww-duur.yml"


def problems(root: Path) -> list[str]:
    return [f"{it.code} {it.place}" for it in check(read(root), TODAY)]


def test_phrasings_are_part_of_the_public_content_per_language_in_their_own_order(
    tree: Tree,
) -> None:
    root = tree({FILE: 'en:\n  - "how long ww"\nnl:\n  - "hoe lang nog"\n  - "duur ww"\n'})
    (found,) = build_release(read(root)).public.phrasings
    assert found.id == "ww-duur"
    assert list(found.each()) == [
        ("nl", 0, "hoe lang nog"),
        ("nl", 1, "duur ww"),
        ("en", 0, "how long ww"),
    ]
    assert problems(root) == []


def test_phrasings_leave_the_version_of_their_item_as_it_was(tree: Tree) -> None:
    before = build_release(read(tree())).versions()
    assert build_release(read(tree({FILE: "nl: [hoe lang nog]\n"}))).versions() == before


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        (FILE, "- hoe lang\n", f"geen-talen {FILE}:1:1"),
        (FILE, "xx: [hoe lang]\n", f"onbekende-sleutel {FILE}:1:1"),
        (FILE, "id: ww-duur\n", f"onbekende-sleutel {FILE}:1:1"),
        (FILE, "nl: hoe lang\n", f"ongeldige-waarde {FILE}:1:5"),
        (FILE, f"nl: [{'x' * 301}]\n", f"ongeldige-waarde {FILE}:1:6"),
        (FILE, "nl:\n  - ww aanvragen\n", f"dubbele-vraag {FILE}:2:5"),
        (FILE, "nl:\n  - hoe lang nog\n  - Hoe lang, nog?\n", f"dubbele-vraag {FILE}:3:5"),
        (FILE, "nl: [mijn bsn is 111222333]\n", f"persoonsgegeven {FILE}:1:6"),
        (
            "formuleringen/werkloos/ww-duuur.yml",
            "nl: [hoe lang nog]\n",
            "formulering-zonder-vraag formuleringen/werkloos/ww-duuur.yml:1:1",
        ),
        (
            "formuleringen/WW Duur.yml",
            "nl: [hoe lang nog]\n",
            "onbekend-bestand formuleringen/WW Duur.yml:1:1",
        ),
        (
            FILE,
            "nl: [ik ben mijn baan kwijt wat nu]\n",
            "toetsvraag-bekend vragen/toets/basis.yml:1:26",
        ),
    ],
)
def test_a_fault_in_phrasings_is_named_at_its_place(
    tree: Tree, file: str, text: str, expected: str
) -> None:
    assert problems(tree({file: text})) == [expected]


def test_phrasings_of_one_item_in_two_folders_are_an_error(tree: Tree) -> None:
    other = "formuleringen/ziek/ww-duur.yml"
    root = tree({FILE: "nl: [hoe lang nog]\n", other: "nl: [hoe lang dan]\n"})
    assert problems(root) == [f"dubbele-id {other}:1:1"]


def test_a_changed_phrasing_is_a_difference_between_releases(tree: Tree) -> None:
    before = build_release(read(tree({FILE: "nl: [hoe lang nog]\n"})))
    after = build_release(read(tree({FILE: "nl: [hoe lang dan]\n"})))
    (found,) = differences(before, after, TODAY)
    assert (found.sort, found.title) == (
        "formuleringen",
        "Formuleringen bij: Hoe lang krijg ik een WW-uitkering?",
    )
