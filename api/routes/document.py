"""`/v1/openapi.json`: the document of the API. It alone may be read from any website."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request, Response

from api.openapi.document import PATH
from api.representation import tagged

router = APIRouter(include_in_schema=False)

_ANYWHERE: Final = {"Access-Control-Allow-Origin": "*"}


@router.get(PATH)
def own_document(request: Request) -> Response:
    """Show the document."""
    written: Callable[[], bytes] = request.app.state.document
    return tagged(request, written(), _ANYWHERE)
