"""Rules about figures in texts: each exists and has a value for as long as the text is shown.

What stands between braces and is no figure would reach the reader as it is; that is found here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from kb.content import SHOWN_KEYS, AnySource, Content
from kb.figures import Figures, braces
from kb.markdown import headings
from kb.model import Letter, Validity
from kb.problems import Place, Problem, problem
from kb.rendering import LETTER_TEXT
from kb.validation import meant

WARN_BEFORE: Final = timedelta(days=30)
"""How long before a figure ends we ask for the next one: a month is one editorial cycle."""

_KEYS_WITH_FIGURES: Final = ("short", "sent_when")
"""Those in which figures are filled in."""


def figure_values(content: Content, today: date) -> Iterator[Problem]:
    """A figure that is in use has its next value in time."""
    figures = Figures(tuple(it.value for it in content.figures))
    used = {name for it in _valid_on(content, today) for name, _ in _figures_in(it)}
    for figure in content.figures:
        value = figure.value
        ends_soon = value.end is not None and today < value.end <= today + WARN_BEFORE
        if value.name in used and ends_soon and not figures.on(value.name, value.end or today):
            last = (value.end or today) - timedelta(days=1)
            yield problem("bedrag-loopt-af", figure.place("tot"), naam=value.name, dag=last)


def figure_uses(content: Content, today: date) -> Iterator[Problem]:
    """Every figure named in a text exists, and has a value on a day when the text is shown."""
    figures = Figures(tuple(it.value for it in content.figures))
    known = figures.names()
    for it, day in _texts(content, today):
        for name, place in _figures_in(it):
            if name is None:
                continue
            if name not in known:
                yield problem("onbekend-bedrag", place, naam=name, bedoeld=meant(name, known))
            elif day is not None and figures.on(name, day) is None:
                yield problem("bedrag-verlopen", place, naam=name, dag=day)
            elif day is not None and (last := _outlived(it, figures.last_day(name), day)):
                yield problem("bedrag-eindigt-eerder", place, naam=name, dag=last)
        yield from _placeholders(it)


def _texts(content: Content, today: date) -> Iterator[tuple[AnySource, date | None]]:
    """Yield each text with the first day from today on which it is shown.

    A translation or note is shown when its item is.
    """
    for it in content.entries():
        yield it, first_shown(it.value.validity, today)
    sources = content.faqs_by_stem()
    for stem, translation in content.translations:
        source = sources.get(stem)
        yield translation, first_shown(source.value.validity, today) if source else None
    for note in content.notes:
        own = (it for it in content.faqs if it.value.id == note.value.id)
        days = (first_shown(it.value.validity, today) for it in own)
        yield note, min((day for day in days if day), default=None)


def _outlived(it: AnySource, last: date | None, day: date) -> date | None:
    """Return the last day of a figure when the text that uses it holds longer than that.

    A figure that ends within a month from today has a warning of its own.
    """
    validity: Validity | None = getattr(it.value, "validity", None)
    if last is None or validity is None or last < day + WARN_BEFORE:
        return None
    return last if validity.end is None or last < validity.end - timedelta(days=1) else None


def first_shown(validity: Validity | None, today: date) -> date | None:
    """Return the first day from today on which a text is shown; None when that is past."""
    if validity is None or validity.contains(today):
        return today
    return validity.start if validity.start > today else None


def _valid_on(content: Content, day: date) -> Iterator[AnySource]:
    return (it for it in content.entries() if it.value.validity.contains(day))


def _figures_in(it: AnySource) -> Iterator[tuple[str | None, Place]]:
    """Yield each figure that a text refers to with its place; None for another placeholder."""
    value = it.value
    for at, line in enumerate(value.body.split("\n"), 1):
        for found in braces(line):
            yield found.name, it.in_body(at, found.start + 1)
    for key in _KEYS_WITH_FIGURES:
        for found in braces(getattr(value, key, None) or ""):
            yield found.name, it.place(SHOWN_KEYS[key])
    if isinstance(value, Letter):
        for at, term in enumerate(value.terms):
            yield term.figure, it.place("termijnen", at, "termijn")


def _placeholders(it: AnySource) -> Iterator[Problem]:
    """Nothing between braces reaches a reader, outside the literal text of a letter."""
    value = it.value
    headed = {line: heading for line, _, heading in headings(value.body)}
    heading = ""
    for at, line in enumerate(value.body.split("\n")):
        heading = headed.get(at, heading)
        if heading == LETTER_TEXT and isinstance(value, Letter):
            continue
        for found in braces(line):
            if found.name is None:
                yield problem("plaatshouder", it.in_body(at + 1, found.start + 1), stuk=found.text)
    for key, alias in SHOWN_KEYS.items():
        for found in braces(getattr(value, key, None) or ""):
            if found.name is None or key not in _KEYS_WITH_FIGURES:
                yield problem("plaatshouder", it.place(alias), stuk=found.text)
