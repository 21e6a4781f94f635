"""Errors outside the API are pages, and every response carries the same headers."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.limits import MAX_BODY_BYTES
from api.serving import Serving

Face = Callable[..., TestClient]

SEARCH = "/v1/antwoorden/_zoek"
FORM = "application/x-www-form-urlencoded"
SECRET = "123456782"
STATUSES = (200, 400, 404, 405, 413, 500, 503)
TITLES = {
    400: "Ongeldige vraag",
    404: "Niet gevonden",
    405: "Niet toegestaan",
    500: "Er ging iets mis",
    503: "Nog niet beschikbaar",
}


def broken(serving: Serving) -> Serving:
    """Return what is served, with a search that fails."""

    def search(_query: object) -> Any:
        raise RuntimeError(SECRET)

    return replace(serving, search=search)  # type: ignore[arg-type]


def assert_page(response: Any, status: int) -> None:
    """Check that `response` is an error page in Dutch, without anything that was sent."""
    assert response.status_code == status
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="nl">' in response.text
    assert f"<h1>{TITLES[status]}</h1>" in response.text
    assert '<a href="/">' in response.text
    assert SECRET not in response.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/123456782", 404),
        ("GET", "/antwoord/123456782", 404),
        ("GET", "/antwoord/ww-aanvragen/", 404),
        ("GET", "/brief/XX-123456782", 404),
        ("GET", "/antwoord/..%2f..%2fetc%2fpasswd", 404),
        ("GET", "/static/123456782", 404),
        ("GET", "/static/..%2fpages.py", 404),
        ("GET", "/healthz/", 404),
        ("DELETE", "/", 405),
        ("POST", "/readyz", 405),
    ],
)
def test_an_error_outside_the_api_is_a_page(
    face: Face, method: str, path: str, status: int
) -> None:
    response = face().request(method, path)
    assert_page(response, status)
    assert (status == 405) == ("allow" in response.headers)


def test_a_form_that_makes_no_sense_is_answered_with_a_page(face: Face) -> None:
    assert_page(face().post("/", data={"vraag": SECRET * 250}), 400)


def test_a_page_says_that_nothing_is_published_yet(face: Face) -> None:
    client = face(answering=None)
    assert_page(client.get("/"), 503)
    assert_page(client.post("/", data={"vraag": SECRET}), 503)
    assert_page(client.get("/antwoord/123456782"), 503)


def test_a_fault_of_ours_is_a_page_that_tells_nothing(face: Face, serving: Serving) -> None:
    client = face(answering=broken(serving))
    assert_page(client.post("/", data={"vraag": f"hoe vraag ik ww aan {SECRET}"}), 500)


@pytest.mark.parametrize(
    ("outside", "status"),
    [(outside, status) for outside in (False, True) for status in STATUSES] + [(False, 415)],
)
def test_every_response_carries_the_same_headers(
    face: Face, serving: Serving, status: int, outside: bool
) -> None:
    answering = {500: broken(serving), 503: None}.get(status, serving)
    client = face(answering=answering)
    path = {404: "/nergens" if outside else "/v1/nergens"}.get(status, "/" if outside else SEARCH)
    method = "PUT" if status == 405 else "GET" if outside and status == 404 else "POST"
    length = {400: 2500, 413: MAX_BODY_BYTES + 1}.get(status, 3)
    kind = "text/plain" if status == 415 else FORM if outside else "application/json"
    body = b"vraag=" + b"x" * length if outside else json.dumps({"vraag": "x" * length}).encode()
    response = client.request(method, path, content=body, headers={"Content-Type": kind})
    assert response.status_code == status
    headers = response.headers
    assert headers["api-version"] == "1.0.0"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert headers["strict-transport-security"].startswith("max-age=")
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in headers
