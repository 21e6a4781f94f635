"""`create_app` wires the faces of one process. Nothing happens at import."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from api import problems
from api.middleware import BodyLimit, SecurityHeaders
from api.routes import answers, health, letters, reconstruction
from api.serving import Reconstruction
from api.settings import Role, Settings
from api.watching import Watcher
from api.web import letters as letter_pages
from api.web import pages, publication

API_VERSION: Final = "1.0.0"
_STATIC: Final = Path(__file__).parent / "web" / "static"

Clock = Callable[[], datetime]


class _Application(FastAPI):
    """Unexpected errors are answered outside all middleware; the headers go around that too."""

    def build_middleware_stack(self) -> ASGIApp:
        """Return the stack with the headers outermost."""
        extra = [("API-Version", API_VERSION)]
        return SecurityHeaders(super().build_middleware_stack(), extra=extra)


def create_app(
    settings: Settings,
    role: Role = Role.PUBLIC,
    *,
    watcher: Watcher | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> FastAPI:
    """Return the application of one role. `clock` tells the moment, with its time zone."""
    watcher = watcher or Watcher(settings.home, settings.watch_seconds, clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        watcher.start()
        yield
        watcher.stop()

    app = _Application(
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    v1 = _version_1(role)
    for it in (app, v1):
        it.state.watcher = watcher
        it.state.clock = clock
        it.state.role = role
    if role is Role.INTERNAL:
        v1.state.reconstruction = Reconstruction(settings.home)
    app.include_router(health.router)
    app.include_router(pages.router)
    app.include_router(letter_pages.router)
    if role is Role.INTERNAL:
        app.include_router(publication.router)
    app.mount("/v1", v1)
    app.mount("/static", StaticFiles(directory=_STATIC))
    pages.install_errors(app)
    app.add_middleware(BodyLimit)
    return app


def _version_1(role: Role) -> FastAPI:
    """Return the API under /v1, whose paths do not name the version."""
    v1 = FastAPI(
        title="Vraagbaak",
        version=API_VERSION,
        description="Antwoorden op vragen over uitkeringen: overal hetzelfde antwoord.",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        servers=[{"url": "/v1"}],
    )
    v1.include_router(answers.router)
    v1.include_router(letters.router)
    if role is Role.INTERNAL:
        v1.include_router(reconstruction.router)
    problems.install(v1)
    return v1
