"""From content to what is served: the use case behind `vraagbaak publish` and `vraagbaak plan`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from indexer import probes
from indexer.build import build
from indexer.encoder import EncoderSource
from indexer.search import Searcher
from indexer.vector_cache import CachingEncoder
from kb import checks
from kb.activation import activate, activate_due, due
from kb.archive import Archive
from kb.dutch_time import dutch_day
from kb.errors import ContentRefusedError, PlanError, SupersededError
from kb.ledger import NO_GATE, Activation, Candidate, Decision
from kb.plans import Plan, Plans, compare_again, new_plan
from kb.problems import Problem
from kb.release import Release, build_release, digest_of
from kb.source import Content, read
from kb.store import Artefact, Store

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
    compared: tuple[Plan, ...] = ()
    """The plans that were compared with it; some may be blocked now."""


@dataclass(frozen=True)
class Planned:
    """A plan that was made, and the warnings that came with it."""

    plan: Plan
    content: Content
    warnings: tuple[Problem, ...]


@dataclass(frozen=True)
class Steps:
    """What is told while a publication runs: a step by name, and passages embedded of how many."""

    step: Callable[[str], None] = lambda _name: None
    embedded: Callable[[int, int], None] = lambda _done, _total: None


@dataclass(frozen=True)
class Built:
    """A release and its snapshot, in the store and rehearsed."""

    content: Content
    warnings: tuple[Problem, ...]
    release: Release
    searcher: Searcher
    candidate: Candidate


def publish(
    root: Path,
    home: Path,
    encoder_from: EncoderSource,
    *,
    clock: Clock,
    by: str,
    note: str,
    steps: Steps | None = None,
) -> Published:
    """Check the content at `root`, build what is served from it, and put it in force.

    Raises:
        ContentRefusedError: the content has errors; what was active stays active.
        BusyError: another publication is running.
        SupersededError: something else was put in force meanwhile; that stays.
        EncoderError, StoreError, DamagedError: it could not be built or kept.
    """
    steps = steps or Steps()
    archive = Archive(home)
    with archive.store.publishing():
        before = archive.entries()
        built = _built(root, archive.store, encoder_from, dutch_day(clock()), steps)
        candidate = built.candidate
        active = before[-1] if before else None
        same = active and (active.release, active.snapshot) == (
            candidate.release,
            candidate.snapshot,
        )
        if active and same:
            if archive.ledger.active() != active:
                raise SupersededError
            compared = compare_again(archive, _approve)  # a publisher may have died before it did
            return Published(active, built.content, built.warnings, False, compared)
        activation = activate(
            archive,
            candidate,
            Decision(by, note),
            clock(),
            after=active.release if active else None,
        )
        compared = compare_again(archive, _approve)
    return Published(activation, built.content, built.warnings, changed=True, compared=compared)


def plan(
    root: Path,
    home: Path,
    encoder_from: EncoderSource,
    *,
    at: datetime,
    clock: Clock,
    by: str,
    note: str,
    steps: Steps | None = None,
) -> Planned:
    """Check the content at `root` as it will read at `at`, build it, and plan it for then.

    Raises:
        PlanError: `at` has passed, or nothing was published yet.
        ContentRefusedError, BusyError, EncoderError, StoreError, DamagedError: as for `publish`.
    """
    steps = steps or Steps()
    archive = Archive(home)
    if at <= clock():
        raise PlanError("Het tijdstip van een plan moet nog komen; kies `publish` voor nu.")
    with archive.store.publishing():
        entries = archive.entries()
        if not entries:
            raise PlanError("Publiceer eerst; een plan komt na wat actief is.")
        built = _built(root, archive.store, encoder_from, dutch_day(at), steps)
        earlier = [it for it in Plans(home).pending(entries) if it.at <= at and not it.blocked]
        made = new_plan(
            built.candidate,
            at=at,
            now=clock(),
            by=by,
            note=note,
            base=earlier[-1].candidate.release if earlier else entries[-1].release,
        )
        Plans(home).keep(made)
        compare_again(archive, _approve)
    return Planned(made, built.content, built.warnings)


def cancel(home: Path, id_: str) -> tuple[Plan, ...]:
    """Call off a plan; return the later plans that were compared again.

    Raises:
        PlanError: there is no such plan.
        BusyError: a publication is running.
    """
    archive = Archive(home)
    with archive.store.publishing():
        Plans(home).remove(id_)
        return compare_again(archive, _approve)


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
        compared = compare_again(archive, _approve)
        done = activate_due(archive, now)
    return done, compared, due(archive, now)


def _approve(_plan: Plan, _base: str) -> tuple[str, str | None]:
    return NO_GATE, None


def _built(root: Path, store: Store, encoder_from: EncoderSource, day: date, steps: Steps) -> Built:
    """Check, release, embed, index and rehearse the content as it reads on `day`."""
    steps.step("inhoud lezen en controleren")
    content = read(root)
    problems = checks.check(content, day)
    if any(it.is_error for it in problems):
        raise ContentRefusedError(problems)
    release = build_release(content)
    stored = store.put(Artefact.RELEASE, release.facts(), release.write)
    steps.step("encoder klaarzetten")
    encoder = encoder_from(store)
    steps.step("teksten omzetten en index bouwen")
    remembering = CachingEncoder(encoder, store.home / "cache")
    kept = build(store, release.public, remembering, steps.embedded)
    steps.step("momentopname verifiëren en proefvragen stellen")
    candidate = Candidate(
        release=stored.id,
        public=digest_of(release.public),
        snapshot=kept.id,
        encoder=encoder.id,
        versions=release.versions(),
    )
    return Built(content, problems, release, probes.rehearsed(store, kept.id, encoder), candidate)
