"""Headers and bodies above the limit are refused, unread or while they are read; slow ones too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.types import Message

from api.limits import MAX_BODY_BYTES, MAX_HEADER_BYTES
from api.middleware import BodyLimit

Face = Callable[..., TestClient]

SEARCH = "/v1/antwoorden/_zoek"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_body_of_exactly_the_limit_is_read(face: Face) -> None:
    raw = b'{"vraag": "hallo"}'.ljust(MAX_BODY_BYTES)
    assert face().post(SEARCH, content=raw, headers=JSON).status_code == 200


def test_a_body_that_is_announced_above_the_limit_is_refused(face: Face) -> None:
    raw = b'{"vraag": "123456782"}'.ljust(MAX_BODY_BYTES + 1)
    response = face().post(SEARCH, content=raw, headers=JSON)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Te groot"
    assert "123456782" not in response.text


def test_a_body_that_grows_above_the_limit_is_refused_while_it_is_read(face: Face) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"vraag": "123456782"}'
        yield b" " * MAX_BODY_BYTES

    response = face().post(SEARCH, content=chunks(), headers=JSON)
    assert response.status_code == 413
    assert response.json()["title"] == "Te groot"


@pytest.mark.parametrize("announced", [None, b"999999999999"])
@pytest.mark.parametrize("path", [SEARCH, "/"])
def test_a_body_without_end_is_not_read_to_its_end(
    face: Face, path: str, announced: bytes | None
) -> None:
    read, sent = 0, []

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"a" * 1024, "more_body": read < 10_000}

    async def send(message: Message) -> None:
        sent.append(message)

    kind = (JSON if path == SEARCH else FORM)["Content-Type"]
    headers = [(b"content-type", kind.encode())]
    if announced:
        headers.append((b"content-length", announced))
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "headers": headers,
    }
    asyncio.run(face().app(scope, receive, send))
    assert sent[0]["status"] == 413
    assert read <= MAX_BODY_BYTES / 1024 + 1


@pytest.mark.parametrize("chunked", [False, True])
def test_a_form_above_the_limit_is_refused_with_a_page(face: Face, chunked: bool) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"vraag=123456782"
        yield b" " * MAX_BODY_BYTES

    content = chunks() if chunked else b"".join(chunks())
    response = face().post("/", content=content, headers=FORM)
    assert response.status_code == 413
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Te groot</h1>" in response.text
    assert "123456782" not in response.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [(SEARCH, "application/problem+json"), ("/v1", "application/problem+json"), ("/", "text/html")],
)
@pytest.mark.parametrize("where", ["one header", "many headers", "the address"])
def test_headers_above_the_limit_are_refused_in_the_form_of_the_face(
    face: Face, path: str, kind: str, where: str
) -> None:
    headers = {"X-Geheim": "123456782"}
    if where == "one header":
        headers["X-Long"] = "a" * MAX_HEADER_BYTES
    if where == "many headers":
        headers |= {f"X-{at}": "a" * 90 for at in range(MAX_HEADER_BYTES // 90)}
    query = {"q": "a" * MAX_HEADER_BYTES} if where == "the address" else {}
    response = face().get(path, headers=headers, params=query)
    assert response.status_code == 431
    assert response.headers["content-type"].startswith(kind)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "Te grote kop" in response.text
    assert "123456782" not in response.text


def test_headers_below_the_limit_are_read(face: Face) -> None:
    headers = {"X-Long": "a" * (MAX_HEADER_BYTES - 1024)}
    assert face().get("/", headers=headers).status_code == 200


@pytest.mark.parametrize(("path", "kind"), [(SEARCH, JSON), ("/", FORM)])
def test_a_body_that_does_not_come_in_is_refused(
    face: Face, path: str, kind: dict[str, str]
) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "scheme": "http",
        "headers": [(b"content-type", kind["Content-Type"].encode())],
    }
    app = face().app
    assert isinstance(app, FastAPI)
    app.user_middleware[:] = [
        Middleware(BodyLimit, seconds=0.05) if it.cls is BodyLimit else it
        for it in app.user_middleware
    ]
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 408
    raw = b"".join(it.get("body", b"") for it in sent).decode()
    assert "Te langzaam" in raw
    own = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    form = "application/problem+json" if path == SEARCH else "text/html; charset=utf-8"
    assert own["content-type"] == form


def test_a_longer_question_than_the_limit_is_cut_on_the_page(face: Face) -> None:
    response = face().post("/", data={"vraag": "x" * 501})
    assert response.status_code == 200
    assert f'value="{"x" * 500}"' in response.text
