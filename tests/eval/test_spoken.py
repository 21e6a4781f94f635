"""A question as speech recognition writes it down: numbers, amounts and abbreviations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.spoken import spoken_number, spoken_words


@pytest.mark.parametrize(
    ("digits", "words"),
    [
        ("0", "nul"),
        ("13", "dertien"),
        ("20", "twintig"),
        ("21", "eenentwintig"),
        ("22", "tweeëntwintig"),
        ("83", "drieëntachtig"),
        ("100", "honderd"),
        ("104", "honderdvier"),
        ("310", "driehonderdtien"),
        ("1000", "duizend"),
        ("1001", "duizend een"),
        ("1100", "elfhonderd"),
        ("1984", "negentienhonderdvierentachtig"),
        ("2026", "tweeduizend zesentwintig"),
        ("12345", "twaalfduizend driehonderdvijfenveertig"),
        ("999999", "negenhonderdnegenennegentigduizend negenhonderdnegenennegentig"),
    ],
)
def test_a_number_is_written_out_in_dutch(digits: str, words: str) -> None:
    assert spoken_number(digits) == words


@pytest.mark.parametrize(
    ("digits", "words"),
    [("0612", "nul zes een twee"), ("1000000", "een nul nul nul nul nul nul"), ("00", "nul nul")],
)
def test_a_mark_is_read_digit_by_digit(digits: str, words: str) -> None:
    assert spoken_number(digits) == words


@given(st.integers(0, 999_999), st.integers(0, 999_999))
def test_different_numbers_sound_different(one: int, other: int) -> None:
    assert (spoken_number(str(one)) == spoken_number(str(other))) == (one == other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hoe vraag ik WW aan?", ["hoe", "vraag", "ik", "w w", "aan"]),
        ("wanneer stopt mijn ww", ["wanneer", "stopt", "mijn", "w w"]),
        ("WW-uitkering", ["w w", "uitkering"]),
        ("WIA of WAO", ["wia", "of", "w a o"]),
        ("LKV voor BV'tje", ["l k v", "voor", "bv'tje"]),
        ("brief WW-101", ["brief", "w w", "honderdeen"]),
        ("HOE VRAAG IK WW AAN", ["hoe", "vraag", "ik", "w w", "aan"]),
        ("€ 1.500,50 netto", ["vijftienhonderd", "euro", "vijftig", "netto"]),
        ("€12,05", ["twaalf", "euro", "vijf"]),
        ("€ 70,00", ["zeventig", "euro"]),
        ("1,05 maand", ["een", "komma", "nul vijf", "maand"]),
        ("70% of 35 %", ["zeventig", "procent", "of", "vijfendertig", "procent"]),
        ("hoeveel % + 20 €", ["hoeveel", "procent", "plus", "twintig", "euro"]),
        ("20u p/w", ["twintig", "u", "p", "w"]),
        ("foto’s, z'n", ["foto’s", "z'n"]),
        ("?!", []),
    ],
)
def test_a_text_is_heard_word_by_word(text: str, words: list[str]) -> None:
    assert spoken_words(text) == words
