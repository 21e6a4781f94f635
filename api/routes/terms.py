"""`/v1/begrippen`: the words of the trade, explained."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.browsing import WordsBody, word_body
from api.representation import represented
from api.routes.dependencies import ServingNow

router = APIRouter(tags=["hulp"], route_class=ScopedRoute)


@router.get(
    "/begrippen",
    response_model=WordsBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Wat betekenen de woorden?",
    description="Geeft alle moeilijke woorden die wij uitleggen, met hun betekenis.",
    operation_id="toonBegrippen",
)
def terms(request: Request, serving: ServingNow) -> Response:
    """Show the words that are explained."""
    body = WordsBody(
        terms=[word_body(it) for it in serving.knowledge.public.terms],
        publication=serving.snapshot.publication,
        snapshot=serving.snapshot.id,
    )
    return represented(request, body)
