"""Bodies are read as sentences, each at the place where an editor finds it."""

from __future__ import annotations

import pytest

from kb.prose import paragraphs, split, words


def sentences(markdown: str) -> list[tuple[str, int, int]]:
    return [
        (it.text, it.line, it.column) for block in paragraphs(markdown) for it in block.sentences
    ]


def test_a_sentence_has_the_line_and_column_where_it_starts() -> None:
    assert sentences("Eerste zin. Tweede zin.\nDerde zin.") == [
        ("Eerste zin.", 1, 1),
        ("Tweede zin.", 1, 13),
        ("Derde zin.", 2, 1),
    ]


def test_markup_before_a_sentence_moves_its_column() -> None:
    assert sentences("Zie **dit**. Lees [meer](ww-duur) hier. Klaar.")[2] == ("Klaar.", 1, 41)


def test_headings_and_table_cells_are_no_sentences() -> None:
    markdown = "## Wat moet u doen?\n\n| Een. | Twee. |\n|---|---|\n| Drie. | Vier. |\n\n- Vijf."
    assert sentences(markdown) == [("Vijf.", 7, 3)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Bel ons. Wij helpen u.", 2),
        ("U krijgt bijv. Toeslag van ons.", 1),
        ("Dat is € 1.234,50 per maand. Meer niet.", 2),
        ("Wat nu? Bel ons.", 2),
        ("Geen punt aan het eind", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, count: int) -> None:
    assert len(list(split(text))) == count


def test_a_number_is_one_word_and_a_hyphenated_word_too() -> None:
    assert words("WW-uitkering van 1.234,50 euro") == ["WW-uitkering", "van", "1.234,50", "euro"]


def test_a_section_is_known_by_its_heading() -> None:
    (found,) = paragraphs("## Wanneer?\n\n### Later\n\nMorgen.")
    assert found.heading == "Wanneer?"
