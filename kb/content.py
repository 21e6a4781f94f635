"""What was read from a content tree: values, where each was written, and what was wrong.

Rules over content need this and nothing of how a file is read (`kb.source`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final, Generic, TypeAlias, TypeVar

from pydantic import BaseModel

from kb.algorithm import AlgorithmRecord
from kb.frontmatter import Path as KeyPath
from kb.frontmatter import Table
from kb.model import (
    Faq,
    Figure,
    GoldenQuestion,
    GoldenSet,
    Letter,
    Note,
    Phrasings,
    Referral,
    Separation,
    Term,
    Texts,
    Theme,
    Translation,
)
from kb.problems import Place, Problem, in_order
from kb.readability import Thresholds

SHOWN_KEYS: Final = {
    "question": "vraag",
    "title": "titel",
    "short": "kort",
    "sent_when": "wanneer",
}
"""The texts outside the body that readers see, and their keys."""

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Sourced(Generic[T]):
    """A value and where it was written: its file, the places of its keys, the line of its body."""

    value: T
    file: str
    table: Table
    path: KeyPath = ()
    body_line: int = 1

    def place(self, *path: str | int) -> Place:
        """Return the place of the value at `path`, or the nearest thing around it."""
        return Place(self.file, *self.table.place((*self.path, *path)))

    def in_body(self, line: int, column: int) -> Place:
        """Return the place of a line and column that count from 1 in the body."""
        return Place(self.file, self.body_line + line - 1, column)


AnySource: TypeAlias = Sourced[Any]
"""A rule that looks at several sorts of content reads what they have in common."""


@dataclass
class Content:
    """Everything read from a tree, with the problems of reading it."""

    faqs: list[Sourced[Faq]] = field(default_factory=list)
    translations: list[tuple[str, Sourced[Translation]]] = field(default_factory=list)
    """Each with the file stem of the item it translates (`ww-duur` or `ww-duur@2024-01-01`)."""
    notes: list[Sourced[Note]] = field(default_factory=list)
    letters: list[Sourced[Letter]] = field(default_factory=list)
    referrals: list[Sourced[Referral]] = field(default_factory=list)
    phrasings: list[Sourced[Phrasings]] = field(default_factory=list)
    separations: list[Sourced[Separation]] = field(default_factory=list)
    figures: list[Sourced[Figure]] = field(default_factory=list)
    themes: list[Sourced[Theme]] = field(default_factory=list)
    terms: list[Sourced[Term]] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    algorithm: AlgorithmRecord | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    golden: dict[GoldenSet, list[Sourced[GoldenQuestion]]] = field(
        default_factory=lambda: {name: [] for name in GoldenSet}
    )
    problems: list[Problem] = field(default_factory=list)
    files: int = 0

    def ordered_problems(self) -> tuple[Problem, ...]:
        """Return the problems by place."""
        return in_order(self.problems)

    def entries(self) -> Iterator[AnySource]:
        """Return what can be an answer: items, letters and referrals."""
        return chain(self.faqs, self.letters, self.referrals)

    def dated(self) -> Iterator[AnySource]:
        """Return the entries that hold on some days and not on others: items and letters."""
        return chain(self.faqs, self.letters)

    def faqs_by_stem(self) -> dict[str, Sourced[Faq]]:
        """Return the items by the stem of their file, as in `translations`."""
        return {it.file.rsplit("/", 1)[-1].removesuffix(".md"): it for it in self.faqs}
