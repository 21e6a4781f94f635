"""A limit to how long a request may take, whatever it waits for."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.limits import REQUEST_SECONDS
from api.refusals import refusal

_RETRY = {"Retry-After": "5"}


class TimeLimit:
    """Answers 503 when no answer has begun in time.

    A thread that hangs cannot be ended. It goes on, and keeps its place among the requests that
    are under way, but nobody waits for it any more.
    """

    def __init__(self, app: ASGIApp, seconds: float = REQUEST_SECONDS) -> None:
        self._app = app
        self._seconds = seconds
        self._left: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and answer when that takes too long."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = over = False

        async def unless_over(message: Message) -> None:
            nonlocal begun
            if not over:
                begun = True
                await send(message)

        task = asyncio.ensure_future(self._run(scope, receive, unless_over))
        try:
            await asyncio.wait({task}, timeout=self._seconds)
            if task.done() or begun:
                await task
                return
        except asyncio.CancelledError:  # the server stops
            self._leave(task)
            raise
        over = True
        self._leave(task)
        await refusal(scope, 503, _RETRY)(scope, receive, send)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def _leave(self, task: asyncio.Task[None]) -> None:
        """Let `task` end by itself, and be remembered until then."""
        self._left.add(task)
        task.add_done_callback(self._ended)
        task.cancel()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._left.discard(task)
        if not task.cancelled():
            task.exception()  # it was answered already; asked for, it is not reported again
