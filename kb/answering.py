"""The story of a question: from what somebody asked to what the service says.

`answer` is handed what it searches with; there is no index, model or HTTP in here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kb.knowledge import Knowledge
from kb.language import DUTCH, Language, detect
from kb.markdown import to_text
from kb.model import OFFERED, Audience, Contact, Entry, Faq, Letter, Organisation, Outcome, Referral
from kb.policy import Policy
from kb.rendering import Rendered, question_in
from kb.text import normalise

DEFAULT_ANSWERS: Final = 5
MAX_ANSWERS: Final = 10
"""More than ten answers is a search engine; whoever asks needs one."""

MAX_CHOICES: Final = 3
"""How many answers are offered to choose between: what one can hold in mind on the telephone."""

MIN_CHOICES: Final = 2
"""With fewer there is nothing to choose."""

_LOOKED_AT: Final = 5
"""Among how many hits a separating question is sought; further down hardly any is right."""

NEAREST_THEMES: Final = 3
"""How many themes are offered when there is no answer; three fit on a telephone."""


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
    """What is searched: clean text and filters. Only entries that hold on `day` may be found."""

    text: str
    language: str
    day: date
    audience: Audience | None
    schemes: tuple[str, ...]
    previous: str | None = None


@dataclass(frozen=True)
class Hit:
    """An entry that was found. `confidence` (0-1) is the probability that it is the right one."""

    entry: Entry
    score: float
    confidence: float
    fragment: Fragment | None = None


@dataclass(frozen=True)
class Fragment:
    """The section of an entry that fits the question best."""

    heading: str
    markdown: str


@dataclass(frozen=True)
class Found:
    """Hits, best first, one per entry. `degraded` when only words could be compared.

    `distress` is the cry for help that fits best, with the probability that the question is one;
    `unanswerable` the probability that no entry answers it. `vague` when it is one word that many
    entries share: then people choose.
    """

    hits: tuple[Hit, ...]
    degraded: bool = False
    distress: Hit | None = None
    unanswerable: float = 0.0
    vague: bool = False


Search = Callable[[Query], Found]


@dataclass(frozen=True)
class Link:
    """Another item, by id and question."""

    id: str
    question: str


@dataclass(frozen=True)
class RankedAnswer:
    """One answer with the canonical text that every face shows."""

    entry: Entry
    text: Rendered
    confidence: float
    fragment: tuple[str, str] | None
    """Heading and plain text."""
    related: tuple[Link, ...]
    next_steps: tuple[Link, ...]


@dataclass(frozen=True)
class Choice:
    """Something to choose between."""

    label: str
    id: str
    short: str


@dataclass(frozen=True)
class Remark:
    """Something the reader should know about this answer, by code and sentence."""

    code: str
    text: str


@dataclass(frozen=True)
class Answer:
    """How a question ended, with every text that belongs to it."""

    outcome: Outcome
    language: Language
    day: date
    notice: str | None = None
    answers: tuple[RankedAnswer, ...] = ()
    choices: tuple[Choice, ...] = ()
    referral: Organisation | None = None
    contact: tuple[Contact, ...] = ()
    remarks: tuple[Remark, ...] = ()


def answer(question: Question, knowledge: Knowledge, search: Search, policy: Policy) -> Answer:
    """Answer `question` from `knowledge`. A pure function of its arguments.

    The steps: clean the text, tell the language, search, decide the outcome, gather its texts.
    """
    language = language_of(question)
    query = query_of(question, language)
    found = search(query) if query.text else Found(())
    outcome = decide(found, policy)
    hits = _worth_considering(found, outcome)
    composed = _COMPOSERS[outcome](_Composition(question, language, knowledge, hits, policy))
    return _with_remarks(composed, knowledge, degraded=found.degraded)


def language_of(question: Question) -> Language:
    """Return the language that was said, or else that of the words."""
    if question.language:
        return Language(question.language, 1.0)
    return detect(normalise(question.text))


def query_of(question: Question, language: Language | None = None) -> Query:
    """Return what is searched for `question`."""
    return Query(
        text=normalise(question.text),
        language=(language or language_of(question)).code,
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


@dataclass(frozen=True)
class _Composition:
    """What the texts of an outcome are made from."""

    question: Question
    language: Language
    knowledge: Knowledge
    hits: tuple[Hit, ...]
    policy: Policy

    def start(self, outcome: Outcome) -> Answer:
        return Answer(outcome, self.language, self.question.day)

    def ranked(self, hits: Sequence[Hit]) -> tuple[RankedAnswer, ...]:
        return tuple(
            ranked_answer(hit, self.knowledge, self.question.day, self.language.code)
            for hit in hits
        )

    def worth_showing(self) -> tuple[Hit, ...]:
        """Return the first hit and those after it that answer questions and may be right."""
        first, *rest = self.hits
        also = [
            hit
            for hit in rest
            if hit.confidence >= self.policy.also_at and not isinstance(hit.entry, Referral)
        ]
        return (first, *also)[: self.question.most]


def _answered(made: _Composition) -> Answer:
    return replace(made.start(Outcome.ANSWER), answers=made.ranked(made.worth_showing()))


def _offered(made: _Composition) -> Answer:
    """The best few, with the question that lets a reader choose.

    When content has a question that separates the first two, its answers are the buttons, and what
    it does not offer is not shown: nobody can choose between things that answer no question.
    """
    most = min(MAX_CHOICES, max(MIN_CHOICES, made.question.most))
    hits = [hit for hit in made.hits if _is_choice(hit)]
    ids = [hit.entry.id for hit in hits[:_LOOKED_AT]]
    # the labels are Dutch; in another language the questions of the items may be translated
    separation = made.knowledge.separating(ids) if made.language.code == DUTCH else None
    labels = {it.id: it.label for it in separation.options} if separation else {}
    if separation:
        hits = [hit for hit in hits[:_LOOKED_AT] if hit.entry.id in labels]
    answers = made.ranked(hits[:most])
    if len(answers) < MIN_CHOICES:
        return _not_answered(made)
    return replace(
        made.start(Outcome.CHOICE),
        notice=separation.question if separation else made.knowledge.public.texts.choose,
        answers=answers,
        choices=tuple(
            Choice(labels.get(it.entry.id, it.text.question), it.entry.id, it.text.short)
            for it in answers
        ),
    )


def _is_choice(hit: Hit) -> bool:
    """Whether a hit says something by itself: a greeting or a referral of despair is no choice."""
    return not isinstance(hit.entry, Referral) or hit.entry.outcome in OFFERED


def _referred(made: _Composition) -> Answer:
    referral = _referral(made)
    return replace(
        made.start(Outcome.REFERRAL),
        answers=made.ranked(made.worth_showing()),
        referral=referral.organisation,
        contact=referral.contact,
    )


def _own_case(made: _Composition) -> Answer:
    """The general answer first, if there is one; then where their own file can be seen."""
    referral = _referral(made)
    first, most = made.hits[0], made.question.most
    sure = [
        hit
        for hit in made.hits
        if hit.confidence >= made.policy.answer_at and not isinstance(hit.entry, Referral)
    ]
    return replace(
        made.start(Outcome.OWN_CASE),
        notice=referral.short,
        answers=made.ranked([*sure[: max(1, most - 1)], first][:most]),
        contact=referral.contact or made.knowledge.public.texts.contact,
    )


def _distressed(made: _Composition) -> Answer:
    """People to talk to, and nothing else that asks for attention."""
    referral = _referral(made)
    return replace(
        made.start(Outcome.DISTRESS),
        notice=referral.short,
        answers=made.ranked(made.hits[:1]),
        contact=referral.contact,
    )


def _greeted(made: _Composition) -> Answer:
    return replace(made.start(Outcome.GREETING), notice=_referral(made).short)


def _not_answered(made: _Composition) -> Answer:
    """Say so, with the nearest themes and people who may know."""
    texts = made.knowledge.public.texts
    own = made.knowledge.no_answer
    return replace(
        made.start(Outcome.NO_ANSWER),
        notice=own.short if own else texts.no_answer,
        choices=_nearest_themes(made),
        contact=(own.contact if own else ()) or texts.contact,
    )


def _nearest_themes(made: _Composition) -> tuple[Choice, ...]:
    names = dict.fromkeys(hit.entry.theme for hit in made.hits if isinstance(hit.entry, Faq))
    themes = (made.knowledge.theme(name) for name in list(names)[:NEAREST_THEMES])
    return tuple(Choice(theme.title, theme.id, theme.description) for theme in themes)


def _referral(made: _Composition) -> Referral:
    entry = made.hits[0].entry
    if not isinstance(entry, Referral):
        raise TypeError("an outcome of a referral without a referral in front")
    return entry


_COMPOSERS: Final[dict[Outcome, Callable[[_Composition], Answer]]] = {
    Outcome.ANSWER: _answered,
    Outcome.CHOICE: _offered,
    Outcome.REFERRAL: _referred,
    Outcome.OWN_CASE: _own_case,
    Outcome.DISTRESS: _distressed,
    Outcome.GREETING: _greeted,
    Outcome.NO_ANSWER: _not_answered,
}


def ranked_answer(hit: Hit, knowledge: Knowledge, day: date, language: str) -> RankedAnswer:
    """Return `hit` with its canonical text for `day` and what goes with it."""
    entry = hit.entry
    text = knowledge.render(entry, day, language)
    related = entry.related if isinstance(entry, Faq | Letter) else ()
    next_steps = entry.next_steps if isinstance(entry, Faq) else ()
    return RankedAnswer(
        entry=entry,
        text=text,
        confidence=hit.confidence,
        # sections are found in the Dutch text; beside a translation they would not be in it
        fragment=None if text.translated else _fragment_text(hit.fragment, knowledge, day),
        related=_links(related, knowledge, day, language),
        next_steps=_links(next_steps, knowledge, day, language),
    )


def _links(ids: Sequence[str], knowledge: Knowledge, day: date, language: str) -> tuple[Link, ...]:
    """Return the items among `ids` that hold on `day`, with their question."""
    entries = (knowledge.on(id_, day) for id_ in ids)
    return tuple(
        Link(entry.id, question_in(entry, language)) for entry in entries if entry is not None
    )


def _fragment_text(
    fragment: Fragment | None, knowledge: Knowledge, day: date
) -> tuple[str, str] | None:
    if fragment is None:
        return None
    body, _ = knowledge.figures.substitute(fragment.markdown, day, knowledge.wording())
    return fragment.heading, to_text(body)


def _with_remarks(made: Answer, knowledge: Knowledge, *, degraded: bool) -> Answer:
    texts = knowledge.public.texts
    remarks: list[Remark] = []
    if degraded:
        remarks.append(Remark("verminderd", texts.degraded))
    only_dutch = texts.only_dutch.get(made.language.code)
    said = [it.text.language for it in made.answers[:1]] or [DUTCH]
    if only_dutch and said != [made.language.code]:
        remarks.append(Remark("alleenNederlands", only_dutch))
    if made.answers and knowledge.is_over(made.answers[0].entry, made.day):
        remarks.append(Remark("regelingBeeindigd", texts.scheme_ended))
    if any(it.text.amount_unknown for it in made.answers):
        remarks.append(Remark("bedragNogNietBekend", texts.amount_unknown_notice))
    return replace(made, remarks=tuple(remarks))
