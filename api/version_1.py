"""The API under /v1, whose paths do not name the version."""

from __future__ import annotations

from typing import Final

from fastapi import Depends, FastAPI

from api import problems
from api.negotiation import acceptable, known_keys
from api.notes import AdvisorNotes
from api.openapi.document import About, written
from api.past import Past
from api.routes import (
    algorithm,
    answers,
    contact_moments,
    document,
    feedback,
    items,
    kept_questions,
    keys,
    letters,
    publications,
    questions,
    reconstruction,
    suggestions,
    switch,
    terms,
    themes,
)
from api.settings import Role, Settings
from api.tracing import SILENT
from api.under_way import HOLDS_A_PLACE

API_VERSION: Final = "1.0.0"

_PUBLIC: Final = (
    document,
    answers,
    items,
    letters,
    suggestions,
    themes,
    terms,
    feedback,
    questions,
    algorithm,
)
_INTERNAL: Final = (
    reconstruction,
    contact_moments,
    kept_questions,
    publications,
    keys,
    switch,
)


def version_1(role: Role, settings: Settings) -> FastAPI:
    """Return the API of one role, with what its routes read of the past and the document of it."""
    v1 = FastAPI(
        title="Vraagbaak",
        version=API_VERSION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=SILENT,
        dependencies=[HOLDS_A_PLACE, Depends(acceptable), Depends(known_keys)],
    )
    for it in (*_PUBLIC, *(_INTERNAL if role is Role.INTERNAL else ())):
        v1.include_router(it.router)
    problems.install(v1)
    v1.state.past = Past(settings.home)
    v1.state.notes = AdvisorNotes(v1.state.past.archive) if role is Role.INTERNAL else None
    v1.state.document = written(v1, _about(role, settings))
    return v1


def _about(role: Role, settings: Settings) -> About:
    address = settings.internal_url if role is Role.INTERNAL else settings.public_url
    return About(
        server=f"{address or ''}/v1",
        contact_name=settings.api_contact_name,
        contact_url=settings.api_contact_url,
        contact_email=settings.api_contact_email,
    )
