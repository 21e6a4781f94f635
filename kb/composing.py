"""What is said when an outcome is decided: the texts of each, from what was found.

Every sentence comes from content.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kb.knowledge import Knowledge
from kb.language import DUTCH, Language
from kb.markdown import to_text
from kb.model import OFFERED, Contact, Entry, Faq, Letter, Organisation, Outcome, Referral
from kb.policy import Policy
from kb.rendering import Rendered, question_in

MAX_CHOICES: Final = 3
"""How many answers are offered to choose between: what one can hold in mind on the telephone."""

MIN_CHOICES: Final = 2
"""With fewer there is nothing to choose."""

_LOOKED_AT: Final = 5
"""Among how many hits a separating question is sought; further down hardly any is right."""

NEAREST_THEMES: Final = 3
"""How many themes are offered when there is no answer; three fit on a telephone."""


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
    """How a question ended, with every text that belongs to it.

    `asked` is the question as it was searched, without personal data: the only form of it that
    leaves the story.
    """

    outcome: Outcome
    language: Language
    day: date
    asked: str
    notice: str | None = None
    answers: tuple[RankedAnswer, ...] = ()
    choices: tuple[Choice, ...] = ()
    referral: Organisation | None = None
    contact: tuple[Contact, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Composition:
    """What the texts of an outcome are made from. At most `most` answers are given."""

    asked: str
    language: Language
    day: date
    most: int
    knowledge: Knowledge
    hits: tuple[Hit, ...]
    policy: Policy

    def start(self, outcome: Outcome) -> Answer:
        """Return an answer that ends so, without its texts."""
        return Answer(outcome, self.language, self.day, self.asked)

    def ranked(self, hits: Sequence[Hit]) -> tuple[RankedAnswer, ...]:
        """Return `hits` with their texts."""
        return tuple(
            ranked_answer(hit, self.knowledge, self.day, self.language.code) for hit in hits
        )

    def worth_showing(self) -> tuple[Hit, ...]:
        """Return the first hit and those after it that answer questions and may be right."""
        first, *rest = self.hits
        also = [
            hit
            for hit in rest
            if hit.confidence >= self.policy.also_at and not isinstance(hit.entry, Referral)
        ]
        return (first, *also)[: self.most]


def compose(outcome: Outcome, made: Composition) -> Answer:
    """Return what is said when a question ends in `outcome`."""
    return _COMPOSERS[outcome](made)


def stop(made: Composition) -> Answer:
    """Return what is said while nobody may be answered, whatever was asked: who can help."""
    return replace(_not_answered(made), notice=made.knowledge.public.texts.stopped)


def _answered(made: Composition) -> Answer:
    return replace(made.start(Outcome.ANSWER), answers=made.ranked(made.worth_showing()))


def _offered(made: Composition) -> Answer:
    """The best few, with the question that lets a reader choose.

    When content has a question that separates the first two, its answers are the buttons, and what
    it does not offer is not shown: nobody can choose between things that answer no question.
    """
    most = min(MAX_CHOICES, max(MIN_CHOICES, made.most))
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


def _referred(made: Composition) -> Answer:
    referral = _referral(made)
    return replace(
        made.start(Outcome.REFERRAL),
        answers=made.ranked(made.worth_showing()),
        referral=referral.organisation,
        contact=referral.contact,
    )


def _own_case(made: Composition) -> Answer:
    """The general answer first, if there is one; then where their own file can be seen."""
    referral = _referral(made)
    first, most = made.hits[0], made.most
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


def _distressed(made: Composition) -> Answer:
    """People to talk to, and nothing else that asks for attention."""
    referral = _referral(made)
    return replace(
        made.start(Outcome.DISTRESS),
        notice=referral.short,
        answers=made.ranked(made.hits[:1]),
        contact=referral.contact,
    )


def _greeted(made: Composition) -> Answer:
    return replace(made.start(Outcome.GREETING), notice=_referral(made).short)


def _not_answered(made: Composition) -> Answer:
    """Say so, with the nearest themes and people who may know."""
    texts = made.knowledge.public.texts
    own = made.knowledge.no_answer
    return replace(
        made.start(Outcome.NO_ANSWER),
        notice=own.short if own else texts.no_answer,
        choices=_nearest_themes(made),
        contact=(own.contact if own else ()) or texts.contact,
    )


def _nearest_themes(made: Composition) -> tuple[Choice, ...]:
    names = dict.fromkeys(hit.entry.theme for hit in made.hits if isinstance(hit.entry, Faq))
    themes = (made.knowledge.theme(name) for name in list(names)[:NEAREST_THEMES])
    return tuple(Choice(theme.title, theme.id, theme.description) for theme in themes)


def _referral(made: Composition) -> Referral:
    entry = made.hits[0].entry
    if not isinstance(entry, Referral):
        raise TypeError("an outcome of a referral without a referral in front")
    return entry


_COMPOSERS: Final[dict[Outcome, Callable[[Composition], Answer]]] = {
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


def with_remarks(made: Answer, knowledge: Knowledge, *, masked: bool, degraded: bool) -> Answer:
    """Return an answer with what its reader should know about it."""
    texts = knowledge.public.texts
    remarks: list[Remark] = []
    if masked:
        remarks.append(Remark("masker", texts.masked))
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
