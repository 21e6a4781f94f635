"""`/metrics`: the figures of this process, for whoever watches over it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, HTTPException, Request, Response

from api.metrics import CONTENT_TYPE, Metrics
from api.settings import Role, is_loopback

router = APIRouter(include_in_schema=False)

_FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-real-ip")
"""Headers of a proxy: somebody asks from elsewhere, though the proxy is on this machine."""


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Show all figures; in the public role to this machine only."""
    if request.app.state.role is Role.PUBLIC and not _is_local(request):
        raise HTTPException(404)
    figures: Metrics = request.app.state.metrics
    return Response(figures.text(), media_type=CONTENT_TYPE)


def _is_local(request: Request) -> bool:
    """Whether somebody on this machine asks for this machine, and not for another."""
    client = request.client
    if client is None or any(it in request.headers for it in _FORWARDED):
        return False
    return is_loopback(client.host) and is_loopback(request.url.hostname or "")
