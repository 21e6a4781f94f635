"""The differences between two releases as one page that stands on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.differences import NAMES, by_sort, shown_key, summary
from api.web.pages import templates
from kb.differences import Change, Difference, FieldChange, FigureChange
from kb.dutch_time import dutch_moment
from kb.word_diff import (
    Paragraph,
    Piece,
    PieceKind,
    changed_paragraphs,
    paragraphs,
    word_diff,
)


@dataclass(frozen=True)
class Field:
    """A field as it is shown: its paragraphs, None where some were left out."""

    label: str
    language: str
    paragraphs: tuple[Paragraph | None, ...]

    @property
    def is_body(self) -> bool:
        """Whether this is running text, which wants the whole width."""
        return self.label.endswith("tekst")


@dataclass(frozen=True)
class Item:
    """A difference as it is shown. `anchor` is where the table of contents leads."""

    anchor: str
    key: str
    difference: Difference
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Group:
    """The differences of one sort: those with other words, and per figure those that only read
    differently through it."""

    name: str
    anchor: str
    items: tuple[Item, ...]
    reading: tuple[tuple[FigureChange, tuple[Difference, ...]], ...]


def differences_page(found: Sequence[Difference], before: str, after: str, made: datetime) -> str:
    """Return a page that needs nothing else: to read, print or send along.

    `before` and `after` say in words what was compared; `made` is when.
    """
    template = templates().get_template("differences.html")
    return template.render(
        summary=summary(found),
        before=before,
        after=after,
        made=dutch_moment(made),
        groups=[_group(sort, items) for sort, items in by_sort(found)],
    )


def _group(sort: str, found: Sequence[Difference]) -> Group:
    worded = [it for it in found if it.fields]
    reading: dict[FigureChange, list[Difference]] = {}
    for it in found:
        for figure in it.figures if not it.fields else ():
            reading.setdefault(figure, []).append(it)
    return Group(
        name=NAMES[sort][1],
        anchor=sort,
        items=tuple(_item(it, f"{sort}-{at}") for at, it in enumerate(worded, 1)),
        reading=tuple((figure, tuple(items)) for figure, items in reading.items()),
    )


def _item(found: Difference, anchor: str) -> Item:
    changed = found.change is Change.CHANGED
    told = [it for it in found.fields if changed or found.title not in (it.before, it.after)]
    fields = tuple(_field(it, found.change) for it in told)
    return Item(anchor, shown_key(found), found, fields)


def _field(field: FieldChange, change: Change) -> Field:
    """Return a field with its changes; what is new or gone as a whole has nothing to compare."""
    match field.key.split("."):
        case ["vertalingen", language, key]:
            label = f"vertaling {language}: {key}"
        case _:
            label, language = field.key, "nl"
    if change is Change.CHANGED:
        return Field(label, language, changed_paragraphs(word_diff(field.before, field.after)))
    whole = Piece(PieceKind.SAME, field.before or field.after)
    return Field(label, language, paragraphs([whole]))
