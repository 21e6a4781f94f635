"""`/v1/vragen/{vraagkenmerk}`: what we keep of a question, for who asks to see it."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.journal import KeptBody, kept_body
from api.journaling import journal_of
from api.representation import represented
from api.routes.questions import Reference
from eval.journal.reading import lookup

router = APIRouter(tags=["vragen"], route_class=ScopedRoute)


@router.get(
    "/vragen/{vraagkenmerk:ulid}",
    response_model=KeptBody,
    dependencies=[requires(Scope.ADMIN)],
    summary="Wat bewaren wij van een vraag?",
    description="Geeft alles wat wij onder een vraagkenmerk bewaren, voor een verzoek om inzage.",
    operation_id="toonVraag",
)
def kept_question(request: Request, reference: Reference) -> Response:
    """Show what is kept under a reference."""
    kept = lookup(journal_of(request).database, reference)
    if kept is None:
        raise HTTPException(404)
    return represented(request, kept_body(reference, kept))
