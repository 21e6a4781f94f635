"""A pasted letter is recognised when partial, retyped or scanned badly; another text is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.letter_fit import LetterIndex, index_of
from indexer.letter_recognition import (
    MAX_TEXT_CHARS,
    MOST,
    Recognition,
    outcome_of,
    recognise,
)
from kb.knowledge import Knowledge
from kb.model import Letter
from kb.release import build_release
from kb.source import read

REPOSITORY = Path(__file__).parent.parent.parent
OTHERS = (REPOSITORY / "tests/data/other_texts.txt").read_text(encoding="utf-8").split("\n%%\n")

SANCTION = (
    "U moet het loon van uw werknemer langer doorbetalen. Het gaat om de heer A. Yılmaz. U betaalt "
    "door van 3 maart 2026 tot en met 2 maart 2027. Dit heet een loonsanctie.\n\nWij bekeken het "
    "re-integratieverslag. Er waren volgens ons nog kansen op werk."
)
SCANNED = (
    "U moel het 1oon van uw werknerner langer doorbela len. Het gaat orn dc heer A. Yilrnaz. U\n"
    "beta-\nalt door van 3 rnaart 2O26 tot cn met 2 maart 2027. Dit heet een loonsanc-\ntie. Wij "
    "be ken het re-integratievers1ag. Er waren vo1gens ons nog kansen op vverk."
)
RETYPED = (
    "u moet het loon vann uw werkemer langer doorbetaln het gat om dhr yilmaz u betaald door van "
    "3/3 tot en met 2/3 dit heet een loonsantie wij bekeke het reintegratie verslag er warn vol "
    "gens ons nog kansn op werk"
)


@pytest.fixture(scope="module")
def real() -> Knowledge:
    """Return the knowledge of the content of this repository."""
    return Knowledge(build_release(read(REPOSITORY / "content")).public)


@pytest.fixture(scope="module")
def index(real: Knowledge) -> LetterIndex:
    """Return its letters, ready to be recognised."""
    return index_of(real)


@pytest.mark.parametrize("text", [SANCTION, SCANNED, RETYPED, SANCTION.upper(), SANCTION[-80:]])
def test_a_letter_is_recognised_whatever_happened_to_its_text(
    index: LetterIndex, text: str
) -> None:
    found = recognise(text, index)
    assert found[0].code == "WG-101"
    assert found[0].confidence >= 0.9
    assert outcome_of(found) is Recognition.RECOGNISED


def test_forty_characters_are_enough_when_no_other_letter_has_them(index: LetterIndex) -> None:
    text = "Vraag uw werkgever om het re-integratieverslag"
    assert [it.code for it in recognise(text[:40], index)] == ["WIA-301"]


def test_a_letter_in_the_middle_of_a_long_mail_is_recognised(
    index: LetterIndex, real: Knowledge
) -> None:
    faqs = real.public.faqs
    around = "\n\n".join(real.render(it, date(2026, 11, 22)).text for it in faqs[:12])[:8000]
    assert recognise(f"{around}\n{SANCTION}\n{around}", index)[0].code == "WG-101"


def test_what_is_seen_of_it_is_told_in_our_words(index: LetterIndex) -> None:
    found = recognise(SCANNED, index)[0]
    assert found.found_marks == (
        "U moet het loon van uw werknemer langer doorbetalen",
        "Dit heet een loonsanctie",
    )


@pytest.mark.parametrize("typed", ["WW101", "ww 101", "brief WW - 1O1 snap ik niet", "WW-l01"])
def test_a_code_alone_is_enough(index: LetterIndex, typed: str) -> None:
    found = recognise(typed, index)
    assert [(it.code, it.confidence, it.found_marks) for it in found] == [
        ("WW-101", 0.95, ("WW-101",))
    ]


def test_a_code_at_the_head_of_an_unreadable_page_is_enough(index: LetterIndex) -> None:
    page = "WIA-301\n" + " ".join(OTHERS[-5].split() * 3)
    assert recognise(page, index)[0].code == "WIA-301"


def test_a_long_text_that_speaks_of_a_letter_is_not_that_letter(index: LetterIndex) -> None:
    assert recognise(f"{OTHERS[28]} Lees ook brief WIA-301. {OTHERS[26]}", index) == ()


def test_a_letter_that_speaks_of_another_letter_is_itself(index: LetterIndex) -> None:
    assert recognise(f"{SANCTION} U kreeg al brief WW-101.", index)[0].code == "WG-101"


def test_words_without_doubt_weigh_more_than_a_code_beside_them(index: LetterIndex) -> None:
    found = recognise(f"{SANCTION}\n\nWW-101", index)
    assert found[0].code == "WG-101"
    assert "WW-101" in [it.code for it in found]


@pytest.mark.parametrize("at", range(len(OTHERS)))
def test_a_text_of_somebody_else_is_no_letter_of_ours(index: LetterIndex, at: int) -> None:
    assert recognise(OTHERS[at], index) == ()


def test_there_are_more_than_sixty_of_those_texts() -> None:
    assert len(OTHERS) > 60


def test_hardly_any_answer_of_our_own_is_taken_for_a_letter(
    index: LetterIndex, real: Knowledge
) -> None:
    texts = [real.render(it, date(2026, 11, 22)).text for it in real.public.faqs]
    taken = [text[:60] for text in texts if recognise(text, index)]
    assert len(taken) <= 0.01 * len(texts)


@pytest.mark.parametrize(
    "text",
    [
        "Bent u het niet eens met deze beslissing? Maak dan binnen 6 weken bezwaar. Die tijd "
        "begint op de dag na de datum van deze brief.\n\nMet vriendelijke groet,\n\nUWV",
        "Datum: 3 maart 2026\n\nKenmerk: 12345678\n\nBeste mevrouw De Vries,",
        "Met vriendelijke groet, UWV",
    ],
)
def test_what_every_letter_says_tells_no_letter(index: LetterIndex, text: str) -> None:
    assert recognise(text, index) == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\n" * 50, "a", "x" * MAX_TEXT_CHARS, "👩‍👩‍👧" * 3000, "\ud800"]
)
def test_nothing_is_recognised_in_nothing(index: LetterIndex, text: str) -> None:
    assert recognise(text, index) == ()
    assert outcome_of(()) is Recognition.UNKNOWN


def test_what_comes_after_the_twenty_thousandth_character_is_not_read(index: LetterIndex) -> None:
    assert recognise("x " * (MAX_TEXT_CHARS // 2) + SANCTION, index) == ()


def test_every_letter_is_recognised_with_every_tenth_sign_wrong(
    index: LetterIndex, real: Knowledge
) -> None:
    for at, it in enumerate(real.public.letters):
        rng = Random(at)
        text = it.body.partition("## Tekst van de brief")[2]
        typed = "".join(rng.choice("aeinrst") if rng.random() < 0.1 else sign for sign in text)
        assert recognise(typed, index)[0].code == it.id


def test_both_versions_of_a_letter_are_one_letter(index: LetterIndex, real: Knowledge) -> None:
    for it in real.public.letters:
        text = it.body.partition("## Tekst van de brief")[2]
        assert [found.code for found in recognise(text, index)] == [it.id]


def twins(real: Knowledge) -> LetterIndex:
    """Return an index in which WG-101 has a twin of which no version held in 2024."""
    own = next(it for it in real.public.letters if it.id == "WG-101")
    table = own.model_dump(by_alias=True, mode="json")
    later = {"vanaf": "2026-01-01"}
    twin = Letter.model_validate({**table, "code": "WG-199", "geldig": later})
    letters = (*real.public.letters, twin)
    return index_of(Knowledge(real.public.model_copy(update={"letters": letters})))


def test_letters_that_cannot_be_told_apart_are_both_named(real: Knowledge) -> None:
    found = recognise(SANCTION, twins(real))
    assert [it.code for it in found] == ["WG-101", "WG-199"]
    assert found[0].confidence == found[1].confidence
    assert 0.4 <= found[0].confidence <= 0.5
    assert outcome_of(found) is Recognition.CHOICE


def test_the_day_it_was_sent_tells_twins_apart(real: Knowledge) -> None:
    found = recognise(SANCTION, twins(real), date(2024, 5, 1))
    assert found[0].code == "WG-101"
    assert outcome_of(found) is Recognition.RECOGNISED


def test_a_code_tells_twins_apart(real: Knowledge) -> None:
    assert recognise(f"WG 199\n{SANCTION}", twins(real))[0].code == "WG-199"


def test_the_title_is_that_of_the_version_that_was_sent(index: LetterIndex) -> None:
    text = "U krijgt een WGA-uitkering. U bent volgens ons arbeidsongeschikt voor 60 procent."
    assert recognise(text, index, date(2024, 1, 1))[0].code == "WIA-310"


def test_too_many_codes_are_no_more_than_a_few_to_choose_from(index: LetterIndex) -> None:
    found = recognise("WW-101 WW-102 WW-103 WW-104 WW-105 WW-106 WW-107", index)
    assert len(found) <= MOST


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=400))
def test_any_text_ends_with_probabilities(index: LetterIndex, text: str) -> None:
    found = recognise(text, index)
    assert all(0 < it.confidence <= 1 for it in found)
    assert sum(it.confidence for it in found) <= 1.03
    assert recognise(text, index) == found
