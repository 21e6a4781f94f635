"""A piece of content as an editor reads it: every field as text, under its Dutch key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from pydantic import BaseModel

from kb.model import Translation, Validity

_NAMES: Final = frozenset({"id", "code"})
"""What a piece is called; it cannot change without being another piece."""

_DERIVED: Final = frozenset({"versie", "vertaling_van"})
"""Digests of a text: they change when it does, and nobody reads them."""


def fields_of(piece: BaseModel) -> dict[str, str]:
    """Return what a piece says, in the order of its model; what is empty is left out.

    A list is a line for each. `vertalingen` names the languages, and each translation has keys of
    its own: `vertalingen.en.kort`.
    """
    found: dict[str, str] = {}
    for key, value in _aliased(piece).items():
        if key in _NAMES | _DERIVED:
            continue
        if isinstance(value, tuple) and any(isinstance(it, Translation) for it in value):
            found |= _translations(key, value)
        elif text := as_text(value):
            found[key] = text
    return found


def as_text(value: Any) -> str:
    """Return the value of a field as text: a list as lines, nothing as nothing.

    A validity names its last day too, because `tot` is the first day no longer.
    """
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nee"
        case Validity():
            return _days(value)
        case BaseModel():
            return _line(_aliased(value))
        case Mapping():
            return "\n".join(f"{key}: {_inside(it)}" for key, it in value.items())
        case tuple():
            return "\n".join(as_text(it) for it in value)
        case _:
            return str(value)


def _aliased(piece: BaseModel) -> dict[str, Any]:
    fields = type(piece).model_fields
    return {fields[name].alias or name: value for name, value in piece}


def _translations(key: str, translations: tuple[Translation, ...]) -> dict[str, str]:
    found = {key: "\n".join(it.language for it in translations)}
    for it in translations:
        fields = fields_of(it)
        del fields["taal"]
        found |= {f"{key}.{it.language}.{own}": text for own, text in fields.items()}
    return found


def _days(validity: Validity) -> str:
    if validity.end is None:
        return f"vanaf {validity.start}, zonder einde"
    last = validity.end - timedelta(days=1)
    return f"vanaf {validity.start} tot {validity.end} (t/m {last})"


def _inside(value: Any) -> str:
    return _line(value) if isinstance(value, Mapping) else as_text(value)


def _line(table: Mapping[str, Any]) -> str:
    """Return a table within a field on one line: `naam: SVB, website: https://www.svb.nl`."""
    filled = ((key, as_text(it)) for key, it in table.items())
    return ", ".join(f"{key}: {text}" for key, text in filled if text)
