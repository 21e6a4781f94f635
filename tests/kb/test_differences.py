"""What changed between two releases, told piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from kb.differences import SORTS, Change, Difference, FieldChange, FigureChange, differences
from kb.release import Release, build_release, pieces
from kb.source import read, version_of

TODAY = date(2026, 11, 22)
DURATION = "faq/werkloos/ww-duur.md"
FIGURES = "bedragen/algemeen.yml"
TRANSLATED = "faq/werkloos/ww-duur.en.md"

NEW_ITEM = (
    "---\nvraag: Wat is dagloon?\nkort: Uw loon per dag.\ndoelgroep: particulier\n"
    "geldig: {vanaf: 2027-01-01}\ncontroleren_voor: 2027-06-01\neigenaar: team-ww\n---\nLoon.\n"
)
LETTER = (
    "---\ncode: WW-101\ntitel: U krijgt WW\ndoelgroep: particulier\ngeldig: {vanaf: 2023-07-01}\n"
    "wanneer: Als u WW krijgt.\ncontroleren_voor: 2027-06-01\neigenaar: brieven\n"
    "termijnen: [{naam: reactie, termijn: reactie, vanaf: dagtekening}]\n---\n"
    "## Wat betekent deze brief?\n\nU krijgt WW.\n\n## Tekst van de brief\n\n{termijn:bezwaar}\n"
)
FULL: Mapping[str, str] = {
    "brieven/WW-101.md": LETTER,
    "formuleringen/werkloos/ww-duur.yml": "nl: [hoe lang duurt dat dan]\n",
    "keuzes.yml": (
        "- vraag: Krijgt u al WW?\n  keuzes:\n    - {id: ww-aanvragen, label: Nee}\n"
        "    - {id: ww-duur, label: Ja}\n"
    ),
    "begrippen.yml": "- {term: dagloon, betekenis: Uw loon per dag.}\n",
    "faq/werkloos/ww-duur.toelichting.md": (
        "---\neigenaar: team-ww\ncontroleren_voor: 2027-06-01\n---\nNa {termijn:bezwaar} te laat.\n"
    ),
    "themas.yml": "- {id: werkloos, titel: Werkloos}\n- {id: ziek, titel: Ziek}\n",
    FIGURES: (
        '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01}\n'
        '- {naam: reactie, waarde: "2", eenheid: weken, vanaf: 2015-01-01}\n'
    ),
}


@pytest.fixture
def root(tree: Callable[..., Path]) -> Path:
    """Return a tree with every sort of content."""
    return tree(FULL)


def released(root: Path) -> Release:
    return build_release(read(root))


def write(root: Path, file: str, text: str) -> None:
    (root / file).parent.mkdir(parents=True, exist_ok=True)
    (root / file).write_text(text, encoding="utf-8")


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    write(root, file, text.replace(old, new))


def edited(root: Path, file: str, old: str, new: str, day: date = TODAY) -> tuple[Difference, ...]:
    """Return what differs after one edit of one file."""
    before = released(root)
    edit(root, file, old, new)
    return differences(before, released(root), day)


def by_key(found: tuple[Difference, ...]) -> dict[tuple[str, str], Difference]:
    return {(it.sort, it.key): it for it in found}


def test_a_release_does_not_differ_from_itself(root: Path) -> None:
    assert differences(released(root), released(root), TODAY) == ()


def test_every_sort_of_piece_has_its_place_in_the_order(root: Path) -> None:
    assert {sort for sort, _ in pieces(released(root))} == set(SORTS)


def test_a_changed_item_tells_its_changed_fields_and_not_its_digest(root: Path) -> None:
    (found,) = edited(root, DURATION, "kort: Hoe lang u WW krijgt", "kort: Hoelang u WW krijgt")
    assert (found.sort, found.key) == ("vraag", "ww-duur@2024-01-01")
    assert found.title == "Hoe lang krijg ik een WW-uitkering?"
    assert found.change is Change.CHANGED
    rest = "hangt af van uw arbeidsverleden."
    assert found.fields == (
        FieldChange("kort", f"Hoe lang u WW krijgt {rest}", f"Hoelang u WW krijgt {rest}"),
    )
    assert found.figures == ()


def test_a_file_that_is_only_written_otherwise_is_no_difference(root: Path) -> None:
    before = released(root)
    edit(root, DURATION, "doelgroep: particulier", "# voor iedereen\ndoelgroep: 'particulier'")
    after = released(root)
    assert before.versions() != after.versions()
    assert differences(before, after, TODAY) == ()


def test_a_list_is_told_as_lines(root: Path) -> None:
    (found,) = edited(root, DURATION, "trefwoorden: [werkloos]", "trefwoorden: [werkloos, ww]")
    assert found.fields == (FieldChange("trefwoorden", "werkloos", "werkloos\nww"),)


def test_an_end_is_told_with_the_last_day(root: Path) -> None:
    (found,) = edited(root, DURATION, "{vanaf: 2024-01-01}", "{vanaf: 2024-01-01, tot: 2027-01-01}")
    assert found.fields == (
        FieldChange(
            "geldig",
            "vanaf 2024-01-01, zonder einde",
            "vanaf 2024-01-01 tot 2027-01-01 (t/m 2026-12-31)",
        ),
    )


def test_another_first_day_is_another_version(root: Path) -> None:
    found = edited(root, DURATION, "{vanaf: 2024-01-01}", "{vanaf: 2025-01-01}")
    assert [(it.key, it.change) for it in found] == [
        ("ww-duur@2024-01-01", Change.GONE),
        ("ww-duur@2025-01-01", Change.NEW),
    ]


def test_what_is_new_has_its_fields_after_and_what_is_gone_before(root: Path) -> None:
    before = released(root)
    write(root, "faq/werkloos/dagloon.md", NEW_ITEM)
    after = released(root)
    (new,), (gone,) = differences(before, after, TODAY), differences(after, before, TODAY)
    assert (new.change, gone.change) == (Change.NEW, Change.GONE)
    assert FieldChange("tekst", "", "Loon.") in new.fields
    assert FieldChange("tekst", "Loon.", "") in gone.fields
    assert {it.key for it in new.fields}.isdisjoint({"id", "versie", "trefwoorden"})


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("brieven/WW-101.md", "Als u", "Wanneer u", ("brief", "WW-101@2023-07-01", "wanneer")),
        (
            "verwijzingen/geen-antwoord.md",
            "naam: UWV",
            "naam: Telefoon",
            ("verwijzing", "geen-antwoord@1900-01-01", "contact"),
        ),
        (
            FIGURES,
            "2015-01-01}\n- ",
            "2015-01-01, bron: Awb}\n- ",
            ("bedrag", "bezwaar@2015-01-01", "bron"),
        ),
        ("begrippen.yml", "per dag", "elke dag", ("begrip", "dagloon", "betekenis")),
        ("themas.yml", "titel: Ziek", "titel: Ziekte", ("thema", "ziek", "titel")),
        ("teksten.yml", "voorbeeldinhoud", "inhoud", ("teksten", "teksten", "banner")),
        (
            "faq/werkloos/ww-duur.toelichting.md",
            "te laat",
            "is het te laat",
            ("toelichting", "ww-duur", "tekst"),
        ),
        (
            "vragen/toets/basis.yml",
            "wat nu",
            "en nu",
            ("toetsvraag", "toets-001", "vraag"),
        ),
    ],
)
def test_each_sort_is_told_by_its_own_key(
    root: Path, file: str, old: str, new: str, expected: tuple[str, str, str]
) -> None:
    (found,) = edited(root, file, old, new)
    assert (found.sort, found.key, *(it.key for it in found.fields)) == expected


def test_the_order_is_that_of_the_sorts_and_then_the_key(root: Path) -> None:
    before = released(root)
    write(root, "faq/werkloos/dagloon.md", NEW_ITEM)
    edit(root, "teksten.yml", "voorbeeldinhoud", "inhoud")
    edit(root, "brieven/WW-101.md", "Als u", "Wanneer u")
    edit(root, DURATION, "Dat staat", "Het staat")
    found = [(it.sort, it.key) for it in differences(before, released(root), TODAY)]
    assert found == [
        ("vraag", "dagloon@2027-01-01"),
        ("vraag", "ww-duur@2024-01-01"),
        ("brief", "WW-101@2023-07-01"),
        ("teksten", "teksten"),
    ]


def test_a_golden_question_that_moves_to_another_set_is_told(root: Path) -> None:
    before = released(root)
    (root / "vragen/oefen").mkdir()
    (root / "vragen/toets/basis.yml").rename(root / "vragen/oefen/basis.yml")
    (found,) = differences(before, released(root), TODAY)
    assert found.fields == (FieldChange("set", "toets", "oefen"),)


def test_themes_in_another_order_are_told_but_not_for_a_new_one(root: Path) -> None:
    before = released(root)
    write(root, "themas.yml", "- {id: oud, titel: Oud}\n" + FULL["themas.yml"])
    middle = released(root)
    assert [it.key for it in differences(before, middle, TODAY)] == ["oud"]
    write(root, "themas.yml", "- {id: ziek, titel: Ziek}\n- {id: werkloos, titel: Werkloos}\n")
    (found,) = differences(before, released(root), TODAY)
    assert found.fields == (FieldChange("volgorde", "werkloos\nziek", "ziek\nwerkloos"),)


def translate(root: Path) -> None:
    digest = version_of((root / DURATION).read_text(encoding="utf-8"))
    front = f"vraag: How long?\nkort: It depends.\nvertaling_van: {digest}"
    write(root, TRANSLATED, f"---\n{front}\n---\nRead your letter.\n")


def test_a_new_translation_is_told_and_one_that_falls_out_is_named(root: Path) -> None:
    before = released(root)
    translate(root)
    after = released(root)
    (new,), (gone,) = differences(before, after, TODAY), differences(after, before, TODAY)
    assert new.fields == (
        FieldChange("vertalingen", "", "en"),
        FieldChange("vertalingen.en.vraag", "", "How long?"),
        FieldChange("vertalingen.en.kort", "", "It depends."),
        FieldChange("vertalingen.en.tekst", "", "Read your letter."),
    )
    assert gone.fields == (FieldChange("vertalingen", "en", ""),)


SIX_TO_EIGHT = (FigureChange("bezwaar", "6 weken", "8 weken"),)


def test_an_item_reads_differently_when_its_figure_does(root: Path) -> None:
    found = by_key(edited(root, FIGURES, 'bezwaar, waarde: "6"', 'bezwaar, waarde: "8"'))
    item = found["vraag", "ww-duur@2024-01-01"]
    assert (item.change, item.fields, item.figures) == (Change.CHANGED, (), SIX_TO_EIGHT)
    assert found["toelichting", "ww-duur"].figures == SIX_TO_EIGHT
    # the letter names it only in its literal text, which is no answer
    assert set(found) == {
        ("vraag", "ww-duur@2024-01-01"),
        ("toelichting", "ww-duur"),
        ("bedrag", "bezwaar@2015-01-01"),
    }


def test_the_term_of_a_letter_counts_as_read(root: Path) -> None:
    found = by_key(edited(root, FIGURES, 'reactie, waarde: "2"', 'reactie, waarde: "3"'))
    letter = found["brief", "WW-101@2023-07-01"]
    assert letter.figures == (FigureChange("reactie", "2 weken", "3 weken"),)


def test_a_figure_that_loses_its_value_is_told_in_the_words_for_that(root: Path) -> None:
    old = 'waarde: "6", eenheid: weken, vanaf: 2015-01-01'
    found = by_key(edited(root, FIGURES, old, f"{old}, tot: 2020-01-01"))
    unknown = "een termijn die wij nog bijwerken"
    assert found["vraag", "ww-duur@2024-01-01"].figures == (
        FigureChange("bezwaar", "6 weken", unknown),
    )


@pytest.mark.parametrize(("day", "reads"), [("2026-12-31", False), ("2027-01-01", True)])
def test_a_figure_is_compared_on_the_day_asked_for(root: Path, day: str, reads: bool) -> None:
    old = '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01}'
    new = (
        '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2015-01-01, tot: 2027-01-01}\n'
        '- {naam: bezwaar, waarde: "8", eenheid: weken, vanaf: 2027-01-01}'
    )
    found = by_key(edited(root, FIGURES, old, new, date.fromisoformat(day)))
    assert (("vraag", "ww-duur@2024-01-01") in found) is reads


def test_a_version_still_to_come_is_compared_on_its_first_day(root: Path) -> None:
    write(root, "faq/werkloos/dagloon.md", NEW_ITEM.replace("Loon.\n", "{termijn:bezwaar}.\n"))
    before = released(root)
    edit(root, FIGURES, "{naam: bezwaar", "{tot: 2027-01-01, naam: bezwaar")
    write(
        root,
        "bedragen/nieuw.yml",
        '- {naam: bezwaar, waarde: "8", eenheid: weken, vanaf: 2027-01-01}\n',
    )
    found = by_key(differences(before, released(root), TODAY))
    assert found["vraag", "dagloon@2027-01-01"].figures == SIX_TO_EIGHT
    assert ("vraag", "ww-duur@2024-01-01") not in found


def test_a_figure_that_a_text_just_began_to_use_reads_no_differently(root: Path) -> None:
    before = released(root)
    edit(root, FIGURES, 'bezwaar, waarde: "6"', 'bezwaar, waarde: "8"')
    edit(root, "faq/werkloos/ww-aanvragen.md", "Ga naar", "Binnen {termijn:bezwaar} naar")
    found = by_key(differences(before, released(root), TODAY))
    item = found["vraag", "ww-aanvragen@2024-01-01"]
    assert [it.key for it in item.fields] == ["tekst"]
    assert item.figures == ()
