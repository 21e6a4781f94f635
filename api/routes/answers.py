"""`/v1/antwoorden`: the main job."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api import journaling
from api.access.scopes import Scope, ScopedRoute, requires
from api.routes.dependencies import NotesNow, ServingNow, Today, json_only
from api.schema import AskBody, FoundBody, found_body

router = APIRouter(
    tags=["antwoorden"], route_class=ScopedRoute, dependencies=[requires(Scope.PUBLIC)]
)


@router.post(
    "/antwoorden/_zoek",
    response_model=FoundBody,
    dependencies=[Depends(json_only)],
    summary="Stel een vraag",
    description="Geeft het antwoord, of zegt eerlijk dat het er niet is en wie wel kan helpen.",
    operation_id="zoekAntwoord",
)
def search_answers(
    request: Request, body: AskBody, serving: ServingNow, today: Today, notes: NotesNow
) -> Response:
    """Answer one question."""
    given = serving.answer(body.to_question(today))
    found = found_body(given, serving, notes(given, serving))
    response = Response(found.to_json(), media_type="application/json")
    journaling.asked(request, given, found, serving, body.channel)
    return response
