"""`/v1/suggesties`: what somebody may be about to ask, while typing.

The one place where words of a visitor stand in an address: few, masked, and never logged.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.browsing import SuggestionsBody, suggestion_body
from api.representation import represented
from api.routes.dependencies import ServingNow, Today
from kb.admission import Admission
from kb.masking import mask
from kb.model import Audience
from kb.suggestions import MAX_BEGIN_CHARS

router = APIRouter(tags=["hulp"], route_class=ScopedRoute)


@router.get(
    "/suggesties",
    response_model=SuggestionsBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Wat wilt u vragen?",
    description="Geeft vragen die beginnen met wat iemand typt, ook met een tikfout. Wat er "
    "getypt is, bewaren wij niet.",
    operation_id="toonSuggesties",
)
def suggest(
    request: Request,
    serving: ServingNow,
    today: Today,
    begin: Annotated[
        str,
        Query(
            min_length=1,
            max_length=MAX_BEGIN_CHARS,
            description="Wat er tot nu toe getypt is.",
            examples=["ww aanvr"],
        ),
    ],
    audience: Annotated[
        Audience | None,
        Query(alias="doelgroep", description="Alleen voor deze doelgroep; zonder: voor iedereen."),
    ] = None,
    schemes: Annotated[
        list[Annotated[str, Query(max_length=40)]],
        Query(
            alias="regelingen",
            max_length=20,
            description="Alleen over deze regelingen; zonder: over alle.",
        ),
    ] = [],  # noqa: B006 -- FastAPI copies it
) -> Response:
    """Suggest questions."""
    admission = Admission(today, audience, schemes)
    found = serving.suggestions.starting(mask(begin).text, admission) if not serving.pulled else ()
    body = SuggestionsBody(
        suggestions=[suggestion_body(it) for it in found],
        day=today,
        publication=serving.snapshot.publication,
        snapshot=serving.snapshot.id,
    )
    return represented(request, body)
