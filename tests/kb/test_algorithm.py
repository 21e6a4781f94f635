"""The record of the algorithm is content: read strictly, released, and told when it changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.differences import differences
from kb.release import build_release
from kb.source import read

REPOSITORY = Path(__file__).parents[2]
Tree = Callable[..., Path]

RECORD = """\
naam: Antwoorden zoeken
omschrijving: Zoekt het antwoord dat past.
organisatie: Voorbeeld
status: In gebruik
contact: algoritme@example.nl
publicatiecategorie: Overige algoritmes
"""


def problems(root: Path) -> list[str]:
    return [f"{it.place} {it.code}" for it in read(root).problems]


def test_the_record_is_part_of_the_public_release(tree: Tree) -> None:
    without = build_release(read(tree()))
    released = build_release(read(tree({"algoritme.yml": RECORD})))
    assert without.public.algorithm is None
    assert released.public.algorithm is not None
    assert released.public.algorithm.name == "Antwoorden zoeken"
    assert released.facts()["publiek"] != without.facts()["publiek"]
    assert released.facts()["vragen"] == without.facts()["vragen"]


def test_a_change_in_it_is_told(tree: Tree) -> None:
    before = build_release(read(tree({"algoritme.yml": RECORD})))
    after = build_release(
        read(tree({"algoritme.yml": RECORD.replace("In gebruik", "Buiten gebruik")}))
    )
    (found,) = differences(before, after, date(2026, 11, 22))
    assert (found.sort, found.key) == ("teksten", "algoritme")
    assert found.title == "Registratie van het algoritme"
    assert [(it.key, it.before, it.after) for it in found.fields] == [
        ("status", "In gebruik", "Buiten gebruik")
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("naam: Antwoorden zoeken\n", "", "sleutel-ontbreekt"),
        ("naam: Antwoorden zoeken", f"naam: {'x' * 101}", "ongeldige-waarde"),
        ("status: In gebruik", "status: Bijna", "ongeldige-waarde"),
        ("contact: algoritme@example.nl", "contact: bel ons", "ongeldige-waarde"),
        ("contact: algoritme@example.nl", "contact: http://example.nl", "ongeldige-waarde"),
        ("status: In gebruik", "status: In gebruik\nbegindatum: 2026-13", "ongeldige-waarde"),
        ("status: In gebruik", "status: In gebruik\nthemas: [Voetbal]", "ongeldige-waarde"),
        ("status: In gebruik", "status: In gebruik\nmodel: iets", "onbekende-sleutel"),
    ],
)
def test_what_the_register_would_refuse_is_an_error_here(
    tree: Tree, old: str, new: str, code: str
) -> None:
    found = read(tree({"algoritme.yml": RECORD.replace(old, new)})).problems
    assert [it.code for it in found] == [code]


def test_the_record_of_this_repository_has_no_problem() -> None:
    content = read(REPOSITORY / "content")
    assert content.algorithm is not None
    assert [it for it in content.problems if it.place.file == "algoritme.yml"] == []
