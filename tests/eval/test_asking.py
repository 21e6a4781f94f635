"""A golden question is asked as the service would, and what it got is kept."""

from __future__ import annotations

from datetime import date

from eval.run import ask
from eval.scoring import Scored
from kb.answering import Found, Query, Search
from kb.composing import Hit
from kb.knowledge import Knowledge
from kb.model import Audience, Contact, Entry, Faq, GoldenQuestion, Outcome, Referral, Texts
from kb.policy import Policy
from kb.release import PublicContent

TODAY = date(2026, 11, 22)
POLICY = Policy(answer_at=0.5, choice_at=0.35, distress_at=0.3, also_at=0.1)


def faq(id_: str) -> Faq:
    return Faq.model_validate(
        {
            "id": id_,
            "theme": "werkloos",
            "version": "0123abcd",
            "question": f"Vraag over {id_}?",
            "short": "Kort.",
            "audience": "particulier",
            "validity": {"vanaf": "2024-01-01"},
            "body": f"Tekst over {id_}.",
        }
    )


def referral(id_: str, outcome: Outcome, address: str = "113") -> Referral:
    return Referral(
        id=id_,
        version="0123abcd",
        outcome=outcome,
        question=f"Vraag over {id_}?",
        short="Kort.",
        contact=(Contact(name="Telefoon", address=address),),
        body="Tekst.",
    )


ENTRIES: dict[str, Entry] = {it: faq(it) for it in ("a", "b", "c", "d", "e")} | {
    "dossier": referral("dossier", Outcome.OWN_CASE),
    "hulp": referral("hulp", Outcome.DISTRESS),
}
PUBLIC = PublicContent(
    faqs=tuple(it for it in ENTRIES.values() if isinstance(it, Faq)),
    letters=(),
    referrals=tuple(it for it in ENTRIES.values() if isinstance(it, Referral)),
    figures=(),
    themes=(),
    terms=(),
    texts=Texts(),
)
KNOWLEDGE = Knowledge(PUBLIC)


def finds(*ranked: tuple[str, float], degraded: bool = False) -> Search:
    """Return a search that always finds these ids with these confidences."""
    hits = tuple(Hit(ENTRIES[id_], confidence, confidence) for id_, confidence in ranked)
    return lambda _query: heard(*hits, degraded=degraded)


def heard(*hits: Hit, degraded: bool = False) -> Found:
    """Return these hits; the first that answers a cry for help is what the search heard as one."""
    cries = (it for it in hits if it.entry.id == "hulp")
    return Found(hits, degraded=degraded, distress=next(cries, None))


def golden(*expected: str) -> GoldenQuestion:
    return GoldenQuestion(id="toets-001", question="mijn baan is weg wat nu", expected=expected)


def asked(question: GoldenQuestion, search: Search, knowledge: Knowledge = KNOWLEDGE) -> Scored:
    return ask(question, knowledge, search, POLICY, TODAY)


def test_a_question_keeps_what_was_found_shown_and_promised() -> None:
    it = asked(golden("b"), finds(("a", 0.9), ("b", 0.2), ("c", 0.05)))
    assert (it.outcome, it.ranking, it.rank) == (Outcome.ANSWER, ("a", "b", "c"), 2)
    assert [one.id for one in it.shown] == ["a", "b"]
    assert (it.confidence, it.language, it.degraded) == (0.9, "nl", False)


def test_a_text_is_kept_by_the_digest_of_the_words_that_were_shown() -> None:
    it = asked(golden("a"), finds(("a", 0.9)))
    assert it.shown[0].content_hash == KNOWLEDGE.render(ENTRIES["a"], TODAY).content_hash


def test_ten_of_a_ranking_are_kept_and_the_rank_is_that_over_everything() -> None:
    ranked = [("b", 0.9)] * 11 + [("a", 0.1)]
    it = asked(golden("a"), finds(*ranked))
    assert (len(it.ranking), it.rank) == (10, 12)


def test_of_nothing_found_there_is_no_rank_and_no_confidence() -> None:
    it = asked(golden("a"), finds())
    assert (it.outcome, it.shown, it.ranking) == (Outcome.NO_ANSWER, (), ())
    assert (it.rank, it.confidence) == (None, None)


def test_a_question_of_which_no_character_can_be_read_is_not_searched() -> None:
    hidden = GoldenQuestion(id="toets-001", question="\u200b", expected=("a",))
    it = asked(hidden, finds(("a", 0.9)))
    assert (it.outcome, it.ranking) == (Outcome.NO_ANSWER, ())


def test_that_words_alone_were_compared_is_kept() -> None:
    assert asked(golden("a"), finds(("a", 0.9), degraded=True)).degraded


def test_the_language_that_was_recognised_is_kept_whatever_was_expected() -> None:
    english = golden("a").model_copy(
        update={"question": "I have lost my job and I need money for the rent", "language": "nl"}
    )
    assert asked(english, finds(("a", 0.9))).language == "en"


def test_finding_counts_even_when_the_service_was_too_unsure_to_say_it() -> None:
    it = asked(golden("a"), finds(("a", 0.2)))
    assert (it.outcome, it.rank, it.first_is_right) == (Outcome.NO_ANSWER, 1, True)
    assert not it.right_at_1


def test_another_telephone_number_is_another_answer_though_the_texts_are_the_same() -> None:
    number = referral("hulp", Outcome.DISTRESS, "0800 0113")
    others = tuple(number if it.id == "hulp" else it for it in PUBLIC.referrals)
    changed = Knowledge(PUBLIC.model_copy(update={"referrals": others}))
    before = asked(golden("hulp"), finds(("hulp", 0.9)))

    def finds_it(_query: Query) -> Found:
        return heard(Hit(number, 0.9, 0.9))

    after = asked(golden("hulp"), finds_it, changed)
    assert before.shown == after.shown
    assert before.around != after.around
    assert before.around == asked(golden("hulp"), finds(("hulp", 0.9))).around


def test_a_golden_question_is_asked_on_its_own_day_and_for_its_own_audience() -> None:
    seen: list[Query] = []

    def search(query: Query) -> Found:
        seen.append(query)
        return Found(())

    of_then = GoldenQuestion(
        id="toets-002",
        question="  oude   vraag ",
        expected=("a",),
        on_day=date(2021, 3, 1),
        audience=Audience.EMPLOYER,
    )
    asked(of_then, search)
    asked(golden("a"), search)
    assert [(it.text, it.day, it.audience) for it in seen] == [
        ("oude vraag", date(2021, 3, 1), Audience.EMPLOYER),
        ("mijn baan is weg wat nu", TODAY, None),
    ]


def test_beside_the_own_file_the_general_answer_is_kept_first() -> None:
    it = asked(golden("dossier"), finds(("dossier", 0.9), ("a", 0.6)))
    assert (it.outcome, [one.id for one in it.shown]) == (Outcome.OWN_CASE, ["a", "dossier"])
