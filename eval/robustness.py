"""How much is lost when people type or say the same question otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from eval.measures import mean
from eval.perturbations import Perturbation, applies, perturbed
from eval.run import Subject, complete, run
from eval.scoring import Scored
from eval.statistics import mcnemar
from kb.model import GoldenQuestion, Outcome
from kb.text import normalise

Advance = Callable[[int, int], None]


@dataclass(frozen=True)
class Robustness:
    """One sort of variant over the `n` questions that it changes.

    Shares of the questions that end as expected, as asked and as varied; `p` is how likely such a
    drop is when nothing changed.
    """

    kind: Perturbation
    n: int
    as_asked: float | None
    varied: float | None
    distress_as_asked: float | None
    distress_varied: float | None
    p: float | None

    def table(self) -> dict[str, Any]:
        """Return it as it is printed with --json."""
        drop = None if self.as_asked is None else self.as_asked - (self.varied or 0.0)
        return {
            "variant": self.kind.value,
            "n": self.n,
            "zoalsGesteld": self.as_asked,
            "gevarieerd": self.varied,
            "daling": drop,
            "noodZoalsGesteld": self.distress_as_asked,
            "noodGevarieerd": self.distress_varied,
            "p": self.p,
        }


def robustness(
    subject: Subject,
    questions: Sequence[GoldenQuestion],
    *,
    day: date,
    began: datetime,
    progress: Advance = lambda _done, _total: None,
) -> tuple[Robustness, ...]:
    """Ask every variant of `questions` and compare it with the question as it was asked.

    A variant that equals its question says nothing and is left out.

    Raises:
        NoQuestionsError: there are no questions.
        IncompleteError: not every question could be measured.
    """
    varied = {kind: _varied(questions, kind) for kind in Perturbation}
    total = len(questions) + sum(map(len, varied.values()))
    done = 0

    def asked(some: Sequence[GoldenQuestion]) -> dict[str, Scored]:
        nonlocal done
        measured = run(
            subject,
            some,
            sets=(),
            day=day,
            began=began,
            timed=1,
            progress=lambda at, _of: progress(done + at, total),
        )
        done += len(some)
        return {it.question.id: it for it in complete(measured)}

    original = asked(questions)
    return tuple(
        _compared(kind, original, asked(some) if some else {}) for kind, some in varied.items()
    )


def _varied(questions: Sequence[GoldenQuestion], kind: Perturbation) -> list[GoldenQuestion]:
    found = (
        (it, perturbed(it.question, kind, it.id)) for it in questions if applies(kind, it.language)
    )
    return [
        it.model_copy(update={"question": text})
        for it, text in found
        if text != normalise(it.question)
    ]


def _compared(
    kind: Perturbation, original: dict[str, Scored], varied: dict[str, Scored]
) -> Robustness:
    pairs = [(original[id_].right_at_1, it.right_at_1) for id_, it in varied.items()]
    distress = [
        (original[id_].right_at_1, it.right_at_1)
        for id_, it in varied.items()
        if it.expected_outcome is Outcome.DISTRESS
    ]
    return Robustness(
        kind=kind,
        n=len(pairs),
        as_asked=mean([float(it) for it, _ in pairs]),
        varied=mean([float(it) for _, it in pairs]),
        distress_as_asked=mean([float(it) for it, _ in distress]),
        distress_varied=mean([float(it) for _, it in distress]),
        p=mcnemar([it for it, _ in pairs], [it for _, it in pairs], worse=True) if pairs else None,
    )
