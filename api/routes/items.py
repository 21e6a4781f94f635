"""`/v1/antwoorden/{id}`: one item, and which versions there were of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

import api.routes.paths  # noqa: F401 -- gives the forms in the paths
from api.access.guards import demand
from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.items import ItemBody, VersionsBody, item_body, versions_body
from api.forms import DIGEST_FORM
from api.representation import represented
from api.routes.dependencies import PastNow, ServingNow, Today
from api.schema import LanguageCode
from kb.errors import UnpublishedItemError
from kb.items import Item, item_on, read_item
from kb.knowledge import Knowledge
from kb.model import ID_FORM, Day, Letter

router = APIRouter(tags=["antwoorden"], route_class=ScopedRoute)

ItemId = Annotated[
    str,
    Path(
        alias="id",
        pattern=f"^{ID_FORM}$",
        description="Het kenmerk van het antwoord.",
        examples=["ww-aanvragen"],
    ),
]


@router.get(
    "/antwoorden/{id:item}",
    response_model=ItemBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Lees een antwoord",
    description="Geeft een antwoord zoals het vandaag luidt, of op een andere dag (`geldigOp`). "
    "Is het ingetrokken of geldt het die dag niet, dan zegt de fout welk antwoord er voor in de "
    "plaats kwam (`opvolger`).",
    operation_id="leesAntwoord",
)
def one_item(
    request: Request,
    id_: ItemId,
    serving: ServingNow,
    past: PastNow,
    today: Today,
    day: Annotated[
        Day | None,
        Query(alias="geldigOp", description="Op welke dag; zonder: vandaag in Nederland."),
    ] = None,
    language: Annotated[
        LanguageCode | None,
        Query(alias="taal", description="In welke taal, als er een vertaling is."),
    ] = None,
) -> Response:
    """Show one item as it reads on a day."""
    on = day or today
    number = serving.activation.number
    item = item_on(id_, on, serving.knowledge, lambda: past.versions.of(id_, number))
    reading = read_item(item, on, serving.knowledge, language or "nl")
    snapshot = serving.snapshot
    body = item_body(reading, serving.changed_at(item), snapshot.publication, snapshot.id)
    return represented(request, body)


@router.get(
    "/antwoorden/{id:item}/versies",
    response_model=VersionsBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Welke versies waren er?",
    description="Geeft elke versie van een antwoord, op twee klokken: over welke dagen zij gaat "
    "(`geldigVanaf`, `geldigTot`) en wanneer wij haar lieten zien (`gepubliceerd`).",
    operation_id="toonVersies",
)
def versions_of_item(request: Request, id_: ItemId, serving: ServingNow, past: PastNow) -> Response:
    """Show which versions there were of an item."""
    found = past.versions.of(id_, serving.activation.number)
    if not found:
        raise UnpublishedItemError
    snapshot = serving.snapshot
    return represented(request, versions_body(id_, found, snapshot.publication, snapshot.id))


@router.get(
    "/antwoorden/{id:item}/versies/{versie:digest}",
    response_model=ItemBody,
    dependencies=[requires(Scope.PUBLIC)],
    summary="Lees een versie",
    description="Geeft de tekst van een versie. Een versie die is ingetrokken, is er alleen voor "
    "wie het bereik `adviseur` heeft.",
    operation_id="leesVersie",
    responses={403: {"description": "Niet bevoegd"}},
)
def one_version(
    request: Request,
    id_: ItemId,
    version: Annotated[
        str,
        Path(
            alias="versie",
            pattern=f"^{DIGEST_FORM}$",
            description="Het kenmerk van de versie.",
            examples=["3f9a1c2e"],
        ),
    ],
    serving: ServingNow,
    past: PastNow,
    today: Today,
) -> Response:
    """Show one version of an item, on the day nearest to today on which it holds."""
    if (item := _version_of(id_, version, serving.knowledge)) is not None:
        reading = read_item(item, item.validity.nearest(today), serving.knowledge)
        snapshot = serving.snapshot
        body = item_body(reading, serving.changed_at(item), snapshot.publication, snapshot.id)
        return represented(request, body)
    versions = past.versions.of(id_, serving.activation.number)
    held = next((it for it in versions if it.digest == version), None)
    if held is None:
        raise HTTPException(404)
    demand(request, Scope.ADVISER)
    then = held.periods[-1].activation
    knowledge = past.knowledge(then.release)
    if (item := _version_of(id_, version, knowledge)) is None:
        raise HTTPException(404)
    reading = read_item(item, item.validity.nearest(today), knowledge)
    body = item_body(reading, held.periods[0].start, then.public, then.snapshot)
    return represented(request, body)


def _version_of(id_: str, version: str, knowledge: Knowledge) -> Item | None:
    found = (it for it in knowledge.entries if it.id == id_ and it.version == version)
    return next((it for it in found if not isinstance(it, Letter)), None)
