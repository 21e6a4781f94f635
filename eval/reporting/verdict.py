"""A verdict in the words of a report: one sentence, and the findings with their questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from eval.gate import Case, Finding, GateStatus, Verdict
from eval.reporting.shares import measured_of
from eval.reporting.told import Names, Told, counted, told
from eval.run import Run, RunStatus


class Tone(Enum):
    """How a verdict is shown; only the first may look good."""

    GOOD = auto()
    BAD = auto()
    NEUTRAL = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class FindingTold:
    """One finding of the gate with its questions, then and now.

    `repeated` is how many more it is about that an earlier finding told already.
    """

    text: str
    questions: tuple[Told, ...]
    repeated: int = 0


@dataclass(frozen=True)
class Judged:
    """What the gate said of a run, or that nobody asked it. `why` is for who sees no reasons."""

    tone: Tone
    word: str
    sentence: str
    why: str
    reasons: tuple[FindingTold, ...] = ()
    notes: tuple[FindingTold, ...] = ()


def judged(run: Run, verdict: Verdict | None, named: Names) -> Judged:
    """Return a verdict as it is told. Of an incomplete run nothing is told to be good."""
    asked = counted(run.asked, "vraag", "vragen")
    if run.status is RunStatus.PARTIAL:
        told = _partial(run, asked)
    elif verdict is None:
        told = _unjudged(asked)
    else:
        told = _judged(verdict, asked)
    if verdict is None:
        return told
    notes = verdict.notes if run.status is RunStatus.COMPLETE else ()
    return replace(
        told,
        reasons=tuple(_findings(verdict.reasons, named)),
        notes=tuple(_finding(it, it.cases, named) for it in notes),
    )


def _partial(run: Run, asked: str) -> Judged:
    measured = len(measured_of(run))
    verb = "is" if measured == 1 else "zijn"
    return Judged(
        Tone.UNKNOWN,
        "Onvolledig gemeten",
        f"van de {asked} {verb} er {measured} echt gemeten. Dit zegt niet of de antwoorden "
        "kloppen: laat de meting opnieuw doen.",
        "Zolang niet elke vraag gemeten is, valt er niets te oordelen.",
    )


def _unjudged(asked: str) -> Judged:
    return Judged(
        Tone.NEUTRAL,
        "Gemeten, niet gekeurd",
        f"dit zijn de cijfers van {asked}. Er is niet gekeken of deze versie in gebruik mag.",
        "Er is niet om een keuring gevraagd.",
    )


def _judged(verdict: Verdict, asked: str) -> Judged:
    match verdict.status:
        case GateStatus.APPROVED:
            return Judged(
                Tone.GOOD,
                "Goedgekeurd",
                "niet slechter dan wat er was. Wat er nog mis is, staat hieronder.",
                f"{asked} gesteld. Geen beschermde vraag raakt haar antwoord kwijt, er worden "
                "niet minder noodvragen herkend, en nergens is een daling die geen toeval is.",
            )
        case GateStatus.REFUSED:
            count = len(verdict.reasons)
            reasons = "is 1 reden" if count == 1 else f"zijn {count} redenen"
            return Judged(
                Tone.BAD, "Afgekeurd", f"er {reasons} om deze versie niet te gebruiken.", ""
            )
        case GateStatus.FIRST:
            return Judged(
                Tone.NEUTRAL,
                "Eerste meting",
                f"{asked} gesteld. Er is nog niets om mee te vergelijken, dus nog geen oordeel.",
                "De volgende meting wordt met deze vergeleken.",
            )
        case GateStatus.NOT_MEASURED:
            return Judged(
                Tone.UNKNOWN,
                "Niet gemeten",
                "er zijn geen vragen om deze versie mee te keuren.",
                "Zonder keuringsvragen valt er niets te oordelen.",
            )


def _findings(found: Iterable[Finding], named: Names) -> Iterator[FindingTold]:
    """Yield findings with every question told once, where it comes first."""
    seen: set[tuple[str, str]] = set()
    for it in found:
        new = [one for one in it.cases if _key(one) not in seen]
        seen.update(map(_key, it.cases))
        yield _finding(it, new, named)


def _key(case: Case) -> tuple[str, str]:
    return case.question.id, case.question.question


def _finding(it: Finding, cases: Sequence[Case], named: Names) -> FindingTold:
    questions = tuple(told(one.question, one.after, named, one.before) for one in cases)
    return FindingTold(it.text, questions, len(it.cases) - len(cases))
