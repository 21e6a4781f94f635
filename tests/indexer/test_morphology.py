"""A Dutch word is found under its lemma and its parts; any other word is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.morphology import Forms, lemma, parts
from kb.text import fold

LETTERS = st.text("abcdefghijklmnoprstuvwz", min_size=1, max_size=25)
HEADS = ["werkloosheid", "ziekte", "vakantie", "zwangerschap", "bezwaar", "betaling"]
TAILS = ["uitkering", "geld", "verlof", "termijn", "datum", "brief"]


@pytest.mark.parametrize(
    ("word", "also"),
    [
        ("teruggevorderd", "terugvorderen"),
        ("werkloosheidsuitkering", "werkloosheid"),
        ("werkloosheidsuitkering", "uitkering"),
        ("uitkeringen", "uitkering"),
        ("solliciteer", "solliciteren"),
        ("vakantiegeld", "vakantie"),
        ("zwangerschapsverlof", "verlof"),
    ],
)
def test_a_word_is_found_under_its_base_form_and_its_parts(word: str, also: str) -> None:
    assert also in Forms().of(word)
    assert Forms().of(word)[0] == word


@pytest.mark.parametrize(
    "acronym",
    ["ww", "wia", "iva", "wga", "zw", "iow", "now", "wao", "uwv", "u1", "ww-101"],
)
def test_an_acronym_or_a_code_is_left_alone(acronym: str) -> None:
    assert Forms().of(acronym) == (acronym,)


@pytest.mark.parametrize(
    "word",
    ["unemployment", "benefits", "disability", "zasilek", "arbeitslosengeld", "كتاب", "допомога"],
)
def test_a_foreign_word_is_left_alone(word: str) -> None:
    assert Forms().of(fold(word)) == (fold(word),)


@pytest.mark.parametrize("link", ["", "s", "en", "e", "n"])
def test_what_links_the_parts_of_a_compound_is_part_of_neither(link: str) -> None:
    assert parts(f"vakantie{link}geld") == ("vakantie", "geld")


@pytest.mark.parametrize("word", ["geld", "uitkering", "", "xqzwvbnm", "2026vakantie"])
def test_a_word_that_is_no_compound_of_two_known_words_has_no_parts(word: str) -> None:
    assert parts(word) == ()


@given(st.sampled_from(HEADS), st.sampled_from(["", "s"]), st.sampled_from(TAILS))
def test_a_compound_shares_a_form_with_each_of_its_parts(head: str, link: str, tail: str) -> None:
    forms = set(Forms().of(head + link + tail))
    assert forms & set(Forms().of(tail)), (head, tail)


@given(st.one_of(LETTERS, st.text(min_size=1, max_size=30).map(fold).filter(bool)))
def test_no_form_is_ever_empty_and_none_comes_twice(word: str) -> None:
    forms = Forms().of(word)
    assert forms[0] == word
    assert all(forms)
    assert len(forms) == len(set(forms))
    assert forms[1:] == tuple(it for it in forms if it != word)


@given(LETTERS)
def test_a_compound_has_two_parts_of_four_letters_or_more(word: str) -> None:
    found = parts(word)
    assert len(found) in (0, 2)
    assert all(fold(it) == it and it for it in found)


@given(LETTERS)
def test_a_remembered_word_has_the_forms_it_had(word: str) -> None:
    forms = Forms()
    assert forms.of(word) == forms.of(word) == Forms().of(word)


def test_a_lemma_is_folded_as_words_are() -> None:
    assert lemma("cafes") == fold(lemma("cafes"))
