"""A server process: uvicorn with the limits of this product, and an end that comes in time."""

from __future__ import annotations

import logging
import os
import threading
from contextlib import suppress
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from api import limits
from api.connection import Connection

log = logging.getLogger(__name__)


def run(app: ASGIApp, host: str, port: int) -> bool:
    """Serve until a signal says to stop; return whether it ever began.

    A stop lets what is under way be answered, for `STOP_SECONDS`. Whatever hangs, the process ends
    within `EXIT_SECONDS`.
    """
    server = _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            log_config=None,
            ws="none",
            lifespan="on",
            http=Connection,
            timeout_keep_alive=limits.KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=limits.STOP_SECONDS,
            h11_max_incomplete_event_size=limits.MAX_HEADER_BYTES,
        )
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises again what it stopped for
        server.run()
    return server.started


class _Server(uvicorn.Server):
    """Stops in time, also when a thread hangs that nobody can end."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if not self.should_exit:
            end = threading.Timer(limits.EXIT_SECONDS, _end)
            end.daemon = True
            end.start()
        super().handle_exit(sig, frame)


def _end() -> None:
    log.error("the stop took longer than %s seconds: ended", limits.EXIT_SECONDS)
    os._exit(1)
