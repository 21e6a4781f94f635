"""Measure what is in force and what should follow it, on the same questions, and judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from eval.exchanged import exchanged
from eval.gate import UNASKED, Case, Finding, Verdict, verdict
from eval.regression import lost_wordings
from eval.run import Run, Subject, digest_of_questions, run
from eval.runs import Runs
from indexer import encoder as encoders
from indexer import snapshot as snapshots
from indexer.encoder import Encoder
from indexer.errors import IndexerError, SnapshotError
from indexer.probes import reproduce
from indexer.search import Searcher
from indexer.vector_cache import CachingEncoder
from kb.archive import Archive
from kb.errors import StoreError
from kb.ledger import Candidate
from kb.model import GoldenQuestion, GoldenSet
from kb.release import GoldenQuestions
from kb.store import Artefact

Advance = Callable[[str, int, int], None]
"""Called with what is measured, how many questions are done and how many there are."""

GATE_SETS = (GoldenSet.GATE.value,)


@dataclass(frozen=True)
class Standing:
    """What a draft is compared with: a release in the store, as it can be measured now.

    `subject` is None when this program cannot load its snapshot; `findings` says what that means.
    """

    release: str
    snapshot: str
    golden: GoldenQuestions
    subject: Subject | None
    reasons: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Judgement:
    """A verdict with the runs that it rests on."""

    verdict: Verdict
    before: Run | None
    after: Run | None


def standing(archive: Archive, candidate: Candidate, encoder: Encoder) -> Standing:
    """Return what is or will be in force to compare with; `encoder` is used when it is the same.

    Raises:
        MissingError, DamagedError: the release cannot be read.
    """
    release, snapshot = candidate.release, candidate.snapshot
    golden = archive.release(release).golden
    try:
        used = encoder_of(archive, candidate.encoder, encoder)
        loaded = snapshots.load(archive.store, snapshot)
    except (IndexerError, StoreError) as error:
        text = f"Wat actief is kan niet opnieuw gemeten worden: {error}"
        return Standing(release, snapshot, golden, None, notes=(Finding(code="oud", text=text),))
    searcher = Searcher(loaded, used)
    try:
        reproduce(searcher, archive.store.path(Artefact.SNAPSHOT, snapshot))
    except SnapshotError as error:
        text = f"Dit programma antwoordt anders dan het programma dat nu antwoordt. {error}"
        finding = Finding(code="programma", text=text)
        return Standing(release, snapshot, golden, None, reasons=(finding,))
    return Standing(release, snapshot, golden, Subject("actief", searcher, release))


def encoder_of(archive: Archive, id_: str, loaded: Encoder | None) -> Encoder:
    """Return the encoder `id_`: `loaded` when it is that one.

    Raises:
        MissingError, DamagedError, EncoderError: it cannot be loaded.
    """
    if loaded is not None and loaded.id == id_:
        return loaded
    return remembering(archive, encoders.load(archive.store, id_))


def remembering(archive: Archive, encoder: Encoder) -> Encoder:
    """Return `encoder` with the vectors that were made before under this home."""
    return CachingEncoder(encoder, archive.home / "cache")


def judge(
    archive: Archive,
    draft: Subject,
    golden: GoldenQuestions,
    before: Standing | None,
    *,
    day: date,
    now: datetime,
    progress: Advance = lambda _what, _done, _total: None,
) -> Judgement:
    """Judge `draft`, which brings the questions `golden`, as it would answer on `day`.

    Both are asked the draft's gate questions, on the same day. Where the one before cannot be
    measured any more, a stored run of it on these questions stands in.

    Raises:
        StoreError: a run cannot be kept.
    """
    questions = golden.gate
    old = before.golden.gate if before else ()
    removed = _removed(old, questions)
    reasons: list[Finding] = []
    notes = list(_expected_otherwise(old, questions))
    if not questions:
        if not old:
            return Judgement(UNASKED, None, None)
        questions = old  # a set that was emptied is asked as it was, and its loss is a reason
        reasons.append(Finding(code="set-leeg", text="De keuringsset is leeggemaakt."))
    after_run = run(
        draft,
        questions,
        sets=GATE_SETS,
        day=day,
        began=now,
        progress=lambda done, total: progress("nieuw", done, total),
    )
    Runs(archive.home).keep(after_run)
    before_run: Run | None = None
    knowledge = draft.searcher.snapshot.knowledge
    if before is not None:
        reasons += before.reasons
        notes += before.notes
        before_run = _before(archive, before, questions, day, now, progress)
        if before.subject is not None:
            was = before.subject.searcher.snapshot.knowledge
            reasons += exchanged(was, knowledge)
            lost = lost_wordings(before.subject, draft, day)
            reasons += lost.reasons
            notes += lost.notes
        if before_run is None:
            text = "Er is geen meting van wat actief is om mee te vergelijken."
            notes.append(Finding(code="geen-vergelijking", text=text))
    judged = verdict(
        before_run, after_run, knowledge, removed=removed, reasons=reasons, notes=notes
    )
    return Judgement(judged, before_run, after_run)


def _before(
    archive: Archive,
    before: Standing,
    questions: Sequence[GoldenQuestion],
    day: date,
    now: datetime,
    progress: Advance,
) -> Run | None:
    if before.subject is None:
        return Runs(archive.home).of_snapshot(before.snapshot, digest_of_questions(questions))
    return run(
        before.subject,
        questions,
        sets=GATE_SETS,
        day=day,
        began=now,
        timed=1,
        progress=lambda done, total: progress("actief", done, total),
    )


def _removed(
    old: Sequence[GoldenQuestion], new: Sequence[GoldenQuestion]
) -> tuple[GoldenQuestion, ...]:
    """Return the protected questions that are not asked as such any more, by their words."""
    asked = {it.question for it in new if it.protected}
    return tuple(it for it in old if it.protected and it.question not in asked)


def _expected_otherwise(
    old: Sequence[GoldenQuestion], new: Sequence[GoldenQuestion]
) -> Iterable[Finding]:
    """Say which protected questions want another answer now: both runs were held to the new one."""
    was = {it.question: (it.outcome, it.expected) for it in old if it.protected}
    moved = [
        it
        for it in new
        if was.get(it.question, (it.outcome, it.expected)) != (it.outcome, it.expected)
    ]
    if moved:
        yield Finding(
            code="verwachting",
            text=f"Van {len(moved)} beschermde vraag/vragen is de verwachting gewijzigd.",
            cases=tuple(Case(question=it, before=None, after=None) for it in moved),
        )
