"""What can be told of a request without telling anything of who asked or what was asked.

Logs, metrics and traces are made from this and nothing else: the method, the route as it is
declared, the status and the time. Never an address, a query string, a header or a body.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Protocol

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from ulid import ULID

from kb.composing import Answer

REQUEST_ID: Final = "X-Request-Id"
"""The header that names a request as the log does. Ours alone: what a client sends is not kept."""

NO_ROUTE: Final = "(geen)"
"""Stands for every address at which there is nothing: what was tried may hold anything."""

NO_ANSWER: Final = 499
"""The status of a request that was not answered: the client left, or the server stopped."""

_METHODS: Final = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_OTHER: Final = "(ander)"


@dataclass(frozen=True)
class Exchange:
    """A request and how it ended. `answer` is there when a question was answered."""

    request_id: str
    method: str
    route: str
    status: int
    seconds: float
    answer: Answer | None = None
    trace_id: str | None = None


Observer = Callable[[Exchange], None]


class Traced(Protocol):
    """A span that is told how the request ended."""

    trace_id: str

    def ended(self, exchange: Exchange) -> None:
        """Take what may be told."""
        ...


Span = Callable[[Scope], AbstractContextManager[Traced | None]]

CURRENT: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
"""The id of the request that is being answered here, in this task or thread."""


def answered(request: HTTPConnection, given: Answer) -> None:
    """Say that a question was answered in this request."""
    request.state.answer = given


class Observation:
    """Tells every observer of every request, once it was answered."""

    def __init__(
        self,
        app: ASGIApp,
        observers: Sequence[Observer],
        span: Span = lambda _scope: nullcontext(None),
    ) -> None:
        self._app = app
        self._observers = observers
        self._span = span

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id, began, status = str(ULID()), time.perf_counter(), NO_ANSWER

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        token = CURRENT.set(request_id)
        with self._span(scope) as traced:
            try:
                await self._app(scope, receive, named)
            finally:
                CURRENT.reset(token)
                exchange = Exchange(
                    request_id=request_id,
                    method=scope["method"] if scope["method"] in _METHODS else _OTHER,
                    route=route_of(scope),
                    status=status,
                    seconds=time.perf_counter() - began,
                    answer=scope.get("state", {}).get("answer"),
                    trace_id=traced.trace_id if traced else None,
                )
                if traced:
                    traced.ended(exchange)
                for observe in self._observers:
                    observe(exchange)


def route_of(scope: Scope) -> str:
    """Return the path of the route as it is declared, `/v1/brieven/{code}`; never what was sent."""
    route, prefix = scope.get("route"), scope.get("root_path", "").rstrip("/")
    if isinstance(route, Route):
        return f"{prefix}{route.path_format}"
    return f"{prefix}/*" if prefix else NO_ROUTE
