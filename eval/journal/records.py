"""What the journal keeps, as values. Every text in them is masked already by who makes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias
from uuid import uuid4


def new_id() -> str:
    """Return an id that tells nothing: not even, as one that counts or dates would, when."""
    return uuid4().hex


@dataclass(frozen=True)
class Shown:
    """An item version that a question was answered with, in the language that it was shown in."""

    item: str
    version: str
    language: str


@dataclass(frozen=True)
class Asked:
    """A question, how it ended and what was shown, best first.

    `at` is kept in UTC to the second; `day` is the one of which the rules were asked. `confidence`
    is that of the first item shown, None when nothing was.
    """

    reference: str
    at: datetime
    day: date
    channel: str
    language: str
    text: str
    outcome: str
    confidence: float | None
    snapshot: str
    publication: str
    shown: tuple[Shown, ...] = ()


@dataclass(frozen=True)
class Feedback:
    """Whether a version of an item helped; `reference` names the question it was shown at."""

    at: datetime
    item: str
    version: str
    helpful: bool
    reference: str | None = None
    reason: str | None = None
    remark: str | None = None
    id: str = field(default_factory=new_id)


@dataclass(frozen=True)
class Source:
    """An item version of ours that was used."""

    item: str
    version: str


@dataclass(frozen=True)
class ContactMoment:
    """An advisor spoke with somebody, on a Dutch day; nothing says who, when or how long."""

    day: date
    found: bool
    sources: tuple[Source, ...] = ()
    reason: str | None = None
    id: str = field(default_factory=new_id)


Record: TypeAlias = Asked | Feedback | ContactMoment
