"""The document as it is served: every operation, in Dutch, with real examples, in 3.0.3."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from api.access.scopes import Scope, declared_scope, routes_of
from api.openapi.errors import HEADERS, error_responses, problem_schemas, statuses
from api.openapi.examples import example
from api.openapi.names import DESCRIPTION, TAGS, described, own_names
from api.openapi.older_form import VERSION, in_older_form, opened
from api.openapi.references import reachable, renamed

Table = dict[str, Any]

PATH: Final = "/openapi.json"
"""Where the document is, under the base of the API; the design rules fix it."""

JSON: Final = "application/json"
_VERSION_HEADER: Final = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
_TAG_HEADER: Final = {"ETag": {"$ref": "#/components/headers/ETag"}}


@dataclass(frozen=True)
class About:
    """What an installation says of itself: where it is, and whom to ask about the API."""

    server: str
    contact_name: str
    contact_url: str
    contact_email: str


def written(v1: FastAPI, about: About) -> Callable[[], bytes]:
    """Return a function that gives the bytes of the document; it is made when first asked for."""

    @cache
    def made() -> bytes:
        return json.dumps(document(v1, about), ensure_ascii=False).encode()

    return made


def document(v1: FastAPI, about: About) -> Table:
    """Return the document of the operations that `v1` has."""
    raw = get_openapi(title="Vraagbaak", version=v1.version, routes=v1.routes)
    scopes = _scopes(v1)
    paths: Table = {PATH: {"get": _own_operation()}}
    for path, operations in raw["paths"].items():
        paths[path] = {method: _operation(it, scopes) for method, it in operations.items()}
    schemas = described(raw["components"]["schemas"] | problem_schemas())
    asked = reachable([it.get("requestBody") for it in _operations(paths)], schemas)
    told = {name: _schema(it, schemas, closed=name in asked) for name, it in schemas.items()}
    used = reachable([paths, error_responses()], told)
    made = {
        "openapi": VERSION,
        "info": _info(v1.version, about),
        "servers": [{"url": about.server, "description": "Deze server."}],
        "tags": _tags(paths),
        "paths": paths,
        "components": {
            "schemas": {name: it for name, it in told.items() if name in used},
            "responses": error_responses(),
            "headers": HEADERS,
            "securitySchemes": _SECURITY,
        },
    }
    return renamed(made, own_names(schemas))


_SECURITY: Final = {
    "sleutel": {
        "type": "http",
        "scheme": "bearer",
        "description": "Een API-sleutel (`vb_…`) van de beheerder van deze dienst. Voor openbare "
        "adressen is er geen nodig; met een sleutel telt u apart mee bij de grenzen aan verkeer.",
    }
}


def _scopes(v1: FastAPI) -> dict[str, Scope]:
    routes = (it for _, it in routes_of(v1) if isinstance(it, APIRoute))
    return {it.operation_id or "": declared_scope(it) or Scope.PUBLIC for it in routes}


def _operations(paths: Table) -> list[Table]:
    return [it for path in paths.values() for it in path.values()]


def _operation(raw: Table, scopes: dict[str, Scope]) -> Table:
    """Return an operation with everything that the routes leave unsaid."""
    scope = scopes[raw["operationId"]]
    public = scope is Scope.PUBLIC
    told = {**raw, "description": f"{raw['description']}\n\nBereik: `{scope.value}`."}
    told["security"] = [{}, {"sleutel": []}] if public else [{"sleutel": []}]
    if "parameters" in raw:
        told["parameters"] = [_parameter(it) for it in raw["parameters"]]
    exchange = example(raw["operationId"])
    if "requestBody" in raw:
        told["requestBody"] = {"required": True, **_exemplified(raw["requestBody"], exchange.asked)}
    errors = statuses(raw, public=public)
    told["responses"] = _successes(raw, exchange.told) | {
        str(it): {"$ref": f"#/components/responses/Fout{it}"} for it in errors
    }
    return told


def _successes(raw: Table, told: Any) -> Table:
    """Return the responses that are no errors; a GET may say that nothing changed."""
    found: Table = {}
    tagged = "requestBody" not in raw and "204" not in raw["responses"]
    headers = _VERSION_HEADER | (_TAG_HEADER if tagged else {})
    for status, response in raw["responses"].items():
        if int(status) < 400:
            content = _exemplified(response, told) if "content" in response else {}
            found[status] = {**content, "description": _SUCCESS[status], "headers": headers}
    if tagged:
        found["304"] = {"description": _SUCCESS["304"], "headers": headers}
    return found


_SUCCESS: Final = {
    "200": "Gelukt.",
    "201": "Gelukt: het is gemaakt of opgeschreven.",
    "204": "Gelukt: het is weg.",
    "304": "Niet veranderd sinds de `ETag` die u meestuurde.",
}


def _exemplified(body: Table, told: Any) -> Table:
    content = {kind: {**it, "example": told} for kind, it in body["content"].items()}
    return {"content": content}


def _parameter(raw: Table) -> Table:
    """Return a parameter; one that may be left out is never null, and says so by itself."""
    schema = dict(raw["schema"])
    options = [it for it in schema.pop("anyOf", []) if it != {"type": "null"}]
    schema |= options[0] if options else {}
    schema.pop("description", None)
    examples = schema.pop("examples", None)
    told = {**raw, "schema": in_older_form(schema, {})}
    return {**told, "example": examples[0]} if examples else told


def _schema(raw: Table, known: Table, *, closed: bool) -> Table:
    """Return a schema; what we send may get more fields, so only what we are sent is closed."""
    made = in_older_form(raw, known)
    return made if closed else opened(made)


def _info(version: str, about: About) -> Table:
    return {
        "title": "Vraagbaak",
        "version": version,
        "description": DESCRIPTION,
        "contact": {
            "name": about.contact_name,
            "url": about.contact_url,
            "email": about.contact_email,
        },
        "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/nl/"},
    }


def _tags(paths: Table) -> list[Table]:
    used = {tag for it in _operations(paths) for tag in it["tags"]}
    return [{"name": name, "description": told} for name, told in TAGS.items() if name in used]


_DOCUMENT_ERRORS: Final = (400, 406, 431, 500, 503)
"""It needs no key and counts for no limit; when all places are taken it is turned away too."""


def _own_operation() -> Table:
    """Return the operation that gives this document."""
    origin = {
        "description": "Elke website mag dit document lezen.",
        "schema": {"type": "string", "enum": ["*"]},
        "example": "*",
    }
    headers = _VERSION_HEADER | _TAG_HEADER | {"access-control-allow-origin": origin}
    content = {JSON: {"schema": {"type": "object"}, "example": {"openapi": VERSION}}}
    errors = {str(it): {"$ref": f"#/components/responses/Fout{it}"} for it in _DOCUMENT_ERRORS}
    return {
        "tags": ["document"],
        "summary": "Lees dit document",
        "description": "Geeft dit document, zonder sleutel en vanaf elke website.",
        "operationId": "leesDocument",
        "security": [],
        "responses": {
            "200": {"description": _SUCCESS["200"], "headers": headers, "content": content},
            "304": {"description": _SUCCESS["304"], "headers": headers},
            **errors,
        },
    }
