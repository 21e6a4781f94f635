"""What somebody typed about themselves is in no search, no answer and no remark."""

from __future__ import annotations

from datetime import date

import pytest

from kb.answering import Found, Query, Question, answer, query_of, read_question, searched
from kb.composing import Answer, Hit, Remark
from kb.knowledge import Knowledge
from kb.model import Audience, Entry, Faq, Outcome, Texts, Validity
from kb.policy import Policy
from kb.release import PublicContent
from kb.text import MAX_QUESTION_CHARS

DAY = date(2026, 11, 22)
TEXTS = Texts(masked="Wij haalden iets weg.", degraded="Zoeken gaat minder goed.")
ITEM = Faq(
    id="ww-duur",
    theme="werkloos",
    version="0a0a0a0a",
    question="Hoe lang krijg ik WW?",
    short="Dat hangt ervan af.",
    audience=Audience.CLIENT,
    validity=Validity(start=date(2024, 1, 1)),
    body="Tekst.",
)
KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=(ITEM,), letters=(), referrals=(), figures=(), themes=(), terms=(), texts=TEXTS
    )
)
TYPED = "Mijn bsn is 123456782, hoe lang krijg ik ww? Bel 06-12345678"
MASKED = "Mijn bsn is [bsn], hoe lang krijg ik ww? Bel [telefoonnummer]"


def asked(
    text: str, *found: Entry, language: str | None = None, degraded: bool = False
) -> tuple[Answer, list[Query]]:
    """Return the answer when these are found, and what was searched for."""
    seen: list[Query] = []

    def search(query: Query) -> Found:
        seen.append(query)
        return Found(tuple(Hit(it, 1.0, 0.9) for it in found), degraded)

    question = Question(text, DAY, language=language)
    return answer(question, KNOWLEDGE, search, Policy()), seen


def test_the_question_leaves_the_story_masked() -> None:
    made, _ = asked(TYPED, ITEM)
    assert made.asked == MASKED


def test_nothing_personal_is_searched_and_neither_are_the_words_that_stand_for_it() -> None:
    made, (query,) = asked(TYPED, ITEM)
    assert query.text == "hoe lang krijg ik ww?"
    assert query == query_of(Question(TYPED, DAY))
    assert searched(TYPED) == query.text
    assert made.outcome is Outcome.ANSWER


def test_a_remark_from_content_says_that_something_was_taken_out() -> None:
    masked, _ = asked(TYPED, ITEM)
    plain, _ = asked("hoe lang krijg ik ww", ITEM)
    assert masked.remarks == (Remark("masker", "Wij haalden iets weg."),)
    assert plain.remarks == ()


def test_the_remark_is_there_whatever_the_outcome_and_beside_others() -> None:
    made, _ = asked("123456782 weet u iets", degraded=True)
    assert made.outcome is Outcome.NO_ANSWER
    assert [it.code for it in made.remarks] == ["masker", "verminderd"]


def test_the_masked_question_asked_again_gives_the_same_answer() -> None:
    made, seen = asked(TYPED, ITEM)
    again, seen_again = asked(made.asked, ITEM)
    assert (again, seen_again) == (made, seen)


def test_a_question_of_nothing_but_personal_data_is_not_searched() -> None:
    made, seen = asked("mijn bsn is 123456782", ITEM)
    assert seen == []
    assert (made.outcome, made.asked) == (Outcome.NO_ANSWER, "mijn bsn is [bsn]")


@pytest.mark.parametrize("at", [0, 1, 4, 8, 9])
def test_a_number_across_the_border_of_what_is_read_leaves_no_digits(at: int) -> None:
    text = "x" * (MAX_QUESTION_CHARS - at - 1) + " 123456782 en meer"
    read = read_question(text)
    assert read.kinds == ("bsn",)
    assert len(read.text) <= MAX_QUESTION_CHARS
    assert not any(map(str.isdigit, read.text))


def test_the_word_for_what_was_taken_out_says_nothing_about_the_language() -> None:
    made, _ = asked("jan.jansen@gmail.com how long do I get benefits 06-12345678", ITEM)
    assert made.language.code == "en"


def test_the_language_that_was_said_stays() -> None:
    made, (query,) = asked(TYPED, ITEM, language="tr")
    assert (made.language.code, query.language) == ("tr", "tr")
