"""From the JSON Schema of OpenAPI 3.1, which the framework writes, to that of 3.0.3.

3.0.3 is read by every tool, and by both versions of the design rules. It knows no `null` type,
no `const`, no `examples` in a schema, and nothing beside a `$ref`.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

Schema = dict[str, Any]

VERSION: Final = "3.0.3"
_REFERENCE: Final = "#/components/schemas/"
_NULL: Final = {"type": "null"}


def in_older_form(schema: Schema, known: Mapping[str, Schema]) -> Schema:
    """Return `schema` as 3.0.3 writes it; `known` are the schemas that it may refer to, by name.

    Titles go: the framework makes one of every name, and they say nothing more.
    """
    made = {key: value for key, value in schema.items() if key != "title"}
    made = _without_null(made, known)
    if "const" in made:
        made["enum"] = [made.pop("const")]
    if examples := made.pop("examples", None):
        made["example"] = examples[0]
    for bound in ("Minimum", "Maximum"):
        if isinstance(limit := made.get(f"exclusive{bound}"), int | float):
            made |= {bound.lower(): limit, f"exclusive{bound}": True}
    if "$ref" in made and len(made) > 1:
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    if made.get("type") == "integer":
        made |= {it: int(made[it]) for it in ("minimum", "maximum") if it in made}
    for key in ("items", "additionalProperties"):
        if isinstance(inner := made.get(key), dict):
            made[key] = in_older_form(inner, known)
    for key in ("anyOf", "allOf", "oneOf"):
        if key in made:
            made[key] = [in_older_form(it, known) for it in made[key]]
    if "properties" in made:
        fields = made["properties"].items()
        made["properties"] = {name: in_older_form(it, known) for name, it in fields}
    return made


def opened(schema: Schema) -> Schema:
    """Return a schema to which fields may be added."""
    made = {key: it for key, it in schema.items() if key != "additionalProperties"}
    if isinstance(inner := made.get("items"), dict):
        made["items"] = opened(inner)
    if "properties" in made:
        made["properties"] = {name: opened(it) for name, it in made["properties"].items()}
    return made


def _without_null(schema: Schema, known: Mapping[str, Schema]) -> Schema:
    """Return a schema that may be null as one that says so.

    `nullable` counts only beside a type, so what was referred to is written out.
    """
    options = schema.get("anyOf", [])
    if _NULL not in options:
        return schema
    others = [it for it in options if it != _NULL]
    if len(others) != 1:
        raise ValueError("a schema that is null or one of several cannot be written in 3.0.3")
    inner = others[0]
    if "$ref" in inner:
        inner = known[inner["$ref"].removeprefix(_REFERENCE)]
    own = {key: value for key, value in schema.items() if key != "anyOf"}
    made = {**{key: deepcopy(it) for key, it in inner.items() if key != "title"}, **own}
    if "enum" in made:
        made["enum"] = [*made["enum"], None]
    return {**made, "nullable": True}
