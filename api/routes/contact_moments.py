"""`/v1/contactmomenten`: whether an advisor found what somebody asked. Nothing says who or when."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.journal import ContactMomentBody, ReceivedBody
from api.problems import InvalidParametersError
from api.routes.dependencies import ServingNow, Today, json_only
from api.routes.noting import note
from eval.journal.records import ContactMoment, Source

router = APIRouter(tags=["reacties"], route_class=ScopedRoute)


@router.post(
    "/contactmomenten",
    response_model=ReceivedBody,
    status_code=201,
    dependencies=[requires(Scope.ADVISER), Depends(json_only)],
    summary="Was het antwoord er?",
    description="Schrijft op of een adviseur vond wat iemand vroeg en met welke teksten. Van het "
    "gesprek bewaren wij alleen de dag.",
    operation_id="stuurContactmoment",
)
def note_contact_moment(
    request: Request, body: ContactMomentBody, serving: ServingNow, today: Today
) -> Response:
    """Write down what an advisor found."""
    unknown = [
        (f"bronnen[{at}].versie", "hoort niet bij een antwoord van ons")
        for at, it in enumerate(body.sources)
        if not serving.knows(it.item, it.version)
    ]
    if body.found and body.reason is not None:
        unknown.append(("reden", "hoort bij een vraag die niet gevonden is"))
    if unknown:
        raise InvalidParametersError(unknown)
    sources = tuple(dict.fromkeys(Source(it.item, it.version) for it in body.sources))
    reason = body.reason.value if body.reason else None
    return note(request, ContactMoment(today, body.found, sources, reason))
