"""The document: valid, whole, in Dutch, with examples that fit, about exactly what is served."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

from api.access.scopes import declared_scope, routes_of
from api.openapi.names import CHOICES
from api.problems import KNOWN_NAMES
from kb import composing

Table = dict[str, Any]


@pytest.fixture(scope="module")
def document(internal: Any) -> Table:
    """Return the document of the internal role, which has everything."""
    found: Table = internal.document()
    return found


def operations(document: Table) -> Iterator[Table]:
    for path in document["paths"].values():
        yield from path.values()


def resolved(piece: Table, document: Table) -> Table:
    while "$ref" in piece:
        found: Any = document
        for step in piece["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        piece = found
    return piece


def exemplified(document: Table) -> Iterator[tuple[str, Table]]:
    """Yield every body in the document, by the operation and the status that it belongs to."""
    for it in operations(document):
        bodies = {"aanvraag": it.get("requestBody", {}), **it["responses"]}
        for name, raw in bodies.items():
            for content in resolved(raw, document).get("content", {}).values():
                yield f"{it['operationId']} {name}", content


@pytest.mark.parametrize("role", ["public", "internal"])
def test_it_is_valid_in_the_form_of_3_0_3(role: str, request: pytest.FixtureRequest) -> None:
    document = request.getfixturevalue(role).document()
    assert document["openapi"] == "3.0.3"
    assert [str(it) for it in OpenAPIV30SpecValidator(document).iter_errors()] == []


def test_nothing_in_it_is_of_a_later_form(document: Table) -> None:
    text = json.dumps([document["components"]["schemas"], document["paths"]])
    for later in ('"type": "null"', '"const"', '"examples"', '"$defs"', '"prefixItems"'):
        assert later not in text
    beside = re.findall(r'\{[^{}]*"\$ref": "[^"]*"[^{}]*\}', text)
    assert {it for it in beside if it.count('": ') > 1} == set()


def test_every_operation_says_what_it_is_and_has_a_name_of_its_own(document: Table) -> None:
    names = []
    for it in operations(document):
        assert it["summary"]
        assert it["description"].endswith(".")
        assert it["tags"]
        names.append(it["operationId"])
    assert len(set(names)) == len(names)


def test_every_body_has_an_example_that_fits_its_schema(document: Table) -> None:
    found = dict(exemplified(document))
    assert len(found) > 100
    whole = {"components": document["components"]}
    for name, content in found.items():
        errors = OAS30Validator({**whole, **content["schema"]}).iter_errors(content["example"])
        assert [f"{name}: {it.message}" for it in errors] == []


def test_an_example_of_what_we_send_has_every_field(document: Table) -> None:
    for name, content in exemplified(document):
        if name.endswith((" 200", " 201")) and "leesDocument" not in name:
            schema = resolved(content["schema"], document)
            assert set(schema["properties"]) == set(schema["required"]), name
            assert set(content["example"]) == set(schema["properties"]), name


def test_everything_is_described_in_dutch(document: Table) -> None:
    told = [document["info"]["description"]]
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description", "").endswith("."), name
        told.append(schema["description"])
        for key, field in schema.get("properties", {}).items():
            meant = resolved(field.get("allOf", [field])[0], document)
            text = field.get("description") or meant.get("description", "")
            assert text.endswith("."), f"{name}.{key}"
            told.append(text)
    for it in operations(document):
        told += [it["summary"], it["description"]]
        told += [parameter["description"] for parameter in it.get("parameters", [])]
    english = re.compile(r"\b(the|with|which|whether|something|what|every|when)\b", re.IGNORECASE)
    assert [it for it in told if english.search(it)] == []


def test_a_list_to_choose_from_is_described_by_its_own_name(document: Table) -> None:
    schemas = document["components"]["schemas"]
    lists = {name for name, it in schemas.items() if "enum" in it}
    assert lists <= {name for name, _ in CHOICES.values()}


def test_it_says_who_made_it_where_it_is_and_how_to_get_in(document: Table) -> None:
    assert set(document["info"]["contact"]) == {"name", "url", "email"}
    assert document["info"]["license"]["name"] == "EUPL-1.2"
    assert document["servers"][0]["url"] == "/v1"
    assert document["components"]["securitySchemes"]["sleutel"]["scheme"] == "bearer"


@pytest.mark.parametrize("role", ["public", "internal"])
def test_it_is_about_exactly_the_routes_that_are_served(
    role: str, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue(role)
    mounted = [it for it in routes_of(server.client.app) if it[0].startswith("/v1/")]
    served = {
        (it.path_format, method.lower())
        for _, it in mounted
        if isinstance(it, APIRoute)
        for method in it.methods
    }
    paths = server.document()["paths"].items()
    assert {(path, method) for path, it in paths for method in it} == served


def test_who_has_no_key_reads_which_operations_need_one(internal: Any, document: Table) -> None:
    scopes = {
        it.operation_id: declared_scope(it)
        for _, it in routes_of(internal.client.app)
        if isinstance(it, APIRoute) and it.operation_id
    }
    for it in operations(document):
        if (scope := scopes.get(it["operationId"])) is None:
            continue
        assert f"Bereik: `{scope.value}`." in it["description"]
        assert ({} in it["security"]) == (scope.value == "publiek")


def test_the_public_document_names_nothing_of_the_internal_role(public: Any) -> None:
    text = public.client.get("/v1/openapi.json").text
    for hidden in ("/publicaties", "/sleutels", "/noodrem", "_reconstrueer", "contactmomenten"):
        assert f'"{hidden}' not in text
        assert f'/{hidden.strip("/")}"' not in text


def test_a_problem_can_name_every_parameter_and_every_field_that_can_be_sent(
    document: Table,
) -> None:
    sent = {one["name"] for it in operations(document) for one in it.get("parameters", [])}
    for it in operations(document):
        if "requestBody" in it:
            content = resolved(it["requestBody"], document)["content"]["application/json"]
            waiting = [content["schema"]]
            while waiting:
                schema = resolved(waiting.pop(), document)
                sent |= set(schema.get("properties", {}))
                waiting += schema.get("properties", {}).values()
                waiting += [schema["items"]] if "items" in schema else []
    assert sent <= KNOWN_NAMES


def test_what_is_sent_to_us_is_closed_and_what_we_send_may_get_fields(document: Table) -> None:
    schemas = document["components"]["schemas"]
    asked = {"Vraag", "EerdereVraag", "Brieftekst", "Reactie", "Contactmoment", "Bron"}
    asked |= {"NieuweSleutel", "NoodremZetten"}
    closed = {name for name, it in schemas.items() if "additionalProperties" in json.dumps(it)}
    assert closed == asked
    assert all(schemas[name]["additionalProperties"] is False for name in asked)


def test_the_document_itself_may_be_turned_away_too(internal: Any) -> None:
    told = internal.document()["paths"]["/openapi.json"]["get"]["responses"]
    assert {"400", "406", "431", "500", "503"} <= set(told)


def test_every_remark_that_an_answer_can_have_is_told_by_its_code(internal: Any) -> None:
    written = Path(composing.__file__).read_text(encoding="utf-8")
    told = internal.document()["components"]["schemas"]["Aandachtspunt"]["properties"]["code"]
    codes = re.findall(r'Remark\("(\w+)"', written)
    assert len(codes) >= 5
    assert [it for it in codes if f"`{it}`" not in told["description"]] == []
