"""Planned publications: files in the home that say what is to be put in force, and when.

    <home>/plans/<id>.json

A plan names folders that are built and checked already; at its moment only the pointer moves. It
was checked against what would be in force before it, its base. When another publication comes in
between, the plan is compared with it again: a plan that would take back what was published
meanwhile is blocked, and says so, until somebody plans anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field

from kb.archive import Archive
from kb.canonical import canonical
from kb.durable import clear_unfinished, delete_durably, write_durably
from kb.errors import DamagedError, PlanError
from kb.ledger import NO_GATE, Activation, Candidate
from kb.model import Frozen
from kb.release import Release, pieces


@dataclass(frozen=True)
class Approval:
    """What the gate says of a plan: its verdict, its run, and why it stops (None: it may go)."""

    gate: str = NO_GATE
    run: str | None = None
    refused: str | None = None


Approve = Callable[["Plan", str], Approval]
"""Judges a plan anew against the release with the given id."""


class Plan(Frozen):
    """What is to be put in force at a moment. `blocked` says why it will not be."""

    id: str = Field(alias="kenmerk")
    at: datetime = Field(alias="moment")
    made_at: datetime = Field(alias="gemaaktOp")
    by: str = Field(alias="door")
    note: str = Field(alias="notitie")
    candidate: Candidate = Field(alias="kandidaat")
    base: str = Field(alias="basis")
    gate: str = Field(default=NO_GATE, alias="poort")
    run: str | None = Field(default=None, alias="meting")
    override: str | None = Field(default=None, alias="doorgezetOmdat")
    blocked: str | None = Field(default=None, alias="geblokkeerd")

    def is_due(self, now: datetime) -> bool:
        """Whether its moment has come."""
        return self.at <= now


def new_plan(
    candidate: Candidate,
    *,
    at: datetime,
    now: datetime,
    by: str,
    note: str,
    base: str,
    gate: str = NO_GATE,
    run: str | None = None,
    override: str | None = None,
) -> Plan:
    """Return a plan for a moment that is still to come.

    Raises:
        PlanError: the moment has passed.
    """
    if at <= now:
        raise PlanError("Het tijdstip van een plan moet nog komen; kies `publish` voor nu.")
    named = f"{candidate.release} {at.isoformat()} {now.isoformat()}"
    return Plan(
        id=hashlib.sha256(named.encode()).hexdigest()[:12],
        at=at.astimezone(UTC).replace(microsecond=0),
        made_at=now.astimezone(UTC).replace(microsecond=0),
        by=by,
        note=note,
        candidate=candidate,
        base=base,
        gate=gate,
        run=run,
        override=override,
    )


@dataclass(frozen=True)
class Plans:
    """The plans under one home."""

    home: Path

    @property
    def _folder(self) -> Path:
        return self.home / "plans"

    def stored(self) -> tuple[Plan, ...]:
        """Return every plan, the earliest first.

        Raises:
            DamagedError: a file is no plan.
        """
        found = (self._read(path) for path in self._folder.glob("*.json"))
        present = [it for it in found if it is not None]
        return tuple(sorted(present, key=lambda it: (it.at, it.made_at, it.id)))

    def pending(self, entries: Iterable[Activation]) -> tuple[Plan, ...]:
        """Return the plans that the ledger does not show as carried out, the earliest first."""
        carried_out = {it.plan for it in entries}
        return tuple(it for it in self.stored() if it.id not in carried_out)

    def keep(self, plan: Plan) -> None:
        """Write a plan; one with the same id is replaced.

        Raises:
            StoreError: it cannot be written.
        """
        write_durably(self._folder / f"{plan.id}.json", canonical(plan))

    def remove(self, id_: str) -> None:
        """Remove a plan that was carried out or called off.

        Raises:
            PlanError: there is no such plan.
        """
        if id_ not in {it.id for it in self.stored()}:
            raise PlanError(f"Er is geen plan '{id_[:80]}'; `vraagbaak releases` toont ze.")
        delete_durably(self._folder / f"{id_}.json")

    def clear_unfinished(self) -> None:
        """Remove what was being written when its writer died. The caller holds the publish lock."""
        clear_unfinished(self._folder)

    def _read(self, path: Path) -> Plan | None:
        """Return a plan; None when it was carried out or called off a moment ago."""
        try:
            plan = Plan.model_validate_json(path.read_bytes(), by_alias=True, by_name=False)
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise DamagedError(f"het plan {path.name}", "onleesbaar") from None
        if plan.id != path.stem:
            raise DamagedError(f"het plan {path.name}", f"het is plan {plan.id}")
        return plan


def lost(base: Release, now: Release, planned: Release) -> tuple[str, ...]:
    """Return what changed from `base` to `now` and would be taken back by `planned`, sorted."""
    before, present, after = pieces(base), pieces(now), pieces(planned)
    return tuple(
        " ".join(key)
        for key in sorted(before.keys() | present.keys())
        if present.get(key) != before.get(key) and after.get(key) != present.get(key)
    )


def compare_again(archive: Archive, approve: Approve) -> tuple[Plan, ...]:
    """Compare each pending plan with what is in force before it now, and keep the outcome.

    The caller holds the publish lock. Returns the plans that were compared again.

    Raises:
        DamagedError, MissingError: a release that must be compared cannot be read.
    """
    entries, plans = archive.entries(), Plans(archive.home)
    plans.clear_unfinished()
    if not entries:
        return ()
    base = entries[-1].release
    compared: list[Plan] = []
    for plan in plans.pending(entries):
        if plan.base != base or plan.blocked:
            plan = _compared(archive, plan, base, approve)
            plans.keep(plan)
            compared.append(plan)
        if plan.blocked is None:
            base = plan.candidate.release
    return tuple(compared)


def _compared(archive: Archive, plan: Plan, base: str, approve: Approve) -> Plan:
    """Return `plan` with `base` for its base, or blocked when it would take something back."""
    gone = lost(
        archive.release(plan.base), archive.release(base), archive.release(plan.candidate.release)
    )
    if gone:
        named = ", ".join(gone[:_NAMED]) + (" en meer" if len(gone) > _NAMED else "")
        why = f"het zou terugnemen wat intussen is gepubliceerd ({named}); plan het opnieuw"
        return plan.model_copy(update={"blocked": why})
    approval = approve(plan, base)
    refused = approval.refused if plan.override is None else None
    return plan.model_copy(
        update={
            "gate": approval.gate,
            "run": approval.run,
            "blocked": refused,
            "base": plan.base if refused else base,
        }
    )


_NAMED = 5
"""How many changes a refusal names."""
