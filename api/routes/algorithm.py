"""`/v1/algoritme`: what this service says about its own algorithm."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.access.scopes import Scope, ScopedRoute, requires
from api.algorithm import algorithm_body
from api.bodies.algorithm import AlgorithmBody
from api.representation import represented
from api.routes.dependencies import PastNow, ServingNow

router = APIRouter(tags=["algoritme"], route_class=ScopedRoute)


@router.get(
    "/algoritme",
    response_model=AlgorithmBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Hoe werkt dit algoritme?",
    description="Geeft de registratie voor het Algoritmeregister (publicatiestandaard 1.0.0), met "
    "het taalmodel, de index en de gemeten kwaliteit van wat nu actief is.",
    operation_id="toonAlgoritme",
)
def algorithm(request: Request, serving: ServingNow, past: PastNow) -> Response:
    """Show the record of the algorithm."""
    run = past.run(serving.activation.run) if serving.activation.run else None
    return represented(request, algorithm_body(serving, past.archive, run))
