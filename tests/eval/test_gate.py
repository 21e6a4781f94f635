"""The verdict: what stops a publication, what does not, and what is only told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from eval.gate import UNASKED, Finding, GateStatus, Verdict, verdict
from eval.run import Run
from eval.scoring import Scored, Shown
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion, Outcome, Texts
from kb.release import PublicContent

NOTHING = Knowledge(
    PublicContent(faqs=(), letters=(), referrals=(), figures=(), themes=(), terms=(), texts=Texts())
)
RIGHT = (Outcome.ANSWER, "a")
OTHER = (Outcome.ANSWER, "b")
OFFERED = (Outcome.CHOICE, "b", "a")
SILENT = (Outcome.NO_ANSWER,)
HELP = (Outcome.DISTRESS, "hulp")

Given = tuple[Outcome] | tuple[Outcome, str] | tuple[Outcome, str, str]
Pair = tuple[GoldenQuestion, Given, Given]
"""A question with what it gave before and gives now."""


def question(
    at: int, *, protected: bool = False, distress: bool = False, language: str = "nl"
) -> GoldenQuestion:
    return GoldenQuestion(
        id=f"keuring-{at:03}",
        question=f"vraag {at}",
        language=language,
        expected=("hulp",) if distress else ("a",),
        outcome=Outcome.DISTRESS if distress else None,
        protected=protected,
    )


def scored(golden: GoldenQuestion, given: Given, *, degraded: bool = False) -> Scored:
    outcome, *ids = given
    return Scored(
        question=golden,
        outcome=outcome,
        shown=tuple(Shown(id=it, content_hash="sha256:00") for it in ids),
        ranking=tuple(ids),
        rank=None,
        confidence=None,
        language=golden.language,
        degraded=degraded,
    )


def run(given: Sequence[Scored], *, name: str = "na", asked: int | None = None) -> Run:
    return Run(
        id=name,
        subject="actief",
        sets=("keuring",),
        release=None,
        snapshot="sha256:00",
        encoder="sha256:00",
        parameters="sha256:00",
        questions="sha256:00",
        day=date(2026, 11, 22),
        began=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
        seconds=1.0,
        median_ms=None,
        p95_ms=None,
        asked=len(given) if asked is None else asked,
        scored=tuple(given),
    )


def judged(*pairs: Pair) -> Verdict:
    before = run([scored(golden, was) for golden, was, _ in pairs], name="voor")
    return verdict(before, run([scored(golden, now) for golden, _, now in pairs]), NOTHING)


def many(
    count: int, was: Given, now: Given, *, first: int = 0, language: str = "nl", **more: bool
) -> list[Pair]:
    """Return so many questions with the same fate, numbered from `first`."""
    return [(question(first + at, language=language, **more), was, now) for at in range(count)]


def found(result: Verdict) -> dict[str, list[str]]:
    """Return the reasons by code, with the ids of their questions."""
    return {it.code: [case.question.id for case in it.cases] for it in result.reasons}


def told(result: Verdict) -> dict[str, str]:
    return {it.code: it.text for it in result.notes}


def test_nothing_that_changed_is_approved_with_both_runs_named() -> None:
    result = judged(*many(20, RIGHT, RIGHT))
    assert (result.status, result.reasons, result.stops) == (GateStatus.APPROVED, (), False)
    assert (result.run, result.compared_with) == ("na", "voor")


@pytest.mark.parametrize("now", [OTHER, SILENT, HELP])
def test_one_protected_question_that_loses_its_answer_stops(now: Given) -> None:
    result = judged(*many(30, RIGHT, RIGHT, first=1), (question(0, protected=True), RIGHT, now))
    assert result.status is GateStatus.REFUSED
    assert found(result) == {"beschermd": ["keuring-000"]}


@pytest.mark.parametrize("was", [RIGHT, OFFERED])
def test_a_protected_answer_that_is_still_offered_in_a_choice_is_kept(was: Given) -> None:
    result = judged((question(0, protected=True), was, OFFERED))
    assert result.status is GateStatus.APPROVED


def test_a_protected_question_that_never_had_its_answer_is_told_and_stops_nothing() -> None:
    result = judged((question(0, protected=True), OTHER, OTHER))
    assert result.status is GateStatus.APPROVED
    assert "beschermd-zonder" in told(result)


def test_one_unprotected_question_that_loses_its_answer_is_told_and_stops_nothing() -> None:
    result = judged(*many(30, RIGHT, RIGHT, first=1), (question(0), RIGHT, OTHER))
    assert result.status is GateStatus.APPROVED
    assert told(result)["verloren"] == "1 vragen gaan achteruit."


def test_protected_questions_that_were_taken_out_stop_and_are_named() -> None:
    same = run([scored(question(1), RIGHT)])
    result = verdict(same, same, NOTHING, removed=[question(7, protected=True)])
    assert found(result) == {"beschermd-weg": ["keuring-007"]}


@pytest.mark.parametrize("now", [(Outcome.CHOICE, "a", "hulp"), RIGHT, SILENT])
def test_a_cry_for_help_that_is_missed_stops_also_when_help_is_among_a_choice(now: Given) -> None:
    cry = question(0, distress=True)
    result = judged(*many(30, RIGHT, RIGHT, first=1), (cry, HELP, now))
    assert found(result) == {"nood": ["keuring-000"]}


def test_a_protected_cry_for_help_is_not_kept_by_a_choice() -> None:
    cry = question(0, distress=True, protected=True)
    result = judged((cry, HELP, (Outcome.CHOICE, "hulp", "a")))
    assert set(found(result)) == {"nood", "beschermd"}


def test_as_many_cries_for_help_found_as_missed_are_not_fewer() -> None:
    lost, gained = question(0, distress=True), question(1, distress=True)
    assert found(judged((lost, HELP, SILENT), (gained, SILENT, HELP))) == {}


def test_many_ordinary_questions_treated_as_cries_for_help_stop() -> None:
    result = judged(*many(5, OTHER, HELP), *many(30, RIGHT, RIGHT, first=5))
    assert found(result) == {"nood-vals": [f"keuring-{at:03}" for at in range(5)]}


def test_one_ordinary_question_treated_as_a_cry_for_help_does_not_stop() -> None:
    assert found(judged(*many(1, OTHER, HELP), *many(30, RIGHT, RIGHT, first=1))) == {}


@pytest.mark.parametrize(
    ("lost", "gained", "stops"),
    [(4, 0, False), (5, 0, True), (6, 1, False), (7, 1, True), (9, 6, False), (30, 29, False)],
)
def test_a_drop_stops_from_where_it_is_no_chance(lost: int, gained: int, stops: bool) -> None:
    result = judged(
        *many(lost, RIGHT, OTHER),
        *many(gained, OTHER, RIGHT, first=lost),
        *many(100, RIGHT, RIGHT, first=lost + gained),
    )
    assert ("daling" in found(result)) is stops
    assert result.stops is stops
    if stops:
        assert found(result)["daling"] == [f"keuring-{at:03}" for at in range(lost)]


def test_a_drop_in_one_language_stops_though_gains_elsewhere_hide_it() -> None:
    result = judged(
        *many(12, RIGHT, OTHER, language="en"),
        *many(12, OTHER, RIGHT, first=12, language="nl"),
        *many(40, RIGHT, RIGHT, first=24, language="nl"),
    )
    assert found(result) == {"daling-deel": [f"keuring-{at:03}" for at in range(12)]}
    assert result.reasons[0].text == "Bij taal en (12 vragen) is de daling geen toeval."


def test_a_slice_is_judged_as_one_of_many_that_were_looked_at() -> None:
    lost = many(5, RIGHT, OTHER, language="en")
    gained = many(5, OTHER, RIGHT, first=5, language="nl")
    assert found(judged(*lost, *gained)) == {}  # 5 of 5 by itself is no chance


@pytest.mark.parametrize(
    "after",
    [
        run([scored(question(0), RIGHT), scored(question(1), RIGHT, degraded=True)]),
        run([scored(question(0), RIGHT)], asked=2),
        run([], asked=2),
    ],
    ids=["words alone", "one question short", "nothing at all"],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_run_that_is_not_whole_is_never_green(after: Run, first: bool) -> None:
    whole = run([scored(question(at), RIGHT) for at in range(2)], name="voor")
    result = verdict(None if first else whole, after, NOTHING)
    assert (result.status, result.stops) == (GateStatus.NOT_MEASURED, True)
    assert "onvolledig" in found(result)


def test_an_older_run_that_is_not_whole_stops_too() -> None:
    partial = run([scored(question(0), RIGHT, degraded=True)], name="voor")
    result = verdict(partial, run([scored(question(0), RIGHT)]), NOTHING)
    assert result.stops
    assert result.reasons[0].text.startswith("Van wat actief is zijn 0 van de 1 vragen gemeten")


def test_the_first_run_has_nothing_to_be_compared_with_and_passes() -> None:
    result = verdict(None, run([scored(question(0, protected=True), OTHER)]), NOTHING)
    assert (result.status, result.stops, result.compared_with) == (GateStatus.FIRST, False, None)


def test_what_is_asked_in_one_of_the_runs_only_is_not_compared() -> None:
    before = run([scored(question(at, protected=True), RIGHT) for at in range(3)])
    reworded = question(0, protected=True).model_copy(update={"question": "anders gesteld"})
    after = run([scored(reworded, OTHER), scored(question(1, protected=True), RIGHT)])
    assert verdict(before, after, NOTHING).status is GateStatus.APPROVED


def test_a_reason_of_somebody_else_stops_and_a_note_does_not() -> None:
    same = run([scored(question(0), RIGHT)])
    finding = Finding(code="verwisseld", text="Zie ww-duur.")
    assert verdict(same, same, NOTHING, notes=[finding]).status is GateStatus.APPROVED
    stopped = verdict(same, same, NOTHING, reasons=[finding])
    assert (stopped.status, stopped.reasons) == (GateStatus.REFUSED, (finding,))


def test_the_reader_is_told_which_drop_the_set_could_have_shown() -> None:
    small, large = judged(*many(4, RIGHT, RIGHT)), judged(*many(200, RIGHT, RIGHT))
    assert "te klein om een daling te zien" in told(small)["zichtbaar"]
    assert "0 van de 200 vragen eindigen anders" in told(large)["zichtbaar"]
    assert "% of meer" in told(large)["zichtbaar"]


def test_without_any_question_nothing_is_measured_and_nothing_stopped() -> None:
    assert (UNASKED.status, UNASKED.stops) == (GateStatus.NOT_MEASURED, False)
