"""What survives retyping and scanning: skeletons, and codes in any writing."""

from __future__ import annotations

import pytest

from indexer.letter_marks import Codes, SeenCode, skeleton, wording

CODES = Codes(["WW-101", "WW-110", "WIA-301", "WIA-302", "ZW-201", "BZ-501", "BT-410", "WAZO-801"])


@pytest.mark.parametrize(
    "damaged",
    [
        "U KRIJGT EEN WW-UITKERING.",
        "u  krijgt\neen\nww uit-\nkering",
        "U kr|jgt een WW-u1tkering",
        "U krijgt een VVVV-uitkering",
        "Ú krijgt één WW uitkering",
        "Ukrijgteenwwuitkering",
    ],
)
def test_case_accents_line_ends_hyphens_and_look_alikes_leave_no_trace(damaged: str) -> None:
    assert skeleton(damaged) == skeleton("U krijgt een WW-uitkering")


def test_pairs_that_a_scanner_takes_for_one_letter_are_one() -> None:
    assert skeleton("Uw terrnijn begint die clag") == skeleton("Uw termijn begint die dag")


@pytest.mark.parametrize(
    "filled",
    [
        "Betaal voor 3 maart 2026 het geld.",
        "Betaal voor 03-12-2026 het geld.",
        "Betaal voor het geld.",
    ],
)
def test_dates_and_numbers_that_were_filled_in_are_left_out(filled: str) -> None:
    assert wording(filled) == skeleton("Betaal voor het geld")


def test_a_digit_that_was_scanned_inside_a_word_stays() -> None:
    assert wording("de u1tkering") == skeleton("de uitkering")


@pytest.mark.parametrize(
    "written",
    [
        "WW-101",
        "ww-101",
        "WW101",
        "ww101",
        "WW 101",
        "ww 101",
        "WW - 101",
        "WW – 101",
        "WW.101",
        "WW_101",
        "WW-\n101",
        "WW-1O1",
        "WW-l01",
        "WW-I01",
        "WW-10l",
        "VVW-101",
        "(WW-101)",
        "code:WW-101.",
    ],
)
def test_a_code_is_seen_however_it_is_written(written: str) -> None:
    assert list(CODES.seen(f"Boven aan staat {written}")) == [SeenCode("WW-101", mentioned=False)]


@pytest.mark.parametrize(
    ("written", "code"), [("WlA-3O1", "WIA-301"), ("B2-5O1", "BZ-501"), ("8T-410", "BT-410")]
)
def test_letters_of_a_code_may_be_scanned_as_digits(written: str, code: str) -> None:
    assert [it.code for it in CODES.seen(written)] == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Mijn WW 110 euro lager",
        "WW 110,50 per dag",
        "WW 110% van",
        "De ZW 201 dagen",
        "Kerkstraat 12, 3511 ZW 201 hoog",
        "WW-1015",
        "AWW-101",
        "WW-101a",
        "wwioi",
        "WW en nog 101",
        "101 WW",
        "0WW-101-7x WW",
    ],
)
def test_what_only_looks_like_a_code_is_none(text: str) -> None:
    assert "WW-110" not in [it.code for it in CODES.seen(text)]
    assert "ZW-201" not in [it.code for it in CODES.seen(text)]
    if text != "0WW-101-7x WW":
        assert list(CODES.seen(text)) == []


def test_a_code_after_the_word_brief_is_spoken_of() -> None:
    seen = list(CODES.seen("WIA-301: lees ook brief WIA-302."))
    assert seen == [SeenCode("WIA-301", mentioned=False), SeenCode("WIA-302", mentioned=True)]


@pytest.mark.parametrize(
    "text", ["", " ", "-" * 20_000, "WW-" * 6_000, "|" * 20_000, "1 " * 10_000]
)
def test_a_text_of_nothing_but_signs_holds_no_code(text: str) -> None:
    assert list(CODES.seen(text)) == []
