"""Publications for a moment to come: planned, called off, carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eval.decision import Request, approving, decide
from eval.draft import Steps, draft
from eval.gate import Verdict
from eval.judgement import judge, standing
from eval.publication import Clock
from indexer.encoder import EncoderSource
from kb.activation import activate_due, due
from kb.archive import Archive
from kb.content import Content
from kb.dutch_time import dutch_day
from kb.errors import PlanError
from kb.ledger import Activation
from kb.plans import Plan, Plans, compare_again, new_plan
from kb.problems import Problem


@dataclass(frozen=True)
class Planned:
    """A plan that was made, and the warnings that came with it."""

    plan: Plan
    content: Content
    warnings: tuple[Problem, ...]
    verdict: Verdict


def plan(
    root: Path,
    home: Path,
    encoder_from: EncoderSource,
    *,
    at: datetime,
    clock: Clock,
    by: str,
    note: str,
    override: str | None = None,
    steps: Steps | None = None,
) -> Planned:
    """Check and judge the content at `root` as it will read at `at`, and plan it for then.

    Raises:
        PlanError: `at` has passed, or nothing was published yet.
        ContentRefusedError, GateRefusedError, BusyError, EncoderError, StoreError, DamagedError:
            as for `publish`.
    """
    steps = steps or Steps()
    archive = Archive(home)
    if at <= clock():
        raise PlanError("Het tijdstip van een plan moet nog komen; kies `publish` voor nu.")
    with archive.store.publishing():
        entries = archive.entries()
        if not entries:
            raise PlanError("Publiceer eerst; een plan komt na wat actief is.")
        day = dutch_day(at)
        made = draft(root, archive, encoder_from, day, steps)
        earlier = [it for it in Plans(home).pending(entries) if it.at <= at and not it.blocked]
        base = earlier[-1].candidate if earlier else entries[-1].candidate()
        steps.step("keuren")
        before = standing(archive, base, made.encoder)
        judged = judge(
            archive, made.subject, made.release.golden, before, day=day, now=clock()
        ).verdict
        decision = decide(Request(by, note, override), judged)
        planned = new_plan(
            made.candidate,
            at=at,
            now=clock(),
            by=by,
            note=note,
            base=base.release,
            gate=decision.gate,
            run=decision.run,
            override=decision.override,
        )
        Plans(home).keep(planned)
        compare_again(archive, approving(archive, made.encoder, clock()))
    return Planned(planned, made.content, made.warnings, judged)


def cancel(home: Path, id_: str, now: datetime) -> tuple[Plan, ...]:
    """Call off a plan; return the later plans that were compared again.

    Raises:
        PlanError: there is no such plan.
        BusyError: a publication is running.
    """
    archive = Archive(home)
    with archive.store.publishing():
        Plans(home).remove(id_)
        return compare_again(archive, approving(archive, None, now))


def carry_out_due(
    home: Path, now: datetime
) -> tuple[tuple[Activation, ...], tuple[Plan, ...], tuple[Plan, ...]]:
    """Compare plans again where something else came into force, and carry out those that are due.

    Returns what was put in force, which plans were compared, and which are due and blocked.

    Raises:
        BusyError: a publication is running.
        MissingError, DamagedError, StoreError: a plan cannot be carried out.
    """
    archive = Archive(home)
    with archive.store.publishing():
        compared = compare_again(archive, approving(archive, None, now))
        done = activate_due(archive, now)
    return done, compared, due(archive, now)
