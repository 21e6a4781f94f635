"""Personal data becomes a word in brackets; what only looks like it stays, and so does the rest."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kb.masking import KINDS, Masked, mask, subject_of, without_masks

CASES = Path(__file__).parent / "masking"
PIECE = re.compile(rf"\{{(?:({'|'.join(KINDS)}):)?([^}}]*)\}}")
BSN = "123456782"

MISSED = {"ik kom uit 1971, 14 mei om precies te zijn: geboren 14-5-71"}
"""A second date without a word for birth beside it; every other sentence is masked."""

OTHERWISE = {
    "bsn: 814 726 00 8? ik kan het niet lezen",
    "ik verhuis van Acacialaan 3 in Ede naar Beukenhof 21, 3911 RB Rhenen",
    "postcode 4331 BK huisnr 55",
}
"""Masked, but a word more or less than was written down."""


def personal() -> Iterator[tuple[str, str]]:
    """Yield each sentence with personal data, and how it should come out."""
    for path in sorted(CASES.glob("personal_*.yml")):
        for kind, texts in yaml.safe_load(path.read_text("utf-8")).items():
            for text in texts:
                wanted = PIECE.sub(lambda it, own=kind: f"[{it[1] or own}]", text)
                yield PIECE.sub(lambda it: it[2], text), wanted


def alike() -> list[str]:
    read = (yaml.safe_load(it.read_text("utf-8")) for it in sorted(CASES.glob("alike_*.yml")))
    return [text for it in read for texts in it.values() for text in texts]


def test_there_are_more_than_three_hundred_sentences_of_either_sort() -> None:
    assert len(dict(personal())) > 300
    assert len(set(alike())) > 300


def test_every_sentence_with_personal_data_comes_out_as_it_was_written_down() -> None:
    wrong = {text for text, wanted in personal() if mask(text).text != wanted}
    assert wrong == MISSED | OTHERWISE


def test_no_sentence_that_only_looks_like_it_changes() -> None:
    assert [text for text in alike() if mask(text) != Masked(text)] == []


def test_what_was_masked_stays_as_it_is() -> None:
    for text, _ in personal():
        once = mask(text)
        assert mask(once.text) == once


def test_the_kinds_that_stand_masked_are_named_also_when_they_were_masked_before() -> None:
    once = mask("Mijn naam is Jan Jansen, bsn 123456782")
    assert once == Masked("Mijn naam is [naam], bsn [bsn]", ("bsn", "naam"))
    assert mask(once.text).kinds == ("bsn", "naam")
    assert mask("hoe lang krijg ik ww").kinds == ()


@pytest.mark.parametrize(
    "written",
    [
        "１２３４５６７８２",
        "١٢٣٤٥٦٧٨٢",
        "१२३४५६७८२",
        "①②③④⑤⑥⑦⑧②",
        "𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟚",
        "123\u200d456\u200d782",
        "123\u200b456\u2060782",
        "1\ufe0f\u20e32\ufe0f\u20e33456782",
        "123\u00ad456\u00ad782",
        "1\u03012345678\u03022",
        "123\u2013456\u2013782",
        "123\u00a0456\u202f782",
        "123·456·782",
        "l23456782",
        "123456782".replace("1", "І"),
        "12З45б782",
        "1\u31642345\u28006782",
    ],
)
def test_no_way_of_typing_hides_a_bsn(written: str) -> None:
    assert mask(f"ik ben {written} en wil ww").text == "ik ben [bsn] en wil ww"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("BSN\n123456789\nik wil ww", "BSN\n[bsn]\nik wil ww"),
        ("ik ben 123\n456\n782", "ik ben [bsn]"),
        ("Geboortedatum\r\n12-03-1980\r\nBrief", "Geboortedatum\r\n[geboortedatum]\r\nBrief"),
        ("mijn tel:\n06\n48219357", "mijn tel:\n[telefoonnummer]"),
        ("NL91 ABNA\n0417 1643 00", "[rekeningnummer]"),
        ("ik mail van jan@\nziggo.nl", "ik mail van [e-mailadres]"),
        ("Dorpsstraat 12\n1234 AB Assen", "[adres] Assen"),
        ("mijn naam\nis jan jansen", "mijn naam\nis [naam]"),
        ("mijn naam is\njan jansen", "mijn naam is\n[naam]"),
        (
            "Voornaam:\nTussenvoegsel:\nGeboorteplaats:",
            "Voornaam:\nTussenvoegsel:\nGeboorteplaats:",
        ),
        ("mijn naam is Jan\nIk ben ziek", "mijn naam is [naam]\nIk ben ziek"),
    ],
)
def test_a_line_end_within_personal_data_hides_nothing(text: str, masked: str) -> None:
    assert mask(text).text == masked


def test_people_are_born_on_a_day_and_ill_from_one_day_to_another() -> None:
    born = "mijn dochter is van [geboortedatum] en heeft een beperking"
    assert mask("mijn dochter is van 2 juli 2006 en heeft een beperking").text == born
    ill = "mijn man is van 1 maart 2025 tot 3 juni 2025 ziek geweest"
    assert mask(ill).text == ill


@pytest.mark.parametrize("char", "\u202e\u200b\u00ad\u2066")
def test_hidden_characters_elsewhere_stay_where_they_were(char: str) -> None:
    text = f"ho{char}e  lang  krijg\n ik ww, {BSN}"
    assert mask(text).text == f"ho{char}e  lang  krijg\n ik ww, [bsn]"


PIECES = st.sampled_from(
    [
        *("mijn bsn is ", "bsn ", "123456782 ", "12345678 ", "123 456 782 ", "1 ", "kenmerk "),
        *("06-12345678 ", "+31 6 ", "0800 1234 ", "bel mij op ", "tel ", "is mijn nummer "),
        *("NL91 ABNA 0417 1643 00 ", "NL91", "rekening ", "jan@x.nl ", "@", "jan ", "Jan ", "J. "),
        *("mijn naam is ", "ik heet ", "mevrouw ", "van der ", "de ", "Kerkstraat ", "5", "12a "),
        *("ik woon op ", "1234 AB ", "1234AB12 ", "postcode ", "geboren op ", "12 maart 1980 "),
        *("12-03-1980 ", "en ", "ik ", ", ", ". ", "\n", "[", "]", "[bsn]", "€ ", "\u200d", "é"),
        *("nr ", "huisnummer ", "adres: ", "in ", "naar ", "groet ", "L01 ", "ik ben ", "geboren "),
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_masking_twice_is_masking_once_and_the_rest_is_untouched(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text) == masked
    at = 0
    for kept in re.split(rf"\[(?:{'|'.join(KINDS)})\]", masked.text):
        at = text.find(kept, at)
        assert at >= 0
        at += len(kept)


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    masked = mask(text)
    assert mask(masked.text) == masked


HOSTILE = [
    *(
        "1",
        "1 ",
        "12 34 56 ",
        "bsn 12345678 ",
        "0031 ",
        "0800 ",
        "+",
        "@",
        "a@b.c ",
        ".",
        "a",
        "J.",
    ),
    *("mijn naam is ", "van der ", "ik woon op ", "1234 AB ", "straat 1 ", "geboren 12-3-1980 "),
    *("NL91 ABNA ", "a\u0301\u0316", "1\u200d", "\ufdfa", "[bsn]", "'t ", "tel 123 456 78 "),
]


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_thousand_hostile_characters_are_masked_in_time(piece: str) -> None:
    """Some seconds on a busy machine; anything that grew with the square would take hours."""
    code = f"from kb.masking import mask; mask(({piece!r} * 100_000)[:100_000])"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300)


@pytest.mark.parametrize(
    ("masked", "words", "subject"),
    [
        ("Mijn naam is [naam]. Hoe lang ww?", "Mijn naam is . Hoe lang ww?", "Hoe lang ww?"),
        ("mijn bsn is [bsn], wanneer geld", "mijn bsn is , wanneer geld", "wanneer geld"),
        ("ww [telefoonnummer]", "ww", "ww"),
        ("Geboortedatum [geboortedatum] wat nu", "Geboortedatum wat nu", "wat nu"),
        ("i was born on [geboortedatum], ww?", "i was born on , ww?", "ww?"),
        ("[rekeningnummer] wijzigen", "wijzigen", "wijzigen"),
        ("mijn naam is [zoek] niet", "mijn naam is [zoek] niet", "mijn naam is [zoek] niet"),
        ("hoe lang ww", "hoe lang ww", "hoe lang ww"),
    ],
)
def test_masks_and_what_leads_to_them_say_nothing_about_a_question(
    masked: str, words: str, subject: str
) -> None:
    assert without_masks(masked) == words
    assert subject_of(masked) == subject
