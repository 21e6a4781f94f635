"""Texts that contradict others of their theme, and texts that became less clear than published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.release import build_release
from kb.source import read
from kb.wording import wording, worsened

FAQ = "faq/werkloos/ww-duur.md"


def test_only_the_text_that_became_worse_is_reported(tree: Callable[..., Path]) -> None:
    root = tree()
    active = build_release(read(root)).public.entries()
    path = root / FAQ
    long = "Dat staat in uw brief en als u het daar niet kunt vinden dan belt u ons op werkdagen."
    path.write_text(path.read_text().replace("Dat staat in uw brief.", long))
    (found,) = worsened(read(root), active)
    assert (found.code, found.place.file, found.place.line) == ("taal-verslechterd", FAQ, 14)
    assert "langste zin" in found.message


def test_the_published_text_is_not_worse_than_itself(tree: Callable[..., Path]) -> None:
    content = read(tree())
    assert list(worsened(content, build_release(content).public.entries())) == []


def test_a_new_text_has_nothing_to_be_worse_than(tree: Callable[..., Path]) -> None:
    assert list(worsened(read(tree()), ())) == []


@pytest.mark.parametrize(
    ("related", "found"),
    [
        ("[ww-duur]", ["tegenstrijdig brieven/WW-101.md:9:1"]),
        ("[ziek, ww-aanvragen]", ["tegenstrijdig brieven/WW-101.md:9:1"]),
        ("[ziek]", []),
        ("[]", []),
    ],
)
def test_a_letter_is_held_against_the_themes_of_the_items_it_names(
    tree: Callable[..., Path], related: str, found: list[str]
) -> None:
    changes = {
        "bedragen/anders.yml": (
            '- {naam: anders, waarde: "4", eenheid: weken, vanaf: 2015-01-01}\n'
        ),
        "brieven/WW-101.md": (
            "---\ncode: WW-101\ntitel: WW toegekend\ndoelgroep: particulier\n"
            f"geldig: {{vanaf: 2024-01-01}}\nwanneer: Soms.\nverwant: {related}\n---\n"
            "U heeft {termijn:anders} om bezwaar te maken.\n"
        ),
        "faq/ziek/ziek.md": (
            "---\nvraag: Wat als ik ziek ben?\nkort: Meld u ziek.\ndoelgroep: particulier\n"
            "geldig: {vanaf: 2024-01-01}\n---\nBel ons.\n"
        ),
    }
    problems = wording(read(tree(changes)), date(2026, 11, 22))
    assert [f"{it.code} {it.place}" for it in problems] == found
