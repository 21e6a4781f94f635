"""What a reader gets of an entry on a day, and the digest of exactly those words."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from kb.figures import Figures, Wording
from kb.model import (
    Audience,
    Entry,
    Faq,
    Figure,
    Letter,
    Outcome,
    Referral,
    Translation,
    Validity,
)
from kb.rendering import Rendered, public_body, render, short_of

DAY = date(2026, 11, 22)
UNKNOWN = Wording(amount="(bedrag volgt)", term="(termijn volgt)")
FIGURES = Figures(
    (
        Figure(name="loon", value="100", unit="euro", start=date(2026, 1, 1), end=date(2027, 1, 1)),
        Figure(name="loon", value="200", unit="euro", start=date(2027, 1, 1)),
        Figure(name="ooit", value="1", unit="week", start=date(2020, 1, 1), end=date(2021, 1, 1)),
    )
)
ALL_TIME = Validity(start=date(2024, 1, 1))
FAQ = Faq(
    id="ww-hoogte",
    theme="werkloos",
    version="0a0a0a0a",
    question="Hoeveel WW krijg ik?",
    short="U krijgt {bedrag:loon}.",
    audience=Audience.CLIENT,
    validity=ALL_TIME,
    body="Lees [de duur](ww-duur). U krijgt {bedrag:loon}.",
)
LETTER = Letter(
    id="WW-101",
    version="0b0b0b0b",
    title="U krijgt WW",
    audience=Audience.CLIENT,
    validity=ALL_TIME,
    sent_when="Als u WW krijgt.",
    body=(
        "## Wat betekent deze brief?\n\nU krijgt *WW*.\n\nLees verder.\n\n"
        "## Tekst van de brief\n\nBeste {naam}\n\n### Bedrag\n\n{geheim}\n\n"
        "## Niet mee eens?\n\nMaak bezwaar."
    ),
)
ENGLISH = Translation(
    language="en",
    question="How much do I get?",
    short="You get {bedrag:loon}.",
    made_from="0a0a0a0a",
    body="Read [how long](ww-duur).",
)
TRANSLATED = FAQ.model_copy(update={"translations": (ENGLISH,)})


def shown(entry: Entry, day: date = DAY, language: str = "nl") -> Rendered:
    return render(entry, day, FIGURES, UNKNOWN, language)


def changed(entry: Entry, **values: object) -> Entry:
    return entry.model_copy(update=values)


def test_an_item_is_rendered_in_every_form_with_the_figures_of_the_day() -> None:
    assert shown(FAQ) == Rendered(
        question="Hoeveel WW krijg ik?",
        short="U krijgt € 100.",
        markdown="Lees [de duur](ww-duur). U krijgt € 100.",
        html='<p>Lees <a href="/antwoord/ww-duur">de duur</a>. U krijgt € 100.</p>',
        text="Lees de duur. U krijgt € 100.",
        language="nl",
        translated=False,
        content_hash=shown(FAQ).content_hash,
        amount_unknown=False,
    )


def test_the_content_hash_is_the_digest_of_the_rendered_words() -> None:
    words = '["Hoeveel WW krijg ik?","U krijgt € 100.","Lees [de duur](ww-duur). U krijgt € 100."]'
    digest = hashlib.sha256(words.encode()).hexdigest()
    assert shown(FAQ).content_hash == f"sha256:{digest}"


@pytest.mark.parametrize("key", ["question", "short", "body"])
def test_another_word_gives_another_content_hash(key: str) -> None:
    assert shown(changed(FAQ, **{key: "Anders."})).content_hash != shown(FAQ).content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"version": "ffffffff"},
        {"keywords": ("uitkering",)},
        {"alternatives": ("hoeveel ww",)},
        {"related": ("ww-duur",)},
        {"validity": Validity(start=date(2025, 1, 1))},
        {"owner": "team-ww"},
        {"translations": (ENGLISH,)},
    ],
)
def test_what_a_reader_does_not_read_leaves_the_content_hash(change: dict[str, object]) -> None:
    assert shown(changed(FAQ, **change)).content_hash == shown(FAQ).content_hash


def test_words_that_move_between_the_parts_give_another_content_hash() -> None:
    one = changed(FAQ, question="a", short="b c")
    other = changed(FAQ, question="a b", short="c")
    assert shown(one).content_hash != shown(other).content_hash


def test_a_new_value_of_a_figure_changes_the_hash_from_its_day_on() -> None:
    new_year = date(2027, 1, 1)
    assert shown(FAQ, date(2026, 12, 31)).content_hash == shown(FAQ).content_hash
    assert shown(FAQ, new_year).content_hash != shown(FAQ).content_hash
    assert shown(FAQ, new_year).text == "Lees de duur. U krijgt € 200."


@pytest.mark.parametrize("key", ["short", "body"])
def test_a_value_that_is_unknown_is_told_and_never_an_old_one(key: str) -> None:
    rendered = shown(changed(FAQ, **{key: "U wacht {termijn:ooit}."}))
    assert rendered.amount_unknown
    assert "U wacht (termijn volgt)." in (rendered.short, rendered.text)


def test_a_letter_is_shown_without_its_literal_text() -> None:
    rendered = shown(LETTER)
    assert rendered.question == "Brief WW-101: U krijgt WW"
    assert rendered.markdown == (
        "## Wat betekent deze brief?\n\nU krijgt *WW*.\n\nLees verder.\n\n"
        "## Niet mee eens?\n\nMaak bezwaar."
    )
    for form in (rendered.html, rendered.text):
        assert "naam" not in form
        assert "geheim" not in form


def test_the_literal_text_of_a_letter_is_no_part_of_its_hash() -> None:
    other = changed(LETTER, body=LETTER.body.replace("{geheim}", "{anders}"))
    assert shown(other).content_hash == shown(LETTER).content_hash


def test_a_heading_that_is_underlined_hides_the_literal_text_too() -> None:
    body = "Uitleg.\n\nTekst van de brief\n---\n\nBeste {naam}"
    assert public_body(LETTER.model_copy(update={"body": body})) == "Uitleg."


@pytest.mark.parametrize(
    ("body", "short"),
    [
        (LETTER.body, "U krijgt WW."),
        ("## Wat moet u doen?\n\nNiets.", "Als u WW krijgt."),
    ],
)
def test_the_short_answer_of_a_letter_is_what_it_means_or_when_it_is_sent(
    body: str, short: str
) -> None:
    assert short_of(LETTER.model_copy(update={"body": body})) == short


def test_a_referral_is_rendered_as_it_is_written() -> None:
    referral = Referral(
        id="nood",
        version="0c0c0c0c",
        outcome=Outcome.DISTRESS,
        question="Help",
        short="Bel 113.",
        body="Bel **nu**.",
    )
    rendered = shown(referral)
    assert (rendered.question, rendered.short, rendered.text) == ("Help", "Bel 113.", "Bel nu.")


def test_a_translation_is_shown_to_who_asks_in_that_language() -> None:
    rendered = shown(TRANSLATED, language="en")
    assert (rendered.language, rendered.translated) == ("en", True)
    assert rendered.question == "How much do I get?"
    assert rendered.short == "You get € 100."
    assert rendered.html == '<p>Read <a href="/antwoord/ww-duur">how long</a>.</p>'
    assert rendered.content_hash != shown(TRANSLATED).content_hash


@pytest.mark.parametrize(
    ("entry", "language"),
    [(TRANSLATED, "nl"), (TRANSLATED, "de"), (FAQ, "en"), (LETTER, "en")],
    ids=["Dutch asked", "another translation", "no translation", "a letter"],
)
def test_without_a_translation_the_dutch_text_is_shown_and_says_so(
    entry: Entry, language: str
) -> None:
    rendered = shown(entry, language=language)
    assert (rendered.language, rendered.translated) == ("nl", False)
    assert rendered.content_hash == shown(entry).content_hash
