"""Schemas of OpenAPI 3.1 in the form of 3.0.3."""

from __future__ import annotations

from typing import Any

import pytest

from api.openapi.older_form import in_older_form, opened
from api.openapi.references import reachable, renamed

REF = "#/components/schemas/"
KNOWN: dict[str, Any] = {
    "Kind": {"type": "string", "enum": ["a", "b"], "title": "Kind"},
    "Inner": {"type": "object", "properties": {"x": {"type": "string"}}, "required": ["x"]},
}


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"type": "string", "title": "Naam"}, {"type": "string"}),
        ({"const": "x"}, {"enum": ["x"]}),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        (
            {"type": "number", "exclusiveMinimum": 0},
            {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        ),
        ({"type": "integer", "maximum": 10.0}, {"type": "integer", "maximum": 10}),
        (
            {
                "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
                "description": "D.",
            },
            {"type": "string", "format": "date", "description": "D.", "nullable": True},
        ),
        (
            {"anyOf": [{"$ref": f"{REF}Kind"}, {"type": "null"}]},
            {"type": "string", "enum": ["a", "b", None], "nullable": True},
        ),
        (
            {"anyOf": [{"$ref": f"{REF}Inner"}, {"type": "null"}]},
            {**KNOWN["Inner"], "nullable": True},
        ),
        ({"$ref": f"{REF}Kind"}, {"$ref": f"{REF}Kind"}),
        (
            {"$ref": f"{REF}Kind", "default": "a"},
            {"allOf": [{"$ref": f"{REF}Kind"}], "default": "a"},
        ),
        (
            {"type": "array", "items": {"const": 1}},
            {"type": "array", "items": {"enum": [1]}},
        ),
        (
            {"type": "object", "properties": {"title": {"type": "string", "title": "Title"}}},
            {"type": "object", "properties": {"title": {"type": "string"}}},
        ),
    ],
)
def test_what_3_1_says_3_0_3_says_too(newer: dict[str, Any], older: dict[str, Any]) -> None:
    assert in_older_form(newer, KNOWN) == older


def test_null_or_one_of_several_is_refused() -> None:
    several = {"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}
    with pytest.raises(ValueError, match="cannot be written"):
        in_older_form(several, KNOWN)


def test_what_we_send_may_get_more_fields_at_every_depth() -> None:
    inner = {"type": "object", "properties": {}, "additionalProperties": False}
    closed = {**inner, "properties": {"a": inner, "b": {"type": "array", "items": inner}}}
    assert "additionalProperties" not in str(opened(closed))


def test_a_schema_is_reachable_through_another() -> None:
    schemas = {"A": {"items": {"$ref": f"{REF}B"}}, "B": {}, "C": {}}
    assert reachable([{"x": {"$ref": f"{REF}A"}}], schemas) == {"A", "B"}


def test_schemas_get_other_names_wherever_they_are_named() -> None:
    document = {"paths": [{"$ref": f"{REF}A"}], "components": {"schemas": {"A": {}, "B": {}}}}
    assert renamed(document, {"A": "Z", "B": "B"}) == {
        "paths": [{"$ref": f"{REF}Z"}],
        "components": {"schemas": {"Z": {}, "B": {}}},
    }
    with pytest.raises(ValueError, match="one name"):
        renamed(document, {"A": "Z", "B": "Z"})
