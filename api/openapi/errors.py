"""The errors of every operation as the document tells them; the examples are what we send."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from api.bodies.wire import Wire
from api.problems import MEDIA_TYPE, TITLES, problem


class InvalidParamBody(
    Wire,
    title="OngeldigeParameter",
    json_schema_extra={"description": "Een parameter die niet goed is; nooit de waarde ervan."},
):
    """A parameter that is wrong."""

    name: str = Field(description="Waar hij staat, zoals `regelingen[1]`.")
    reason: str = Field(description="Wat er niet goed aan is.")


class ProblemBody(
    Wire,
    title="Probleem",
    json_schema_extra={"description": "Een fout volgens RFC 9457, zonder iets van wat u stuurde."},
):
    """A problem."""

    status: int = Field(description="De HTTP-status.")
    title: str = Field(description="Wat voor fout het is.")
    detail: str = Field(description="Wat er aan de hand is, in een zin.")
    invalid_params: list[InvalidParamBody] = Field(
        default=[], alias="invalidParams", description="De parameters die niet goed zijn, bij 400."
    )
    successor: str = Field(
        default="",
        alias="opvolger",
        description="Welk antwoord er voor in de plaats kwam, bij 404.",
    )


_WITH_BODY: Final = (408, 413, 415)
_ALWAYS: Final = (400, 401, 406, 429, 431, 500, 503)
_WITH: Final = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}
_INVALID: Final = [{"name": "geldigOp", "reason": "heeft niet de goede vorm"}]

HEADERS: Final = {
    "API-Version": {
        "description": "De hele versie van deze API.",
        "schema": {"type": "string"},
        "example": "1.0.0",
    },
    "ETag": {
        "description": "Het kenmerk van precies deze inhoud.",
        "schema": {"type": "string"},
        "example": '"0f4b1c6f0f7c2a2f6c9e5a3d1b8e7c60"',
    },
    "Retry-After": {
        "description": "Na hoeveel seconden u het opnieuw kunt proberen.",
        "schema": {"type": "integer"},
        "example": 5,
    },
    "WWW-Authenticate": {
        "description": "Hoe u zich bekendmaakt.",
        "schema": {"type": "string"},
        "example": 'Bearer realm="vraagbaak"',
    },
}
"""Headers of responses that the document tells of."""


def statuses(operation: Mapping[str, Any], *, public: bool) -> list[int]:
    """Return the statuses of the errors that an operation can end in."""
    named = any(it["in"] == "path" for it in operation.get("parameters", ()))
    declared = {int(it) for it in operation["responses"]} - {422}
    found = {it for it in declared if it >= 400} | set(_ALWAYS)
    found |= {404} if named else set()
    found |= set(_WITH_BODY) if "requestBody" in operation else set()
    return sorted(found | (set() if public else {403}))


def error_responses() -> dict[str, Any]:
    """Return every error as a response of the document. 405 is what no operation gives."""
    return {f"Fout{status}": _response(status) for status in TITLES if status != 405}


def problem_schemas() -> dict[str, Any]:
    """Return the schemas of a problem, by the names that the framework would give them."""
    made = ProblemBody.model_json_schema(
        by_alias=True, mode="serialization", ref_template="#/components/schemas/{model}"
    )
    return {**made.pop("$defs"), "ProblemBody": made}


def _response(status: int) -> dict[str, Any]:
    title, detail = TITLES[status]
    headers = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
    if name := _WITH.get(status):
        headers[name] = {"$ref": f"#/components/headers/{name}"}
    schema = {"$ref": "#/components/schemas/ProblemBody"}
    told = problem(status, invalid=_INVALID if status == 400 else ())
    return {
        "description": f"{title}. {detail}",
        "headers": headers,
        "content": {MEDIA_TYPE: {"schema": schema, "example": told}},
    }
