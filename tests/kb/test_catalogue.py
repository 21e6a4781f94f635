"""The catalogue of problems: what is an error, and codes that tell problems apart."""

from __future__ import annotations

import pytest

from kb.catalogue import CATALOGUE, Severity


@pytest.mark.parametrize(
    "code",
    ["verborgen-teken", "html-in-tekst", "plaatshouder", "kapotte-link", "bedrag-verlopen",
     "geldigheid-overlapt", "dubbele-id", "toetsvraag-bekend", "snelkoppeling"],
)  # fmt: skip
def test_what_could_harm_a_reader_or_a_measurement_is_an_error(code: str) -> None:
    assert CATALOGUE[code].severity is Severity.ERROR


@pytest.mark.parametrize("code", CATALOGUE)
def test_a_code_is_words_with_hyphens(code: str) -> None:
    assert code.replace("-", "").isalnum()
    assert code == code.lower()


def test_no_two_codes_say_the_same() -> None:
    assert len({rule.sentence for rule in CATALOGUE.values()}) == len(CATALOGUE)
