"""`/v1/sleutels`: the keys with which machines get in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response

import api.routes.paths  # noqa: F401 -- gives the forms in the paths
from api.access import keys
from api.access.errors import UnknownKeyError
from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.administration import (
    MAX_NAME_CHARS,
    KeysBody,
    MadeKeyBody,
    NewKeyBody,
    key_body,
    made_key,
)
from api.forms import KEY_FORM
from api.journaling import journal_of
from api.representation import represented
from api.routes.dependencies import json_only, now_of
from kb.masking import mask
from kb.text import normalise

router = APIRouter(tags=["beheer"], route_class=ScopedRoute)


@router.get(
    "/sleutels",
    response_model=KeysBody,
    dependencies=[requires(Scope.ADMIN)],
    summary="Welke sleutels zijn er?",
    description="Geeft alle sleutels, ook wie niet meer geldt. Het geheim staat er nooit bij.",
    operation_id="toonSleutels",
)
def all_keys(request: Request) -> Response:
    """Show every key."""
    found = keys.listed(journal_of(request).database)
    return represented(request, KeysBody(keys=[key_body(it) for it in found]))


@router.post(
    "/sleutels",
    response_model=MadeKeyBody,
    status_code=201,
    dependencies=[requires(Scope.ADMIN), Depends(json_only)],
    summary="Maak een sleutel",
    description="Maakt een sleutel. Het antwoord is de enige plek waar u hem ziet.",
    operation_id="maakSleutel",
)
def make_key(request: Request, body: NewKeyBody) -> Response:
    """Make a key and show it once."""
    name = mask(normalise(body.name, limit=MAX_NAME_CHARS)).text or "onbekend"
    made = keys.add(journal_of(request).database, name, body.scopes, now_of(request), body.days)
    return Response(made_key(*made).to_json(), 201, media_type="application/json")


@router.delete(
    "/sleutels/{id:sleutel}",
    status_code=204,
    dependencies=[requires(Scope.ADMIN)],
    summary="Trek een sleutel in",
    description="Laat een sleutel vanaf nu niets meer openen. Een tweede keer doet niets.",
    operation_id="trekSleutelIn",
)
def revoke_key(
    request: Request,
    id_: Annotated[
        str,
        Path(
            alias="id",
            pattern=f"^{KEY_FORM}$",
            description="Het kenmerk van de sleutel.",
            examples=["0123456789ab"],
        ),
    ],
) -> Response:
    """Let a key open nothing from now on."""
    try:
        keys.revoke(journal_of(request).database, id_, now_of(request))
    except UnknownKeyError:
        raise HTTPException(404) from None
    return Response(status_code=204)
