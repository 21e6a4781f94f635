"""The story of a question: from what somebody asked to what the service says.

`answer` is handed what it searches with; there is no index, model or HTTP in here. What is said
once an outcome is decided is in `kb.composing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from kb.composing import Answer, Composition, Hit, compose, stop, with_remarks
from kb.knowledge import Knowledge
from kb.language import Language, detect
from kb.masking import Masked, mask, subject_of, without_masks
from kb.model import Audience, Entry, Outcome, Referral
from kb.policy import Policy
from kb.text import MAX_QUESTION_CHARS, normalise

DEFAULT_ANSWERS: Final = 5
MAX_ANSWERS: Final = 10
"""More than ten answers is a search engine; whoever asks needs one."""


@dataclass(frozen=True)
class Question:
    """A question as asked, on a day (Dutch time). None means: not restricted, not said."""

    text: str
    day: date
    audience: Audience | None = None
    schemes: tuple[str, ...] = ()
    language: str | None = None
    previous: str | None = None
    most: int = DEFAULT_ANSWERS


@dataclass(frozen=True)
class Query:
    """What is searched: clean text without personal data, and filters.

    Only entries that hold on `day` may be found.
    """

    text: str
    language: str
    day: date
    audience: Audience | None
    schemes: tuple[str, ...]
    previous: str | None = None


@dataclass(frozen=True)
class Found:
    """Hits, best first, one per entry. `degraded` when only words could be compared.

    `distress` is the cry for help that fits best, with the probability that the question is one;
    `unanswerable` the probability that no entry answers it. `vague` when it is one word that many
    entries share: then people choose. `stopped` when nothing was looked for: nobody may be answered
    now.
    """

    hits: tuple[Hit, ...]
    degraded: bool = False
    distress: Hit | None = None
    unanswerable: float = 0.0
    vague: bool = False
    stopped: bool = False


Search = Callable[[Query], Found]


def answer(question: Question, knowledge: Knowledge, search: Search, policy: Policy) -> Answer:
    """Answer `question` from `knowledge`. A pure function of its arguments.

    The steps: take out what is personal, tell the language, search, decide the outcome, gather its
    texts. What was typed goes no further than the first.
    """
    read = read_question(question.text)
    language = _language(question, read.text)
    query = _query(question, read.text, language)
    found = search(query) if query.text else Found(())
    outcome = decide(found, policy)
    hits = _worth_considering(found, outcome)
    made = Composition(
        asked=read.text,
        language=language,
        day=question.day,
        most=question.most,
        knowledge=knowledge,
        hits=hits,
        policy=policy,
    )
    composed = stop(made) if found.stopped else compose(outcome, made)
    return with_remarks(composed, knowledge, masked=bool(read.kinds), degraded=found.degraded)


def read_question(text: str) -> Masked:
    """Return what is read of a question: 500 characters, clean and without personal data.

    It is masked before it is cut off: half a number says nearly as much as all of it.
    """
    masked = mask(normalise(text, limit=2 * MAX_QUESTION_CHARS))
    return Masked(masked.text[:MAX_QUESTION_CHARS].strip(), masked.kinds)


def searched(text: str) -> str:
    """Return what is searched for a question that was typed so."""
    return subject_of(read_question(text).text)


def language_of(question: Question) -> Language:
    """Return the language that was said, or else that of the words."""
    return _language(question, read_question(question.text).text)


def query_of(question: Question) -> Query:
    """Return what is searched for `question`."""
    read = read_question(question.text).text
    return _query(question, read, _language(question, read))


def _language(question: Question, read: str) -> Language:
    if question.language:
        return Language(question.language, 1.0)
    return detect(without_masks(read))  # a mask is a Dutch word


def _query(question: Question, read: str, language: Language) -> Query:
    return Query(
        text=subject_of(read),
        language=language.code,
        day=question.day,
        audience=question.audience,
        schemes=question.schemes,
        previous=question.previous,
    )


def decide(found: Found, policy: Policy) -> Outcome:
    """Return how a question that found this ends. A cry for help goes before everything."""
    if found.distress is not None and found.distress.confidence >= policy.distress_at:
        return Outcome.DISTRESS
    best = next(iter(answering(found)), None)
    if best is None or found.unanswerable >= policy.refuse_at:
        return Outcome.NO_ANSWER
    if best.confidence >= policy.answer_at and not found.vague:
        return best.entry.outcome if isinstance(best.entry, Referral) else Outcome.ANSWER
    return Outcome.CHOICE if best.confidence >= policy.choice_at else Outcome.NO_ANSWER


def ends_in(entry: Entry, outcome: Outcome) -> bool:
    """Whether a question that this entry answers ends in `outcome`."""
    return (entry.outcome if isinstance(entry, Referral) else Outcome.ANSWER) is outcome


def answering(found: Found) -> Iterator[Hit]:
    """Yield the hits that answer something: no cry for help, and no text that says no."""
    for hit in found.hits:
        if not (ends_in(hit.entry, Outcome.DISTRESS) or ends_in(hit.entry, Outcome.NO_ANSWER)):
            yield hit


def _worth_considering(found: Found, outcome: Outcome) -> tuple[Hit, ...]:
    """Return the cry for help when that is what it is, otherwise everything that answers."""
    if outcome is Outcome.DISTRESS and found.distress is not None:
        return (found.distress,)
    return tuple(answering(found))
