"""From content to what is served: the use case behind `vraagbaak publish`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from indexer import encoder as encoders
from indexer import snapshot as snapshots
from indexer.encoder import EncoderChoice
from indexer.search import Searcher
from kb import checks
from kb.answering import Query
from kb.dutch_time import dutch_day
from kb.errors import ContentRefusedError
from kb.knowledge import key_of
from kb.ledger import Activation, Ledger
from kb.problems import Problem
from kb.release import PublicContent, Release, build_release, digest_of
from kb.source import Content, read
from kb.store import Artefact, Store


@dataclass(frozen=True)
class Published:
    """What a publication made, and the warnings that came with it."""

    activation: Activation
    content: Content
    warnings: tuple[Problem, ...]
    changed: bool
    """False when the very same release and snapshot were active already."""


@dataclass(frozen=True)
class Steps:
    """What is told while a publication runs: a step by name, and passages embedded of how many."""

    step: Callable[[str], None] = lambda _name: None
    embedded: Callable[[int, int], None] = lambda _done, _total: None


def publish(
    root: Path,
    home: Path,
    choice: EncoderChoice,
    *,
    now: datetime,
    by: str,
    note: str,
    steps: Steps | None = None,
) -> Published:
    """Check the content at `root`, build what is served from it, and put it in force.

    Raises:
        ContentRefusedError: the content has errors; what was active stays active.
        BusyError: another publication is running.
        EncoderError, StoreError, DamagedError: it could not be built or kept.
    """
    steps = steps or Steps()
    store = Store(home)
    with store.publishing():
        steps.step("inhoud lezen en controleren")
        content = read(root)
        problems = checks.check(content, dutch_day(now))
        if any(it.is_error for it in problems):
            raise ContentRefusedError(problems)
        release = build_release(content)
        stored = store.put(Artefact.RELEASE, _facts(release), release.write)
        steps.step("encoder klaarzetten")
        encoder_id = encoders.prepare(store, choice, steps.step)
        encoder = encoders.load(store, encoder_id)
        steps.step("teksten omzetten en index bouwen")
        built = snapshots.build(store, release.public, encoder, steps.embedded)
        steps.step("momentopname verifiëren")
        _rehearse(Searcher(snapshots.load(store, built.id), encoder), now)
        ledger = Ledger(home)
        entries = ledger.entries()
        if entries and (entries[-1].release, entries[-1].snapshot) == (stored.id, built.id):
            return Published(entries[-1], content, problems, changed=False)
        activation = ledger.activate(
            now=now,
            by=by,
            note=note,
            release=stored.id,
            public=digest_of(release.public),
            snapshot=built.id,
            encoder=encoder_id,
            versions=versions_of(release.public),
        )
    return Published(activation, content, problems, changed=True)


def _facts(release: Release) -> dict[str, str]:
    return {
        "publiek": digest_of(release.public),
        "toelichtingen": digest_of(release.notes),
        "vragen": digest_of(release.golden),
    }


def _rehearse(searcher: Searcher, now: datetime) -> None:
    """Ask one question of the snapshot as it will be served, before anybody else does."""
    searcher(Query("proefvraag", "nl", dutch_day(now), None, ()))


def versions_of(public: PublicContent) -> frozenset[tuple[str, str]]:
    """Return every (`id@first day`, version) in a release."""
    return frozenset((key_of(entry), entry.version) for entry in public.entries())
