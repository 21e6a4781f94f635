"""The report says of a run what an editor needs, and nothing good of what was not measured."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from eval.gate import Case, Finding, GateStatus, Verdict, verdict
from eval.report import Report, report
from eval.reporting.verdict import Tone
from eval.run import Run
from eval.scoring import Scored, Shown
from kb.knowledge import Knowledge
from kb.model import Audience, Faq, GoldenQuestion, Outcome, Referral, Texts, Theme, Validity
from kb.release import PublicContent

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def faq(id_: str, theme: str = "werkloos") -> Faq:
    return Faq(
        id=id_,
        theme=theme,
        version="0123abcd",
        question=f"Vraag {id_}?",
        short="Kort.",
        audience=Audience.CLIENT,
        validity=Validity(start=date(2024, 1, 1)),
        owner="team-ww",
        body="U vraagt het aan. " * 6,
    )


def referral(id_: str, outcome: Outcome) -> Referral:
    return Referral(
        id=id_, version="0123abcd", outcome=outcome, question=f"Over {id_}", short="K.", body="T."
    )


KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=(faq("a"), faq("b"), faq("c"), faq("z", "ziek")),
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


def asked(
    expected: str = "a",
    *shown: str,
    given: Outcome = Outcome.ANSWER,
    wants: Outcome | None = None,
    id_: str = "v-1",
    protected: bool = False,
    degraded: bool = False,
    ranking: tuple[str, ...] | None = None,
    confidence: float = 0.8,
) -> Scored:
    """Return a question that expects `expected` and got `shown`."""
    ranked = shown if ranking is None else ranking
    return Scored(
        question=GoldenQuestion(
            id=id_,
            question=f"vraag {id_}",
            expected=(expected,) if expected else (),
            outcome=wants,
            protected=protected,
            sort="slordig",
        ),
        outcome=given,
        shown=tuple(Shown(id=it, content_hash="00") for it in shown),
        ranking=ranked,
        rank=ranked.index(expected) + 1 if expected in ranked else None,
        confidence=confidence,
        language="nl",
        degraded=degraded,
    )


def ran(*scored: Scored, id_: str = "run1", began: datetime = NOON, **changes: object) -> Run:
    """Return a run of these questions, numbered where they have the same id."""
    told = [
        it.model_copy(
            update={
                "question": it.question.model_copy(
                    update={"id": f"v-{at}", "question": f"vraag {at}"}
                )
            }
        )
        if it.question.id == "v-1"
        else it
        for at, it in enumerate(scored)
    ]
    made = Run(
        id=id_,
        subject="concept",
        sets=("keuring",),
        release="sha256:0123",
        snapshot="sha256:4567",
        encoder="sha256:89ab",
        parameters="sha256:cdef",
        questions="sha256:0000",
        day=DAY,
        began=began,
        seconds=1.0,
        median_ms=1.0,
        p95_ms=1.0,
        asked=len(told),
        scored=tuple(told),
    )
    return made.model_copy(update=changes)


def told(run: Run, **more: object) -> Report:
    return report(run, KNOWLEDGE, made_at=NOON, **more)  # type: ignore[arg-type]


RIGHT, WRONG = asked("a", "a"), asked("a", "b")


def test_an_incomplete_run_says_so_first_and_nothing_good() -> None:
    run = ran(RIGHT, RIGHT, asked("a", "a", degraded=True))
    found = told(run, verdict=verdict(ran(WRONG, WRONG, WRONG, id_="run0"), run, KNOWLEDGE))
    assert not found.complete
    assert (found.judged.tone, found.judged.word) == (Tone.UNKNOWN, "Onvolledig gemeten")
    assert "van de 3 vragen zijn er 2 echt gemeten" in found.judged.sentence
    assert found.judged.notes == ()
    assert [it.text for it in found.steps] == [
        "Laat de meting opnieuw doen, en lees dan pas verder."
    ]


def test_an_incomplete_run_is_not_approved_whatever_verdict_comes_with_it() -> None:
    approved = Verdict(status=GateStatus.APPROVED, run="run1", compared_with="run0")
    found = told(ran(asked("a", "a", degraded=True)), verdict=approved)
    assert found.judged.tone is Tone.UNKNOWN


def test_questions_that_were_compared_by_words_only_count_nowhere() -> None:
    found = told(ran(RIGHT, asked("a", "b", degraded=True)))
    assert (found.right.words, found.deviations, found.facts.measured) == ("1 van de 1", (), 1)


@pytest.mark.parametrize(
    ("status", "tone", "word"),
    [
        (GateStatus.APPROVED, Tone.GOOD, "Goedgekeurd"),
        (GateStatus.REFUSED, Tone.BAD, "Afgekeurd"),
        (GateStatus.FIRST, Tone.NEUTRAL, "Eerste meting"),
        (GateStatus.NOT_MEASURED, Tone.UNKNOWN, "Niet gemeten"),
    ],
)
def test_every_verdict_has_a_word_and_only_an_approval_looks_good(
    status: GateStatus, tone: Tone, word: str
) -> None:
    found = told(ran(RIGHT), verdict=Verdict(status=status, run="run1", compared_with=None))
    assert (found.judged.tone, found.judged.word) == (tone, word)


def test_without_a_verdict_the_figures_are_not_a_judgement() -> None:
    assert told(ran(RIGHT)).judged.word == "Gemeten, niet gekeurd"


def test_a_verdict_about_another_run_is_refused() -> None:
    other = Verdict(status=GateStatus.APPROVED, run="another", compared_with=None)
    with pytest.raises(ValueError, match="another"):
        told(ran(RIGHT), verdict=other)


def test_a_reason_tells_what_a_question_gave_and_what_it_gives_now() -> None:
    before, after = (
        ran(asked("a", "a", protected=True), id_="run0"),
        ran(asked("a", "b", protected=True)),
    )
    found = told(after, verdict=verdict(before, after, KNOWLEDGE), before=before)
    question = found.judged.reasons[0].questions[0]
    assert question.before
    assert question.now
    assert (question.text, question.expected) == ("vraag 0", "antwoord")
    assert (question.before.right, question.before.first) == (True, question.items[0])
    assert question.now.first
    assert (question.now.words, question.now.first.title) == ("antwoord", "Vraag b?")


def test_a_question_that_two_reasons_are_about_is_told_once() -> None:
    case = Case(question=WRONG.question, before=RIGHT, after=WRONG)
    reasons = tuple(Finding(code=it, text=it, cases=(case,)) for it in ("een", "twee"))
    refused = Verdict(status=GateStatus.REFUSED, run="run1", compared_with=None, reasons=reasons)
    found = told(ran(WRONG), verdict=refused).judged.reasons
    assert [(len(it.questions), it.repeated) for it in found] == [(1, 0), (0, 1)]


def test_a_question_that_was_taken_out_was_not_asked_now() -> None:
    case = Case(question=RIGHT.question, before=None, after=None)
    finding = Finding(code="beschermd-weg", text="weg", cases=(case,))
    refused = Verdict(status=GateStatus.REFUSED, run="run1", compared_with=None, reasons=(finding,))
    found = told(ran(RIGHT), verdict=refused).judged.reasons[0].questions[0]
    assert (found.before, found.now, found.fault) == (None, None, None)


def test_an_item_that_is_gone_is_called_by_its_id() -> None:
    found = told(ran(asked("verdwenen", "b")))
    assert found.deviations[0].groups[0].title == "verdwenen"


def test_the_first_step_after_a_refusal_is_to_take_its_reasons_away() -> None:
    before = ran(asked("a", "a", protected=True), id_="run0")
    after = ran(asked("a", "b", protected=True))
    found = told(after, verdict=verdict(before, after, KNOWLEDGE), before=before)
    assert found.steps[0].text.startswith("Neem eerst de reden van de afkeuring weg: ")
    assert found.steps[0].text.endswith("1 vraag, bij ‘Vraag a?’.")
    assert found.steps[1].anchor == "beschermd-a"


def test_missed_distress_comes_before_what_is_protected() -> None:
    distress = asked("hulp", "a", wants=Outcome.DISTRESS, protected=True)
    found = told(ran(asked("a", "b", protected=True), distress))
    assert found.steps[0].text == "1 noodvraag kreeg geen hulp aangeboden, bij ‘Over hulp’."
    assert found.deviations[0].groups[0].title == "Over hulp"


def test_of_a_set_that_is_only_reported_no_step_names_an_item() -> None:
    run = ran(*[asked("a", "b", protected=True)] * 12, sets=("toets",))
    found = told(run)
    assert found.only_reported
    assert [it.text for it in found.steps] == [
        "Het zwakste thema is ‘Werkloos zijn’: 0 van de 12 goed."
    ]


def test_how_many_were_right_before_is_said_of_the_same_questions_only() -> None:
    before = ran(WRONG, RIGHT, id_="run0")
    assert told(ran(RIGHT, RIGHT), before=before).right_before is not None
    other = before.model_copy(update={"questions": "sha256:1111"})
    assert told(ran(RIGHT, RIGHT), before=other).right_before is None
    partial = before.model_copy(update={"asked": 3})
    assert told(ran(RIGHT, RIGHT), before=partial).right_before is None


def test_the_history_holds_complete_runs_of_the_same_sets_up_to_this_one() -> None:
    runs = [
        ran(RIGHT, id_="oud", began=NOON - timedelta(days=2), questions="sha256:1111"),
        ran(WRONG, id_="ander", began=NOON - timedelta(days=1), sets=("oefen",)),
        ran(WRONG, id_="deel", began=NOON - timedelta(days=1), asked=2),
        ran(WRONG, id_="later", began=NOON + timedelta(days=1)),
        ran(RIGHT),
    ]
    found = told(ran(RIGHT), history=runs).history
    assert [(it.run, it.same_questions, it.current) for it in found] == [
        ("oud", False, False),
        ("run1", True, True),
    ]
