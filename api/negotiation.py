"""What a request may ask of any route of the API: a type we make, and keys that we know."""

from __future__ import annotations

from collections import Counter
from typing import Final, get_origin

from fastapi import HTTPException, Request
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute

from api.problems import InvalidParametersError

_MADE: Final = ("application/json", "application/*", "*/*")
"""What a client may accept to get JSON, the most precise first."""


async def acceptable(request: Request) -> None:
    """Refuse a request that does not accept JSON. Without `Accept` everything is accepted.

    Raises:
        HTTPException: 406.
    """
    accepted = _weights(request.headers.getlist("accept"))
    if accepted and not next((accepted[it] for it in _MADE if it in accepted), 0):
        raise HTTPException(406)


def _weights(values: list[str]) -> dict[str, float]:
    """Return how much each media range is wanted; one that cannot be read is not wanted."""
    found: dict[str, float] = {}
    for part in ",".join(values).split(","):
        kind, *parameters = (it.strip().lower() for it in part.split(";"))
        if kind:
            found[kind] = _weight(parameters)
    return found


def _weight(parameters: list[str]) -> float:
    wanted = next((it[2:].strip() for it in parameters if it.startswith("q=")), "1")
    try:
        return float(wanted)
    except ValueError:
        return 0.0


async def known_keys(request: Request) -> None:
    """Refuse a query key that the route does not know, and one that is there twice.

    Raises:
        InvalidParametersError: 400, which and why; a key that is not ours is not repeated.
    """
    sent = Counter(key for key, _ in request.query_params.multi_items())
    if not sent:
        return
    route = request.scope.get("route")
    known = _keys(route) if isinstance(route, APIRoute) else {}
    twice = [key for key, times in sent.items() if key in known and times > 1 and not known[key]]
    wrong = [(key, "staat er meer dan een keer") for key in twice]
    if sent.keys() - known.keys():
        wrong.append(("(onbekend)", "deze sleutel bestaat niet"))
    if wrong:
        raise InvalidParametersError(wrong)


def _keys(route: APIRoute) -> dict[str, bool]:
    """Return the query keys of a route, and whether each may be there more than once."""
    fields = (it for it in get_flat_params(route.dependant) if isinstance(it.field_info, Query))
    return {it.alias: get_origin(it.field_info.annotation) is list for it in fields}
