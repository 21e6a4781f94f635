"""What only a real connection shows: heads that are too large or no HTTP, and HEAD itself."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from api.connection import Connection
from api.limits import MAX_HEADER_BYTES

SECRET = "123456782"
PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def port(public: Any) -> Iterator[int]:
    """Return the port on which the public server listens."""
    server = uvicorn.Server(
        uvicorn.Config(
            public.client.app,
            host="127.0.0.1",
            port=0,
            http=Connection,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=MAX_HEADER_BYTES,
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.02)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)


def exchange(port: int, raw: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes and return the status, the headers and the body of what comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection:
        connection.sendall(raw)
        told = b""
        while part := connection.recv(65536):
            told += part
    head, _, body = told.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (it.partition(": ") for it in lines)}
    return int(first.split()[1]), headers, body


def request(method: str, path: str, *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (request("GET", "/v1/themas", f"X-Lang: {SECRET}{'a' * MAX_HEADER_BYTES}"), 431),
        (request("GET", f"/v1/suggesties?begin={SECRET}{'a' * MAX_HEADER_BYTES}"), 431),
        (f"{SECRET}\r\n\r\n".encode(), 400),
        (request("GET", "/v1/themas", f"Content-Length: {SECRET}x"), 400),
    ],
    ids=["headers", "address", "no HTTP", "length"],
)
def test_what_cannot_be_read_ends_as_a_problem_with_every_header(
    port: int, raw: bytes, status: int
) -> None:
    found, headers, body = exchange(port, raw)
    assert found == status
    assert headers["content-type"] == "application/problem+json"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["api-version"]
    assert json.loads(body)["status"] == status
    assert SECRET.encode() not in body


def test_head_says_how_long_and_sends_nothing(port: int) -> None:
    got = exchange(port, request("GET", "/v1/themas"))
    status, headers, body = exchange(port, request("HEAD", "/v1/themas"))
    assert (status, body) == (200, b"")
    assert headers["content-length"] == str(len(got[2]))
    assert headers["etag"] == got[1]["etag"]


@pytest.mark.parametrize("path", ["/", "/documentatie", "/static/vraagbaak.css", "/healthz"])
def test_a_page_can_be_asked_for_its_head_too(port: int, path: str) -> None:
    status, headers, body = exchange(port, request("HEAD", path))
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 0
