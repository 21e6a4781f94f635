"""`/v1/noodrem`: the kill switch, for who may pull it from somewhere else than the machine."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from api.access.scopes import CallerNow, Scope, ScopedRoute, requires
from api.bodies.administration import MAX_REASON_CHARS, SwitchBody, TurnBody, switch_body
from api.representation import represented
from api.routes.dependencies import PastNow, json_only, now_of
from kb.errors import StoreError
from kb.masking import mask
from kb.switch import Switch
from kb.text import normalise

log = logging.getLogger(__name__)

router = APIRouter(tags=["beheer"], route_class=ScopedRoute)

_UNKNOWN: Final = "onbekend"


@router.get(
    "/noodrem",
    response_model=SwitchBody,
    dependencies=[requires(Scope.ADMIN)],
    summary="Staat de noodrem aan?",
    description="Zegt of de noodrem aan staat, sinds wanneer, door wie en waarom.",
    operation_id="toonNoodrem",
)
def show_switch(request: Request, past: PastNow) -> Response:
    """Show whether the kill switch is pulled."""
    with _sure():
        told = switch_body(Switch(past.archive.home).state())
    return represented(request, told)


@router.put(
    "/noodrem",
    response_model=SwitchBody,
    dependencies=[requires(Scope.ADMIN), Depends(json_only)],
    summary="Zet de noodrem aan of uit",
    description="Zet de noodrem aan of uit. Draaiende servers volgen binnen twee seconden. Staat "
    "hij al zo, dan verandert er niets.",
    operation_id="zetNoodrem",
)
def turn_switch(request: Request, body: TurnBody, past: PastNow, caller: CallerNow) -> Response:
    """Pull or release the kill switch."""
    switch, now = Switch(past.archive.home), now_of(request)
    by = caller.name or _UNKNOWN
    reason = mask(normalise(body.reason, limit=MAX_REASON_CHARS)).text or _UNKNOWN
    with _sure():
        if body.on:
            switch.pull(reason, by, now)
        else:
            switch.release(by, now, reason)
        told = switch_body(switch.state())
    event = "kill_switch_pulled" if body.on else "kill_switch_released"
    log.warning("kill switch used over the API", extra={"event": event, "account": by})
    return Response(told.to_json(), media_type="application/json")


@contextmanager
def _sure() -> Iterator[None]:
    """Say 503 when the disk does not do as it is told: nobody may think that it did."""
    try:
        yield
    except StoreError:
        raise HTTPException(503, headers={"Retry-After": "5"}) from None
