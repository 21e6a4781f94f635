"""What nobody here can answer is refused, and what says so is no answer like another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answering import Found, Question, answer, answering, decide, ends_in
from kb.composing import Answer, Choice, Hit
from kb.knowledge import Knowledge
from kb.model import Contact, Entry, Faq, Outcome, Referral, Texts, Theme
from kb.policy import Policy
from kb.release import PublicContent

POLICY = Policy(answer_at=0.5, choice_at=0.35, distress_at=0.3, refuse_at=0.6, also_at=0.1)
PHONE = Contact(name="UWV Telefoon", address="088 898 92 94")


def faq(id_: str) -> Faq:
    return Faq.model_validate(
        {
            "id": id_,
            "theme": "werkloos",
            "version": "0a0a0a0a",
            "question": f"Vraag {id_}?",
            "short": f"Kort {id_}.",
            "audience": "particulier",
            "validity": {"vanaf": "2024-01-01"},
            "body": f"Tekst van {id_}.",
        }
    )


def referral(id_: str, outcome: Outcome) -> Referral:
    return Referral(
        id=id_,
        version="0b0b0b0b",
        outcome=outcome,
        question=f"Vraag {id_}?",
        short=f"Kort {id_}.",
        contact=(PHONE,),
        body="Tekst.",
    )


ONE, TWO, THREE = faq("een"), faq("twee"), faq("drie")
DISTRESS = referral("nood", Outcome.DISTRESS)
NO_ANSWER = referral("geen-antwoord", Outcome.NO_ANSWER)
OTHERS = [
    referral(it.value.lower(), it) for it in (Outcome.REFERRAL, Outcome.OWN_CASE, Outcome.GREETING)
]
KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=(ONE, TWO, THREE),
        letters=(),
        referrals=(DISTRESS, NO_ANSWER, *OTHERS),
        figures=(),
        themes=(Theme(id="werkloos", title="Werkloos", description="Over de WW."),),
        terms=(),
        texts=Texts(choose="Wat past het best?", no_answer="Dat weten wij niet."),
    )
)


def found(*given: tuple[Entry, float], unanswerable: float = 0.0) -> Found:
    return Found(tuple(Hit(it, 1.0, sure) for it, sure in given), unanswerable=unanswerable)


def given_for(result: Found) -> Answer:
    return answer(
        Question("wie wint de koers", date(2026, 11, 22)), KNOWLEDGE, lambda _: result, POLICY
    )


@pytest.mark.parametrize("first", [ONE, *OTHERS])
@pytest.mark.parametrize("sure", [0.35, 0.5, 0.99])
def test_what_nobody_can_answer_is_refused_however_near_an_entry_looks(
    first: Entry, sure: float
) -> None:
    made = given_for(found((first, sure), (TWO, 0.5), unanswerable=0.6))
    assert (made.outcome, made.answers) == (Outcome.NO_ANSWER, ())
    assert (made.notice, made.contact) == ("Kort geen-antwoord.", (PHONE,))
    assert made.choices == (Choice("Werkloos", "werkloos", "Over de WW."),)


@pytest.mark.parametrize(
    ("first", "sure", "outcome"),
    [
        (ONE, 0.5, Outcome.ANSWER),
        (ONE, 0.35, Outcome.CHOICE),
        (ONE, 0.34, Outcome.NO_ANSWER),
        *((it, 0.5, it.outcome) for it in OTHERS),
    ],
)
def test_what_somebody_may_be_able_to_answer_ends_as_its_first_hit_does(
    first: Entry, sure: float, outcome: Outcome
) -> None:
    hits = ((first, sure), (TWO, 0.3))
    assert decide(found(*hits, unanswerable=0.59), POLICY) is outcome
    assert decide(found(*hits), POLICY) is outcome


def test_below_the_threshold_the_answer_is_given() -> None:
    made = given_for(found((NO_ANSWER, 0.9), (ONE, 0.5), unanswerable=0.59))
    assert [it.entry.id for it in made.answers] == ["een"]


def test_a_cry_for_help_that_nobody_can_answer_still_is_one() -> None:
    heard = Found((Hit(ONE, 1.0, 0.9),), distress=Hit(DISTRESS, 1.0, 0.3), unanswerable=1.0)
    made = given_for(heard)
    assert (made.outcome, made.contact) == (Outcome.DISTRESS, (PHONE,))


def test_a_text_that_says_no_does_not_decide_by_its_place_among_the_hits() -> None:
    assert decide(found((NO_ANSWER, 0.99), (ONE, 0.5)), POLICY) is Outcome.ANSWER
    assert decide(found((NO_ANSWER, 0.99)), POLICY) is Outcome.NO_ANSWER


HITS = st.lists(
    st.tuples(
        st.sampled_from([ONE, TWO, THREE, DISTRESS, NO_ANSWER, *OTHERS]),
        st.sampled_from([0.0, 0.1, 0.34, 0.35, 0.49, 0.5, 0.99]),
    ),
    unique_by=lambda it: it[0].id,
)


@given(HITS, st.sampled_from([0.0, 0.59, 0.6, 1.0]))
def test_what_says_no_or_answers_despair_is_shown_beside_nothing(
    hits: list[tuple[Entry, float]], unanswerable: float
) -> None:
    made = given_for(found(*hits, unanswerable=unanswerable))
    shown = {*(it.entry.id for it in made.answers), *(it.id for it in made.choices)}
    assert made.outcome is not Outcome.DISTRESS
    assert not shown & {"nood", "geen-antwoord"}


def test_hits_that_answer_keep_their_order() -> None:
    hits = [(TWO, 0.1), (NO_ANSWER, 0.9), (OTHERS[2], 0.2), (DISTRESS, 0.9), (ONE, 0.3)]
    assert [it.entry.id for it in answering(found(*hits))] == ["twee", "begroeting", "een"]


@pytest.mark.parametrize("outcome", Outcome)
def test_an_entry_ends_in_one_way(outcome: Outcome) -> None:
    assert ends_in(ONE, outcome) is (outcome is Outcome.ANSWER)
    assert ends_in(NO_ANSWER, outcome) is (outcome is Outcome.NO_ANSWER)
    assert ends_in(DISTRESS, outcome) is (outcome is Outcome.DISTRESS)
