"""What one golden question got, and what counts as right. Each docstring settles its definition.

`in scope` are the questions that expect an answer; `out of scope` those that expect to be refused
or sent to another organisation. A question that names several acceptable ids is right with any.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict

from pydantic import Field

from eval.measures import first_rank
from kb.answering import Found
from kb.canonical import canonical_json
from kb.composing import Answer, RankedAnswer
from kb.model import Entry, Frozen, GoldenQuestion, Outcome, Referral


class Shown(Frozen):
    """One text that was shown, by id and the digest of exactly its words."""

    id: str
    content_hash: str = Field(alias="inhoudHash")


class Scored(Frozen):
    """One golden question with what it got.

    `ranking` is the first ten that retrieval found, whatever the service then decided to say;
    `rank` is where an expected id came over everything that holds on the day (of a question that
    names an outcome alone: the first entry that ends so); `confidence` is
    that of the first hit. `around` is the digest of what was said beside the texts: notice, themes,
    organisation, contact, remarks and the links of the first text. `degraded` when words alone
    could be compared: then nothing is measured.
    """

    question: GoldenQuestion = Field(alias="vraag")
    outcome: Outcome = Field(alias="uitkomst")
    shown: tuple[Shown, ...] = Field(alias="getoond")
    ranking: tuple[str, ...] = Field(alias="gevonden")
    rank: int | None = Field(alias="rang")
    confidence: float | None = Field(alias="zekerheid")
    language: str = Field(alias="taal")
    around: str = Field(default="", alias="rondomHash")
    degraded: bool = Field(alias="verminderd")

    @property
    def expected_outcome(self) -> Outcome:
        """How the question should end."""
        return expected_outcome(self.question)

    @property
    def in_scope(self) -> bool:
        """Whether an answer was expected."""
        return self.expected_outcome is Outcome.ANSWER

    @property
    def out_of_scope(self) -> bool:
        """Whether it should be refused or sent to another organisation."""
        return self.expected_outcome in (Outcome.NO_ANSWER, Outcome.REFERRAL)

    @property
    def right_at_1(self) -> bool:
        """Whether it ended as expected, with an expected text first.

        A choice and a refusal are not the answer. With the person's own file, an expected text
        may come in any place; a greeting or a refusal needs no particular text.
        """
        expected, first = self.question.expected, self.shown[:1]
        if self.outcome is not self.expected_outcome:
            return False
        if not expected or self.outcome in (Outcome.GREETING, Outcome.NO_ANSWER):
            return True
        if self.outcome is Outcome.OWN_CASE:
            first = self.shown
        return any(it.id in expected for it in first)

    @property
    def right_at_3(self) -> bool:
        """Whether an expected text is among the first three of an answer or a choice.

        For what expects no answer, or any answer at all, it is the same as `right_at_1`.
        """
        if not self.in_scope or not self.question.expected:
            return self.right_at_1
        given = self.outcome in (Outcome.ANSWER, Outcome.CHOICE)
        return given and any(it.id in self.question.expected for it in self.shown[:3])

    @property
    def kept(self) -> bool:
        """Whether the asker still gets what was expected: right, or offered in a choice.

        Distress that is met with a choice is not kept.
        """
        if self.right_at_1:
            return True
        distress = self.expected_outcome is Outcome.DISTRESS
        offered = any(it.id in self.question.expected for it in self.shown)
        return self.outcome is Outcome.CHOICE and offered and not distress

    @property
    def false_answer(self) -> bool:
        """Whether one definite answer was given that was not expected."""
        return self.outcome is Outcome.ANSWER and not self.right_at_1

    @property
    def false_refusal(self) -> bool:
        """Whether an answer was expected and the service said that it has none."""
        return self.in_scope and self.outcome is Outcome.NO_ANSWER

    @property
    def refused_or_referred(self) -> bool:
        """Whether the service said that it has no answer, or named another organisation."""
        return self.outcome in (Outcome.NO_ANSWER, Outcome.REFERRAL)

    @property
    def first_is_right(self) -> bool:
        """Whether the first hit of retrieval is an expected text: what confidence predicts."""
        return self.rank == 1


def expected_outcome(question: GoldenQuestion) -> Outcome:
    """Return how a golden question should end; one that only names ids wants an answer."""
    return question.outcome or Outcome.ANSWER


def expected_ids(golden: GoldenQuestion, entries: Iterable[Entry]) -> frozenset[str]:
    """Return the entries that answer a golden question.

    One that names an outcome alone is answered by every entry that ends so.
    """
    if golden.expected:
        return frozenset(golden.expected)
    return frozenset(
        it.id for it in entries if isinstance(it, Referral) and it.outcome is golden.outcome
    )


def score(golden: GoldenQuestion, given: Answer, found: Found) -> Scored:
    """Return what `golden` got."""
    ranking = [hit.entry.id for hit in found.hits]
    return Scored(
        question=golden,
        outcome=given.outcome,
        shown=tuple(_shown(it) for it in given.answers),
        ranking=tuple(ranking[:_RANKED]),
        rank=first_rank(ranking, expected_ids(golden, (hit.entry for hit in found.hits))),
        confidence=found.hits[0].confidence if found.hits else None,
        language=given.language.code,
        around=_around(given),
        degraded=found.degraded,
    )


_RANKED = 10
"""How much of a ranking is kept: as much as an answer can show."""


def _shown(ranked: RankedAnswer) -> Shown:
    return Shown(id=ranked.entry.id, content_hash=ranked.text.content_hash)


def _around(given: Answer) -> str:
    """Return the digest of what an answer says beside its texts."""
    first = given.answers[0] if given.answers else None
    # the choices of a choice are its texts
    themes = () if given.outcome is Outcome.CHOICE else given.choices
    said = {
        "melding": given.notice,
        "themas": [asdict(it) for it in themes],
        "organisatie": given.referral and given.referral.model_dump(),
        "contact": [it.model_dump() for it in given.contact],
        "aandachtspunten": [asdict(it) for it in given.remarks],
        "links": [asdict(it) for it in (*first.next_steps, *first.related)] if first else [],
    }
    return "sha256:" + hashlib.sha256(canonical_json(said)).hexdigest()
