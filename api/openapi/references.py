"""Which schemas a piece of the document needs, and giving schemas other names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_BEFORE: Final = "#/components/schemas/"


def reachable(start: Any, schemas: Mapping[str, Any]) -> set[str]:
    """Return the names of the schemas that `start` refers to, directly or through another."""
    found: set[str] = set()
    waiting = list(_names(start))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_names(schemas[name]))
    return found


def renamed(document: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return `document` with its schemas, and what refers to them, under other names.

    Raises:
        ValueError: two schemas would get the same name.
    """
    if len(set(names.values())) < len(names):
        raise ValueError("two schemas have one name in the document")
    made: dict[str, Any] = _renamed(document, names)
    schemas = made["components"]["schemas"]
    made["components"]["schemas"] = dict(sorted((names[key], it) for key, it in schemas.items()))
    return made


def _names(piece: Any) -> Iterator[str]:
    if isinstance(piece, dict):
        if isinstance(reference := piece.get("$ref"), str) and reference.startswith(_BEFORE):
            yield reference.removeprefix(_BEFORE)
        piece = list(piece.values())
    for it in piece if isinstance(piece, list) else ():
        yield from _names(it)


def _renamed(piece: Any, names: Mapping[str, str]) -> Any:
    if isinstance(piece, list):
        return [_renamed(it, names) for it in piece]
    if not isinstance(piece, dict):
        return piece
    reference = piece.get("$ref")
    if isinstance(reference, str) and reference.startswith(_BEFORE):
        return {"$ref": _BEFORE + names[reference.removeprefix(_BEFORE)]}
    return {key: _renamed(it, names) for key, it in piece.items()}
