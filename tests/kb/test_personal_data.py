"""What can be somebody's is found; codes, amounts and public numbers are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.personal_data import find, is_bsn

WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("mijn bsn is 123456782", ["burgerservicenummer"]),
        ("1234.56.782", ["burgerservicenummer"]),
        ("123 456 782", ["burgerservicenummer"]),
        ("NL91 ABNA 0417 1643 00", ["rekeningnummer"]),
        ("jan@voorbeeld.nl", ["e-mailadres"]),
        ("06-12345678", ["mobiel nummer"]),
        ("+31 6 1234 5678", ["mobiel nummer"]),
    ],
)
def test_personal_data_is_found(text: str, kinds: list[str]) -> None:
    assert [it.kind for it in find(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "088 898 92 94",
        "0800 0113",
        "brief WW-101 van 12-03-2026",
        "€ 1.234.567,89",
        "123456789",
        "info@uwv.nl",
        "000000000",
        "NL00 BANK 0123 4567 89",
        "artikel 7:629 van 2024",
    ],
)
def test_look_alikes_survive(text: str) -> None:
    assert list(find(text)) == []


@given(st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_the_eleven_test_is_the_definition(digits: list[int]) -> None:
    total = sum(weight * digit for weight, digit in zip(WEIGHTS, digits, strict=True))
    assert is_bsn("".join(map(str, digits))) is (total % 11 == 0 and any(digits))


@given(st.text(max_size=400))
def test_any_text_can_be_searched_and_places_are_in_it(text: str) -> None:
    assert all(0 <= it.start < it.end <= len(text) for it in find(text))
