"""Suggestions: what begins so, word by word, with one slip of the finger; and what holds."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.admission import Admission
from kb.knowledge import Knowledge
from kb.model import Audience, Faq, Texts, Translation, Validity
from kb.release import PublicContent
from kb.suggestions import MAX_SUGGESTIONS, Suggestions, begins_with_a_slip

TODAY = date(2026, 11, 22)
ANYBODY = Admission(TODAY)


def faq(id_: str, question: str, *alternatives: str, **more: object) -> Faq:
    given_: dict[str, object] = {
        "id": id_,
        "thema": "werk",
        "versie": "00000000",
        "vraag": question,
        "alternatieven": alternatives,
        "kort": "Kort.",
        "doelgroep": "particulier",
        "geldig": {"vanaf": "2024-01-01"},
        "tekst": "Tekst.",
        **more,
    }
    return Faq.model_validate(given_, by_alias=True)


def over(*faqs: Faq) -> Suggestions:
    public = PublicContent(
        faqs=faqs, letters=(), referrals=(), figures=(), themes=(), terms=(), texts=Texts()
    )
    return Suggestions(Knowledge(public))


APPLY = faq("ww-aanvragen", "Hoe vraag ik een WW-uitkering aan?", "ww aanvragen")
LENGTH = faq("ww-duur", "Hoe lang krijg ik een WW-uitkering?", "hoeveel maanden ww")
SICK = faq("ziek", "Hoe meld ik mij ziek?", "ziekmelden zonder werkgever")


def ids(suggestions: Suggestions, begin: str, admission: Admission = ANYBODY) -> list[str]:
    return [it.id for it in suggestions.starting(begin, admission)]


@pytest.mark.parametrize(
    ("begin", "expected"),
    [
        ("hoe vraag", ["ww-aanvragen"]),
        ("HOE  VRÁÁG", ["ww-aanvragen"]),
        ("ww-uitkering", ["ww-aanvragen", "ww-duur"]),
        ("aan ww", ["ww-aanvragen"]),
        ("ziekm", ["ziek"]),
        ("uitkerign", ["ww-aanvragen", "ww-duur"]),
        ("manden", ["ww-duur"]),
        ("zi", ["ziek"]),
        ("zu", []),
        ("?!", []),
        ("[bsn]", []),
    ],
)
def test_what_somebody_types_becomes_the_questions_that_it_may_be(
    begin: str, expected: list[str]
) -> None:
    assert ids(over(APPLY, LENGTH, SICK), begin) == expected


def test_the_whole_beginning_goes_before_words_and_words_before_a_slip() -> None:
    whole = faq("a", "Werk zoeken met hulp")
    words = faq("b", "Hulp bij werk")
    slip = faq("c", "Wekr")
    assert ids(over(slip, words, whole), "werk") == ["a", "b", "c"]


def test_a_question_goes_before_an_alternative_and_dutch_before_a_translation() -> None:
    translation = Translation(
        language="en", question="Werk?", short="S.", made_from="00000000", body="B."
    )
    translated = faq("a", "Vraag een", vertalingen=[translation])
    alternative = faq("b", "Vraag twee", "werk")
    question = faq("c", "Werk en nog veel meer")
    found = over(translated, alternative, question).starting("werk", ANYBODY)
    assert [(it.id, it.language) for it in found] == [("c", "nl"), ("b", "nl"), ("a", "en")]


def test_an_item_comes_once_and_no_more_than_can_be_read() -> None:
    many = [faq(f"id-{at}", f"Werk {at}", "werk", "werken") for at in range(20)]
    found = ids(over(*many), "werk")
    assert len(found) == len(set(found)) == MAX_SUGGESTIONS


def test_only_what_may_be_found_is_suggested() -> None:
    ended = faq("a", "Werk vroeger", geldig=Validity(start=date(2020, 1, 1), end=TODAY))
    employer = faq("b", "Werk voor werkgevers", doelgroep="werkgever", regelingen=("ZW",))
    found = over(ended, employer, faq("c", "Werk voor u", regelingen=("WW",)))
    assert ids(found, "werk") == ["c", "b"]
    assert ids(found, "werk", Admission(date(2026, 11, 21))) == ["c", "a", "b"]
    assert ids(found, "werk", Admission(TODAY, Audience.EMPLOYER)) == ["b"]
    assert ids(found, "werk", Admission(TODAY, schemes=("WW",))) == ["c"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("werkloos", True),
        ("werklos", True),
        ("werkllos", True),
        ("wekrloos", True),
        ("werkliis", False),
        ("werkloosxheid", True),
        ("werkloosheidx", True),
        ("werkloosheidxx", False),
        ("wer", True),
    ],
)
def test_one_slip_is_forgiven_and_two_are_not(typed: str, near: bool) -> None:
    assert begins_with_a_slip("werkloosheid", typed) is near


WORDS = st.text("abcde", min_size=1, max_size=9)


@given(WORDS, st.integers(0, 8), st.sampled_from("abcde"))
def test_every_word_is_near_itself_with_one_letter_changed_added_or_left_out(
    word: str, at: int, letter: str
) -> None:
    at = min(at, len(word) - 1)
    swapped = word[:at] + word[at : at + 2][::-1] + word[at + 2 :]
    for typed in (
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
        swapped,
    ):
        if typed:
            assert begins_with_a_slip(word, typed)


@given(st.text(max_size=60))
def test_whatever_is_typed_never_fails(begin: str) -> None:
    assert len(over(APPLY, LENGTH, SICK).starting(begin, ANYBODY)) <= MAX_SUGGESTIONS
