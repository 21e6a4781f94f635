"""Every refusal: its status, its problem in Dutch, nothing of what was sent, and the headers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from api.app import create_app
from api.limits import MAX_BODY_BYTES
from api.serving import Serving
from api.settings import Settings

Face = Callable[..., TestClient]

SEARCH = "/v1/antwoorden/_zoek"
JSON = {"Content-Type": "application/json"}
SECRET = "123456782"
"""Stands in every bad body; it may not come back."""

TITLES = {
    400: "Ongeldige vraag",
    404: "Niet gevonden",
    405: "Niet toegestaan",
    415: "Verkeerd soort inhoud",
    500: "Er ging iets mis",
    503: "Nog niet beschikbaar",
}
BAD_BODIES = {
    "nothing": b"",
    "no JSON": b"vraag=123456782",
    "half JSON": b'{"vraag": "123456782"',
    "not UTF-8": b'{"vraag": "123456782\xff"}',
    "a list": b'["123456782"]',
    "a text": b'"123456782"',
    "null": b"null",
    "no question": b'{"kanaal": "website"}',
    "an empty question": b'{"vraag": ""}',
    "a question that is a number": b'{"vraag": 123456782}',
    "a question that is a list": b'{"vraag": ["123456782"]}',
    "a question that is null": b'{"vraag": null}',
    "NaN": b'{"vraag": NaN, "taal": "123456782"}',
    "Infinity": b'{"vraag": "x", "maxAantal": Infinity, "taal": "123456782"}',
    "a number beyond floating point": b'{"vraag": "123456782", "maxAantal": 1e400}',
    "a lone surrogate": b'{"vraag": "123456782 \\ud800"}',
    "a lone surrogate elsewhere": b'{"vraag": "x", "regelingen": ["\\udfff123456782"]}',
    "a number of 5,000 digits": b'{"vraag": "x", "maxAantal": ' + b"123456782" * 556 + b"}",
    "too deep": b'{"vraag": ' + b"[" * 6000 + b'"123456782"' + b"]" * 6000 + b"}",
    "deep and never closed": b'{"vraag": ' + b'{"123456782":' * 1000,
    "too long": b'{"vraag": "' + b"123456782" * 56 + b'"}',
    "an unknown key": b'{"vraag": "x", "123456782": "x"}',
    "an unknown key inside": b'{"vraag": "x", "geldigOp": {"123456782": 1}}',
    "the name of a field in the program": b'{"question": "123456782"}',
    "an unknown channel": b'{"vraag": "x", "kanaal": "123456782"}',
    "an unknown audience": b'{"vraag": "x", "doelgroep": "123456782"}',
    "an unknown language": b'{"vraag": "x", "taal": "123456782"}',
    "schemes that are a text": b'{"vraag": "x", "regelingen": "123456782"}',
    "too many schemes": b'{"vraag": "x", "regelingen": [' + b'"123456782",' * 20 + b'"x"]}',
    "a scheme that is too long": b'{"vraag": "x", "regelingen": ["' + b"123456782" * 5 + b'"]}',
    "a day that does not exist": b'{"vraag": "123456782", "geldigOp": "2026-02-30"}',
    "a day in another form": b'{"vraag": "123456782", "geldigOp": "01-02-2026"}',
    "a moment for a day": b'{"vraag": "123456782", "geldigOp": "2026-02-01T00:00:00Z"}',
    "a day that is a number": b'{"vraag": "x", "geldigOp": 123456782}',
    "day zero": b'{"vraag": "123456782", "geldigOp": 0}',
    "a previous answer that is no id": b'{"vraag": "x", "vorigAntwoord": "../123456782"}',
    "no answers at all": b'{"vraag": "123456782", "maxAantal": 0}',
    "too many answers": b'{"vraag": "123456782", "maxAantal": 11}',
    "a broken number of answers": b'{"vraag": "123456782", "maxAantal": 2.5}',
    "a number of answers as text": b'{"vraag": "123456782", "maxAantal": "3"}',
    "a yes for a number": b'{"vraag": "123456782", "maxAantal": true}',
}


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    """Check that `response` is a problem in Dutch, without anything that was sent."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert (problem["status"], problem["title"]) == (status, TITLES[status])
    assert problem["detail"].endswith(".")
    assert problem.keys() <= {"status", "title", "detail", "invalidParams"}
    assert SECRET not in response.text
    assert SECRET not in str(response.headers)
    return problem


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES)
def test_bad_input_is_a_problem_and_nothing_of_it_comes_back(face: Face, body: bytes) -> None:
    assert len(body) <= MAX_BODY_BYTES
    assert_problem(face().post(SEARCH, content=body, headers=JSON), 400)


