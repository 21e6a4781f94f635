"""Who names an entry by its code or id, in whatever hurry, names that entry and no other."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.codes import Names
from kb.model import Audience, Entry, Faq, Letter, Outcome, Referral, Validity

ALL_TIME = Validity(start=date(2024, 1, 1))


def letter(code: str) -> Letter:
    return Letter(
        id=code,
        version="0c0c0c0c",
        title="U krijgt WW",
        audience=Audience.CLIENT,
        validity=ALL_TIME,
        sent_when="Soms.",
        body="Tekst.",
    )


def faq(id_: str) -> Faq:
    return Faq(
        id=id_,
        theme="werkloos",
        version="0a0a0a0a",
        question="Hoe lang?",
        short="Lang.",
        audience=Audience.CLIENT,
        validity=ALL_TIME,
        body="Tekst.",
    )


REFERRAL = Referral(
    id="svb-aow",
    version="0b0b0b0b",
    outcome=Outcome.REFERRAL,
    question="Wanneer krijg ik AOW?",
    short="Vraag de SVB.",
    body="Tekst.",
)
ENTRIES: list[Entry] = [
    *map(letter, ("WW-101", "WIA-310", "ZEZ-802")),
    *map(faq, ("ww-duur", "ww-duur-te-kort", "hoogte", "wao-uitkering")),
    REFERRAL,
]
NAMES = Names(ENTRIES)


@pytest.mark.parametrize(
    "text",
    [
        "WW-101",
        "ww101",
        "WW 101",
        "ww - 101",
        "ww.101",
        "ww–101",
        "brief ww-101?",
        "ik heb brief WW-101 gekregen",
        "wat is dat (WW101)",
        "WW-101.",
        "wẃ-101",
    ],
)
def test_a_letter_is_named_by_its_code_however_it_was_copied(text: str) -> None:
    assert NAMES.named(text) == ("WW-101",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ww",
        "101",
        "ww-999",
        "ww-1011",
        "ww-10",
        "xww-101",
        "ww--101",
        "zw-101",
        "hoe lang krijg ik ww na 101 dagen",
        "hoogte",
        "duur",
        "de hoogte van de ww",
        "ww-duur-x",
        "x-ww-duur",
        "kijk bij ww-duur",
        "wanneer stopt mijn WAO-uitkering",
        "wao-uitkering en vakantie",
        "svb-aow of ww-duur",
    ],
)
def test_what_is_not_quite_a_code_or_an_id_names_nothing(text: str) -> None:
    assert NAMES.named(text) == ()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ww-duur", ("ww-duur",)),
        (" WW-DUUR?", ("ww-duur",)),
        ("(wao-uitkering)", ("wao-uitkering",)),
        ("ww-duur-te-kort", ("ww-duur-te-kort",)),
        ("svb-aow", ("svb-aow",)),
        ("zez802 en daarna ww-101", ("ZEZ-802", "WW-101")),
        ("ww-101, ww 101 en WIA-310", ("WW-101", "WIA-310")),
        ("wia 310 of svb-aow?", ("WIA-310",)),
    ],
)
def test_a_code_counts_anywhere_once_and_in_order_and_an_id_when_nothing_else_is_said(
    text: str, named: tuple[str, ...]
) -> None:
    assert NAMES.named(text) == named


def test_without_entries_nothing_is_named() -> None:
    assert Names([]).named("ww-101 ww-duur") == ()


@given(st.text(max_size=300))
def test_any_text_names_only_entries_that_there_are_and_each_once(text: str) -> None:
    named = NAMES.named(text)
    assert set(named) <= {it.id for it in ENTRIES}
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    "text",
    ["in de WW 101 dagen gewerkt", "WW 101 euro", "ww 101 uur per maand", "art. WW 101 lid 2"],
)
def test_a_number_with_its_unit_names_no_letter(text: str) -> None:
    assert NAMES.named(text) == ()


def test_the_rest_of_a_question_is_what_stands_beside_the_codes() -> None:
    assert NAMES.without("brief WW-101 en ww 999 wat nu").split() == [
        *("brief", "en", "ww", "999", "wat", "nu")
    ]


@pytest.mark.parametrize("text", ["wat betekent brief WW-999", "ww 1014", "brief zez803"])
def test_a_code_of_a_series_that_is_none_of_ours_names_another_letter(text: str) -> None:
    assert NAMES.named(text) == ()
    assert NAMES.names_another(text)


@pytest.mark.parametrize(
    "text", ["WW-101", "ww 2024", "de ww 12 maanden", "ab-123", "WW 999 euro", "ww"]
)
def test_a_year_an_amount_or_a_strange_series_names_no_other_letter(text: str) -> None:
    assert not NAMES.names_another(text)
