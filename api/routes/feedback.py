"""`/v1/reacties`: whether an answer helped, tied to the version that somebody read."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.journal import MAX_REMARK_CHARS, FeedbackBody, ReceivedBody
from api.problems import InvalidParameterError
from api.routes.dependencies import ServingNow, json_only, now_of
from api.routes.noting import note
from eval.journal.records import Feedback
from kb.masking import mask
from kb.text import normalise

router = APIRouter(tags=["reacties"], route_class=ScopedRoute)


@router.post(
    "/reacties",
    response_model=ReceivedBody,
    status_code=201,
    dependencies=[requires(Scope.PUBLIC), Depends(json_only)],
    summary="Hielp dit antwoord?",
    description="Schrijft op of een antwoord hielp. Uit de opmerking halen wij persoonlijke "
    "gegevens. Is het niet op te schrijven, dan krijgt u meteen een 503 en is er niets bewaard.",
    operation_id="stuurReactie",
)
def give_feedback(request: Request, body: FeedbackBody, serving: ServingNow) -> Response:
    """Write down whether a version of an item helped."""
    if not serving.knows(body.item, body.version):
        raise InvalidParameterError("versie", "hoort niet bij een antwoord van ons")
    if body.helpful and body.reason is not None:
        raise InvalidParameterError("reden", "hoort bij een antwoord dat niet hielp")
    feedback = Feedback(
        at=now_of(request),
        item=body.item,
        version=body.version,
        helpful=body.helpful,
        reference=body.reference,
        reason=body.reason.value if body.reason else None,
        remark=_readable(body.remark) if body.remark else None,
    )
    return note(request, feedback)


def _readable(remark: str) -> str | None:
    """Return a remark as it is kept; None when there was nothing in it that anybody can see."""
    return mask(normalise(remark, limit=MAX_REMARK_CHARS)).text or None
