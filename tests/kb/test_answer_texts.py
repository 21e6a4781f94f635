"""The texts that go with an answer: links, fragment, remarks, and what is searched for them."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answering import Found, Query, Question, answer, language_of, query_of
from kb.composing import Answer, Fragment, Hit, Link
from kb.knowledge import Knowledge
from kb.language import Language
from kb.model import (
    Audience,
    Contact,
    Entry,
    Faq,
    Figure,
    Letter,
    Outcome,
    Referral,
    Texts,
    Translation,
    Validity,
)
from kb.policy import Policy
from kb.release import PublicContent

DAY = date(2026, 11, 22)
POLICY = Policy(answer_at=0.5, choice_at=0.35, distress_at=0.3, also_at=0.1)
PHONE = Contact(name="UWV Telefoon", address="088 898 92 94")
Given = tuple[Entry, float]


def faq(id_: str, start: str = "2024-01-01", end: date | None = None, **values: object) -> Faq:
    given = {
        "theme": "werkloos",
        "version": "0a0a0a0a",
        "question": f"Vraag {id_}?",
        "short": f"Kort {id_}.",
        "audience": Audience.CLIENT,
        "validity": Validity(start=date.fromisoformat(start), end=end),
        "body": f"Tekst van {id_}.",
    }
    return Faq.model_validate({"id": id_, **given, **values})


ENGLISH = Translation(
    language="en", question="English?", short="Short.", made_from="0a0a0a0a", body="English text."
)
LINKED = ("oud", "duur", "later", "WW-101", "bestaat-niet", "nood")
ONE = faq("een", related=LINKED, next_steps=LINKED)
TWO = faq("twee", body="U krijgt {bedrag:loon}.", translations=(ENGLISH,))
THREE = faq("drie", short="Wacht {termijn:ooit}.")
LETTER = Letter(
    id="WW-101",
    version="0c0c0c0c",
    title="U krijgt WW",
    audience=Audience.CLIENT,
    validity=Validity(start=date(2024, 1, 1)),
    sent_when="Soms.",
    related=LINKED,
    body="Tekst.",
)
DISTRESS = Referral(
    id="nood",
    version="0b0b0b0b",
    outcome=Outcome.DISTRESS,
    question="Vraag nood?",
    short="Bel ons.",
    body="Bel ons.",
)
OLD = faq("oud", end=DAY)
ENDING = faq("duur", end=date(2026, 11, 23), question="Hoe lang?")
COMING = faq("later", start="2026-11-23")
KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=(ONE, TWO, THREE, OLD, ENDING, COMING),
        letters=(LETTER,),
        referrals=(DISTRESS,),
        figures=(Figure(name="loon", value="5", unit="euro", start=date(2024, 1, 1)),),
        themes=(),
        terms=(),
        texts=Texts(
            degraded="Zoeken gaat minder goed.",
            amount_unknown_notice="Een bedrag volgt.",
            term_unknown="(termijn volgt)",
            only_dutch={"en": "Only in Dutch.", "pl": "Tylko po niderlandzku."},
            contact=(PHONE,),
        ),
    )
)


def asked(*given: Given, question: Question | None = None, degraded: bool = False) -> Answer:
    """Return the answer when the search finds each entry with its confidence."""
    hits = tuple(Hit(entry, 1.0, confidence) for entry, confidence in given)
    question = question or Question("hoe lang krijg ik ww", DAY)
    return answer(question, KNOWLEDGE, lambda _query: Found(hits, degraded), POLICY)


def test_only_what_holds_on_the_day_is_named_as_related_or_next() -> None:
    links = (
        Link("duur", "Hoe lang?"),
        Link("WW-101", "Brief WW-101: U krijgt WW"),
        Link("nood", "Vraag nood?"),
    )
    first, second = asked((ONE, 0.9), (LETTER, 0.5)).answers
    assert (first.related, first.next_steps) == (links, links)
    assert (second.related, second.next_steps) == (links, ())


def test_links_follow_the_day_of_the_question() -> None:
    made = asked((ONE, 0.9), question=Question("ww", date(2026, 11, 23)))
    assert [it.id for it in made.answers[0].related] == ["later", "WW-101", "nood"]


def test_the_fragment_that_fits_is_plain_text_with_its_figures() -> None:
    hit = Hit(TWO, 1.0, 0.9, Fragment("Hoeveel?", "U krijgt *{bedrag:loon}*."))
    made = answer(Question("ww", DAY), KNOWLEDGE, lambda _query: Found((hit,)), POLICY)
    assert made.answers[0].fragment == ("Hoeveel?", "U krijgt € 5.")
    assert asked((TWO, 0.9)).answers[0].fragment is None


def test_the_text_of_an_answer_is_rendered_for_the_day() -> None:
    text = asked((TWO, 0.9)).answers[0].text
    assert text == KNOWLEDGE.render(TWO, DAY)
    assert text.text == "U krijgt € 5."


def remarks(made: Answer) -> list[tuple[str, str]]:
    return [(it.code, it.text) for it in made.remarks]


def test_a_usual_answer_has_no_remarks() -> None:
    assert remarks(asked((ONE, 0.9))) == []


@pytest.mark.parametrize("hits", [[(ONE, 0.9)], [(ONE, 0.4)], []])
def test_a_degraded_search_is_told_whatever_the_outcome(hits: list[Given]) -> None:
    made = asked(*hits, degraded=True)
    assert remarks(made) == [("verminderd", "Zoeken gaat minder goed.")]


@pytest.mark.parametrize(
    ("entry", "language", "expected"),
    [
        (ONE, "en", [("alleenNederlands", "Only in Dutch.")]),
        (ONE, "pl", [("alleenNederlands", "Tylko po niderlandzku.")]),
        (ONE, "nl", []),
        (ONE, "de", []),  # no sentence in that language
        (TWO, "en", []),  # translated
        (TWO, "pl", [("alleenNederlands", "Tylko po niderlandzku.")]),
    ],
)
def test_that_a_text_is_only_in_dutch_is_told_in_the_language_of_the_asker(
    entry: Faq, language: str, expected: list[tuple[str, str]]
) -> None:
    made = asked((entry, 0.9), question=Question("ww", DAY, language=language))
    assert remarks(made) == expected


def test_who_asks_in_a_language_gets_the_translation() -> None:
    made = asked((TWO, 0.9), question=Question("How do I apply for unemployment benefit?", DAY))
    assert made.language.code == "en"
    assert made.answers[0].text.text == "English text."


def test_an_amount_that_is_not_known_yet_is_told() -> None:
    made = asked((ONE, 0.9), (THREE, 0.2))
    assert made.answers[1].text.short == "Wacht (termijn volgt)."
    assert remarks(made) == [("bedragNogNietBekend", "Een bedrag volgt.")]


@pytest.mark.parametrize("text", ["", "  \n\t ", "\x00\u202e\u200b"])
def test_an_empty_question_is_not_searched_and_has_no_answer(text: str) -> None:
    def never(query: Query) -> Found:
        raise AssertionError(query)

    made = answer(Question(text, DAY), KNOWLEDGE, never, POLICY)
    assert (made.outcome, made.answers, made.choices) == (Outcome.NO_ANSWER, (), ())
    assert (made.contact, made.language.code) == ((PHONE,), "nl")


def test_what_is_searched_is_the_clean_text_with_the_filters() -> None:
    seen: list[Query] = []

    def search(query: Query) -> Found:
        seen.append(query)
        return Found(())

    question = Question(
        "  Hoe\u202e lang\nkrijg ik WW? ", DAY, Audience.EMPLOYER, ("WW",), language="de"
    )
    made = answer(question, KNOWLEDGE, search, POLICY)
    assert seen == [Query("Hoe lang krijg ik WW?", "de", DAY, Audience.EMPLOYER, ("WW",))]
    assert seen == [query_of(question)]
    assert (made.language, made.day) == (Language("de", 1.0), DAY)


def test_the_answer_that_was_read_before_goes_with_what_is_searched() -> None:
    after = Question("en hoe lang?", DAY, previous="ww-aanvragen")
    assert query_of(after).previous == "ww-aanvragen"
    assert query_of(Question("en hoe lang?", DAY)).previous is None


@pytest.mark.parametrize(
    ("text", "said", "expected"),
    [
        ("how long do I get unemployment benefit", None, "en"),
        ("hoe lang krijg ik een uitkering", None, "nl"),
        ("how long do I get unemployment benefit", "tr", "tr"),
        ("\u200b", None, "nl"),
    ],
)
def test_the_language_of_a_question_is_what_was_said_or_else_that_of_its_words(
    text: str, said: str | None, expected: str
) -> None:
    question = Question(text, DAY, language=said)
    assert language_of(question).code == query_of(question).language == expected
    assert (language_of(question).probability == 1.0) is (said is not None)
