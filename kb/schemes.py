"""Schemes that have ended: which, since when, and what is about nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kb.model import Term


def ended_schemes(terms: Iterable[Term]) -> dict[str, date]:
    """Return the first day without it of every scheme that ends, by each of its names."""
    return {name: term.ended_on for term in terms if term.ended_on for name in term.names()}


def is_over(schemes: Iterable[str], ended: Mapping[str, date], day: date) -> bool:
    """Whether something about `schemes` is, on `day`, about ended schemes only."""
    named = list(schemes)
    return bool(named) and all(name in ended and ended[name] <= day for name in named)
