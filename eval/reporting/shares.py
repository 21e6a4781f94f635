"""Measures and slices of a run as shares of questions, in words that hold for small sets too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from eval.measures import success_at
from eval.run import Run, RunStatus
from eval.scoring import Scored
from eval.statistics import changes, mcnemar, wilson_interval
from eval.summary import (
    EXPLAINED,
    LOWER_IS_BETTER,
    Measure,
    Measured,
    Slicing,
    applies,
    holds,
    slices,
    summary,
)
from kb.knowledge import Knowledge
from kb.model import Kind

FEW: Final = 10
"""Below so many questions a share is shown, and nothing is concluded from it."""

CHANCE: Final = 0.05
"""A change that chance alone gives more often than this is not called a change."""

TOO_FEW: Final = "te weinig vragen om iets te zeggen"

_RANKS: Final = {Measure.RECALL_1: 1, Measure.RECALL_3: 3, Measure.RECALL_10: 10}
_GRADED: Final = frozenset({Measure.MRR, Measure.NDCG, Measure.CALIBRATION_ERROR})
_NONE: Final = {
    Slicing.THEME: "geen item verwacht",
    Slicing.AUDIENCE: "geen item verwacht",
    Slicing.OWNER: "geen item verwacht, of zonder eigenaar",
    Slicing.PERSONA: "zonder persona",
    Slicing.KIND: "niet ingevuld",
}
_LANGUAGES: Final = {
    "nl": "Nederlands",
    "en": "Engels",
    "de": "Duits",
    "fr": "Frans",
    "pl": "Pools",
    "tr": "Turks",
    "ar": "Arabisch",
    "uk": "Oekraïens",
    "es": "Spaans",
    "ro": "Roemeens",
    "bg": "Bulgaars",
}


@dataclass(frozen=True)
class Share:
    """How many of `n` questions."""

    right: int
    n: int

    @property
    def few(self) -> bool:
        """Whether nothing may be concluded from it."""
        return self.n < FEW

    @property
    def value(self) -> float | None:
        """The share, 0-1; None of nothing."""
        return self.right / self.n if self.n else None

    @property
    def words(self) -> str:
        """The share as a count: `62 van de 77`."""
        return f"{self.right} van de {self.n}" if self.n else "geen vragen"

    @property
    def likely(self) -> str:
        """What it is of a hundred such questions, with its 95 % interval, in words."""
        interval = wilson_interval(self.right, self.n)
        if self.few or interval is None:
            return TOO_FEW
        value = of_hundred(self.right / self.n)
        bounds = [it for it in map(of_hundred, (interval.low, interval.high)) if it != value]
        also = f", het kan ook {' of '.join(map(str, bounds))} zijn" if bounds else ""
        return f"{value} van de 100{also}"


@dataclass(frozen=True)
class Change:
    """What changed since the run before. `better` is None when nothing did, or chance may have."""

    was: str
    words: str
    better: bool | None


@dataclass(frozen=True)
class MeasureRow:
    """One measure as it is shown. `technical` ones are about search, not about what is said."""

    name: str
    meaning: str
    value: str
    likely: str
    few: bool
    fewer_is_better: bool
    technical: bool
    change: Change | None


@dataclass(frozen=True)
class SliceRow:
    """The questions of one value. All count: where no answer is expected, refusing is right."""

    name: str
    at_1: Share
    at_3: Share


@dataclass(frozen=True)
class SliceTable:
    """The questions told apart by one thing, the weakest first and the small ones last."""

    by: Slicing
    rows: tuple[SliceRow, ...]


def of_hundred(value: float) -> int:
    """Return a share as a whole number of hundred; 0 and 100 are for none and all."""
    return int(value * 100) if value in (0.0, 1.0) else min(99, max(1, round(100 * value)))


def decimal(value: float, digits: int = 2) -> str:
    """Return a number as it is written in Dutch."""
    return f"{value:.{digits}f}".replace(".", ",")


def measured_of(run: Run) -> tuple[Scored, ...]:
    """Return the questions of a run that were really measured."""
    return tuple(it for it in run.scored if not it.degraded)


def paired(before: Run, run: Run) -> tuple[tuple[Scored, Scored], ...]:
    """Return the questions that both runs measured, with what they gave then and now."""
    known = {(it.question.id, it.question.question): it for it in measured_of(before)}
    found = ((known.get((it.question.id, it.question.question)), it) for it in measured_of(run))
    return tuple((was, now) for was, now in found if was is not None)


def measure_rows(run: Run, before: Run | None) -> tuple[MeasureRow, ...]:
    """Return every measure of a run, with what changed where both runs are complete."""
    scored = measured_of(run)
    whole = before is not None and before.status is run.status is RunStatus.COMPLETE
    pairs = paired(before, run) if before is not None and whole else ()
    was = {it.measure: it for it in summary([it for it, _ in pairs])} if pairs else {}
    now = {it.measure: it for it in summary([it for _, it in pairs])} if pairs else {}
    return tuple(
        _graded_row(it, was.get(it.measure), now.get(it.measure))
        if it.measure in _GRADED
        else _share_row(it.measure, scored, pairs)
        for it in summary(scored)
    )


def _share_row(
    measure: Measure, scored: Sequence[Scored], pairs: Sequence[tuple[Scored, Scored]]
) -> MeasureRow:
    counted = [_holds(measure, it) for it in scored if _applies(measure, it)]
    share = Share(sum(counted), len(counted))
    before = [_holds(measure, was) for was, it in pairs if _applies(measure, it)]
    after = [_holds(measure, it) for _, it in pairs if _applies(measure, it)]
    return MeasureRow(
        name=measure.value,
        meaning=EXPLAINED[measure],
        value=share.words,
        likely=share.likely if share.n else "",
        few=share.few,
        fewer_is_better=measure in LOWER_IS_BETTER,
        technical=measure in _RANKS,
        change=_share_change(measure, before, after, share.n) if before else None,
    )


def _share_change(
    measure: Measure, before: Sequence[bool], after: Sequence[bool], n: int
) -> Change:
    was = f"was {Share(sum(before), len(before)).words}"
    if len(before) != n:
        was = f"bij dezelfde vragen nu {sum(after)} van de {len(after)}, was {sum(before)}"
    moved = changes(before, after)
    if not moved.lost and not moved.gained:
        return Change(was, "gelijk", None)
    lower = measure in LOWER_IS_BETTER
    better, worse = (moved.lost, moved.gained) if lower else (moved.gained, moved.lost)
    told = f"{better} beter, {worse} slechter; "
    if mcnemar(before, after) >= CHANCE:
        return Change(was, told + "kan toeval zijn", None)
    return Change(was, told + "waarschijnlijk geen toeval", better > worse)


def _graded_row(measured: Measured, was: Measured | None, now: Measured | None) -> MeasureRow:
    value, interval = measured.value, measured.interval
    likely = ""
    if interval:
        likely = f"het kan ook {decimal(interval.low)} of {decimal(interval.high)} zijn"
    change = None
    if was and now and was.value is not None and now.value is not None:
        same = decimal(was.value) == decimal(now.value)
        change = Change(f"was {decimal(was.value)}", "gelijk" if same else "", None)
    return MeasureRow(
        name=measured.measure.value,
        meaning=EXPLAINED[measured.measure],
        value="geen vragen" if value is None else decimal(value),
        likely=likely,
        few=measured.n < FEW,
        fewer_is_better=measured.measure in LOWER_IS_BETTER,
        technical=True,
        change=change,
    )


def _applies(measure: Measure, it: Scored) -> bool:
    return bool(it.question.expected) if measure in _RANKS else applies(measure, it)


def _holds(measure: Measure, it: Scored) -> bool:
    return bool(success_at(it.rank, _RANKS[measure])) if measure in _RANKS else holds(measure, it)


def slice_tables(
    scored: Sequence[Scored], knowledge: Knowledge, by: Sequence[Slicing]
) -> tuple[SliceTable, ...]:
    """Return a table for each way to tell questions apart."""
    return tuple(_slice_table(scored, knowledge, it) for it in by)


def _slice_table(scored: Sequence[Scored], knowledge: Knowledge, by: Slicing) -> SliceTable:
    rows = [
        SliceRow(
            name=_label(value, by, knowledge),
            at_1=Share(sum(it.right_at_1 for it in own), len(own)),
            at_3=Share(sum(it.right_at_3 for it in own), len(own)),
        )
        for value, own in slices(scored, knowledge, by).items()
    ]
    rows.sort(key=lambda it: (it.at_1.few, it.at_1.value or 0.0, -it.at_1.n, it.name))
    return SliceTable(by, tuple(rows))


def _label(value: str, by: Slicing, knowledge: Knowledge) -> str:
    """Return what a value is called in a report."""
    if not value:
        return _NONE.get(by, "niet ingevuld")
    if by is Slicing.LANGUAGE:
        return _LANGUAGES.get(value, value)
    if by is Slicing.THEME:
        kinds = {Kind.LETTER.value: "Brieven", Kind.REFERRAL.value: "Verwijzingen"}
        return kinds.get(value) or knowledge.theme(value).title
    return value
