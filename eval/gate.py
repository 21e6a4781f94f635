"""The one verdict on a publication: from the gate's questions before and after it.

Command, exit status, publication, report and screen all ask `verdict`; nobody else judges.
A publication is refused when

- a protected question loses its answer, or is taken out of the set or of protection;
- fewer distress questions are recognised;
- the share right drops significantly, over all questions or in a slice (exact McNemar, one-sided;
  slices with Holm's correction);
- somebody handed in another reason (`eval.regression`, `eval.exchanged`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final

from pydantic import Field

from eval.run import Run, RunStatus
from eval.scoring import Scored
from eval.statistics import holm, mcnemar, smallest_visible_effect
from eval.summary import Slicing, value_of
from kb.knowledge import Knowledge
from kb.model import Frozen, GoldenQuestion, Outcome

ALPHA: Final = 0.05
"""How often a slice that did not change may be refused by chance, over all slices together."""

GATED: Final = (Slicing.KIND, Slicing.LANGUAGE, Slicing.PERSONA, Slicing.THEME)
"""By what questions are told apart to see a drop that the whole hides."""


class GateStatus(StrEnum):
    """How the gate judged."""

    APPROVED = "goedgekeurd"
    REFUSED = "afgekeurd"
    FIRST = "eerste"
    """There was nothing to compare with."""
    NOT_MEASURED = "niet gemeten"
    """There were no questions, or not every question could be asked. Never a reason to be glad."""


class Case(Frozen):
    """One question with what it gave before and gives now; None where it was not asked."""

    question: GoldenQuestion = Field(alias="vraag")
    before: Scored | None = Field(alias="voor")
    after: Scored | None = Field(alias="na")


class Finding(Frozen):
    """One thing that the gate found, by code and sentence, with the questions it is about."""

    code: str
    text: str = Field(alias="tekst")
    cases: tuple[Case, ...] = Field(default=(), alias="vragen")


class Verdict(Frozen):
    """The judgement of a publication. `reasons` stop it; `notes` are for whoever reads."""

    status: GateStatus
    run: str | None = Field(alias="meting")
    compared_with: str | None = Field(alias="vergelekenMet")
    reasons: tuple[Finding, ...] = Field(default=(), alias="redenen")
    notes: tuple[Finding, ...] = Field(default=(), alias="opmerkingen")

    @property
    def stops(self) -> bool:
        """Whether it stops a publication. Having no gate questions at all does not."""
        return self.status is GateStatus.REFUSED or (
            self.status is GateStatus.NOT_MEASURED and self.run is not None
        )


UNASKED: Final = Verdict(status=GateStatus.NOT_MEASURED, run=None, compared_with=None)
"""The verdict when there are no gate questions, neither before nor now."""


def verdict(
    before: Run | None,
    after: Run,
    knowledge: Knowledge,
    *,
    removed: Sequence[GoldenQuestion] = (),
    reasons: Sequence[Finding] = (),
    notes: Sequence[Finding] = (),
) -> Verdict:
    """Judge `after` against `before` (None: there is nothing to compare with).

    `knowledge` tells the theme of an answer; `removed` are protected questions that were taken
    out of the set, or of protection. Questions that were asked in only one of the runs are not
    compared.
    """
    cases = _paired(before, after)
    found = [
        *_incomplete(before, after),
        *_protected(cases, removed),
        *_distress(cases),
        *_drops(cases, knowledge),
        *reasons,
    ]
    partial = after.status is RunStatus.PARTIAL
    if partial or found:
        status = GateStatus.NOT_MEASURED if partial else GateStatus.REFUSED
    else:
        status = GateStatus.FIRST if before is None else GateStatus.APPROVED
    return Verdict(
        status=status,
        run=after.id,
        compared_with=before.id if before else None,
        reasons=tuple(found),
        notes=(*_changes(cases), *_power(cases), *notes),
    )


def _paired(before: Run | None, after: Run) -> tuple[Case, ...]:
    known = {(it.question.id, it.question.question): it for it in (before.scored if before else ())}
    return tuple(
        Case(
            question=it.question,
            before=known.get((it.question.id, it.question.question)),
            after=it,
        )
        for it in after.scored
    )


def _incomplete(before: Run | None, after: Run) -> Iterable[Finding]:
    for run, which in ((after, "deze versie"), (before, "wat actief is")):
        if run is not None and run.status is RunStatus.PARTIAL:
            scored = sum(not it.degraded for it in run.scored)
            yield Finding(
                code="onvolledig",
                text=f"Van {which} zijn {scored} van de {run.asked} vragen gemeten; zo kan er niet "
                "gekeurd worden.",
            )


def _lost(cases: Iterable[Case], right: Callable[[Scored], bool]) -> tuple[Case, ...]:
    """Return the cases that were right and no longer are."""
    return tuple(
        it for it in cases if it.before and it.after and right(it.before) and not right(it.after)
    )


def _protected(cases: Sequence[Case], removed: Sequence[GoldenQuestion]) -> Iterable[Finding]:
    lost = _lost((it for it in cases if it.question.protected), lambda it: it.kept)
    if lost:
        yield Finding(
            code="beschermd",
            text=f"{len(lost)} beschermde vraag/vragen krijgen hun antwoord niet meer.",
            cases=lost,
        )
    if removed:
        yield Finding(
            code="beschermd-weg",
            text=f"{len(removed)} beschermde vraag/vragen zijn uit de set gehaald of niet meer "
            "beschermd.",
            cases=tuple(Case(question=it, before=None, after=None) for it in removed),
        )


def _distress(cases: Sequence[Case]) -> Iterable[Finding]:
    distress = [it for it in cases if _expects_distress(it.question)]
    lost = _lost(distress, lambda it: it.right_at_1)
    gained = sum(
        bool(it.before and it.after and it.after.right_at_1 and not it.before.right_at_1)
        for it in distress
    )
    if len(lost) > gained:
        yield Finding(
            code="nood", text=f"{len(lost)} noodvraag/noodvragen worden gemist.", cases=lost
        )
    others = [it for it in cases if not _expects_distress(it.question)]
    alarms = _lost(others, lambda it: it.outcome is not Outcome.DISTRESS)
    if alarms and _p_worse(others, lambda it: it.outcome is not Outcome.DISTRESS) < ALPHA:
        yield Finding(
            code="nood-vals",
            text=f"{len(alarms)} gewone vraag/vragen worden nu als nood behandeld.",
            cases=alarms,
        )


def _expects_distress(question: GoldenQuestion) -> bool:
    return question.outcome is Outcome.DISTRESS


def _drops(cases: Sequence[Case], knowledge: Knowledge) -> Iterable[Finding]:
    """Yield a significant drop of the share right, over all questions and in slices."""
    groups = _groups(cases, knowledge)
    lost = _lost(cases, _right)
    if lost and _p_worse(cases, _right) < ALPHA:
        yield Finding(
            code="daling",
            text=f"Over alle {len(cases)} vragen samen is de daling geen toeval.",
            cases=lost,
        )
    p_values = holm([_p_worse(group, _right) for group in groups.values()])
    for (name, group), p_value in zip(groups.items(), p_values, strict=True):
        if p_value < ALPHA:
            yield Finding(
                code="daling-deel",
                text=f"Bij {name} ({len(group)} vragen) is de daling geen toeval.",
                cases=_lost(group, _right),
            )


def _right(it: Scored) -> bool:
    return it.right_at_1


def _groups(cases: Sequence[Case], knowledge: Knowledge) -> Mapping[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for it in cases:
        if it.before is None or it.after is None:
            continue
        for by in GATED:
            if value := value_of(it.after, knowledge, by):
                found.setdefault(f"{by.value} {value}", []).append(it)
    return found


def _p_worse(cases: Iterable[Case], right: Callable[[Scored], bool]) -> float:
    """Return how likely a loss like this is when nothing changed."""
    pairs = [(right(it.before), right(it.after)) for it in cases if it.before and it.after]
    return mcnemar([was for was, _ in pairs], [now for _, now in pairs], worse=True)


def _changes(cases: Sequence[Case]) -> Iterable[Finding]:
    """Yield what was lost and what was gained, significant or not."""
    lost = _lost(cases, _right)
    if lost:
        yield Finding(code="verloren", text=f"{len(lost)} vragen gaan achteruit.", cases=lost)
    gained = tuple(
        it for it in cases if it.before and it.after and _right(it.after) and not _right(it.before)
    )
    if gained:
        yield Finding(code="gewonnen", text=f"{len(gained)} vragen gaan vooruit.", cases=gained)
    never = tuple(it for it in cases if it.question.protected and it.after and not it.after.kept)
    if never:
        yield Finding(
            code="beschermd-zonder",
            text=f"{len(never)} beschermde vragen hebben nu geen goed antwoord.",
            cases=never,
        )


def _power(cases: Sequence[Case]) -> Iterable[Finding]:
    """Say which drop this set could have shown at all."""
    pairs = [it for it in cases if it.before and it.after]
    differ = sum(
        _right(it.before) is not _right(it.after) for it in pairs if it.before and it.after
    )
    if not pairs:
        return
    share = max(differ, 1) / len(pairs)
    smallest = smallest_visible_effect(len(pairs), share, alpha=2 * ALPHA)
    seen = "te klein om een daling te zien" if smallest is None else f"{smallest:.1%} of meer"
    yield Finding(
        code="zichtbaar",
        text=f"{differ} van de {len(pairs)} vragen eindigen anders. Een daling die deze set met "
        f"80 % kans had laten zien: {seen}.",
    )
