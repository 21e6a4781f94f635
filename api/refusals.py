"""Refusals made outside the routes, each in the form of the face that was asked."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from api.problems import TITLES, problem_response
from api.serving import Serving
from api.web.pages import page


def refusal(scope: Scope, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem for the API, and a page for everything else."""
    path = scope["path"]
    if path == "/v1" or path.startswith("/v1/"):
        return problem_response(status, headers=headers)
    title, detail = TITLES[status]
    serving: Serving | None = Request(scope).app.state.watcher.current
    return page("error.html", serving, status=status, headers=headers, title=title, detail=detail)
