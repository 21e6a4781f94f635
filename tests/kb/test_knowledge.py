"""Look-ups over the public content of one release."""

from __future__ import annotations

from datetime import date

import pytest

from kb.knowledge import Knowledge
from kb.model import (
    Audience,
    Faq,
    Figure,
    Letter,
    Outcome,
    Referral,
    Texts,
    Theme,
    Translation,
    Validity,
)
from kb.release import PublicContent, key_of

DAY = date(2026, 11, 22)


def faq(version: str, start: date, end: date | None = None) -> Faq:
    english = Translation(
        language="en", question="How long?", short="Long.", made_from=version, body="Long."
    )
    return Faq(
        id="ww-duur",
        theme="werkloos",
        version=version,
        question="Hoe lang?",
        short="Lang.",
        audience=Audience.CLIENT,
        validity=Validity(start=start, end=end),
        body="Dat is {bedrag:loon} en {termijn:loon}.",
        translations=(english,),
    )


def referral(id_: str, outcome: Outcome) -> Referral:
    return Referral(id=id_, version="0d0d0d0d", outcome=outcome, question=id_, short="-", body="-")


OLD = faq("aaaaaaaa", date(2024, 1, 1), date(2024, 7, 1))
NEW = faq("bbbbbbbb", date(2025, 1, 1))
LETTER = Letter(
    id="WW-101",
    version="cccccccc",
    title="Brief",
    audience=Audience.CLIENT,
    validity=Validity(start=date(2023, 7, 1), end=date(2025, 1, 1)),
    sent_when="Soms.",
    body="-",
)
NO_ANSWER = referral("geen-antwoord", Outcome.NO_ANSWER)
DISTRESS = referral("nood", Outcome.DISTRESS)
PUBLIC = PublicContent(
    faqs=(OLD, NEW),
    letters=(LETTER,),
    referrals=(DISTRESS, NO_ANSWER),
    figures=(Figure(name="loon", value="5", unit="euro", start=DAY),),
    themes=(Theme(id="werkloos", title="Werkloos", description="Over de WW."),),
    terms=(),
    texts=Texts(amount_unknown="bedrag volgt", term_unknown="termijn volgt"),
)
KNOWLEDGE = Knowledge(PUBLIC)


@pytest.mark.parametrize(
    ("day", "version"),
    [
        pytest.param("2023-12-31", None, id="before the first"),
        pytest.param("2024-01-01", "aaaaaaaa", id="the first day of the old"),
        pytest.param("2024-06-30", "aaaaaaaa", id="the last day of the old"),
        pytest.param("2024-07-01", None, id="between the two"),
        pytest.param("2025-01-01", "bbbbbbbb", id="the first day of the new"),
        pytest.param("2099-01-01", "bbbbbbbb", id="long after"),
    ],
)
def test_an_id_gives_the_version_that_holds_on_the_day(day: str, version: str | None) -> None:
    found = KNOWLEDGE.on("ww-duur", date.fromisoformat(day))
    assert (found.version if found else None) == version


@pytest.mark.parametrize("id_", ["bestaat-niet", "", "../ww-duur", "WW-101"])
def test_an_id_that_nothing_has_on_the_day_gives_nothing(id_: str) -> None:
    assert KNOWLEDGE.on(id_, DAY) is None


def test_a_letter_is_found_by_its_code() -> None:
    assert KNOWLEDGE.on("WW-101", date(2024, 12, 31)) == LETTER


@pytest.mark.parametrize("day", [date.min, DAY, date.max])
def test_a_referral_holds_on_every_day_since_1900(day: date) -> None:
    assert (KNOWLEDGE.on("nood", day) == DISTRESS) == (day.year >= 1900)


def test_every_entry_is_there_in_the_order_of_the_release() -> None:
    assert KNOWLEDGE.entries == (OLD, NEW, LETTER, DISTRESS, NO_ANSWER)


def test_a_theme_that_nobody_described_has_its_id_for_a_title() -> None:
    assert KNOWLEDGE.theme("werkloos").title == "Werkloos"
    assert KNOWLEDGE.theme("corona") == Theme(id="corona", title="corona")


def test_the_referral_for_no_answer_is_known_by_its_outcome() -> None:
    without = Knowledge(PUBLIC.model_copy(update={"referrals": (DISTRESS,)}))
    assert (KNOWLEDGE.no_answer, without.no_answer) == (NO_ANSWER, None)


def test_an_entry_is_rendered_with_the_figures_and_the_words_of_this_release() -> None:
    before = date(2026, 11, 21)
    assert KNOWLEDGE.render(NEW, DAY).text == "Dat is € 5 en € 5."
    assert KNOWLEDGE.render(NEW, before).text == "Dat is bedrag volgt en termijn volgt."
    assert KNOWLEDGE.render(NEW, DAY, "en").question == "How long?"


def test_a_version_is_named_by_its_id_and_first_day() -> None:
    assert (key_of(OLD), key_of(NEW)) == ("ww-duur@2024-01-01", "ww-duur@2025-01-01")
    assert key_of(LETTER) == "WW-101@2023-07-01"
