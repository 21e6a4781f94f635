"""Writing down what somebody tells us, so that it is sure, or saying at once that it is not."""

from __future__ import annotations

from fastapi import HTTPException, Request, Response

from api.bodies.journal import ReceivedBody
from api.journaling import journal_of
from api.routes.dependencies import today_of
from eval.journal.records import ContactMoment, Feedback


def note(request: Request, record: Feedback | ContactMoment) -> Response:
    """Return 201 when `record` is in the journal.

    Raises:
        HTTPException: 503, it is not and will not be.
    """
    if not journal_of(request).put_and_wait(record):
        raise HTTPException(503, headers={"Retry-After": "5"})
    received = ReceivedBody(received_on=today_of(request))
    return Response(received.to_json(), 201, media_type="application/json")
