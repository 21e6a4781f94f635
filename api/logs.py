"""What a server writes to its log: one JSON object a line, without a word of what was asked.

An exception is logged by its type and where it was raised. Its message is left out: it may quote
what somebody sent.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Final

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from api.observing import CURRENT, Exchange

log = logging.getLogger("vraagbaak.request")

FIELDS: Final = {
    "time": "when, in UTC",
    "level": "INFO, WARNING, ERROR",
    "logger": "which part of the program",
    "message": "what happened",
    "role": "the role of the process",
    "request_id": "the header X-Request-Id of the answer; in every line about that request",
    "method": "of the request",
    "route": "as it is declared, such as /v1/brieven/{code}; (geen) when there is none",
    "status": "of the answer; 499 when the client left before there was one",
    "milliseconds": "until the answer was sent",
    "trace_id": "of the trace, where traces are made",
    "event": "signed_in, sign_in_failed, kill_switch_pulled or kill_switch_released",
    "account": "who did that, by the name of the account or the key; not when it failed",
    "exc_info": "of an error: its type and where it was raised, never its message",
}
"""Every field of a line, and what it is. Those from `request_id` on are in some lines only."""

_PROBED: Final = ("/healthz", "/readyz", "/metrics")
"""Asked every few seconds by machines; not logged."""

_CHATTY: Final = ("alembic", "bm25s", "httpx", "httpx2", "sentence_transformers")


def configure(role: str) -> None:
    """Let everything that this process logs go to standard output, a JSON object a line."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter(role))
    handler.addFilter(named)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)
    threading.excepthook = thread_ended


def formatter(role: str) -> logging.Formatter:
    """Return what makes a line of a record."""
    return _Formatter(
        "{levelname}{name}{message}",
        style="{",
        rename_fields={"levelname": "level", "name": "logger", "timestamp": "time"},
        static_fields={"role": role},
        timestamp=True,
        reserved_attrs=[*RESERVED_ATTRS, "color_message"],
        json_ensure_ascii=False,
    )


def request(exchange: Exchange) -> None:
    """Log a request and how it ended, unless a machine only looked whether we are there."""
    said: dict[str, object] = {
        "request_id": exchange.request_id,
        "method": exchange.method,
        "route": exchange.route,
        "status": exchange.status,
        "milliseconds": round(exchange.seconds * 1000, 1),
    }
    if exchange.trace_id:
        said["trace_id"] = exchange.trace_id
    log.log(logging.DEBUG if exchange.route in _PROBED else logging.INFO, "request", extra=said)


class _Formatter(JsonFormatter):
    def formatException(  # noqa: N802 -- the name of logging
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "\n".join(_told(ei[1])) if ei[1] is not None else ""


def _told(error: BaseException) -> list[str]:
    """Return the frames and the type of an exception, and of those that it came from."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    frames = traceback.extract_tb(error.__traceback__)
    own = [f"{it.filename}:{it.lineno} {it.name}" for it in frames]
    kind = type(error)
    return [*(_told(before) if before else ()), *own, f"{kind.__module__}.{kind.__qualname__}"]


def named(record: logging.LogRecord) -> bool:
    """Say of which request a line is, unless it says so itself."""
    if not hasattr(record, "request_id") and (current := CURRENT.get()) is not None:
        record.request_id = current
    return True


def thread_ended(ended: threading.ExceptHookArgs) -> None:
    """Log that a thread ended by an exception, as everything else is logged."""
    if ended.exc_value is None:
        return
    about = (ended.exc_type, ended.exc_value, ended.exc_traceback)
    logging.getLogger(__name__).error("a thread ended", exc_info=about)
