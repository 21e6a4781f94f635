"""Which methods an address has, for the `Allow` header of a refusal."""

from __future__ import annotations

from fastapi import Request
from fastapi.routing import iter_route_contexts
from starlette._utils import get_route_path
from starlette.routing import Route


def methods_of(request: Request) -> list[str]:
    """Return every method that some route has for the path of a request; HEAD goes with GET."""
    path = get_route_path(request.scope)
    found: set[str] = set()
    for it in iter_route_contexts(request.app.routes):
        route = it.original_route
        if isinstance(route, Route) and route.path_regex.match(path):
            found |= route.methods or set()
    return sorted(found | ({"HEAD"} if "GET" in found else set()))
