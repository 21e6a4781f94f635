"""Clearing away: only what nothing in force, planned or to be answered for needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from kb.errors import BusyError
from kb.garbage import clear, garbage
from kb.plans import Plans, new_plan
from kb.store import Artefact

Press = Any  # the fixture of conftest
SHORT = timedelta(days=1)


@pytest.fixture
def many(press: Press) -> list[Any]:
    """Return eight publications a hundred days apart."""
    return [press.publish(100 * number, ww_duur=f"Tekst {number}.") for number in range(8)]


def ids(press: Press, kind: Artefact) -> set[str]:
    return set(press.archive.store.ids(kind))


def test_the_active_and_the_three_before_it_stay_whatever_their_age(
    press: Press, many: list[Any]
) -> None:
    now = many[-1].at + timedelta(days=5000)
    found = clear(press.archive, now, SHORT)
    assert ids(press, Artefact.RELEASE) == {it.release for it in many[-4:]}
    assert ids(press, Artefact.SNAPSHOT) == {it.snapshot for it in many[-4:]}
    assert ids(press, Artefact.ENCODER) == {many[0].encoder}
    assert len(found.removable) == 8


def test_what_was_in_force_within_the_retention_stays_though_it_began_before_it(
    press: Press, many: list[Any]
) -> None:
    # the second was in force until day 200: on day 299 that is within a hundred days
    now = many[0].at + timedelta(days=299)
    clear(press.archive, now, timedelta(days=100))
    assert ids(press, Artefact.RELEASE) == {it.release for it in many[1:]}


def test_what_a_plan_needs_stays(press: Press, many: list[Any]) -> None:
    now = many[-1].at + timedelta(days=5000)
    old, newer = many[0], press.candidate(press.release(ww_duur="Straks."))
    plan = new_plan(newer, at=now + SHORT, now=now, by="x", note="", base=old.release)
    Plans(press.archive.home).keep(plan)
    clear(press.archive, now, SHORT)
    kept = ids(press, Artefact.RELEASE)
    assert {old.release, newer.release} <= kept
    assert newer.snapshot in ids(press, Artefact.SNAPSHOT)


def test_judging_removes_nothing(press: Press, many: list[Any]) -> None:
    before = ids(press, Artefact.RELEASE)
    found = garbage(press.archive, many[-1].at + timedelta(days=5000), SHORT)
    assert found.removable
    assert ids(press, Artefact.RELEASE) == before


def test_a_folder_that_no_entry_names_goes(press: Press, many: list[Any]) -> None:
    stray = press.candidate(press.release(ww_duur="Nooit actief geweest.")).release
    clear(press.archive, many[-1].at, timedelta(days=9999))
    assert stray not in ids(press, Artefact.RELEASE)
    assert len(ids(press, Artefact.RELEASE)) == 8


def test_nothing_is_cleared_while_somebody_publishes(press: Press, many: list[Any]) -> None:
    with press.archive.store.publishing(), pytest.raises(BusyError):
        clear(press.archive, many[-1].at, SHORT)
