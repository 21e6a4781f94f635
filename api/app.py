"""`create_app` wires the faces of one process. Nothing happens at import."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api import logs
from api.access.guards import KeyGuard, PageGuard, access_of
from api.access.oidc import issuer_of
from api.access.rate import Seconds
from api.access.scopes import check_declared
from api.journal_database import database_of
from api.journaling import Purger
from api.limits import JOURNAL_STOP_SECONDS
from api.metrics import Metrics
from api.middleware import BodyLimit, HeadAsGet, HeaderLimit, SecurityHeaders
from api.observing import Observation
from api.routes import health, metrics, security
from api.serving import Reconstruction
from api.settings import Role, Settings
from api.time_limit import TimeLimit
from api.tracing import SILENT, Tracing, tracing_of
from api.under_way import HOLDS_A_PLACE, UnderWay
from api.version_1 import API_VERSION, version_1
from api.watching import Watcher
from api.web import documentation, pages, publication, signing_in
from api.web import letters as letter_pages
from eval.journal.writer import Writer

_STATIC: Final = Path(__file__).parent / "web" / "static"

Clock = Callable[[], datetime]


class _Application(FastAPI):
    """Unexpected errors are answered outside all middleware; what holds for every answer goes
    around that too.
    """

    def build_middleware_stack(self) -> ASGIApp:
        """Return the stack: told of, with headers, within its limits."""
        stack = HeaderLimit(TimeLimit(HeadAsGet(super().build_middleware_stack())))
        headed = SecurityHeaders(stack, extra=[("API-Version", API_VERSION)])
        tracing: Tracing | None = self.state.tracing
        observers = (self.state.metrics.request, logs.request)
        return Observation(headed, observers, *([tracing.span()] if tracing else []))


def create_app(
    settings: Settings,
    role: Role = Role.PUBLIC,
    *,
    watcher: Watcher | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    ticks: Seconds = time.monotonic,
    tracing: Tracing | None = None,
) -> FastAPI:
    """Return the application of one role.

    `clock` tells the moment, with its time zone; `ticks` counts seconds and only goes forward.

    Raises:
        JournalUrlError: the setting `journal_url` is no address of a database.
        SignInSettingsError: signing in elsewhere is set up by half.
        UndeclaredScopeError: a route does not say who may call it.
    """
    watcher = watcher or Watcher(settings.home, settings.watch_seconds, clock)
    journal = Writer(database_of(settings))
    purger = Purger(journal.database, settings.journal_days, clock)
    under_way = UnderWay()
    tracing = tracing or tracing_of(settings.otel_endpoint, role, settings.trusted_proxies)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        journal.start()
        purger.start()
        watcher.start()
        yield
        watcher.stop()
        purger.stop()
        journal.close(JOURNAL_STOP_SECONDS)
        if tracing is not None:
            tracing.stop()

    app = _Application(
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=SILENT,
    )
    v1 = version_1(role, settings)
    for it in (app, v1):
        it.state.watcher = watcher
        it.state.clock = clock
        it.state.journal = journal
        it.state.role = role
        it.state.under_way = under_way
    app.state.metrics = Metrics(watcher, under_way, journal)
    app.state.tracing = tracing
    app.state.security_contacts = settings.security_contact
    if role is Role.INTERNAL:
        v1.state.reconstruction = Reconstruction(settings.home)
    for of_process in (health, metrics, security):
        app.include_router(of_process.router)
    app.include_router(pages.router, dependencies=[HOLDS_A_PLACE])
    app.include_router(letter_pages.router, dependencies=[HOLDS_A_PLACE])
    app.include_router(documentation.router, dependencies=[HOLDS_A_PLACE])
    app.state.document = v1.state.document
    access = access_of(settings, journal.database, clock, ticks)
    app.state.guard = PageGuard(access, sessions=role is Role.INTERNAL)
    v1.state.guard = KeyGuard(access)
    if role is Role.INTERNAL:
        app.include_router(publication.router, dependencies=[HOLDS_A_PLACE])
        signing_in.install(app, access, issuer_of(settings))
    app.mount("/v1", v1)
    app.mount("/static", StaticFiles(directory=_STATIC))
    pages.install_errors(app)
    app.add_middleware(BodyLimit)
    check_declared(app)
    return app
