"""Bodies above the limit are refused, unread or while they are read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from starlette.types import Message

from api.limits import MAX_BODY_BYTES

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


def test_a_longer_question_than_the_limit_is_cut_on_the_page(face: Face) -> None:
    response = face().post("/", data={"vraag": "x" * 501})
    assert response.status_code == 200
    assert f'value="{"x" * 500}"' in response.text
