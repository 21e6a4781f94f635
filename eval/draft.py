"""Content that is checked, released, embedded and indexed, but not in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.judgement import remembering
from eval.run import Subject
from indexer import probes
from indexer.build import build
from indexer.encoder import Encoder, EncoderSource
from kb import checks
from kb.archive import Archive
from kb.content import Content
from kb.errors import ContentRefusedError
from kb.ledger import Candidate
from kb.problems import Problem
from kb.release import Release, build_release, digest_of
from kb.source import read
from kb.store import Artefact


@dataclass(frozen=True)
class Steps:
    """What is told while a publication runs: a step by name, and passages embedded of how many."""

    step: Callable[[str], None] = lambda _name: None
    embedded: Callable[[int, int], None] = lambda _done, _total: None


@dataclass(frozen=True)
class Draft:
    """A release and its snapshot, in the store and rehearsed."""

    content: Content
    warnings: tuple[Problem, ...]
    release: Release
    subject: Subject
    candidate: Candidate

    @property
    def encoder(self) -> Encoder:
        """The encoder that it was made with."""
        return self.subject.searcher.encoder


def draft(
    root: Path, archive: Archive, encoder_from: EncoderSource, day: date, steps: Steps
) -> Draft:
    """Check, release, embed, index and rehearse the content at `root` as it reads on `day`.

    The caller holds the publish lock.

    Raises:
        ContentRefusedError: the content has errors.
        EncoderError, SnapshotError, StoreError, DamagedError: it could not be built or kept.
    """
    store = archive.store
    steps.step("inhoud lezen en controleren")
    content = read(root)
    problems = checks.check(content, day)
    if any(it.is_error for it in problems):
        raise ContentRefusedError(problems)
    release = build_release(content)
    stored = store.put(Artefact.RELEASE, release.facts(), release.write)
    steps.step("encoder klaarzetten")
    encoder = remembering(archive, encoder_from(store))
    steps.step("teksten omzetten en index bouwen")
    kept = build(store, release.public, encoder, steps.embedded)
    steps.step("momentopname verifiëren en proefvragen stellen")
    candidate = Candidate(
        release=stored.id,
        public=digest_of(release.public),
        snapshot=kept.id,
        encoder=encoder.id,
        versions=release.versions(),
    )
    subject = Subject("concept", probes.rehearsed(store, kept.id, encoder), stored.id)
    return Draft(content, problems, release, subject, candidate)
