"""`/healthz` (the process lives) and `/readyz` (it can answer). Neither waits for a question."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response

from api.watching import Watcher

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """Say that the process lives."""
    return _json(200, {"status": "leeft"})


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """Say whether questions can be answered, from what, and why not the newest.

    While the kill switch is pulled it is ready all the same: it says who can help.
    """
    watcher: Watcher = request.app.state.watcher
    serving, reason = watcher.current, watcher.reason
    body = {
        "status": "gereed"
        if serving and reason is None
        else "gereed met een oudere publicatie"
        if serving
        else "niet gereed",
        "reden": reason,
        "publicatie": serving.snapshot.publication if serving else None,
        "momentopname": serving.snapshot.id if serving else None,
        "encoder": serving.snapshot.encoder_id if serving else None,
        "noodrem": serving is not None and serving.pulled is not None,
    }
    return _json(200 if serving else 503, body)


def _json(status: int, body: object) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status, media_type="application/json")
