"""Whether something may come into force: the gate, and who goes against it and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eval.errors import GateRefusedError
from eval.gate import Verdict
from eval.judgement import encoder_of, judge, standing
from eval.run import Subject
from indexer import probes
from indexer.encoder import Encoder
from kb.archive import Archive
from kb.dutch_time import dutch_day
from kb.ledger import Candidate, Decision
from kb.plans import Approval, Approve, Plan, Plans


@dataclass(frozen=True)
class Request:
    """Who asks for a publication, why, and why it should go ahead though the gate refuses it."""

    by: str
    note: str
    override: str | None = None


def decide(request: Request, judged: Verdict) -> Decision:
    """Return how a publication with this verdict goes ahead.

    Raises:
        GateRefusedError: it may not.
    """
    reason = (request.override or "").strip()
    if judged.stops and not reason:
        raise GateRefusedError(judged)
    override = reason if judged.stops else None
    return Decision(
        request.by, request.note, gate=judged.status.value, run=judged.run, override=override
    )


def approving(archive: Archive, loaded: Encoder | None, now: datetime) -> Approve:
    """Return what judges a plan anew against a release, on the day of the plan.

    An encoder is loaded only when there is a plan to judge and `loaded` is not its encoder.
    """

    def approve(planned: Plan, base: str) -> Approval:
        candidate = planned.candidate
        encoder = encoder_of(archive, candidate.encoder, loaded)
        searcher = probes.rehearsed(archive.store, candidate.snapshot, encoder)
        judged = judge(
            archive,
            Subject(f"plan {planned.id}", searcher, candidate.release),
            archive.release(candidate.release).golden,
            standing(archive, _candidate(archive, base), encoder),
            day=dutch_day(planned.at),
            now=now,
        ).verdict
        refused = None
        if judged.stops:
            refused = "de poort houdt het tegen: " + " ".join(it.text for it in judged.reasons)
        return Approval(judged.status.value, judged.run, refused)

    return approve


def _candidate(archive: Archive, release: str) -> Candidate:
    """Return what stands before a plan: in force now, or planned for before it."""
    entries = archive.entries()
    known = [it.candidate() for it in reversed(entries)]
    planned = [it.candidate for it in Plans(archive.home).pending(entries)]
    return next(it for it in (*known, *planned) if it.release == release)
