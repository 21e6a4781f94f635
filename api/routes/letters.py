"""`/v1/brieven`: a letter explained by its code, or recognised by its text."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

import api.routes.paths  # noqa: F401 -- gives the forms in the paths
from api.access.scopes import Scope, ScopedRoute, requires
from api.letter_schema import (
    FoundLettersBody,
    LetterBody,
    RecogniseBody,
    found_letters_body,
    letter_body,
)
from api.representation import represented
from api.routes.dependencies import ServingNow, Today, json_only
from kb.letters import explain, letter_sent
from kb.model import Day

router = APIRouter(tags=["brieven"], route_class=ScopedRoute, dependencies=[requires(Scope.PUBLIC)])


@router.get(
    "/brieven/{code:code}",
    response_model=LetterBody,
    summary="Wat betekent deze brief?",
    description="Legt een brief uit, deel voor deel. Met `verzondenOp` krijgt u de versie van die "
    "dag, met de bedragen van toen en de laatste dag van elke termijn.",
    operation_id="legBriefUit",
)
def explain_letter(
    request: Request,
    serving: ServingNow,
    today: Today,
    code: Annotated[str, Path(description="De code op de brief.", examples=["WW-101"])],
    sent_on: Annotated[
        Day | None,
        Query(alias="verzondenOp", description="De datum op de brief.", examples=["2024-02-20"]),
    ] = None,
) -> Response:
    """Explain one letter."""
    letter = letter_sent(code, serving.knowledge, today=today, sent_on=sent_on)
    explained = explain(letter, serving.knowledge, today=today, sent_on=sent_on)
    return represented(request, letter_body(explained, serving.snapshot))


@router.post(
    "/brieven/_herken",
    response_model=FoundLettersBody,
    dependencies=[Depends(json_only)],
    summary="Welke brief is dit?",
    description="Herkent een brief aan zijn code of aan zijn tekst, ook als die niet heel is of "
    "slecht gescand. Van de tekst bewaren of herhalen wij niets.",
    operation_id="herkenBrief",
)
def recognise_letter(body: RecogniseBody, serving: ServingNow) -> Response:
    """Say which letter a text may be."""
    found = serving.recognise(body.text, body.sent_on)
    return Response(found_letters_body(found).to_json(), media_type="application/json")
