"""Two texts side by side, word by word."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.word_diff import Piece, PieceKind, changed_paragraphs, paragraphs, word_diff

TEXTS = st.text(alphabet="ab c.\n{}-", max_size=60) | st.lists(
    st.sampled_from(["U krijgt WW.", "U heeft {termijn:bezwaar} de tijd.", "Bel ons.", "", "- a"]),
    max_size=12,
).map("\n".join)


def marked(pieces: Iterable[Piece]) -> str:
    """Return pieces as they are read: what is gone between [], what is new between {}."""
    marks = {PieceKind.SAME: "%s", PieceKind.GONE: "[%s]", PieceKind.NEW: "{%s}"}
    return "".join(marks[it.kind] % it.text for it in pieces)


def written(before: str, after: str) -> str:
    return marked(word_diff(before, after))


def shown(before: str, after: str) -> list[str | None]:
    found = changed_paragraphs(word_diff(before, after))
    return [marked(it) if it else None for it in found]


@given(TEXTS, TEXTS)
def test_the_pieces_spell_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(it.text for it in pieces if it.kind is not PieceKind.NEW) == before
    assert "".join(it.text for it in pieces if it.kind is not PieceKind.GONE) == after


@given(TEXTS, TEXTS)
def test_no_piece_is_empty_or_like_the_one_before(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert all(it.text for it in pieces)
    assert all(a.kind is not b.kind for a, b in pairwise(pieces))


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert word_diff(text, text) == ((Piece(PieceKind.SAME, text),) if text else ())
    assert changed_paragraphs(word_diff(text, text)) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("U heeft zes weken.", "U heeft acht weken.", "U heeft [zes]{acht} weken."),
        (
            "U krijgt € 274,44 per dag.",
            "U krijgt € 280,10 per dag.",
            "U krijgt € [274,44]{280,10} per dag.",
        ),
        (
            "Binnen {termijn:bezwaar} na de brief.",
            "Binnen {termijn:beroep} na de brief.",
            "Binnen [{termijn:bezwaar}]{{termijn:beroep}} na de brief.",
        ),
        (
            "Een WW-uitkering vraagt u aan.",
            "Een ZW-uitkering vraagt u aan.",
            "Een [WW-uitkering]{ZW-uitkering} vraagt u aan.",
        ),
        ("Bel ons.", "Bel ons. Dat kan elke dag.", "Bel ons.{ Dat kan elke dag.}"),
        ("Bel ons.\nDag.", "Bel ons. Of mail.\nDag.", "Bel ons.{ Of mail.}\nDag."),
    ],
)
def test_a_change_is_a_word_and_not_a_letter(before: str, after: str, expected: str) -> None:
    assert written(before, after) == expected


def test_sentences_with_only_small_words_in_common_are_replaced_whole() -> None:
    before = "U vraagt het aan. Geef fouten dan aan ons door. Dat kan altijd."
    after = "U vraagt het aan. Bel ons dan als er iets niet klopt. Dat kan altijd."
    assert written(before, after) == (
        "U vraagt het aan. [Geef fouten dan aan ons door.]"
        "{Bel ons dan als er iets niet klopt.} Dat kan altijd."
    )


def test_a_small_word_between_two_replaced_ones_is_replaced_with_them() -> None:
    before = "Na twee maanden krijgt u nog zeventig of tachtig procent van uw loon."
    after = "Na twee maanden krijgt u nog vijftig of negentig procent van uw loon."
    expected = "nog [zeventig of tachtig]{vijftig of negentig} procent"
    assert expected in written(before, after)


def test_the_space_beside_a_replaced_word_is_no_island() -> None:
    before = "U mag een deel van uw uitkering houden en kunt dat bedrag laten narekenen."
    after = "U mag een deel van uw uitkering houden: laat ons dat bedrag narekenen."
    expected = "houden[ en kunt]{: laat ons} dat bedrag [laten ]narekenen."
    assert written(before, after).endswith(expected)


def test_a_new_list_item_leaves_the_ones_around_it_alone() -> None:
    before = "1. Log in met DigiD.\n2. Vul de aanvraag in."
    after = "1. Log in met DigiD.\n2. Zoek uw loonstrook op.\n3. Vul de aanvraag in."
    assert written(before, after) == (
        "1. Log in met DigiD.\n{2. Zoek uw loonstrook op.\n}[2.]{3.} Vul de aanvraag in."
    )


def test_a_sentence_that_leaves_its_line_takes_no_line_feed_along() -> None:
    before = "Wij zoeken een oplossing. Bel ons.\nDag."
    after = "Wij zoeken een oplossing.\n\nBel ons.\nDag."
    gone = "Wij zoeken een oplossing.[ Bel ons.]\n"
    assert written(before, after).startswith(gone)


@pytest.mark.parametrize("count", [200, 30_000])
def test_a_text_of_any_length_is_compared(count: int) -> None:
    before = " ".join(f"woord{at}" for at in range(count))
    after = "\n".join(f"regel {at}" for at in range(count))
    pieces = word_diff(before, after)
    assert "".join(it.text for it in pieces if it.kind is not PieceKind.GONE) == after


TEXT = "\n\n".join(
    ["Inleiding.", "## Wat doet u?", "1. Log in.", "2. Vul in.", "3. Klaar.", "## Later", "Wacht."]
)


def test_around_a_change_stand_its_neighbours_and_its_heading() -> None:
    after = TEXT.replace("3. Klaar.", "3. Klaar? Bel.")
    assert shown(TEXT, after) == [
        None,
        "## Wat doet u?",
        None,
        "2. Vul in.",
        "3. Klaar[.]{? Bel.}",
        "## Later",
        None,
    ]


def test_nothing_stands_for_what_was_left_out_where_nothing_was() -> None:
    assert shown("Bel ons.", "Mail ons.") == ["[Bel]{Mail} ons."]


def test_another_division_in_lines_is_no_changed_paragraph() -> None:
    pieces = word_diff("Bel ons.\n\nMail ons.", "Bel ons.\nMail ons.")
    assert len(pieces) > 1
    assert changed_paragraphs(pieces) == ()


def test_paragraphs_have_no_line_feeds_and_none_is_blank() -> None:
    found = paragraphs(word_diff(TEXT, TEXT.replace("Wacht.", "Wacht af.\n\n\nBel.")))
    texts = ["".join(it.text for it in line) for line in found]
    assert len(texts) == 8
    assert all(it.strip() and "\n" not in it for it in texts)
