"""`/documentatie`: the reference of the API as a page, made from its document. It needs nothing of
any other host, and no JavaScript.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.access.scopes import CallerNow, Scope, ScopedRoute, requires
from api.web.pages import page
from kb.markdown import to_html

router = APIRouter(
    include_in_schema=False, route_class=ScopedRoute, dependencies=[requires(Scope.PUBLIC)]
)

Table = dict[str, Any]

_TYPES: Final = {
    "string": "tekst",
    "integer": "geheel getal",
    "number": "getal",
    "boolean": "ja of nee (true, false)",
    "object": "object",
}
_FORMATS: Final = {"date": "dag (jjjj-mm-dd)", "date-time": "tijdstip", "year-month": "maand"}
_PLACES: Final = {"path": "in het pad", "query": "in de query"}


@dataclass(frozen=True)
class Field:
    """Something to fill in or to read. `link` is the name of the shape that it has."""

    name: str
    kind: str
    link: str | None
    remark: str
    told: str


@dataclass(frozen=True)
class Reply:
    """A response: what it means, and what it looks like."""

    status: str
    told: str
    link: str | None
    example: str | None


@dataclass(frozen=True)
class Operation:
    """What can be done at an address."""

    id: str
    method: str
    path: str
    summary: str
    told: str
    parameters: tuple[Field, ...]
    body_link: str | None
    body_example: str | None
    replies: tuple[Reply, ...]
    errors: tuple[str, ...]
    """Their statuses; what each means is the same everywhere."""


@dataclass(frozen=True)
class Group:
    """Operations that belong together."""

    name: str
    told: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True)
class Shape:
    """A schema: its fields, or the values to choose from."""

    name: str
    told: str
    fields: tuple[Field, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """The whole page."""

    version: str
    server: str
    access: str
    told: str
    errors: tuple[Reply, ...]
    contact: Table
    license: Table
    groups: tuple[Group, ...]
    shapes: tuple[Shape, ...]


@router.get("/documentatie")
def documentation(request: Request, caller: CallerNow) -> HTMLResponse:
    """Show the reference."""
    written: Callable[[], bytes] = request.app.state.document
    reference = reference_of(written())
    serving = request.app.state.watcher.current
    return page("documentation.html", serving, caller=caller, reference=reference)


@cache
def reference_of(raw: bytes) -> Reference:
    """Return what the page shows of a document."""
    document: Table = json.loads(raw)
    info = document["info"]
    return Reference(
        version=info["version"],
        server=document["servers"][0]["url"],
        access=_inline(document["components"]["securitySchemes"]["sleutel"]["description"]),
        told=to_html(info["description"]),
        errors=tuple(_error(it) for it in document["components"]["responses"].values()),
        contact=info["contact"],
        license=info["license"],
        groups=tuple(_group(it, document) for it in document["tags"]),
        shapes=tuple(_shape(key, it) for key, it in document["components"]["schemas"].items()),
    )


def _group(tag: Table, document: Table) -> Group:
    found = [
        _operation(method, path, it)
        for path, operations in document["paths"].items()
        for method, it in operations.items()
        if tag["name"] in it["tags"]
    ]
    return Group(tag["name"], tag["description"], tuple(found))


def _operation(method: str, path: str, raw: Table) -> Operation:
    body = _content(raw.get("requestBody", {}))
    replies = raw["responses"]
    return Operation(
        id=raw["operationId"],
        method=method.upper(),
        path=path,
        summary=raw["summary"],
        told=to_html(raw["description"]),
        parameters=tuple(_parameter(it) for it in raw.get("parameters", ())),
        body_link=_link(body.get("schema", {})),
        body_example=_pretty(body.get("example")),
        replies=tuple(_reply(key, it) for key, it in replies.items() if "$ref" not in it),
        errors=tuple(key for key, it in replies.items() if "$ref" in it),
    )


def _error(raw: Table) -> Reply:
    return _reply(str(_content(raw)["example"]["status"]), raw)


def _reply(status: str, raw: Table) -> Reply:
    content = _content(raw)
    example = _pretty(content.get("example"))
    return Reply(status, _inline(raw["description"]), _link(content.get("schema", {})), example)


def _parameter(raw: Table) -> Field:
    remark = f"{_PLACES[raw['in']]}, {'verplicht' if raw['required'] else 'mag weg'}"
    return _field(raw["name"], raw["schema"], remark, raw["description"])


def _shape(name: str, raw: Table) -> Shape:
    needed = raw.get("required", [])
    fields = (
        _field(key, it, _remark(it, key in needed), it.get("description", ""))
        for key, it in raw.get("properties", {}).items()
    )
    choices = (str(it) for it in raw.get("enum", ()))
    return Shape(name, _inline(raw.get("description", "")), tuple(fields), tuple(choices))


def _field(name: str, schema: Table, remark: str, told: str) -> Field:
    inner = schema.get("items", schema)
    several = "lijst van " if "items" in schema else ""
    limit = f", hooguit {inner['maxLength']} tekens" if "maxLength" in inner else ""
    kind = several + _kind(inner) + limit + _bounds(inner) + _default(schema)
    return Field(name, kind, _link(inner), remark, _inline(told))


def _remark(schema: Table, needed: bool) -> str:
    parts = (("" if needed else "mag weg"), ("mag null zijn" if schema.get("nullable") else ""))
    return ", ".join(it for it in parts if it)


def _kind(schema: Table) -> str:
    if choices := schema.get("enum"):
        return _listed(str(it) for it in choices if it is not None)
    if "format" in schema:
        return _FORMATS.get(schema["format"], str(schema["format"]))
    return "" if _link(schema) else _TYPES.get(schema.get("type", ""), "waarde")


def _bounds(schema: Table) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    return f", {least} tot en met {most}" if least is not None and most is not None else ""


def _default(schema: Table) -> str:
    """Return what holds when it is left out; nothing is said of what is then empty."""
    default = schema.get("default")
    return f", anders {default}" if default not in (None, "", []) else ""


def _listed(choices: Iterable[str]) -> str:
    *most, last = choices
    return f"{', '.join(most)} of {last}" if most else last


def _link(schema: Table) -> str | None:
    """Return the name of the shape that a schema refers to."""
    options = schema.get("allOf", [schema])
    return _last(options[0]["$ref"]) if "$ref" in options[0] else None


def _last(reference: Any) -> str:
    return str(reference).rsplit("/", 1)[-1]


def _content(raw: Table) -> Table:
    content: Table = next(iter(raw.get("content", {}).values()), {})
    return content


def _inline(told: str) -> str:
    """Return a sentence as HTML, to stand within something else."""
    return to_html(told).removeprefix("<p>").removesuffix("</p>")


def _pretty(example: Any) -> str | None:
    return None if example is None else json.dumps(example, ensure_ascii=False, indent=2)
