"""What will change: which questions get another answer from a draft than from what is active."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from eval.gate import Case
from eval.run import Subject, complete, run
from eval.scoring import Scored
from kb.model import GoldenQuestion

Advance = Callable[[int, int], None]


class ChangeKind(StrEnum):
    """In what way an answer differs."""

    OUTCOME = "andere afloop"
    ITEM = "ander antwoord"
    TEXT = "andere woorden"
    AROUND = "andere melding, contact of verwijzing"
    FURTHER = "ander vervolg"


@dataclass(frozen=True)
class AnswerChange:
    """One question that is answered otherwise; `better` is None when it was and is as expected,
    or was not and is not.
    """

    kind: ChangeKind
    case: Case
    better: bool | None


def changes(
    before: Subject,
    after: Subject,
    questions: Sequence[GoldenQuestion],
    *,
    day: date,
    began: datetime,
    progress: Advance = lambda _done, _total: None,
) -> tuple[AnswerChange, ...]:
    """Ask `questions` of both and return those that are answered otherwise, the gravest first.

    Raises:
        NoQuestionsError: there are no questions.
        IncompleteError: one of the two could not be measured.
    """
    count = len(questions)

    def asked(subject: Subject, start: int) -> tuple[Scored, ...]:
        def advance(done: int, _of: int) -> None:
            progress(start + done, 2 * count)

        return complete(
            run(subject, questions, sets=(), day=day, began=began, timed=1, progress=advance)
        )

    found = [
        AnswerChange(
            kind,
            Case(question=was.question, before=was, after=now),
            None if was.kept == now.kept else now.kept,
        )
        for was, now in zip(asked(before, 0), asked(after, count), strict=True)
        if (kind := kind_of_change(was, now)) is not None
    ]
    order = list(ChangeKind)
    return tuple(
        sorted(
            found,
            key=lambda it: (it.better is not False, order.index(it.kind), it.case.question.id),
        )
    )


def kind_of_change(was: Scored, now: Scored) -> ChangeKind | None:
    """Return in what way an answer differs from what it was; None when it reads the same."""
    if was.outcome is not now.outcome:
        return ChangeKind.OUTCOME
    if [it.id for it in was.shown[:1]] != [it.id for it in now.shown[:1]]:
        return ChangeKind.ITEM
    if was.shown[:1] != now.shown[:1]:
        return ChangeKind.TEXT
    if was.around != now.around:
        return ChangeKind.AROUND
    return ChangeKind.FURTHER if was.shown != now.shown else None
