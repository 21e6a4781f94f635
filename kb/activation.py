"""Putting in force what is built already: what was planned, and what was in force before."""

from __future__ import annotations

from datetime import datetime

from kb.archive import Archive
from kb.errors import SupersededError
from kb.ledger import Activation, ActivationKind, Candidate, Decision, named
from kb.plans import Plan, Plans
from kb.store import Artefact


def activate(
    archive: Archive, candidate: Candidate, decision: Decision, now: datetime, *, after: str | None
) -> Activation:
    """Put `candidate` in force, provided that the release `after` still is (None: nothing).

    Raises:
        SupersededError: something else was put in force meanwhile.
        BusyError, DamagedError, StoreError: it cannot be recorded; nothing changed.
    """
    with archive.store.activating():
        entries = archive.entries()
        if (entries[-1].release if entries else None) != after:
            raise SupersededError
        return archive.ledger.activate(candidate, decision, now)


def roll_back(archive: Archive, name: str, now: datetime, by: str, note: str) -> Activation:
    """Put in force what `name` means in the ledger, exactly as it was. No encoder is loaded.

    It does not wait for a publication that is being built; that one will find itself superseded.

    Raises:
        UnknownReleaseError: `name` means no release, or several.
        MissingError, DamagedError: it is not there any more as it was.
        BusyError, StoreError: it cannot be recorded; nothing changed.
    """
    with archive.store.activating():
        found = named(archive.entries(), name)
        verify(archive, found.candidate())
        decision = Decision(by, note, ActivationKind.ROLLED_BACK, gate=found.gate, run=found.run)
        return archive.ledger.activate(found.candidate(), decision, now)


def verify(archive: Archive, candidate: Candidate) -> None:
    """Verify the folders of a candidate to the last byte.

    Raises:
        MissingError, DamagedError: one of them is not as it was.
    """
    archive.store.open(Artefact.RELEASE, candidate.release)
    archive.store.open(Artefact.SNAPSHOT, candidate.snapshot)
    archive.store.open(Artefact.ENCODER, candidate.encoder)


def due(archive: Archive, now: datetime) -> tuple[Plan, ...]:
    """Return the pending plans whose moment has come, the earliest first.

    Raises:
        DamagedError: a plan or the ledger cannot be read.
    """
    plans = Plans(archive.home)
    if not any(it.is_due(now) for it in plans.stored()):
        return ()
    return tuple(it for it in plans.pending(archive.entries()) if it.is_due(now))


def activate_due(archive: Archive, now: datetime) -> tuple[Activation, ...]:
    """Put in force, in order, every plan that is due and not blocked.

    It stops at a plan whose base is not what is in force: that must be compared again first. Safe
    to call from several processes at once; each plan is carried out once.

    Raises:
        MissingError, DamagedError: a folder of a plan is not as it was; the plan stays.
        BusyError, StoreError: it cannot be recorded; nothing changed.
    """
    done: list[Activation] = []
    for plan in due(archive, now):
        if plan.blocked:
            continue
        verify(archive, plan.candidate)
        if (activation := _carry_out(archive, plan.id, now)) is None:
            break
        done.append(activation)
    return tuple(done)


def _carry_out(archive: Archive, id_: str, now: datetime) -> Activation | None:
    """Put one plan in force; None when it was done, called off or blocked, or its base is gone."""
    plans = Plans(archive.home)
    with archive.store.activating():
        entries = archive.entries()
        plan = next((it for it in plans.pending(entries) if it.id == id_), None)
        base = entries[-1].release if entries else None
        if plan is None or plan.blocked or plan.base != base:
            return None
        decision = Decision(
            plan.by,
            plan.note,
            ActivationKind.PLANNED,
            gate=plan.gate,
            run=plan.run,
            override=plan.override,
            plan=plan.id,
        )
        activation = archive.ledger.activate(plan.candidate, decision, now)
    plans.remove(plan.id)
    return activation
