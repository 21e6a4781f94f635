"""How a question ends, with a search that finds what the test says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kb.answering import Found, Question, answer, decide
from kb.composing import MAX_CHOICES, NEAREST_THEMES, Answer, Choice, Hit
from kb.knowledge import Knowledge
from kb.model import (
    Audience,
    Contact,
    Entry,
    Faq,
    Letter,
    Organisation,
    Outcome,
    Referral,
    Texts,
    Theme,
    Validity,
)
from kb.policy import Policy
from kb.release import PublicContent

DAY = date(2026, 11, 22)
POLICY = Policy(answer_at=0.5, choice_at=0.35, distress_at=0.3, refuse_at=0.6, also_at=0.1)
PHONE = Contact(name="UWV Telefoon", address="088 898 92 94")
CRISIS = Contact(name="113", address="0800 0113")
COUNTER = Contact(name="Mijn UWV", address="https://www.uwv.nl")
ALL_TIME = Validity(start=date(2024, 1, 1))
COURT = Organisation(name="Juridisch Loket", phone="0800 8020")


def faq(id_: str, theme: str = "werkloos", **values: object) -> Faq:
    return Faq.model_validate(
        {
            "id": id_,
            "theme": theme,
            "version": "0a0a0a0a",
            "question": f"Vraag {id_}?",
            "short": f"Kort {id_}.",
            "audience": Audience.CLIENT,
            "validity": ALL_TIME,
            "body": f"Tekst van {id_}.",
            **values,
        }
    )


def referral(id_: str, outcome: Outcome, *contact: Contact, **values: object) -> Referral:
    return Referral.model_validate(
        {
            "id": id_,
            "version": "0b0b0b0b",
            "outcome": outcome,
            "question": f"Vraag {id_}?",
            "short": f"Kort {id_}.",
            "contact": contact,
            "body": f"Tekst van {id_}.",
            **values,
        }
    )


ONE = faq("een", related=("twee",), next_steps=("twee",))
TWO = faq("twee", theme="ziek")
THREE = faq("drie", theme="betaling")
FOUR = faq("vier", theme="corona")
LETTER = Letter(
    id="WW-101",
    version="0c0c0c0c",
    title="U krijgt WW",
    audience=Audience.CLIENT,
    validity=ALL_TIME,
    sent_when="Soms.",
    body="Tekst.",
)
ELSEWHERE = referral("loket", Outcome.REFERRAL, PHONE, organisation=COURT)
OWN_CASE = referral("dossier", Outcome.OWN_CASE, COUNTER)
DISTRESS = referral("nood", Outcome.DISTRESS, CRISIS)
GREETING = referral("groet", Outcome.GREETING)
NO_ANSWER = referral("geen-antwoord", Outcome.NO_ANSWER, COUNTER)
PUBLIC = PublicContent(
    faqs=(ONE, TWO, THREE, FOUR),
    letters=(LETTER,),
    referrals=(ELSEWHERE, OWN_CASE, DISTRESS, GREETING),
    figures=(),
    themes=(
        Theme(id="werkloos", title="Werkloos", description="Over de WW."),
        Theme(id="ziek", title="Ziek", description="Over ziekte."),
    ),
    terms=(),
    texts=Texts(choose="Wat past het best?", no_answer="Dat weten wij niet.", contact=(PHONE,)),
)
KNOWLEDGE = Knowledge(PUBLIC)
Given = tuple[Entry, float]


def found(*given: Given) -> Found:
    """Return these hits; the first that answers a cry for help is what the search heard as one."""
    hits = tuple(Hit(entry, 1.0, confidence) for entry, confidence in given)
    return Found(hits, distress=next((it for it in hits if is_distress(it.entry)), None))


def is_distress(entry: Entry) -> bool:
    return isinstance(entry, Referral) and entry.outcome is Outcome.DISTRESS


def asked(*given: Given, question: Question | None = None) -> Answer:
    """Return the answer when the search finds each entry with its confidence."""
    result = found(*given)
    question = question or Question("hoe lang krijg ik ww", DAY)
    return answer(question, KNOWLEDGE, lambda _query: result, POLICY)


def ids(made: Answer) -> list[str]:
    return [it.entry.id for it in made.answers]


@pytest.mark.parametrize(
    ("hits", "outcome"),
    [
        ([], Outcome.NO_ANSWER),
        ([(ONE, 0.5)], Outcome.ANSWER),
        ([(LETTER, 0.5)], Outcome.ANSWER),
        ([(ONE, 0.49)], Outcome.CHOICE),
        ([(ONE, 0.35)], Outcome.CHOICE),
        ([(ONE, 0.34)], Outcome.NO_ANSWER),
        ([(ELSEWHERE, 0.5)], Outcome.REFERRAL),
        ([(ELSEWHERE, 0.49)], Outcome.CHOICE),
        ([(OWN_CASE, 0.5)], Outcome.OWN_CASE),
        ([(GREETING, 0.5)], Outcome.GREETING),
        ([(NO_ANSWER, 0.9)], Outcome.NO_ANSWER),
        ([(DISTRESS, 0.3)], Outcome.DISTRESS),
        ([(DISTRESS, 0.29)], Outcome.NO_ANSWER),
        ([(ONE, 0.6), (DISTRESS, 0.29)], Outcome.ANSWER),
    ],
)
def test_the_first_hit_and_its_confidence_decide_the_outcome(
    hits: list[Given], outcome: Outcome
) -> None:
    assert decide(found(*hits), POLICY) is outcome


@pytest.mark.parametrize("first", [ONE, LETTER, ELSEWHERE, OWN_CASE, GREETING, NO_ANSWER])
@pytest.mark.parametrize("confidence", [0.0, 0.3, 0.99])
def test_a_cry_for_help_goes_before_everything_however_sure_the_rest_is(
    first: Entry, confidence: float
) -> None:
    for hits in ([(first, confidence), (DISTRESS, 0.3)], [(DISTRESS, 0.3), (first, confidence)]):
        made = asked(*hits)
        assert (made.outcome, ids(made)) == (Outcome.DISTRESS, ["nood"])


def test_a_cry_for_help_needs_no_place_among_the_hits() -> None:
    heard = replace(found((ONE, 0.9)), distress=Hit(DISTRESS, 1.0, 0.3))
    assert decide(heard, POLICY) is Outcome.DISTRESS
    assert decide(Found((), distress=Hit(DISTRESS, 1.0, 0.3)), POLICY) is Outcome.DISTRESS


def test_what_answers_a_cry_for_help_but_was_not_heard_as_one_is_no_hit_like_another() -> None:
    unheard = Found(tuple(Hit(it, 1.0, 0.9) for it in (DISTRESS, ONE, TWO)))
    assert decide(unheard, POLICY) is Outcome.ANSWER
    assert decide(Found(unheard.hits[:1]), POLICY) is Outcome.NO_ANSWER


@pytest.mark.parametrize("first", [ONE, LETTER, ELSEWHERE, OWN_CASE])
@pytest.mark.parametrize("confidence", [0.2, 0.4, 0.9])
def test_a_cry_for_help_that_is_none_is_never_shown_beside_anything(
    first: Entry, confidence: float
) -> None:
    made = asked((DISTRESS, 0.29), (first, confidence), (TWO, 0.29), (THREE, 0.29))
    assert made.outcome is not Outcome.DISTRESS
    assert "nood" not in [*ids(made), *(it.id for it in made.choices)]
    assert CRISIS not in made.contact


def test_an_answer_comes_first_with_the_others_that_may_be_right() -> None:
    made = asked((ONE, 0.9), (TWO, 0.3), (THREE, 0.1), (FOUR, 0.09))
    assert made.outcome is Outcome.ANSWER
    assert ids(made) == ["een", "twee", "drie"]
    assert [it.confidence for it in made.answers] == [0.9, 0.3, 0.1]
    assert (made.notice, made.choices, made.contact, made.referral) == (None, (), (), None)


def test_a_referral_further_down_is_not_shown_beside_an_answer() -> None:
    assert ids(asked((ONE, 0.9), (DISTRESS, 0.29), (ELSEWHERE, 0.4))) == ["een"]


def test_when_unsure_the_best_few_are_offered_to_choose_from() -> None:
    made = asked((ONE, 0.4), (TWO, 0.3), (THREE, 0.2), (FOUR, 0.2))
    assert (made.outcome, made.notice) == (Outcome.CHOICE, "Wat past het best?")
    assert ids(made) == ["een", "twee", "drie"]
    assert len(made.choices) == MAX_CHOICES
    assert made.choices[0] == Choice("Vraag een?", "een", "Kort een.")
    assert [it.id for it in made.choices] == ids(made)


def test_a_greeting_or_despair_is_never_offered_to_choose() -> None:
    made = asked((GREETING, 0.4), (DISTRESS, 0.29), (ELSEWHERE, 0.2), (OWN_CASE, 0.2), (ONE, 0.2))
    assert made.outcome is Outcome.CHOICE
    assert ids(made) == ["loket", "dossier", "een"]


def test_with_nothing_to_choose_from_there_is_no_answer() -> None:
    made = asked((GREETING, 0.4))
    assert (made.outcome, made.notice) == (Outcome.NO_ANSWER, "Dat weten wij niet.")


def test_a_referral_names_the_organisation_and_how_to_reach_it() -> None:
    made = asked((ELSEWHERE, 0.8), (ONE, 0.2), (DISTRESS, 0.2))
    assert (made.outcome, made.referral) == (Outcome.REFERRAL, COURT)
    assert (made.contact, made.notice) == ((PHONE,), None)
    assert ids(made) == ["loket", "een"]


def test_in_their_own_case_the_general_answer_comes_first() -> None:
    made = asked((OWN_CASE, 0.7), (ELSEWHERE, 0.6), (ONE, 0.5), (TWO, 0.49))
    assert (made.outcome, made.notice) == (Outcome.OWN_CASE, "Kort dossier.")
    assert ids(made) == ["een", "dossier"]
    assert made.contact == (COUNTER,)


def test_in_their_own_case_without_a_sure_general_answer_their_file_is_all() -> None:
    assert ids(asked((OWN_CASE, 0.7), (ONE, 0.4))) == ["dossier"]


def test_an_own_case_without_ways_to_reach_people_gets_the_general_ones() -> None:
    made = asked((referral("kaal", Outcome.OWN_CASE), 0.7))
    assert made.contact == (PHONE,)


def test_in_distress_there_are_only_people_and_one_answer() -> None:
    made = asked((DISTRESS, 0.3), (ONE, 0.29), (TWO, 0.29), (ELSEWHERE, 0.2))
    assert (made.outcome, made.notice) == (Outcome.DISTRESS, "Kort nood.")
    assert (ids(made), made.contact) == (["nood"], (CRISIS,))
    assert (made.choices, made.referral) == ((), None)
    assert (made.answers[0].related, made.answers[0].next_steps) == ((), ())


def test_a_greeting_is_greeted_back_and_nothing_else() -> None:
    made = asked((GREETING, 0.9), (ONE, 0.4))
    assert (made.outcome, made.notice) == (Outcome.GREETING, "Kort groet.")
    assert (made.answers, made.choices, made.contact) == ((), (), ())


def test_without_an_answer_the_nearest_themes_and_people_are_named() -> None:
    made = asked((DISTRESS, 0.2), (ONE, 0.2), (TWO, 0.1), (faq("vijf"), 0.1), (THREE, 0), (FOUR, 0))
    assert (made.outcome, made.answers) == (Outcome.NO_ANSWER, ())
    assert (made.notice, made.contact) == ("Dat weten wij niet.", (PHONE,))
    assert len(made.choices) == NEAREST_THEMES
    assert made.choices == (
        Choice("Werkloos", "werkloos", "Over de WW."),
        Choice("Ziek", "ziek", "Over ziekte."),
        Choice("betaling", "betaling", ""),
    )


def test_the_words_and_people_of_the_no_answer_item_go_first() -> None:
    own = Knowledge(PUBLIC.model_copy(update={"referrals": (NO_ANSWER,)}))
    made = answer(Question("iets vreemds", DAY), own, lambda _query: Found(()), POLICY)
    assert (made.notice, made.contact) == ("Kort geen-antwoord.", (COUNTER,))


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_never_more_answers_than_asked_for(most: int) -> None:
    question = Question("ww", DAY, most=most)
    general = [(it, 0.6) for it in (ONE, TWO, THREE, FOUR)]
    for first in (LETTER, ELSEWHERE, OWN_CASE, DISTRESS):
        made = asked((first, 0.9), *general, question=question)
        assert 1 <= len(made.answers) <= most


@pytest.mark.parametrize(
    ("most", "expected"), [(1, ["een"]), (2, ["een", "dossier"]), (3, ["een", "twee", "dossier"])]
)
def test_in_their_own_case_the_general_answer_is_the_last_to_be_left_out(
    most: int, expected: list[str]
) -> None:
    question = Question("waar blijft mijn geld", DAY, most=most)
    made = asked((OWN_CASE, 0.9), (ONE, 0.6), (TWO, 0.6), question=question)
    assert ids(made) == expected


@pytest.mark.parametrize("first", [ONE, LETTER, ELSEWHERE, OWN_CASE, DISTRESS, GREETING])
@pytest.mark.parametrize("confidence", [0.1, 0.4, 0.9])
def test_the_same_question_has_the_same_answer_every_time(first: Entry, confidence: float) -> None:
    hits = ((first, confidence), (TWO, 0.6), (THREE, 0.2))
    assert asked(*hits) == asked(*hits)