@pytest.mark.parametrize(
    ("body", "invalid"),
    [
        ({}, [("vraag", "ontbreekt")]),
        ({"vraag": ""}, [("vraag", "mag niet leeg zijn")]),
        ({"vraag": "x" * 501}, [("vraag", "is langer dan 500 tekens")]),
        ({"vraag": "x", "maxAantal": 11}, [("maxAantal", "ligt buiten de grenzen")]),
        ({"vraag": "x", "kanaal": "fax"}, [("kanaal", "heeft geen bekende waarde")]),
        ({"vraag": "x", "sofinummer": 1}, [("(onbekend)", "deze sleutel bestaat niet")]),
        ({"vraag": "x", "regelingen": ["WW", 7]}, [("regelingen[1]", "heeft niet de goede vorm")]),
        (
            {"geldigOp": "morgen", "taal": "xx"},
            [
                ("vraag", "ontbreekt"),
                ("taal", "heeft geen bekende waarde"),
                ("geldigOp", "heeft niet de goede vorm"),
            ],
        ),
    ],
)
def test_a_problem_names_every_parameter_that_is_wrong_and_why(
    face: Face, body: dict[str, object], invalid: list[tuple[str, str]]
) -> None:
    problem = assert_problem(face().post(SEARCH, json=body), 400)
    found = [(it["name"], it["reason"]) for it in problem["invalidParams"]]
    assert sorted(found) == sorted(invalid)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=500))
def test_whatever_text_is_sent_is_answered_or_refused_and_never_fails(
    face: Face, question: str
) -> None:
    response = face().post(SEARCH, content=json.dumps({"vraag": question}), headers=JSON)
    lone = any("\ud800" <= char <= "\udfff" for char in json.loads(json.dumps(question)))
    assert response.status_code == (400 if lone or not question else 200)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/",
        "/v1/123456782",
        "/v1/antwoorden/_zoek/",
        "/v1/antwoorden/_zoek//",
        "/v1/antwoorden/%2e%2e/123456782",
        "/v1//antwoorden/_zoek",
    ],
)
def test_an_unknown_address_is_not_found_and_never_a_redirect(face: Face, path: str) -> None:
    assert_problem(face().post(path, json={"vraag": "x"}), 404)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "OPTIONS", "123456782"])
def test_another_method_is_refused_with_the_one_that_is_allowed(face: Face, method: str) -> None:
    response = face().request(method, SEARCH)
    assert_problem(response, 405)
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "123456782", None],
)
def test_a_body_that_does_not_say_it_is_json_is_refused(face: Face, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    raw = b'{"vraag": "123456782"}'
    assert_problem(face().post(SEARCH, content=raw, headers=headers), 415)


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
def test_a_body_that_says_it_is_json_is_read(face: Face, kind: str) -> None:
    headers = {"Content-Type": kind}
    response = face().post(SEARCH, content=b'{"vraag": "hallo"}', headers=headers)
    assert response.status_code == 200


def test_nothing_published_yet_is_said_and_when_to_come_back(face: Face) -> None:
    client = face(answering=None)
    response = client.post(SEARCH, json={"vraag": SECRET})
    assert_problem(response, 503)
    assert response.headers["retry-after"].isdigit()
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz").json()["reden"] == "er is nog niets"
    assert client.get("/healthz").status_code == 200


def test_an_empty_home_is_not_ready_and_says_what_to_do(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        assert_problem(client.post(SEARCH, json={"vraag": SECRET}), 503)
        body = client.get("/readyz").json()
    assert body["status"] == "niet gereed"
    assert "vraagbaak publish" in body["reden"]


def broken(serving: Serving) -> Serving:
    def search(_query: object) -> Any:
        raise RuntimeError(SECRET)

    return replace(serving, search=search)  # type: ignore[arg-type]


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(face: Face, serving: Serving) -> None:
    client = face(answering=broken(serving))
    assert_problem(client.post(SEARCH, json={"vraag": f"hoe vraag ik ww aan {SECRET}"}), 500)
