"""`/v1/antwoorden/_reconstrueer`: what was answered at a moment, about the rules of a day."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.problems import InvalidParameterError
from api.routes.dependencies import NotesNow, ServingNow, json_only, now_of
from api.schema import FoundBody, ReplayBody, found_body
from api.serving import Reconstruction
from kb.dutch_time import dutch_day

router = APIRouter(
    tags=["antwoorden"], route_class=ScopedRoute, dependencies=[requires(Scope.ADVISER)]
)


def reconstruction_of(request: Request) -> Reconstruction:
    """Return what loads earlier publications in this process."""
    reconstruction: Reconstruction = request.app.state.reconstruction
    return reconstruction


@router.post(
    "/antwoorden/_reconstrueer",
    response_model=FoundBody,
    dependencies=[Depends(json_only)],
    summary="Wat is er geantwoord?",
    description="Geeft het antwoord zoals het op een moment gegeven is (`beschikbaarOp`), over de "
    "regels van een dag (`geldigOp`, anders de dag van dat moment). Met de dag van het moment zelf "
    "is het byte voor byte het antwoord van toen, op het vraagkenmerk na.",
    operation_id="reconstrueerAntwoord",
    responses={404: {"description": "Niet gevonden"}},
)
def reconstruct(
    body: ReplayBody,
    request: Request,
    serving: ServingNow,
    notes: NotesNow,
    earlier: Annotated[Reconstruction, Depends(reconstruction_of)],
) -> Response:
    """Answer one question as it was answered."""
    now = now_of(request)
    moment = body.moment or now
    if moment > now:
        raise InvalidParameterError("beschikbaarOp", "ligt in de toekomst")
    then = earlier.at(moment, serving)
    asked = body.to_question(dutch_day(moment))
    given = then.answer(asked)
    found = found_body(given, then, notes(given, then))
    return Response(found.to_json(), media_type="application/json")
