"""Requests that a machine makes from the document: each ends as the document says it may."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.types import Receive, Send
from starlette.types import Scope as Scope_

from api.access.scopes import Scope
from api.openapi.examples import FOLDER
from api.settings import Role

pytestmark = pytest.mark.slow

OPERATIONS = sorted([*(it.stem for it in FOLDER.glob("*.json")), "leesDocument"])
NO_INPUT = {"toonAlgoritme", "toonBegrippen", "toonNoodrem", "toonPublicaties", "toonSleutels"}
NO_INPUT |= {"toonThemas", "leesDocument"}
"""Operations to which nothing can be sent, so nothing wrong either."""

INTERNAL = {"toonNoodrem", "zetNoodrem", "toonSleutels", "maakSleutel", "trekSleutelIn"}
INTERNAL |= {"toonPublicaties", "leesPublicatie", "toonVerschillen", "toonVraag"}
INTERNAL |= {"reconstrueerAntwoord", "stuurContactmoment"}
"""Operations that the public role does not have."""

MODES = [
    pytest.param(role, name, mode, id=f"{role.value}-{name}-{mode.value}")
    for role in Role
    for name in OPERATIONS
    for mode in GenerationMode
    if not (name in INTERNAL and role is Role.PUBLIC)
    if not (name in NO_INPUT and mode is GenerationMode.NEGATIVE)
]
STRICTER = {
    "stuurReactie",
    "stuurContactmoment",
    "toonVerschillen",
    "legBriefUit",
    "reconstrueerAntwoord",
}
"""Operations that refuse what a schema cannot: a name of nothing, a day or moment out of reach."""


@cache
def described(app: Any) -> Any:
    """Return what the document of a server describes, over that very server."""

    async def running(scope: Scope_, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for part in ("startup", "shutdown"):  # it runs already, and goes on
            await receive()
            await send({"type": f"lifespan.{part}.complete"})

    return schemathesis.openapi.from_asgi("/v1/openapi.json", running)


@pytest.mark.parametrize(("role", "name", "mode"), MODES)
def test_every_request_ends_as_the_document_says(
    role: Role, name: str, mode: GenerationMode, serve: Any
) -> None:
    server = serve(role)
    operation = described(server.client.app).find_operation_by_id(name)
    told = operation.definition.raw["description"]
    scope = next((it for it in Scope if f"Bereik: `{it.value}`" in told), Scope.PUBLIC)
    key = server.key_of.get(scope)
    excluded = [positive_data_acceptance] if name in STRICTER else []

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def ends(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        response = case.call(headers={"Authorization": f"Bearer {key}"} if key else {})
        if response.status_code == 413:  # how large a body may be is said in words only
            return
        case.validate_response(response, excluded_checks=excluded)

    ends()
