"""Cleaning text: the same for content and for questions."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.text import MAX_QUESTION_CHARS, fold, is_hidden, normalise, same_question

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Whatever a client can send, lone surrogates and unassigned code points included."""


def test_a_question_is_cut_off_at_the_limit() -> None:
    assert normalise("a" * MAX_QUESTION_CHARS + "b") == "a" * MAX_QUESTION_CHARS


def test_a_question_is_capped_before_it_is_normalised() -> None:
    # composed first, both letters with their accent would fit
    assert normalise("e\u0301e\u0301", limit=3) == "ée"


def test_a_question_is_capped_before_hidden_characters_go() -> None:
    assert normalise("\x00" * MAX_QUESTION_CHARS + "ww aanvragen") == ""


def test_what_grows_when_normalised_still_fits_the_limit() -> None:
    assert len(normalise("\ufb2c" * 10, limit=10)) == 10  # each becomes three characters


def test_a_million_combining_marks_are_cut_off() -> None:
    assert len(normalise("a" + "\u0301\u0316" * 500_000)) <= MAX_QUESTION_CHARS


def test_accents_are_composed() -> None:
    assert normalise("reu\u0308nie, e\u0301e\u0301n") == "reünie, één"


def test_letters_that_only_look_alike_are_not_replaced() -> None:
    assert normalise("ﬁets ½ ①") == "ﬁets ½ ①"  # NFC, not NFKC


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param("\x00", id="NUL"),
        pytest.param("\x1b", id="escape"),
        pytest.param("\x7f", id="delete"),
        pytest.param("\u00ad", id="soft hyphen"),
        pytest.param("\u200b", id="zero-width space"),
        pytest.param("\u202e", id="right-to-left override"),
        pytest.param("\u2066", id="bidi isolate"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("\ud800", id="lone surrogate"),
        pytest.param("\U000e0041", id="tag character"),
        pytest.param("\ue000", id="private use"),
        pytest.param("\U000e0fff", id="unassigned"),
    ],
)
def test_a_hidden_character_goes_and_leaves_the_word_whole(hidden: str) -> None:
    assert normalise(f"uit{hidden}kering") == "uitkering"


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiners_stay_because_they_change_how_arabic_script_is_read(joiner: str) -> None:
    assert normalise(f"می{joiner}خواهم") == f"می{joiner}خواهم"


@pytest.mark.parametrize("space", ["\n", "\t", "\r\n", "\x0b", "\x0c", "\x85", "\u00a0", "\u2028"])
def test_every_kind_of_space_becomes_one_space(space: str) -> None:
    assert normalise(f"{space}mijn {space} geld{space}") == "mijn geld"


@settings(deadline=None)
@given(ANY_TEXT, st.integers(min_value=0, max_value=20))
def test_normalising_twice_is_normalising_once(text: str, limit: int) -> None:
    once = normalise(text, limit=limit)
    assert normalise(once, limit=limit) == once


@settings(deadline=None)
@given(ANY_TEXT)
def test_what_is_normalised_is_visible_composed_and_can_be_written_as_utf8(text: str) -> None:
    clean = normalise(text)
    assert not any(is_hidden(char) for char in clean)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean.encode().decode() == clean
    assert len(clean.splitlines()) <= 1


def test_line_breaks_and_tabs_are_not_hidden() -> None:
    assert not any(is_hidden(char) for char in "\n\t\r ")


@pytest.mark.parametrize(
    ("text", "folded"), [("Één", "een"), ("COÖRDINATOR", "coordinator"), ("Straße", "strasse")]
)
def test_folding_leaves_out_capitals_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    "other", ["hoe vraag ik ww aan", "Hoe  vraag ik WW aan?!", "«Hóe» vraag ik: ww aan..."]
)
def test_case_accents_spaces_and_punctuation_do_not_make_another_question(other: str) -> None:
    assert same_question(other) == same_question("Hoe vraag ik WW aan?")


def test_another_word_makes_another_question() -> None:
    assert same_question("hoe vraag ik ww aan") != same_question("hoe vraag ik wia aan")
