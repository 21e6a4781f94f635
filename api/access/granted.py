"""What is kept in a row: scopes by their names with a space between, names without trickery."""

from __future__ import annotations

from collections.abc import Iterable

from api.access.scopes import GRANTED, Scope


def granted_text(scopes: Iterable[Scope]) -> str:
    """Return scopes as one text, in their own order."""
    given = frozenset(scopes)
    return " ".join(it.value for it in GRANTED if it in given)


def scopes_from(text: str) -> frozenset[Scope]:
    """Return the scopes of a text; a name that is none gives nothing."""
    names = text.split()
    return frozenset(it for it in GRANTED if it.value in names)


def printable(name: str, length: int) -> str:
    """Return a name as it can be kept and shown: no control characters, no halves of characters."""
    return "".join(it for it in name if it.isprintable())[:length]
