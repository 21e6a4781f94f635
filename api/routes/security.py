"""`/.well-known/security.txt` (RFC 9116): whom to tell about a weakness."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Final

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import PlainTextResponse

from api.routes.dependencies import now_of

router = APIRouter(include_in_schema=False)

_HOLDS: Final = timedelta(days=90)
"""For how long a copy may be believed: the contact comes from the settings of a running server."""


@router.get("/.well-known/security.txt")
async def security_txt(request: Request) -> PlainTextResponse:
    """Say whom to tell, when the settings do."""
    contacts: tuple[str, ...] = request.app.state.security_contacts
    if not contacts:
        raise HTTPException(404)
    until = (now_of(request) + _HOLDS).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    lines = [f"Contact: {it}" for it in contacts]
    return PlainTextResponse(
        "\n".join([*lines, f"Expires: {until}", "Preferred-Languages: nl, en", ""])
    )
