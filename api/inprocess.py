"""Ask an application in this process, without a socket: the ASGI call and its whole response."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    body: bytes


def post(app: ASGIApp, path: str, body: bytes, media_type: str) -> Response:
    """Post `body` to `path` and return the response."""
    return asyncio.run(_post(app, path, body, media_type))


async def _post(app: ASGIApp, path: str, body: bytes, media_type: str) -> Response:
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (b"host", b"127.0.0.1"),
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(body)).encode()),
        ],
        "client": None,
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    messages: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    status = next(it["status"] for it in messages if it["type"] == "http.response.start")
    parts = (it.get("body", b"") for it in messages if it["type"] == "http.response.body")
    return Response(int(status), b"".join(parts))
