"""What holds for every operation: methods, types, keys, sizes, tags; nothing of what was sent."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from api.access.scopes import Scope
from api.limits import MAX_BODY_BYTES
from api.openapi.examples import FOLDER, example

SECRET = "123456782"
"""Stands in everything that is sent wrongly; it may not come back."""

OPERATIONS = sorted(it.stem for it in FOLDER.glob("*.json"))
GETS = [it for it in OPERATIONS if example(it).method == "GET" and it != "toonVraag"]
WRITTEN = [it for it in OPERATIONS if example(it).asked is not None]
SCOPES = {
    "reconstrueerAntwoord": Scope.ADVISER,
    "stuurContactmoment": Scope.ADVISER,
    "toonPublicaties": Scope.ADVISER,
    "leesPublicatie": Scope.ADVISER,
    "toonVerschillen": Scope.ADVISER,
    "toonSleutels": Scope.ADMIN,
    "maakSleutel": Scope.ADMIN,
    "trekSleutelIn": Scope.ADMIN,
    "toonVraag": Scope.ADMIN,
    "toonNoodrem": Scope.ADMIN,
    "zetNoodrem": Scope.ADMIN,
}


def call(internal: Any, operation: str, **more: Any) -> Any:
    """Do what the example of an operation does, otherwise where `more` says so."""
    given = example(operation)
    method, path = more.pop("method", given.method), more.pop("path", given.path)
    body = more.pop("body", given.asked)
    scope = SCOPES.get(operation, Scope.PUBLIC)
    return internal.send(method, f"/v1{path}", body, scope=scope, **more)


def assert_problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem.keys() <= {"status", "title", "detail", "invalidParams", "opvolger"}
    assert SECRET not in response.text
    assert SECRET not in str(response.headers)
    return problem


@pytest.mark.parametrize("operation", GETS)
def test_what_is_there_already_is_not_sent_again(internal: Any, operation: str) -> None:
    first = call(internal, operation)
    assert re.match(r'^"[0-9a-f]{32}"$', first.headers["etag"])
    for known in (
        first.headers["etag"],
        f"W/{first.headers['etag']}",
        f'"x", {first.headers["etag"]}',
    ):
        again = call(internal, operation, if_none_match=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["api-version"]
    assert call(internal, operation, if_none_match='"x"').status_code == 200


@pytest.mark.parametrize("operation", GETS)
def test_head_is_a_get_without_what_it_says(internal: Any, operation: str) -> None:
    got, head = call(internal, operation), call(internal, operation, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/xml, text/*"])
def test_who_does_not_accept_json_gets_none(internal: Any, operation: str, accept: str) -> None:
    assert_problem(call(internal, operation, accept=accept), 406)


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, application/json;q=0.1"])
def test_who_accepts_json_among_other_things_gets_it(internal: Any, accept: str) -> None:
    assert call(internal, "toonThemas", accept=accept).status_code == 200


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_query_key_that_is_not_known_is_refused(internal: Any, operation: str) -> None:
    path = example(operation).path
    wrong = path + ("&" if "?" in path else "?") + f"x{SECRET}={SECRET}"
    problem = assert_problem(call(internal, operation, path=wrong), 400)
    assert problem["invalidParams"] == [
        {"name": "(onbekend)", "reason": "deze sleutel bestaat niet"}
    ]


def test_a_query_key_that_is_there_twice_is_refused_unless_it_is_a_list(internal: Any) -> None:
    twice = "/antwoorden/ww-duur?taal=nl&taal=en"
    problem = assert_problem(call(internal, "leesAntwoord", path=twice), 400)
    assert problem["invalidParams"] == [{"name": "taal", "reason": "staat er meer dan een keer"}]
    several = "/suggesties?begin=ww&regelingen=WW&regelingen=ZW"
    assert call(internal, "toonSuggesties", path=several).status_code == 200


@pytest.mark.parametrize("operation", WRITTEN)
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_is_not_json_is_refused(internal: Any, operation: str, kind: str) -> None:
    assert_problem(call(internal, operation, body=SECRET, Content_Type=kind), 415)


@pytest.mark.parametrize("operation", WRITTEN)
@pytest.mark.parametrize(
    "body",
    [SECRET, [SECRET], {}, {SECRET: SECRET}, None],
    ids=["text", "list", "empty", "key", "no"],
)
def test_a_body_of_another_form_is_refused(internal: Any, operation: str, body: Any) -> None:
    sent = internal.client.request(
        example(operation).method,
        f"/v1{example(operation).path}",
        content=b"" if body is None else json.dumps(body),
        headers={
            "Content-Type": "application/json",
            **authorization(internal, operation),
        },
    )
    assert assert_problem(sent, 400)["invalidParams"]


@pytest.mark.parametrize("operation", WRITTEN)
@pytest.mark.parametrize(
    "kind",
    ["application/problem+json", "application/json; charset=iso-8859-1", "text/json", ""],
)
def test_a_body_says_that_it_is_json_in_utf_8(internal: Any, operation: str, kind: str) -> None:
    body = example(operation).asked
    assert_problem(call(internal, operation, body=body, Content_Type=kind), 415)


@pytest.mark.parametrize("kind", ["application/json; charset=UTF-8", "APPLICATION/JSON"])
def test_a_body_may_say_so_in_other_ways(internal: Any, kind: str) -> None:
    body = {"vraag": "ww"}
    assert call(internal, "zoekAntwoord", body=body, Content_Type=kind).status_code == 200


@pytest.mark.parametrize("operation", WRITTEN)
def test_a_body_with_a_key_that_is_there_twice_is_refused(internal: Any, operation: str) -> None:
    body = json.dumps(example(operation).asked)
    key = next(iter(example(operation).asked))
    sent = send_raw(internal, operation, f'{body[:-1]}, "{key}": "{SECRET}"}}'.encode())
    assert assert_problem(sent, 400)["invalidParams"] == [
        {"name": "(geheel)", "reason": "heeft een sleutel die er meer dan een keer staat"}
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"vraag": "ww", "maxAantal": NaN}',
        b'{"vraag": "ww", "maxAantal": -Infinity}',
        b'{"vraag": "\xff"}',
        '{"vraag": "ww"}'.encode("utf-16"),
        b'{"vraag": ' + b"[" * 5_000,
        b'{"vraag": "ww"} {}',
    ],
    ids=["cut off", "NaN", "infinity", "no text", "UTF-16", "deep", "two"],
)
def test_what_is_no_json_is_refused_as_such(internal: Any, body: bytes) -> None:
    problem = assert_problem(send_raw(internal, "zoekAntwoord", body), 400)
    assert problem["invalidParams"] == [{"name": "(geheel)", "reason": "is geen geldige JSON"}]


def send_raw(internal: Any, operation: str, body: bytes) -> Any:
    given, headers = example(operation), authorization(internal, operation)
    headers |= {"Content-Type": "application/json"}
    path = f"/v1{given.path}"
    return internal.client.request(given.method, path, content=body, headers=headers)


def authorization(internal: Any, operation: str) -> dict[str, str]:
    key = internal.key_of.get(SCOPES.get(operation))
    return {"Authorization": f"Bearer {key}"} if key else {}


@pytest.mark.parametrize("operation", [it for it in WRITTEN if it != "herkenBrief"])
def test_a_body_above_the_limit_is_refused(internal: Any, operation: str) -> None:
    body = {"vraag": SECRET * (MAX_BODY_BYTES // 9 + 1)}
    assert_problem(call(internal, operation, body=body), 413)


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if it in SCOPES])
def test_without_a_key_nobody_gets_in_where_one_is_needed(internal: Any, operation: str) -> None:
    given = example(operation)
    response = internal.send(given.method, f"/v1{given.path}", given.asked)
    assert_problem(response, 401)
    assert response.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("operation", [it for it in OPERATIONS if it in SCOPES])
def test_with_the_key_of_another_scope_nobody_gets_in(internal: Any, operation: str) -> None:
    given = example(operation)
    for scope in {Scope.ADVISER, Scope.EDITOR, Scope.ADMIN} - {SCOPES[operation]}:
        response = internal.send(given.method, f"/v1{given.path}", given.asked, scope=scope)
        assert_problem(response, 403)


@pytest.mark.parametrize("operation", sorted(SCOPES))
def test_the_public_role_does_not_have_what_needs_a_scope(public: Any, operation: str) -> None:
    given = example(operation)
    response = public.send(given.method, f"/v1{given.path}", given.asked, scope=SCOPES[operation])
    assert_problem(response, 405 if operation == "toonVraag" else 404)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/antwoorden/_zoek", "POST"),
        ("/antwoorden/_reconstrueer", "POST"),
        ("/antwoorden/ww-duur", "GET, HEAD"),
        ("/brieven/_herken", "POST"),
        ("/noodrem", "GET, HEAD, PUT"),
        ("/sleutels", "GET, HEAD, POST"),
        ("/vragen/01KB1Q8ZK5W0M8Q3C9N4T7V2XD", "DELETE, GET, HEAD"),
        ("/openapi.json", "GET, HEAD"),
    ],
)
def test_another_method_is_refused_with_every_one_that_is_allowed(
    internal: Any, path: str, allowed: str
) -> None:
    response = internal.send("PATCH", f"/v1{path}", {})
    assert_problem(response, 405)
    assert response.headers["allow"] == allowed


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "TRACE"])
@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        f"/{SECRET}",
        f"/antwoorden/{SECRET}_",
        "/antwoorden/Hoofdletter",
        "/antwoorden/ww-duur/versies/geen",
        "/vragen/kort",
        "/sleutels/kort",
        "/publicaties/%2e%2e",
        f"/{SECRET}/openapi.json",
        f"/{SECRET}%0A{SECRET}",
    ],
)
def test_an_address_of_another_form_is_not_found(internal: Any, method: str, path: str) -> None:
    response = internal.send(method, f"/v1{path}")
    if method == "HEAD":
        assert (response.status_code, response.content) == (404, b"")
        return
    assert_problem(response, 404)
