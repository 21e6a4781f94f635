"""From content to what is served: the use case behind `vraagbaak publish`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from eval.decision import Request, approving, decide
from eval.draft import Steps, draft
from eval.gate import Verdict
from eval.judgement import judge, standing
from indexer.encoder import EncoderSource
from kb.activation import activate
from kb.archive import Archive
from kb.content import Content
from kb.dutch_time import dutch_day
from kb.errors import SupersededError
from kb.ledger import Activation
from kb.plans import Plan, compare_again
from kb.problems import Problem

Clock = Callable[[], datetime]
"""Tells the moment, with its time zone."""


@dataclass(frozen=True)
class Published:
    """What a publication made, and the warnings that came with it."""

    activation: Activation
    content: Content
    warnings: tuple[Problem, ...]
    changed: bool
    """False when the very same release and snapshot were active already."""
    verdict: Verdict | None = None
    compared: tuple[Plan, ...] = ()
    """The plans that were compared with it; some may be blocked now."""


def publish(
    root: Path,
    home: Path,
    encoder_from: EncoderSource,
    *,
    clock: Clock,
    by: str,
    note: str,
    override: str | None = None,
    steps: Steps | None = None,
) -> Published:
    """Check the content at `root`, build what is served from it, judge it, and put it in force.

    `override` says why it should come into force though the gate refuses it.

    Raises:
        ContentRefusedError: the content has errors; what was active stays active.
        GateRefusedError: the gate stops it and no reason is given to go ahead; the same.
        BusyError: another publication is running.
        SupersededError: something else was put in force meanwhile; that stays.
        EncoderError, StoreError, DamagedError: it could not be built or kept.
    """
    steps = steps or Steps()
    archive = Archive(home)
    with archive.store.publishing():
        entries = archive.entries()
        day = dutch_day(clock())
        made = draft(root, archive, encoder_from, day, steps)
        active = entries[-1] if entries else None
        names = (made.candidate.release, made.candidate.snapshot)
        same = active and names == (active.release, active.snapshot)
        if active and same and archive.ledger.pointer.exists():  # a lost one is put back below
            if archive.entries()[-1] != active:
                raise SupersededError
            # a publisher that was killed may have left plans that were not compared
            compared = compare_again(archive, approving(archive, made.encoder, clock()))
            return Published(active, made.content, made.warnings, changed=False, compared=compared)
        steps.step("keuren")
        before = standing(archive, active.candidate(), made.encoder) if active else None
        judged = judge(
            archive, made.subject, made.release.golden, before, day=day, now=clock()
        ).verdict
        decision = decide(Request(by, note, override), judged)
        after = active.release if active else None
        activation = activate(archive, made.candidate, decision, clock(), after=after)
        compared = compare_again(archive, approving(archive, made.encoder, clock()))
    return Published(
        activation,
        made.content,
        made.warnings,
        changed=True,
        verdict=judged,
        compared=compared,
    )
