"""The chapters of the report: shares in words, deviations, rivals, gaps and texts."""

from __future__ import annotations

from datetime import date

import pytest

from eval.reporting.coverage import rivals, unanswered, unasked, without_item
from eval.reporting.deviations import deviations, sections, weakest
from eval.reporting.hard_texts import hard_texts
from eval.reporting.shares import Share, measure_rows, slice_tables
from eval.reporting.told import Fault, ItemName, fault_of, names
from eval.reporting.trend import FITS, TOO_SURE, calibration
from eval.run import Run
from eval.scoring import Scored, Shown
from eval.summary import Slicing
from kb.knowledge import Knowledge
from kb.model import Audience, Faq, GoldenQuestion, Outcome, Referral, Texts, Theme, Validity
from kb.readability import Thresholds
from kb.release import PublicContent

DAY = date(2026, 11, 22)
SIMPLE = "U vraagt het aan. " * 6
HARD = "Arbeidsongeschiktheidsverzekeringen worden onverwijld gecontroleerd. " * 6


def faq(id_: str, theme: str = "werkloos", body: str = SIMPLE) -> Faq:
    return Faq(
        id=id_,
        theme=theme,
        version="0123abcd",
        question=f"Vraag {id_}?",
        short="Kort.",
        audience=Audience.CLIENT,
        validity=Validity(start=date(2024, 1, 1)),
        body=body,
    )


def referral(id_: str, outcome: Outcome) -> Referral:
    return Referral(
        id=id_, version="0123abcd", outcome=outcome, question=f"Over {id_}", short="K.", body="T."
    )


KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=(faq("a"), faq("b"), faq("c", body=HARD), faq("z", "ziek")),
        letters=(),
        referrals=(
            referral("hulp", Outcome.DISTRESS),
            referral("geen-antwoord", Outcome.NO_ANSWER),
        ),
        figures=(),
        themes=(Theme(id="werkloos", title="Werkloos zijn"), Theme(id="ziek", title="Ziek zijn")),
        terms=(),
        texts=Texts(),
    )
)
NAMED = names(KNOWLEDGE, DAY)


def asked(
    id_: str,
    expected: str,
    *shown: str,
    given: Outcome = Outcome.ANSWER,
    wants: Outcome | None = None,
    protected: bool = False,
    confidence: float = 0.8,
) -> Scored:
    return Scored(
        question=GoldenQuestion(
            id=id_,
            question=f"vraag {id_}",
            expected=(expected,) if expected else (),
            outcome=wants,
            protected=protected,
        ),
        outcome=given,
        shown=tuple(Shown(id=it, content_hash="00") for it in shown),
        ranking=shown,
        rank=shown.index(expected) + 1 if expected in shown else None,
        confidence=confidence,
        language="nl",
        degraded=False,
    )


def ran(scored: list[Scored]) -> Run:
    return Run.model_validate(
        {
            "kenmerk": "run1",
            "onderwerp": "concept",
            "sets": ("keuring",),
            "release": None,
            "momentopname": "sha256:00",
            "encoder": "sha256:00",
            "parameters": "sha256:00",
            "vragen": "sha256:00",
            "geldigOp": DAY,
            "begonnen": "2026-11-22T12:00:00Z",
            "seconden": 1.0,
            "mediaanMs": 1.0,
            "p95Ms": 1.0,
            "aantal": len(scored),
            "uitslagen": tuple(scored),
        }
    )


@pytest.mark.parametrize(
    ("share", "words", "likely"),
    [
        (Share(3, 4), "3 van de 4", "te weinig vragen om iets te zeggen"),
        (Share(79, 100), "79 van de 100", "79 van de 100, het kan ook 70 of 86 zijn"),
        (Share(20, 20), "20 van de 20", "100 van de 100, het kan ook 84 zijn"),
        (Share(999, 1000), "999 van de 1000", "99 van de 100"),
        (Share(0, 0), "geen vragen", "te weinig vragen om iets te zeggen"),
    ],
)
def test_a_share_is_told_as_a_count_and_as_what_it_may_be_of_a_hundred(
    share: Share, words: str, likely: str
) -> None:
    assert (share.words, share.likely) == (words, likely)


