"""`/v1/themas`: what there is to browse."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.browsing import ThemesBody, theme_body
from api.representation import represented
from api.routes.dependencies import ServingNow, Today

router = APIRouter(tags=["hulp"], route_class=ScopedRoute)


@router.get(
    "/themas",
    response_model=ThemesBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Welke thema's zijn er?",
    description="Geeft alle thema's, in de volgorde waarin bezoekers ze zien.",
    operation_id="toonThemas",
)
def themes(request: Request, serving: ServingNow, today: Today) -> Response:
    """Show the themes."""
    public = serving.knowledge.public
    body = ThemesBody(
        themes=[theme_body(it, public.faqs, today) for it in public.themes],
        day=today,
        publication=serving.snapshot.publication,
        snapshot=serving.snapshot.id,
    )
    return represented(request, body)
