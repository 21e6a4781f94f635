"""A letter explained: the version that was sent, section by section, with the last days to act."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from kb import markdown
from kb.composing import Link
from kb.deadlines import is_term_unit, last_day
from kb.errors import NoLetterThenError, SentTooLateError, UnknownLetterError
from kb.figures import shown
from kb.knowledge import Knowledge
from kb.model import Figure, Letter, LetterTerm, Validity
from kb.rendering import question_in

DATED: Final = "dagtekening"
"""From where a term runs that we can count: the date on the letter."""

_AHEAD: Final = timedelta(days=366)
"""How far ahead a letter may be dated. Later than that is a slip of the pen, and the holidays of a
far year are nobody's to know."""

_LIKENESS: Final = 0.6
"""From here on `difflib` finds two codes alike enough to ask whether the other was meant."""


@dataclass(frozen=True)
class LetterSection:
    """A part of an explanation under its heading; only what precedes the first heading has none."""

    heading: str | None
    text: str
    html: str


@dataclass(frozen=True)
class ExplainedTerm:
    """A term that a letter sets running. `last_day` is None where it cannot be told."""

    name: str
    description: str
    last_day: date | None


@dataclass(frozen=True)
class ExplainedLetter:
    """A letter as it is explained to whoever got it. `content_hash` is that of every face."""

    code: str
    title: str
    version: str
    content_hash: str
    validity: Validity
    sections: tuple[LetterSection, ...]
    terms: tuple[ExplainedTerm, ...]
    related: tuple[Link, ...]


def versions_of(code: str, knowledge: Knowledge) -> tuple[Letter, ...]:
    """Return the versions of a letter, oldest first; none when there is no such letter."""
    return tuple(it for it in knowledge.public.letters if it.id == code)


def letter_sent(code: str, knowledge: Knowledge, *, today: date, sent_on: date | None) -> Letter:
    """Return the version of a letter that held when it was sent, or that holds today.

    Raises:
        UnknownLetterError: there is no letter with this code.
        NoLetterThenError: it has no version for that day.
        SentTooLateError: `sent_on` lies more than a year ahead.
    """
    if sent_on is not None and sent_on > today + _AHEAD:
        raise SentTooLateError(today + _AHEAD)
    versions = versions_of(code, knowledge)
    if not versions:
        raise UnknownLetterError(_like(code, knowledge))
    day = sent_on or today
    for letter in versions:
        if letter.validity.contains(day):
            return letter
    raise NoLetterThenError(code, day, [it.validity for it in versions])


def explain(
    letter: Letter, knowledge: Knowledge, *, today: date, sent_on: date | None = None
) -> ExplainedLetter:
    """Explain a version of a letter, with the figures of the day it was sent, else of today.

    Without `sent_on` no last day is told. The literal text of the letter is never in it. Links
    lead to what holds today, because that is when they are followed.
    """
    day = sent_on or today
    rendered = knowledge.render(letter, day)
    return ExplainedLetter(
        code=letter.id,
        title=letter.title,
        version=letter.version,
        content_hash=rendered.content_hash,
        validity=letter.validity,
        sections=tuple(
            LetterSection(it.heading, markdown.to_text(it.markdown), markdown.to_html(it.markdown))
            for it in markdown.sections(rendered.markdown)
        ),
        terms=tuple(_explained(it, knowledge, day, sent_on) for it in letter.terms),
        related=_links(letter, knowledge, today),
    )


def _explained(
    term: LetterTerm, knowledge: Knowledge, day: date, sent_on: date | None
) -> ExplainedTerm:
    figure = knowledge.figures.on(term.figure, day)
    length = shown(figure) if figure else knowledge.wording().term
    dated = term.runs_from == DATED
    start = "de dag na de datum op de brief" if dated else term.runs_from
    return ExplainedTerm(
        name=term.name,
        description=f"Voor {term.name} heeft u {length}, gerekend vanaf {start}.",
        last_day=_last_day(figure, sent_on) if figure and sent_on and dated else None,
    )


def _last_day(figure: Figure, sent_on: date) -> date | None:
    """Return the last day of the term that a figure sets; None when it is no countable term."""
    if not (figure.value.isdecimal() and is_term_unit(figure.unit)):
        return None
    try:
        return last_day(sent_on, int(figure.value), figure.unit)
    except ValueError:
        return None


def _links(letter: Letter, knowledge: Knowledge, day: date) -> tuple[Link, ...]:
    entries = (knowledge.on(id_, day) for id_ in letter.related)
    return tuple(Link(it.id, question_in(it, "nl")) for it in entries if it is not None)


def _like(code: str, knowledge: Knowledge) -> str | None:
    """Return the code that is most like what was given, if any is."""
    known = sorted({it.id for it in knowledge.public.letters})
    near = difflib.get_close_matches(code[:40].upper(), known, n=1, cutoff=_LIKENESS)
    return near[0] if near else None
