"""The evaluation report: one run in words and numbers, for whoever edits the content.

Everything that a page or a file shows is in `Report`; how it looks is up to who shows it. Parts
are in the order in which they are read: the verdict first, what to do about it next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from eval.gate import Verdict
from eval.reporting.coverage import (
    ByTheme,
    Rivals,
    Unasked,
    rivals,
    unanswered,
    unasked,
    without_item,
)
from eval.reporting.deviations import (
    FaultCount,
    Group,
    Section,
    deviations,
    faults,
    sections,
    weakest,
)
from eval.reporting.first_steps import Step, first_steps
from eval.reporting.hard_texts import HardTexts, hard_texts
from eval.reporting.shares import (
    MeasureRow,
    Share,
    SliceTable,
    measure_rows,
    measured_of,
    slice_tables,
)
from eval.reporting.told import names
from eval.reporting.trend import Calibration, Point, calibration, over_time
from eval.reporting.verdict import Judged, judged
from eval.run import Run, RunStatus
from eval.summary import Slicing
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion, GoldenSet
from kb.problems import Problem
from kb.readability import Thresholds

SLICED: Final = (
    Slicing.THEME,
    Slicing.AUDIENCE,
    Slicing.PERSONA,
    Slicing.LANGUAGE,
    Slicing.KIND,
    Slicing.OWNER,
)
"""By what the questions of a report are told apart."""


@dataclass(frozen=True)
class RunFacts:
    """By what a run is told from another."""

    id: str
    subject: str
    sets: tuple[str, ...]
    slices: tuple[str, ...]
    release: str | None
    snapshot: str
    day: date
    began: datetime
    asked: int
    measured: int


@dataclass(frozen=True)
class Report:
    """All that is said of a run. `complete` is false when nothing in it may look good.

    `only_reported` says that its questions are for measuring: no text may be fitted to them.
    `right` is how many questions end as expected; for `offered` more the right answer is in a
    choice. `right_before` is None when the run before asked other questions, or not all.
    `golden` is how many questions were looked at for the items that are never asked.
    """

    made_at: datetime
    complete: bool
    only_reported: bool
    facts: RunFacts
    before: RunFacts | None
    judged: Judged
    steps: tuple[Step, ...]
    right: Share
    right_before: Share | None
    offered: int
    faults: tuple[FaultCount, ...]
    deviations: tuple[Section, ...]
    measures: tuple[MeasureRow, ...]
    slices: tuple[SliceTable, ...]
    weakest: tuple[Group, ...]
    rivals: tuple[Rivals, ...]
    competing: tuple[Problem, ...]
    without_item: tuple[ByTheme, ...]
    unanswered: tuple[ByTheme, ...]
    unasked: tuple[Unasked, ...]
    golden: int
    hard_texts: HardTexts
    thresholds: Thresholds
    calibration: Calibration
    history: tuple[Point, ...]


def report(
    run: Run,
    knowledge: Knowledge,
    *,
    made_at: datetime,
    verdict: Verdict | None = None,
    before: Run | None = None,
    history: Sequence[Run] = (),
    competing: Sequence[Problem] = (),
    golden: Sequence[GoldenQuestion] = (),
    thresholds: Thresholds | None = None,
) -> Report:
    """Tell `run`, which asked the content `knowledge`.

    Args:
        run: what was measured.
        knowledge: the content of the snapshot that was measured.
        made_at: when the report is made, with its time zone.
        verdict: that of the gate on this very run; None when the gate was not asked.
        before: the run to compare with, if there is one.
        history: stored runs; those of the same sets are shown over time.
        competing: what `eval.competition` found, if it was asked.
        golden: the questions of all sets; without them an item counts as asked by this run only.
        thresholds: when a language signal is marked; the default ones without it.

    Raises:
        ValueError: the verdict is about another run.
    """
    if verdict is not None and verdict.run not in (None, run.id):
        raise ValueError(f"the verdict is about run {verdict.run}, not {run.id}")
    scored = measured_of(run)
    named = names(knowledge, run.day)
    whole = run.status is RunStatus.COMPLETE
    thresholds = thresholds or Thresholds()
    told = judged(run, verdict, named)
    groups = deviations(scored, named)
    weak = weakest(groups)
    rival = rivals(scored, named)
    tables = slice_tables(scored, knowledge, SLICED)
    questions = golden or tuple(it.question for it in run.scored)
    reported = GoldenSet.TEST.value in run.sets
    return Report(
        made_at=made_at,
        complete=whole,
        only_reported=reported,
        facts=facts_of(run),
        before=facts_of(before) if before else None,
        judged=told,
        steps=first_steps(
            told, groups, weak, rival, tables, complete=whole, only_reported=reported
        ),
        right=Share(sum(it.right_at_1 for it in scored), len(scored)),
        right_before=_right_before(run, before),
        offered=sum(it.kept and not it.right_at_1 for it in scored),
        faults=faults(groups),
        deviations=sections(groups),
        measures=measure_rows(run, before),
        slices=tables,
        weakest=weak,
        rivals=rival,
        competing=tuple(competing),
        without_item=without_item(scored, named),
        unanswered=unanswered(scored, named),
        unasked=unasked(knowledge, questions, run.day, named),
        golden=len(questions),
        hard_texts=hard_texts(knowledge, run.day, named, thresholds),
        thresholds=thresholds,
        calibration=calibration(scored),
        history=over_time(run, history),
    )


def _right_before(run: Run, before: Run | None) -> Share | None:
    if before is None or before.questions != run.questions:
        return None
    if RunStatus.PARTIAL in (before.status, run.status):
        return None
    return Share(sum(it.right_at_1 for it in before.scored), len(before.scored))


def facts_of(run: Run) -> RunFacts:
    """Return by what a run is told from another."""
    return RunFacts(
        id=run.id,
        subject=run.subject,
        sets=run.sets,
        slices=run.slices,
        release=run.release,
        snapshot=run.snapshot,
        day=run.day,
        began=run.began,
        asked=run.asked,
        measured=len(measured_of(run)),
    )
