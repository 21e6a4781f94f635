"""The NLGov REST API Design Rules 2.1 and 2.2 that a machine can test: on the document, and live.

`docs/api-conformance.md` names these tests, rule by rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.scopes import Scope

Table = dict[str, Any]

KEBAB = re.compile(
    r"^(\/|(\/_[a-z0-9]+|\/(([a-z0-9\-]+|{[^}]+})(\/([a-z0-9\-\.]+|{[^}]+}))*)(\/_[a-z]+)?)\/?)$"
)
CAMEL = re.compile(r"^\$?[a-z][a-z\d]*([A-Z][a-z\d]*)*$")
SEMVER = re.compile(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$")
METHODS = {"get", "post", "put", "patch", "delete"}
MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
MANDATORY = {
    "cache-control": "no-store",
    "content-security-policy": "frame-ancestors 'none'",
    "strict-transport-security": "max-age=",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
ANSWERED = [
    ("GET", "/v1/openapi.json", 200),
    ("GET", "/v1/themas", 200),
    ("GET", "/v1/antwoorden/ww-aanvragen", 200),
    ("GET", "/v1/antwoorden/onbekend", 404),
    ("GET", "/v1/suggesties", 400),
    ("GET", "/v1/sleutels", 401),
    ("GET", "/v1/niets", 404),
    ("GET", "/v1", 404),
    ("DELETE", "/v1/themas", 405),
    ("POST", "/v1/reacties", 415),
]
"""Requests without a body or a key, and the status that each ends in."""


@pytest.fixture(scope="module", params=["public", "internal"])
def document(request: pytest.FixtureRequest) -> Table:
    """Return the document of a role."""
    found: Table = request.getfixturevalue(request.param).document()
    return found


def operations(document: Table) -> Iterator[Table]:
    for path in document["paths"].values():
        yield from path.values()


def whole(response: Table, document: Table) -> Table:
    name = response.get("$ref", "").rsplit("/", 1)[-1]
    found: Table = document["components"]["responses"].get(name, response)
    return found


def fields(document: Table) -> Iterator[tuple[str, Table]]:
    """Yield every field and query parameter, by name."""
    for schema in document["components"]["schemas"].values():
        yield from schema.get("properties", {}).items()
    for it in operations(document):
        for one in it.get("parameters", []):
            yield one["name"], one["schema"]


def test_core_no_trailing_slash_in_the_document(document: Table) -> None:
    assert [it for it in document["paths"] if it.endswith("/")] == []


def test_core_no_trailing_slash_is_not_found_and_no_redirect(
    internal: Any, document: Table
) -> None:
    for path, methods in document["paths"].items():
        real = re.sub(r"\{[^}]*\}", "ww-duur", path)
        for method in methods:
            response = internal.send(method.upper(), f"/v1{real}/", {})
            assert response.status_code == 404, path


def test_core_path_segments_kebab_case(document: Table) -> None:
    paths = [it for it in document["paths"] if it != "/openapi.json"]
    assert [it for it in paths if not KEBAB.match(it)] == []


def test_core_query_keys_camel_case(document: Table) -> None:
    queried = [
        one["name"]
        for it in operations(document)
        for one in it.get("parameters", [])
        if one["in"] == "query"
    ]
    assert queried
    assert [it for it in queried if not CAMEL.match(it)] == []


def test_core_http_methods(document: Table) -> None:
    assert {method for path in document["paths"].values() for method in path} <= METHODS


def test_core_http_safety_nothing_that_is_read_has_a_body(document: Table) -> None:
    for path in document["paths"].values():
        for method in {"get", "delete"} & set(path):
            assert "requestBody" not in path[method]


def test_core_doc_openapi_every_reference_leads_somewhere(document: Table) -> None:
    assert re.match(r"^3(.\d+){1,2}$", document["openapi"])
    assert document["paths"]
    waiting: list[Any] = [document]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, dict):
            if isinstance(reference := piece.get("$ref"), str):
                found: Any = document
                for step in reference.removeprefix("#/").split("/"):
                    found = found[step]
            waiting += piece.values()
        elif isinstance(piece, list):
            waiting += piece


def test_core_doc_openapi_contact(document: Table) -> None:
    assert all(document["info"]["contact"][it] for it in ("name", "url", "email"))


def test_core_publish_openapi_at_the_standard_place_for_everyone(public: Any) -> None:
    response = public.send("GET", "/v1/openapi.json", origin="https://elders.example")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["access-control-allow-origin"] == "*"
    own = public.document()["paths"]["/openapi.json"]
    assert set(own) == {"get"}
    assert "access-control-allow-origin" in own["get"]["responses"]["200"]["headers"]


def test_core_uri_version_only_the_major_one(document: Table) -> None:
    assert all(re.search(r"/v1$", it["url"]) for it in document["servers"])


def test_core_semver(document: Table) -> None:
    assert SEMVER.match(document["info"]["version"])


def test_core_version_header_in_the_document(document: Table) -> None:
    for it in operations(document):
        for status, response in it["responses"].items():
            assert "API-Version" in whole(response, document)["headers"], (
                it["operationId"],
                status,
            )


@pytest.mark.parametrize(("method", "path", "status"), ANSWERED)
def test_core_version_header_on_every_response(
    internal: Any, method: str, path: str, status: int
) -> None:
    response = internal.send(method, path)
    assert response.status_code == status
    assert response.headers["api-version"] == internal.document()["info"]["version"]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERED)
def test_core_transport_security_headers_on_every_response(
    internal: Any, method: str, path: str, status: int
) -> None:
    response = internal.send(method, path)
    for name, value in MANDATORY.items():
        assert value in response.headers[name], name
    assert response.headers["content-type"].startswith("application/")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["referrer-policy"] == "no-referrer"


def test_core_transport_cors_nothing_but_the_document_may_be_read_from_elsewhere(
    public: Any,
) -> None:
    for path in ("/v1/themas", "/v1/niets", "/v1/algoritme", "/"):
        response = public.send("GET", path, origin="https://elders.example")
        assert "access-control-allow-origin" not in response.headers, path


def test_core_transport_no_sensitive_uris_no_question_stands_in_an_address(
    document: Table,
) -> None:
    free = {
        one["name"]
        for it in operations(document)
        for one in it.get("parameters", [])
        if one["in"] == "query" and one["schema"].get("maxLength", 40) > 40
    }
    assert free == {"begin"}


def test_core_error_handling_problem_details_in_the_document(document: Table) -> None:
    for it in operations(document):
        for status, raw in it["responses"].items():
            if int(status) >= 400:
                content = whole(raw, document)["content"]
                assert set(content) == {"application/problem+json"}
    problem = document["components"]["schemas"]["Probleem"]
    assert problem["type"] == "object"
    assert set(problem["required"]) == {"status", "title", "detail"}


@pytest.mark.parametrize(("method", "path", "status"), [it for it in ANSWERED if it[2] >= 400])
def test_core_error_handling_problem_details_on_every_error(
    internal: Any, method: str, path: str, status: int
) -> None:
    response = internal.send(method, path)
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith(".")


def test_core_error_handling_invalid_input_every_operation_can_end_in_400(
    document: Table,
) -> None:
    for it in operations(document):
        assert "400" in it["responses"]
        assert "422" not in it["responses"]


def test_core_error_handling_all_errors_are_told_together(public: Any) -> None:
    body = {"taal": "xx", "geldigOp": "morgen", "onbekend": 1}
    problem = public.send("POST", "/v1/antwoorden/_zoek", body).json()
    names = {it["name"] for it in problem["invalidParams"]}
    assert names == {"vraag", "taal", "geldigOp", "(onbekend)"}


def test_core_date_time_format_is_said_of_every_day_and_moment(document: Table) -> None:
    dated = re.compile(r"(Op|Vanaf|Tot|tijdstip|uiterlijk|sinds)$|^(van|tot)$|_date$")
    numbered = {"van", "naar"}
    for name, schema in fields(document):
        if dated.search(name) and not (name in numbered and schema["type"] == "integer"):
            assert schema["format"] in {"date", "date-time", "year-month"}, name
        assert schema.get("format") not in {"time", "date-time-local"}, name


def test_core_date_time_omit_time_portion_and_timezone_in_what_is_sent(document: Table) -> None:
    examples = [
        content["example"]
        for it in operations(document)
        for status, raw in it["responses"].items()
        if int(status) < 400
        for content in whole(raw, document).get("content", {}).values()
    ]
    seen = set()
    waiting: list[Any] = list(examples)
    while waiting:
        piece = waiting.pop()
        waiting += (
            piece.values() if isinstance(piece, dict) else piece if isinstance(piece, list) else []
        )
        if isinstance(piece, str) and re.match(r"^\d{4}-\d{2}-\d{2}", piece):
            assert MOMENT.match(piece) or DAY.match(piece), piece
            assert not piece.endswith("T00:00:00Z"), piece
            seen.add(len(piece))
    assert seen == {10, 20}


@pytest.mark.parametrize("offset", ["Z", "+01:00", "-05:30"])
def test_core_date_time_timezone_any_offset_is_accepted(internal: Any, offset: str) -> None:
    body = {"vraag": "Hoe maak ik bezwaar?", "beschikbaarOp": f"2026-11-21T12:00:00{offset}"}
    response = internal.send("POST", "/v1/antwoorden/_reconstrueer", body, scope=Scope.ADVISER)
    assert response.status_code == 200


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "2026-11-21T12:00:00-00:00"])
def test_a_moment_that_is_on_no_clock_is_refused(internal: Any, moment: str) -> None:
    body = {"vraag": "Hoe maak ik bezwaar?", "beschikbaarOp": moment}
    response = internal.send("POST", "/v1/antwoorden/_reconstrueer", body, scope=Scope.ADVISER)
    assert response.json()["invalidParams"] == [
        {"name": "beschikbaarOp", "reason": "heeft niet de goede vorm"}
    ]


def test_schemas_have_names_in_pascal_case_and_fields_in_camel_case(document: Table) -> None:
    schemas = document["components"]["schemas"]
    assert [it for it in schemas if not re.match(r"^([A-Z][a-z]+)+$", it)] == []
    fixed = set(schemas.get("Registratie", {}).get("properties", {}))
    for name, schema in schemas.items():
        names = set(schema.get("properties", {})) - (fixed if name == "Registratie" else set())
        assert [it for it in names if not CAMEL.match(it)] == []
