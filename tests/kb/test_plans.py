"""Planned publications: carried out once, in order, and never over what came in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kb.activation import activate_due, due, roll_back
from kb.errors import DamagedError, PlanError, SupersededError
from kb.ledger import ActivationKind, Decision
from kb.plans import Approval, Plan, Plans, compare_again, lost, new_plan

Press = Any  # the fixture of conftest
DAY = timedelta(days=1)


def approved(_plan: Plan, _base: str) -> Approval:
    return Approval()


def planned(press: Press, start: Any, day: int, base: str | None = None, **texts: str) -> Plan:
    entries = press.archive.entries()
    plan = new_plan(
        press.candidate(press.release(**texts)),
        at=start + day * DAY,
        now=start,
        by="Noor",
        note="wet van dag",
        base=base or entries[-1].release,
    )
    Plans(press.archive.home).keep(plan)
    return plan


@pytest.fixture
def start(press: Press) -> Any:
    """Return the moment of the first publication, in which `ww-duur` reads "Oud."."""
    return press.publish(0, ww_duur="Oud.").at


def body(press: Press) -> str:
    public = press.archive.public(press.archive.ledger.active().release)
    return next(it.body for it in public.faqs if it.id == "ww-duur").strip()


def test_a_plan_is_put_in_force_at_its_moment_and_not_a_second_before(
    press: Press, start: Any
) -> None:
    plan = planned(press, start, 1, ww_duur="Nieuw.")
    assert activate_due(press.archive, start + DAY - timedelta(seconds=1)) == ()
    assert body(press) == "Oud."
    (done,) = activate_due(press.archive, start + DAY)
    assert (done.kind, done.plan, done.by, done.note) == (
        ActivationKind.PLANNED,
        plan.id,
        "Noor",
        "wet van dag",
    )
    assert body(press) == "Nieuw."


def test_a_plan_is_carried_out_once(press: Press, start: Any) -> None:
    planned(press, start, 1, ww_duur="Nieuw.")
    later = start + 2 * DAY
    assert [len(activate_due(press.archive, later)) for _ in range(3)] == [1, 0, 0]
    assert due(press.archive, later) == ()
    assert Plans(press.archive.home).stored() == ()


def test_a_plan_whose_file_a_crash_left_behind_is_not_carried_out_again(
    press: Press, start: Any
) -> None:
    plan = planned(press, start, 1, ww_duur="Nieuw.")
    activate_due(press.archive, start + DAY)
    Plans(press.archive.home).keep(plan)
    press.publish(2, ww_duur="Nog nieuwer.")
    assert activate_due(press.archive, start + 3 * DAY) == ()
    assert body(press) == "Nog nieuwer."


def test_several_plans_that_are_due_follow_each_other(press: Press, start: Any) -> None:
    first = planned(press, start, 1, ww_duur="Eerst.")
    planned(press, start, 2, base=first.candidate.release, ww_duur="Daarna.")
    done = activate_due(press.archive, start + 3 * DAY)
    assert [it.number for it in done] == [2, 3]
    assert body(press) == "Daarna."


def test_a_plan_waits_when_something_else_came_into_force(press: Press, start: Any) -> None:
    planned(press, start, 2, ww_duur="Nieuw.")
    press.publish(1, ww_duur="Oud.", ww_hoogte="Verbeterd.")
    assert activate_due(press.archive, start + 3 * DAY) == ()
    assert body(press) == "Oud."


def test_a_plan_that_would_take_back_a_correction_is_blocked_and_names_it(
    press: Press, start: Any
) -> None:
    planned(press, start, 2, ww_duur="Nieuw.")
    press.publish(1, ww_duur="Oud.", ww_hoogte="Verbeterd.")
    (compared,) = compare_again(press.archive, approved)
    assert compared.blocked is not None
    assert "vraag ww-hoogte@2024-01-01" in compared.blocked
    assert activate_due(press.archive, start + 3 * DAY) == ()
    assert [it.id for it in due(press.archive, start + 3 * DAY)] == [compared.id]


def test_a_plan_that_holds_the_correction_too_goes_ahead(press: Press, start: Any) -> None:
    planned(press, start, 2, ww_duur="Nieuw.", ww_hoogte="Verbeterd.")
    between = press.publish(1, ww_duur="Oud.", ww_hoogte="Verbeterd.")
    (compared,) = compare_again(press.archive, approved)
    assert (compared.blocked, compared.base) == (None, between.release)
    assert len(activate_due(press.archive, start + 2 * DAY)) == 1
    assert body(press) == "Nieuw."


def test_a_plan_made_on_what_was_rolled_back_would_bring_it_back_and_is_blocked(
    press: Press, start: Any
) -> None:
    press.publish(1, ww_duur="Fout.")
    planned(press, start, 3, ww_duur="Fout.", ww_hoogte="Nieuw.")
    roll_back(press.archive, "1", start + 2 * DAY, "Frank", "fout bedrag")
    (compared,) = compare_again(press.archive, approved)
    assert compared.blocked is not None
    assert "vraag ww-duur@2024-01-01" in compared.blocked
    roll_back(press.archive, "2", start + 2 * DAY, "Frank", "toch goed")
    (compared,) = compare_again(press.archive, approved)
    assert compared.blocked is None


def test_a_plan_that_the_gate_refuses_is_blocked_with_its_reason(press: Press, start: Any) -> None:
    planned(press, start, 2, ww_duur="Nieuw.", ww_hoogte="Beter.")
    press.publish(1, ww_duur="Oud.", ww_hoogte="Beter.")
    refusal = Approval("afgekeurd", "3f9a", "nood verliest")
    (compared,) = compare_again(press.archive, lambda *_: refusal)
    assert (compared.gate, compared.blocked) == ("afgekeurd", "nood verliest")


def test_what_changed_meanwhile_is_lost_unless_the_plan_has_it_too(press: Press) -> None:
    base = press.release(ww_duur="a", ww_hoogte="a")
    now = press.release(ww_duur="b", ww_hoogte="a")
    assert lost(base, now, press.release(ww_duur="b", ww_hoogte="c")) == ()
    assert lost(base, now, press.release(ww_duur="c", ww_hoogte="a")) == (
        "vraag ww-duur@2024-01-01",
    )


def test_an_activation_prepared_on_something_else_is_superseded(press: Press, start: Any) -> None:
    from kb.activation import activate

    before = press.archive.ledger.active().release
    candidate = press.candidate(press.release(ww_duur="Traag gebouwd."))
    press.publish(1, ww_duur="Snel ertussen.")
    with pytest.raises(SupersededError):
        activate(press.archive, candidate, Decision("x", ""), start + DAY, after=before)
    assert body(press) == "Snel ertussen."


def test_a_moment_that_has_passed_cannot_be_planned(press: Press, start: Any) -> None:
    with pytest.raises(PlanError, match="moet nog komen"):
        planned(press, start, 0, ww_duur="Nieuw.")


def test_a_plan_that_does_not_exist_cannot_be_called_off(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="geen plan 'x'"):
        Plans(tmp_path).remove("x")


def test_a_damaged_plan_is_refused_and_a_plan_with_a_damaged_folder_stays(
    press: Press, start: Any
) -> None:
    plan = planned(press, start, 1, ww_duur="Nieuw.")
    folder = press.archive.home / "store" / "releases" / plan.candidate.release[7:]
    (folder / "publiek.json").write_bytes(b"{}")
    with pytest.raises(DamagedError):
        activate_due(press.archive, start + DAY)
    assert body(press) == "Oud."
    (press.archive.home / "plans" / f"{plan.id}.json").write_bytes(b"{")
    with pytest.raises(DamagedError, match="het plan"):
        due(press.archive, start + DAY)


def test_a_plan_in_a_home_where_nothing_is_in_force_waits(press: Press) -> None:
    moment = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    candidate = press.candidate(press.release(ww_duur="Nieuw."))
    plan = new_plan(candidate, at=moment + DAY, now=moment, by="x", note="", base="sha256:weg")
    Plans(press.archive.home).keep(plan)
    assert compare_again(press.archive, approved) == ()
    assert activate_due(press.archive, moment + DAY) == ()
    assert press.archive.entries() == ()