@pytest.mark.parametrize(
    ("scored", "fault"),
    [
        (asked("v", "a", "a"), None),
        (asked("v", "a", "b"), Fault.WRONG_ANSWER),
        (asked("v", "a", given=Outcome.NO_ANSWER), Fault.REFUSED),
        (asked("v", "a", "b", "a", given=Outcome.CHOICE), Fault.RIGHT_CHOICE),
        (asked("v", "a", "b", "c", given=Outcome.CHOICE), Fault.WRONG_CHOICE),
        (asked("v", "a", "hulp", given=Outcome.DISTRESS), Fault.FALSE_ALARM),
        (asked("v", "", "b", wants=Outcome.NO_ANSWER), Fault.ANSWERED_ANYWAY),
        (
            asked("v", "hulp", "hulp", "a", given=Outcome.CHOICE, wants=Outcome.DISTRESS),
            Fault.DISTRESS_MISSED,
        ),
        (
            asked("v", "hulp", "ander", given=Outcome.DISTRESS, wants=Outcome.DISTRESS),
            Fault.OTHER_HELP,
        ),
        (asked("v", "", given=Outcome.NO_ANSWER, wants=Outcome.GREETING), Fault.OTHER),
    ],
)
def test_every_wrong_ending_has_its_name(scored: Scored, fault: Fault | None) -> None:
    assert fault_of(scored) is fault


def test_protected_questions_come_first_and_those_in_a_choice_last() -> None:
    groups = deviations(
        [
            asked("keuze", "a", "b", "a", given=Outcome.CHOICE, protected=True),
            asked("gewoon", "b", "a"),
            asked("beschermd", "z", "a", protected=True),
            asked("goed", "z", "z"),
        ],
        NAMED,
    )
    found = [
        (it.key, [one.id for group in it.groups for one in group.lost]) for it in sections(groups)
    ]
    assert found == [("beschermd", ["beschermd"]), ("andere", ["gewoon"]), ("keuze", ["keuze"])]


def test_an_item_with_a_protected_question_comes_before_a_more_harmful_one() -> None:
    lost = [
        asked("v1", "a", "b"),
        asked("v2", "z", given=Outcome.NO_ANSWER, protected=True),
    ]
    assert [it.key for it in deviations(lost, NAMED)] == ["z", "a"]


def test_questions_are_grouped_by_the_item_that_should_answer() -> None:
    scored = [asked(f"v{at}", "a", "b") for at in range(2)] + [asked("v3", "a", "a")]
    group = deviations(scored, NAMED)[0]
    assert (group.title, group.asked, len(group.lost)) == ("Vraag a?", 3, 2)


def test_one_lost_question_does_not_make_an_item_weak() -> None:
    lost = [asked("v1", "a", "b"), asked("v2", "b", "a"), asked("v3", "b", "a")]
    assert [it.key for it in weakest(deviations(lost, NAMED))] == ["b"]


def test_a_change_that_chance_explains_is_not_called_better() -> None:
    before, after = ran([asked("v1", "a", "b")]), ran([asked("v1", "a", "a")])
    change = measure_rows(after, before)[0].change
    assert change
    assert (change.was, change.better) == ("was 0 van de 1", None)
    assert change.words == "1 beter, 0 slechter; kan toeval zijn"


def test_fewer_false_answers_is_better() -> None:
    before = ran([asked(f"v{at}", "a", "b") for at in range(12)])
    after = ran([asked(f"v{at}", "a", "a") for at in range(12)])
    rows = {it.name: it for it in measure_rows(after, before)}
    change = rows["onterecht antwoord"].change
    assert change
    assert (change.better, change.words) == (
        True,
        "12 beter, 0 slechter; waarschijnlijk geen toeval",
    )


