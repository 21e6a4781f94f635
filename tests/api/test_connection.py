"""A connection outlives a refusal when the rest of what was refused comes in after all."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from api.connection import Connection

LINGER_SECONDS = 0.5
PATIENCE_SECONDS = 30
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n"


async def refuse(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answer without reading the body."""
    await send(
        {"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]}
    )
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Return the port of a server that refuses everything at once."""
    monkeypatch.setattr("api.connection.LINGER_SECONDS", LINGER_SECONDS)
    config = uvicorn.Config(
        refuse, host="127.0.0.1", port=0, http=Connection, lifespan="off", log_config=None
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    until = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE_SECONDS)


def status(connection: socket.socket) -> int:
    response = http.client.HTTPResponse(connection)
    response.begin()
    response.read()
    return response.status


def test_a_connection_is_used_again_when_a_refused_body_came_in_late(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(POST)
        assert status(connection) == 404
        connection.sendall(b"{}")
        until = time.monotonic() + 3 * LINGER_SECONDS
        while time.monotonic() < until:
            connection.sendall(POST + b"{}")
            assert status(connection) == 404
            time.sleep(0.05)


def test_a_connection_is_used_again_when_the_next_request_came_in_halves_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        until = time.monotonic() + 3 * LINGER_SECONDS
        connection.sendall(POST)
        while time.monotonic() < until:
            assert status(connection) == 404
            connection.sendall(b"{}" + POST)
            time.sleep(0.05)
        assert status(connection) == 404


def test_whoever_does_not_send_the_rest_is_hung_up_on(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), PATIENCE_SECONDS) as connection:
        connection.sendall(POST)
        assert status(connection) == 404
        assert connection.recv(1) == b""
