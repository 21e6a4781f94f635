"""What counts as right, kept, false or refused: every verdict on a question, at its edges."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.scoring import Scored, Shown, expected_ids, score
from kb.answering import Found
from kb.composing import Answer, Hit
from kb.language import Language
from kb.model import Faq, GoldenQuestion, Outcome, Referral

ANSWER, CHOICE, NO_ANSWER = Outcome.ANSWER, Outcome.CHOICE, Outcome.NO_ANSWER
IDS = st.lists(st.sampled_from("abcde"), unique=True)


def got(outcome: Outcome, *shown: str, wants: str = "", ends: Outcome | None = None) -> Scored:
    """Return a question that wanted these ids and this end, and got this."""
    return Scored(
        question=GoldenQuestion(id="t", question="wat nu", expected=wants.split(), outcome=ends),
        outcome=outcome,
        shown=tuple(Shown(id=it, content_hash="sha256:0") for it in shown),
        ranking=shown,
        rank=None,
        confidence=None,
        language="nl",
        degraded=False,
    )


def right(it: Scored) -> tuple[bool, bool, bool]:
    return it.right_at_1, it.right_at_3, it.kept


def false(it: Scored) -> tuple[bool, bool]:
    return it.false_answer, it.false_refusal


# --- where an answer is expected


def test_the_expected_text_in_front_is_right() -> None:
    it = got(ANSWER, "a", "b", wants="a")
    assert (right(it), false(it)) == ((True, True, True), (False, False))
    assert (it.in_scope, it.out_of_scope, it.refused_or_referred) == (True, False, False)


def test_each_of_several_expected_ids_is_as_good() -> None:
    assert right(got(ANSWER, "a", "c", wants="b a")) == (True, True, True)


@pytest.mark.parametrize(
    ("shown", "at_3"), [("ba", True), ("bca", True), ("bcda", False), ("bcd", False), ("b", False)]
)
def test_further_down_it_is_a_false_answer_that_counts_at_3_alone(shown: str, at_3: bool) -> None:
    it = got(ANSWER, *shown, wants="a")
    assert (right(it), false(it)) == ((False, at_3, False), (True, False))


@pytest.mark.parametrize("shown", ["ab", "ba", "bca"])
def test_a_choice_is_not_the_answer_but_it_keeps_what_it_offers(shown: str) -> None:
    it = got(CHOICE, *shown, wants="a")
    assert (right(it), false(it)) == ((False, True, True), (False, False))


def test_a_choice_without_what_was_expected_keeps_nothing_and_asserts_nothing() -> None:
    it = got(CHOICE, "b", "c", wants="a")
    assert (right(it), false(it)) == ((False, False, False), (False, False))


def test_saying_that_we_do_not_know_is_a_false_refusal() -> None:
    it = got(NO_ANSWER, wants="a")
    assert (right(it), false(it)) == ((False, False, False), (False, True))
    assert it.refused_or_referred


@pytest.mark.parametrize("outcome", [Outcome.REFERRAL, Outcome.OWN_CASE, Outcome.DISTRESS])
def test_any_other_end_is_neither_right_nor_a_false_answer_or_refusal(outcome: Outcome) -> None:
    it = got(outcome, "a", wants="a")
    assert (right(it), false(it)) == ((False, False, False), (False, False))


def test_where_any_answer_will_do_every_answer_is_right_at_1_and_at_3() -> None:
    assert right(got(ANSWER, "a", ends=ANSWER)) == (True, True, True)
    assert right(got(NO_ANSWER, ends=ANSWER)) == (False, False, False)


def test_a_question_that_names_ids_alone_expects_an_answer() -> None:
    assert got(ANSWER, wants="a").expected_outcome is ANSWER
    assert got(ANSWER, wants="a", ends=Outcome.REFERRAL).expected_outcome is Outcome.REFERRAL


# --- out of scope


def test_saying_nothing_is_right_where_there_is_nothing_to_say() -> None:
    it = got(NO_ANSWER, ends=NO_ANSWER)
    assert (right(it), false(it)) == ((True, True, True), (False, False))
    assert (it.in_scope, it.out_of_scope, it.refused_or_referred) == (False, True, True)


def test_answering_where_there_is_nothing_to_say_is_a_false_answer() -> None:
    it = got(ANSWER, "a", ends=NO_ANSWER)
    assert (right(it), false(it)) == ((False, False, False), (True, False))
    assert not it.refused_or_referred


def test_sending_on_in_place_of_refusing_is_recognised_but_not_right() -> None:
    it = got(Outcome.REFERRAL, "svb", ends=NO_ANSWER)
    assert (it.right_at_1, it.refused_or_referred, it.false_answer) == (False, True, False)


@pytest.mark.parametrize(
    ("shown", "good"), [(("svb", "a"), True), (("duo", "svb"), False), (("duo",), False)]
)
def test_a_referral_is_right_when_the_expected_organisation_is_in_front(
    shown: tuple[str, ...], good: bool
) -> None:
    it = got(Outcome.REFERRAL, *shown, wants="svb", ends=Outcome.REFERRAL)
    assert right(it) == (good, good, good)
    assert (it.in_scope, it.out_of_scope) == (False, True)


def test_a_referral_that_is_only_offered_is_kept() -> None:
    it = got(CHOICE, "a", "svb", wants="svb", ends=Outcome.REFERRAL)
    assert right(it) == (False, False, True)
    assert not it.refused_or_referred


# --- the own file, a greeting, distress


@pytest.mark.parametrize("outcome", [it for it in Outcome if it is not CHOICE])
def test_a_question_that_names_an_outcome_alone_is_right_when_it_ends_so(outcome: Outcome) -> None:
    assert right(got(outcome, "a", ends=outcome)) == (True, True, True)
    other = Outcome.REFERRAL if outcome is not Outcome.REFERRAL else ANSWER
    assert not got(other, "a", ends=outcome).right_at_1


@pytest.mark.parametrize(("wants", "good"), [("dossier", True), ("a", True), ("b", False)])
def test_beside_the_own_file_the_expected_text_may_come_in_any_place(
    wants: str, good: bool
) -> None:
    it = got(Outcome.OWN_CASE, "a", "dossier", wants=wants, ends=Outcome.OWN_CASE)
    assert right(it) == (good, good, good)
    assert (it.in_scope, it.out_of_scope) == (False, False)


def test_a_greeting_shows_no_text_and_needs_none() -> None:
    assert got(Outcome.GREETING, wants="hallo", ends=Outcome.GREETING).right_at_1


def test_distress_met_with_other_help_than_meant_is_not_right() -> None:
    assert got(Outcome.DISTRESS, "hulp", wants="hulp", ends=Outcome.DISTRESS).right_at_1
    other = got(Outcome.DISTRESS, "anders", wants="hulp", ends=Outcome.DISTRESS)
    assert right(other) == (False, False, False)


def test_distress_met_with_a_choice_is_not_kept_even_with_the_help_in_it() -> None:
    it = got(CHOICE, "hulp", "a", wants="hulp", ends=Outcome.DISTRESS)
    assert right(it) == (False, False, False)
    file = got(CHOICE, "dossier", "a", wants="dossier", ends=Outcome.OWN_CASE)
    assert file.kept


def test_the_first_hit_is_right_only_in_the_first_place() -> None:
    it = got(ANSWER, "a", wants="a")
    ranks = [it.model_copy(update={"rank": rank}).first_is_right for rank in (1, 2, None)]
    assert ranks == [True, False, False]


def referral(id_: str, outcome: Outcome) -> Referral:
    return Referral(
        id=id_, version="0a0a0a0a", outcome=outcome, question="Wat?", short="Kort.", body="Tekst."
    )


FAQ = Faq.model_validate(
    {
        "id": "a",
        "theme": "werkloos",
        "version": "0a0a0a0a",
        "question": "Wat?",
        "short": "Kort.",
        "audience": "particulier",
        "validity": {"vanaf": "2024-01-01"},
        "body": "Tekst.",
    }
)
ENTRIES = (
    FAQ,
    referral("svb", Outcome.REFERRAL),
    referral("duo", Outcome.REFERRAL),
    referral("hulp", Outcome.DISTRESS),
)


@pytest.mark.parametrize(
    ("wants", "ends", "ids"),
    [
        ("a b", None, "a b"),
        ("weg", Outcome.REFERRAL, "weg"),
        ("", Outcome.REFERRAL, "svb duo"),
        ("", Outcome.DISTRESS, "hulp"),
        ("", Outcome.GREETING, ""),
        ("", Outcome.ANSWER, ""),
        ("", None, ""),
    ],
)
def test_a_question_that_names_an_outcome_alone_expects_every_entry_that_ends_so(
    wants: str, ends: Outcome | None, ids: str
) -> None:
    golden = GoldenQuestion(id="t", question="wat nu", expected=wants.split(), outcome=ends)
    assert expected_ids(golden, ENTRIES) == set(ids.split())


def test_a_question_that_names_an_outcome_alone_has_the_rank_of_the_first_that_ends_so() -> None:
    golden = GoldenQuestion(id="t", question="wat nu", outcome=Outcome.REFERRAL)
    given = Answer(ANSWER, Language("nl", 1.0), date(2026, 11, 22), "vraag")
    found = Found(tuple(Hit(it, 0.5, 0.5) for it in (FAQ, ENTRIES[3], *ENTRIES[1:3])))
    assert score(golden, given, found).rank == 3
    assert score(golden, given, Found(found.hits[:2])).rank is None


@given(
    st.sampled_from(Outcome), IDS, IDS.map(" ".join), st.one_of(st.none(), st.sampled_from(Outcome))
)
def test_the_verdicts_on_a_question_never_contradict_each_other(
    outcome: Outcome, shown: list[str], wants: str, ends: Outcome | None
) -> None:
    it = got(outcome, *shown, wants=wants, ends=ends)
    assert not it.right_at_1 or (it.right_at_3 and it.kept)
    assert not (it.right_at_1 and any(false(it)))
    assert not (it.in_scope and it.out_of_scope)
    assert not (it.false_answer and it.refused_or_referred)
