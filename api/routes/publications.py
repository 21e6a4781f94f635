"""`/v1/publicaties`: what was put in force when, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response

import api.routes.paths  # noqa: F401 -- gives the forms in the paths
from api.access.scopes import Scope, ScopedRoute, requires
from api.bodies.publications import (
    DifferencesBody,
    PublicationBody,
    PublicationsBody,
    differences_body,
    publication_body,
)
from api.forms import RELEASE_FORM
from api.problems import InvalidParameterError
from api.representation import represented
from api.routes.dependencies import PastNow, Today
from kb.differences import differences
from kb.errors import UnknownReleaseError
from kb.ledger import Activation, named

router = APIRouter(tags=["publicaties"], route_class=ScopedRoute)

Name = Annotated[
    str,
    Path(
        alias="id",
        pattern=f"^{RELEASE_FORM}$",
        description="Het nummer in het logboek, `actief`, `vorige`, of het begin (zes tekens of "
        "meer) van een digest.",
        examples=["2"],
    ),
]


@router.get(
    "/publicaties",
    response_model=PublicationsBody,
    dependencies=[requires(Scope.ADVISER)],
    summary="Wat was wanneer in werking?",
    description="Geeft het logboek van alles wat in werking kwam, het nieuwste eerst.",
    operation_id="toonPublicaties",
)
def publications(request: Request, past: PastNow) -> Response:
    """Show the ledger."""
    entries = past.archive.entries()
    following = (*entries[1:], None)
    found = [publication_body(*pair) for pair in zip(entries, following, strict=True)]
    return represented(request, PublicationsBody(publications=found[::-1]))


@router.get(
    "/publicaties/{id:publicatie}",
    response_model=PublicationBody,
    dependencies=[requires(Scope.ADVISER)],
    summary="Lees een publicatie",
    description="Geeft een regel van het logboek.",
    operation_id="leesPublicatie",
)
def one_publication(request: Request, name: Name, past: PastNow) -> Response:
    """Show one entry of the ledger."""
    entries = past.archive.entries()
    entry = _named(entries, name)
    following = entries[entry.number] if entry.number < len(entries) else None
    return represented(request, publication_body(entry, following))


@router.get(
    "/publicaties/{id:publicatie}/verschillen",
    response_model=DifferencesBody,
    dependencies=[requires(Scope.ADVISER)],
    summary="Wat is er veranderd?",
    description="Vergelijkt een publicatie met een andere (`met`), of met wat er voor haar in "
    "werking was: teksten, toelichtingen, bedragen en toetsvragen.",
    operation_id="toonVerschillen",
)
def what_changed(
    request: Request,
    name: Name,
    past: PastNow,
    today: Today,
    other: Annotated[
        str | None,
        Query(
            alias="met",
            pattern=f"^{RELEASE_FORM}$",
            description="Waarmee, zoals `id`; zonder: met de andere publicatie ervoor.",
            examples=["1"],
        ),
    ] = None,
) -> Response:
    """Show what differs between two publications."""
    entries = past.archive.entries()
    after = _named(entries, name)
    before = _before(entries, after) if other is None else _compared(entries, other)
    found = differences(
        past.archive.release(before.release), past.archive.release(after.release), today
    )
    return represented(request, differences_body(before, after, found))


def _named(entries: Sequence[Activation], name: str) -> Activation:
    try:
        return named(entries, name)
    except UnknownReleaseError:  # its sentence repeats what was asked
        raise HTTPException(404) from None


def _compared(entries: Sequence[Activation], name: str) -> Activation:
    try:
        return named(entries, name)
    except UnknownReleaseError:
        raise InvalidParameterError("met", "is geen publicatie, of past op meer dan een") from None


def _before(entries: Sequence[Activation], after: Activation) -> Activation:
    """Return the newest entry before `after` with another release."""
    earlier = (it for it in reversed(entries[: after.number - 1]) if it.release != after.release)
    if (found := next(earlier, None)) is None:
        raise InvalidParameterError("met", "ontbreekt, en voor deze publicatie was er geen andere")
    return found
