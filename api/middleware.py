"""What holds for every request and response, whatever the route."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits import BODY_SECONDS, MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_LETTER_BODY_BYTES
from api.refusals import refusal

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""Added where the response does not say otherwise. A question may hold what somebody would not
want kept in a cache, so nothing is stored unless a route allows it."""


_LARGER_BODIES: Final = {("POST", "/v1/brieven/_herken"): MAX_LETTER_BODY_BYTES}
"""Where a body may be larger than elsewhere."""


class SecurityHeaders:
    """Adds headers to every response."""

    def __init__(self, app: ASGIApp, extra: Iterable[tuple[str, str]] = ()) -> None:
        self._app = app
        self._headers = {**SECURITY_HEADERS, **dict(extra)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; complete the headers of its response."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class HeadAsGet:
    """Answers HEAD as the GET of the same address, without the body: every route has both.

    Around this the method is HEAD, as it was asked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as a GET, and its response without what it says."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            scope["method"] = "HEAD"
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        scope["method"] = "GET"
        try:
            await self._app(scope, receive, without_body)
        finally:
            scope["method"] = "HEAD"


class HeaderLimit:
    """Refuses a first line with headers above the limit, before anything is done with them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] == "http" and _header_bytes(scope) > MAX_HEADER_BYTES:
            await refusal(scope, 431)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _header_bytes(scope: Scope) -> int:
    line = len(scope["method"]) + len(scope.get("raw_path") or b"") + len(scope["query_string"])
    return line + sum(len(name) + len(value) + 4 for name, value in scope["headers"])


class BodyLimit:
    """Refuses a body above the limit: unread when it is announced, else while it is read; and one
    that takes too long to come in.

    The refusal is raised where the body is asked for, so that each face words it as its own errors.
    """

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = _LARGER_BODIES.get((scope["method"], scope["path"]), MAX_BODY_BYTES)
        announced = Headers(scope=scope).get("content-length", "0")
        too_large = announced.isdigit() and int(announced[:12]) > most
        read, complete = 0, False
        until = time.monotonic() + self._seconds

        async def counted() -> Message:
            nonlocal read, complete
            if too_large:
                raise HTTPException(413)
            # what comes after the body says that the client left, and may take its time
            left = None if complete else max(0.0, until - time.monotonic())
            try:
                message = await asyncio.wait_for(receive(), left)
            except TimeoutError:
                raise HTTPException(408) from None
            complete = not message.get("more_body", False)
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
