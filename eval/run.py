"""Ask every golden question of a set and measure what came back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eval.errors import NoQuestionsError
from eval.measures import first_rank, mean, reciprocal_rank, success_at
from kb.answering import Answer, Found, Query, Question, Search, answer
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion, GoldenSet, Outcome
from kb.policy import Policy

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Scored:
    """One golden question with what it got.

    `rank` is where retrieval put an expected id, over every entry that holds on its day, whatever
    the service then decided to say; `served` is whether what it said is what was expected.
    """

    question: GoldenQuestion
    outcome: Outcome
    shown: tuple[str, ...]
    rank: int | None
    confidence: float | None
    served: bool


@dataclass(frozen=True)
class Run:
    """The scores of one set on one snapshot."""

    golden_set: GoldenSet
    snapshot: str
    scored: tuple[Scored, ...]

    def retrieval(self) -> dict[str, Any]:
        """Return recall@1, recall@3 and MRR over the questions that name an expected id."""
        ranked = [it for it in self.scored if it.question.expected]
        return {
            "vragen": len(ranked),
            "recall@1": mean([success_at(it.rank, 1) for it in ranked]),
            "recall@3": mean([success_at(it.rank, 3) for it in ranked]),
            "mrr": mean([reciprocal_rank(it.rank) for it in ranked]),
        }

    def service(self) -> dict[str, Any]:
        """Return how often the service ended a question as expected, per expected outcome."""
        found: dict[str, Any] = {}
        for expected in Outcome:
            own = [it for it in self.scored if expected_outcome(it.question) is expected]
            if own:
                right = mean([float(it.served) for it in own])
                found[expected.value] = {"vragen": len(own), "goed": right}
        return found

    def table(self) -> dict[str, Any]:
        """Return the run as it is printed and stored."""
        return {
            "set": self.golden_set.value,
            "momentopname": self.snapshot,
            "vragen": len(self.scored),
            "vinden": self.retrieval(),
            "bediening": self.service(),
            "missers": [_miss(it) for it in self.scored if not it.served],
        }


def _miss(it: Scored) -> dict[str, Any]:
    return {
        "id": it.question.id,
        "vraag": it.question.question,
        "verwacht": list(it.question.expected),
        "verwachteUitkomst": expected_outcome(it.question).value,
        "uitkomst": it.outcome.value,
        "gekregen": list(it.shown[:3]),
        "rang": it.rank,
        "zekerheid": it.confidence,
    }


def expected_outcome(question: GoldenQuestion) -> Outcome:
    """Return how a golden question should end; one that only names ids wants an answer."""
    return question.outcome or Outcome.ANSWER


def run(
    golden_set: GoldenSet,
    questions: Sequence[GoldenQuestion],
    knowledge: Knowledge,
    search: Search,
    policy: Policy,
    *,
    snapshot: str,
    today: date,
    progress: Progress = lambda _done, _total: None,
) -> Run:
    """Ask `questions` as the service would and score what it says.

    Raises:
        NoQuestionsError: the set is empty.
    """
    if not questions:
        raise NoQuestionsError(golden_set.value)
    scored: list[Scored] = []
    for done, question in enumerate(questions, 1):
        scored.append(_ask(question, knowledge, search, policy, today))
        progress(done, len(questions))
    return Run(golden_set, snapshot, tuple(scored))


def _ask(
    golden: GoldenQuestion, knowledge: Knowledge, search: Search, policy: Policy, today: date
) -> Scored:
    asked = Question(
        text=golden.question,
        day=golden.on_day or today,
        audience=golden.audience,
        previous=golden.previous,
    )
    seen: list[Found] = []

    def remembered(query: Query) -> Found:
        seen.append(search(query))
        return seen[-1]

    given = answer(asked, knowledge, remembered, policy)
    ranking = [hit.entry.id for found in seen for hit in found.hits]
    first = next((hit for found in seen for hit in found.hits), None)
    return Scored(
        question=golden,
        outcome=given.outcome,
        shown=tuple(it.entry.id for it in given.answers),
        rank=first_rank(ranking, golden.expected),
        confidence=first.confidence if first else None,
        served=_is_right(golden, given),
    )


def _is_right(golden: GoldenQuestion, given: Answer) -> bool:
    """Whether the service said what was expected.

    An answer must come first; beside a referral or the person's own file the expected text must
    be among what is shown.
    """
    if given.outcome is not expected_outcome(golden):
        return False
    if not golden.expected:
        return True
    shown = [it.entry.id for it in given.answers]
    if given.outcome in (Outcome.GREETING, Outcome.NO_ANSWER):
        return True
    if given.outcome is Outcome.OWN_CASE:
        return bool(set(shown) & set(golden.expected))
    return bool(shown) and shown[0] in golden.expected
