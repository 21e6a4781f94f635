"""A run asks golden questions as the service would, and scores finding and saying apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from eval.errors import NoQuestionsError
from eval.run import Run, Scored, run
from kb.answering import Found, Hit, Query, Search
from kb.knowledge import Knowledge
from kb.model import (
    Audience,
    Entry,
    Faq,
    GoldenQuestion,
    GoldenSet,
    Organisation,
    Outcome,
    Referral,
    Texts,
    Validity,
)
from kb.policy import Policy
from kb.release import PublicContent

TODAY = date(2026, 11, 22)
POLICY = Policy(answer_at=0.5, choice_at=0.35, distress_at=0.3, also_at=0.1)


def faq(id_: str) -> Faq:
    return Faq(
        id=id_,
        theme="werkloos",
        version="0123abcd",
        question=f"Vraag over {id_}?",
        short="Kort.",
        audience=Audience.CLIENT,
        validity=Validity(start=date(2024, 1, 1)),
        body="Tekst.",
    )


def referral(id_: str, outcome: Outcome) -> Referral:
    return Referral(
        id=id_,
        version="0123abcd",
        outcome=outcome,
        question=f"Vraag over {id_}?",
        short="Kort.",
        organisation=Organisation(name="SVB"),
        body="Tekst.",
    )


ENTRIES: dict[str, Entry] = {
    "a": faq("a"),
    "b": faq("b"),
    "c": faq("c"),
    "d": faq("d"),
    "svb": referral("svb", Outcome.REFERRAL),
    "dossier": referral("dossier", Outcome.OWN_CASE),
    "hulp": referral("hulp", Outcome.DISTRESS),
    "hallo": referral("hallo", Outcome.GREETING),
}
KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=tuple(it for it in ENTRIES.values() if isinstance(it, Faq)),
        letters=(),
        referrals=tuple(it for it in ENTRIES.values() if isinstance(it, Referral)),
        figures=(),
        themes=(),
        terms=(),
        texts=Texts(),
    )
)


def finds(*ranked: tuple[str, float]) -> Search:
    """Return a search that always finds these ids with these confidences."""
    hits = tuple(Hit(ENTRIES[id_], confidence, confidence) for id_, confidence in ranked)
    return lambda _query: Found(hits)


def golden(
    *expected: str, outcome: Outcome | None = None, id_: str = "toets-001"
) -> GoldenQuestion:
    return GoldenQuestion(
        id=id_, question="mijn baan is weg wat nu", expected=expected, outcome=outcome
    )


def scored(question: GoldenQuestion, search: Search) -> Scored:
    return ran([question], search).scored[0]


def ran(questions: list[GoldenQuestion], search: Search) -> Run:
    return run(
        GoldenSet.TEST, questions, KNOWLEDGE, search, POLICY, snapshot="sha256:00", today=TODAY
    )


def test_a_sure_first_hit_that_was_expected_is_right() -> None:
    it = scored(golden("a"), finds(("a", 0.9), ("b", 0.2)))
    assert (it.outcome, it.shown, it.rank, it.confidence, it.served) == (
        Outcome.ANSWER,
        ("a", "b"),
        1,
        0.9,
        True,
    )


def test_each_of_several_expected_ids_is_as_good() -> None:
    assert scored(golden("b", "a"), finds(("a", 0.9), ("c", 0.2))).served


def test_an_expected_text_in_second_place_is_found_but_not_served() -> None:
    it = scored(golden("b"), finds(("a", 0.9), ("b", 0.3)))
    assert (it.rank, it.served) == (2, False)


def test_finding_counts_even_when_the_service_was_too_unsure_to_say_it() -> None:
    it = scored(golden("a"), finds(("a", 0.2)))
    assert (it.outcome, it.rank, it.served) == (Outcome.NO_ANSWER, 1, False)


def test_offering_a_choice_is_not_the_answer_that_was_expected() -> None:
    it = scored(golden("a"), finds(("a", 0.4), ("b", 0.3)))
    assert (it.outcome, it.rank, it.served) == (Outcome.CHOICE, 1, False)


def test_staying_silent_is_right_where_no_answer_was_expected() -> None:
    it = scored(golden(outcome=Outcome.NO_ANSWER), finds(("a", 0.2)))
    assert (it.rank, it.served) == (None, True)


def test_answering_where_no_answer_was_expected_is_wrong() -> None:
    assert not scored(golden(outcome=Outcome.NO_ANSWER), finds(("a", 0.9))).served


@pytest.mark.parametrize(
    ("outcome", "right", "wrong"),
    [
        (Outcome.REFERRAL, "svb", "a"),
        (Outcome.DISTRESS, "hulp", "a"),
        (Outcome.GREETING, "hallo", "a"),
        (Outcome.OWN_CASE, "dossier", "svb"),
    ],
)
def test_a_question_that_names_an_outcome_is_right_when_it_ends_that_way(
    outcome: Outcome, right: str, wrong: str
) -> None:
    asked = golden(outcome=outcome)
    assert scored(asked, finds((right, 0.9))).served
    assert not scored(asked, finds((wrong, 0.9))).served


def test_beside_the_own_file_the_expected_text_may_come_in_any_place() -> None:
    asked = golden("dossier", outcome=Outcome.OWN_CASE)
    assert scored(asked, finds(("dossier", 0.9), ("a", 0.6))).shown == ("a", "dossier")
    assert scored(asked, finds(("dossier", 0.9), ("a", 0.6))).served
    assert not scored(golden("b", outcome=Outcome.OWN_CASE), finds(("dossier", 0.9))).served


def test_a_referral_to_another_organisation_than_expected_is_wrong() -> None:
    asked = golden("a", outcome=Outcome.REFERRAL)
    assert not scored(asked, finds(("svb", 0.9), ("a", 0.6))).served


def test_a_golden_question_is_asked_on_its_own_day_and_for_its_own_audience() -> None:
    seen: list[Query] = []

    def search(query: Query) -> Found:
        seen.append(query)
        return Found(())

    of_then = GoldenQuestion(
        id="toets-001",
        question="  oude   vraag ",
        expected=("a",),
        on_day=date(2021, 3, 1),
        audience=Audience.EMPLOYER,
    )
    ran([of_then, golden("a")], search)
    assert [(it.text, it.day, it.audience) for it in seen] == [
        ("oude vraag", date(2021, 3, 1), Audience.EMPLOYER),
        ("mijn baan is weg wat nu", TODAY, None),
    ]


def by_id(found: dict[str, list[tuple[str, float]]]) -> Callable[[Query], Found]:
    """Return a search that finds by the first word of what is asked."""
    return lambda query: finds(*found[query.text.split(" ")[0]])(query)


def test_recall_and_mrr_are_means_over_the_questions_that_name_an_id() -> None:
    search = by_id(
        {
            "een": [("a", 0.9)],
            "twee": [("b", 0.9), ("a", 0.3)],
            "drie": [("b", 0.9), ("c", 0.3), ("d", 0.2), ("a", 0.1)],
            "vier": [("b", 0.9)],
            "vijf": [("b", 0.1)],
        }
    )
    questions = [
        GoldenQuestion(id=f"toets-{word}", question=f"{word} vraag", expected=("a",))
        for word in ("een", "twee", "drie", "vier")
    ]
    nothing = GoldenQuestion(id="toets-vijf", question="vijf vraag", outcome=Outcome.NO_ANSWER)
    table = ran([*questions, nothing], search).table()
    assert table["vinden"] == {"vragen": 4, "recall@1": 0.25, "recall@3": 0.5, "mrr": 1.75 / 4}
    assert table["bediening"] == {
        "antwoord": {"vragen": 4, "goed": 0.25},
        "geenAntwoord": {"vragen": 1, "goed": 1.0},
    }


def test_a_set_that_names_no_ids_measures_no_recall() -> None:
    found = ran([golden(outcome=Outcome.NO_ANSWER)], finds()).retrieval()
    assert found == {"vragen": 0, "recall@1": None, "recall@3": None, "mrr": None}


def test_the_table_lists_every_miss_with_what_was_said_instead() -> None:
    run_ = ran([golden("a", id_="goed"), golden("b", id_="mis")], finds(("a", 0.9), ("b", 0.3)))
    table = json.loads(json.dumps(run_.table()))
    assert (table["set"], table["momentopname"], table["vragen"]) == ("toets", "sha256:00", 2)
    assert table["missers"] == [
        {
            "id": "mis",
            "vraag": "mijn baan is weg wat nu",
            "verwacht": ["b"],
            "verwachteUitkomst": "antwoord",
            "uitkomst": "antwoord",
            "gekregen": ["a", "b"],
            "rang": 2,
            "zekerheid": 0.9,
        }
    ]


def test_an_empty_set_is_refused_because_nothing_would_be_measured() -> None:
    with pytest.raises(NoQuestionsError, match="De set 'toets' heeft geen vragen"):
        ran([], finds())


def test_progress_is_told_after_every_question() -> None:
    told: list[tuple[int, int]] = []
    questions = [golden("a", id_="een"), golden("a", id_="twee")]
    run(
        GoldenSet.TEST,
        questions,
        KNOWLEDGE,
        finds(("a", 0.9)),
        POLICY,
        snapshot="sha256:00",
        today=TODAY,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]
