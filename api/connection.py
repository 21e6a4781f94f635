"""A connection as uvicorn and h11 keep it, with limits of its own.

Without them a request whose headers come in drop by drop holds its connection for ever, and one
that h11 cannot read is answered outside our forms.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from api.limits import HEADER_SECONDS, LINGER_SECONDS
from api.middleware import SECURITY_HEADERS
from api.problems import problem_response
from api.version_1 import API_VERSION

_HEADERS: Final = {**SECURITY_HEADERS, "API-Version": API_VERSION, "Connection": "close"}
_REFUSALS: Final = frozenset((400, 408, 431))


class Connection(H11Protocol):
    """Refuses with a problem what cannot be read or does not come in."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._headers_due: asyncio.TimerHandle | None = None
        self._lingering: asyncio.TimerHandle | None = None
        self._unread: object = None
        """The request that was answered before all of it was sent."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the headers of a first request."""
        super().connection_made(transport)
        self._expect_headers()

    def data_received(self, data: bytes) -> None:
        """Take what came in; when the headers are there, wait for them no longer."""
        super().data_received(data)
        if self._lingering is not None and not self._is_still_sent():
            self._stop(self._lingering)
            self._lingering = None
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0]:
            self._expect_headers()
        elif self.conn.their_state is not h11.IDLE:
            self._stop(self._headers_due)
            self._headers_due = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop(self._headers_due)
        self._stop(self._lingering)
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Let somebody who was refused before all was sent read that, and hang up."""
        unread = self.conn.their_state is h11.SEND_BODY
        super().on_response_complete()
        if unread and not self.transport.is_closing():
            self._unread = self.cycle
            self._lingering = self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- the signature of uvicorn
        """Refuse what h11 cannot read, or what is too large for it."""
        self._refuse(getattr(sys.exc_info()[1], "error_status_hint", 400))

    def _is_still_sent(self) -> bool:
        """Whether more is to come of the request that was answered already."""
        return self.cycle is self._unread and self.conn.their_state is h11.SEND_BODY

    def _expect_headers(self) -> None:
        if self._headers_due is None:
            self._headers_due = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def _too_slow(self) -> None:
        """Hang up; somebody who had begun hears why."""
        if self.transport.is_closing():
            return
        if self.conn.trailing_data[0]:
            self._refuse(408)
        else:
            self.transport.close()

    def _refuse(self, hint: int) -> None:
        status = hint if hint in _REFUSALS else 400
        detail = "Dit is geen aanvraag die wij kunnen lezen." if status == 400 else None
        told = problem_response(status, detail, headers=_HEADERS)
        event = h11.Response(
            status_code=status, headers=told.raw_headers, reason=STATUS_PHRASES[status]
        )
        try:
            for piece in (event, h11.Data(data=bytes(told.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(piece) or b"")
        except h11.LocalProtocolError:  # an answer was under way already
            pass
        self.transport.close()

    @staticmethod
    def _stop(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()