def test_only_questions_that_both_runs_asked_are_compared() -> None:
    before = ran([asked("v1", "a", "b"), asked("weg", "a", "a")])
    after = ran([asked("v1", "a", "a"), asked("nieuw", "a", "a")])
    change = measure_rows(after, before)[0].change
    assert change
    assert change.was == "bij dezelfde vragen nu 1 van de 1, was 0"


def test_nothing_is_compared_with_an_incomplete_run() -> None:
    before = ran([asked("v1", "a", "b")]).model_copy(update={"asked": 2})
    assert all(it.change is None for it in measure_rows(ran([asked("v1", "a", "a")]), before))


def test_in_a_slice_a_refusal_that_was_expected_is_right_and_small_ones_come_last() -> None:
    scored = [asked(f"v{at}", "a", "b") for at in range(10)] + [
        asked("z1", "z", "a"),
        asked("w1", "", given=Outcome.NO_ANSWER, wants=Outcome.NO_ANSWER),
    ]
    rows = slice_tables(scored, KNOWLEDGE, [Slicing.THEME])[0].rows
    assert [(it.name, it.at_1.words, it.at_1.few) for it in rows] == [
        ("Werkloos zijn", "0 van de 10", False),
        ("Ziek zijn", "0 van de 1", True),
        ("geen item verwacht", "1 van de 1", True),
    ]


def test_rivals_are_the_item_that_was_expected_and_the_one_that_came_first() -> None:
    scored = [
        asked("v1", "a", "b"),
        asked("v2", "a", "b", "a", given=Outcome.CHOICE),
        asked("v3", "b", "z"),
        asked("v4", "a", "a"),
        asked("v5", "a", given=Outcome.NO_ANSWER),
    ]
    found = [(it.expected.id, it.shown.id, len(it.questions)) for it in rivals(scored, NAMED)]
    assert found == [("a", "b", 2), ("b", "z", 1)]


def test_questions_without_an_item_stand_with_the_theme_that_is_nearest() -> None:
    scored = [
        asked("v1", "", "z", wants=Outcome.NO_ANSWER),
        asked("v2", "a", "b", given=Outcome.NO_ANSWER),
    ]
    assert [(it.theme, it.count) for it in without_item(scored, NAMED)] == [("Ziek zijn", 1)]
    assert [(it.theme, it.count) for it in unanswered(scored, NAMED)] == [("Werkloos zijn", 1)]


def test_items_that_no_question_expects_are_listed_but_not_the_refusal_itself() -> None:
    golden = [GoldenQuestion(id="v", question="v", expected=("a", "hulp"))]
    found = unasked(KNOWLEDGE, golden, DAY, NAMED)
    assert [(it.theme, it.known, [one.id for one in it.unasked]) for it in found] == [
        ("Werkloos zijn", 3, ["b", "c"]),
        ("Ziek zijn", 1, ["z"]),
    ]


def test_the_hardest_text_comes_first_with_the_thresholds_that_it_passes() -> None:
    found = hard_texts(KNOWLEDGE, DAY, NAMED, Thresholds())
    assert found.rows[0].item == ItemName("c", "Vraag c?", "Werkloos zijn", "")
    assert found.rows[0].over == ("leesbaarheid", "lijdend")
    assert found.over == Share(1, 4)


def test_a_promise_that_is_not_kept_is_called_too_sure() -> None:
    wrong = [asked(f"v{at}", "a", "b", confidence=0.95) for at in range(12)]
    right = [asked(f"w{at}", "a", "a", confidence=0.85) for at in range(12)]
    found = calibration([*wrong, *right])
    assert [it.judged for it in found.promises][-2:] == [FITS, TOO_SURE]
    assert (
        found.sentence == "In 1 van de 2 groepen klopt de zekerheid; in 1 was de dienst te zeker."
    )
