"""`/v1/antwoorden`: the main job."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.routes.dependencies import ServingNow, Today, json_only
from api.schema import AskBody, FoundBody, found_body
from kb.answering import answer

router = APIRouter(tags=["antwoorden"])


@router.post(
    "/antwoorden/_zoek",
    response_model=FoundBody,
    dependencies=[Depends(json_only)],
    summary="Stel een vraag",
    description="Geeft het antwoord, of zegt eerlijk dat het er niet is en wie wel kan helpen.",
    operation_id="zoekAntwoord",
)
def search_answers(body: AskBody, serving: ServingNow, today: Today) -> Response:
    """Answer one question."""
    given = answer(body.to_question(today), serving.knowledge, serving.search, serving.policy)
    return Response(found_body(given, serving).to_json(), media_type="application/json")
