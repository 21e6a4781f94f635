"""Scopes on routes: exactly one, declared, and asked before anything is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.params import Depends
from fastapi.testclient import TestClient

from api.access.errors import UndeclaredScopeError
from api.access.scopes import (
    ANONYMOUS,
    GRANTED,
    Caller,
    CallerNow,
    Scope,
    ScopedRoute,
    check_declared,
    declared_scope,
    requires,
    routes_of,
)
from api.app import create_app
from api.cli.access_options import SCOPES
from api.settings import Role, Settings


def application(dependencies: list[Depends], route_class: type = ScopedRoute) -> FastAPI:
    router = APIRouter(route_class=route_class)

    @router.get("/ergens", dependencies=dependencies)
    def somewhere(caller: CallerNow) -> str | None:
        return caller.name

    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router)
    return app


@pytest.mark.parametrize("scope", list(Scope))
def test_a_route_says_which_scope_it_asks(scope: Scope) -> None:
    app = application([requires(scope)])
    assert [declared_scope(it) for _, it in routes_of(app)] == [scope]
    check_declared(app)


@pytest.mark.parametrize("dependencies", [[], [requires(Scope.PUBLIC), requires(Scope.ADMIN)]])
def test_a_route_without_one_scope_is_refused(dependencies: list[Depends]) -> None:
    with pytest.raises(UndeclaredScopeError, match="De route /ergens zegt niet wie"):
        check_declared(application(dependencies))


def test_a_route_that_asks_nobody_is_refused_though_it_declares() -> None:
    plain = type(APIRouter().route_class.__name__, (APIRouter().route_class,), {})
    with pytest.raises(UndeclaredScopeError, match="/ergens"):
        check_declared(application([requires(Scope.PUBLIC)], plain))


def test_a_route_of_a_mounted_application_counts_too() -> None:
    outer = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    outer.mount("/v1", application([]))
    with pytest.raises(UndeclaredScopeError, match="De route /v1/ergens"):
        check_declared(outer)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("router", ["api.web.pages.router", "api.routes.answers.router"])
def test_an_application_with_such_a_route_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, role: Role, router: str
) -> None:
    forgotten = APIRouter(route_class=ScopedRoute)
    forgotten.add_api_route("/vergeten", lambda: "iets")
    monkeypatch.setattr(router, forgotten)
    with pytest.raises(UndeclaredScopeError, match="/vergeten"):
        create_app(Settings(home=tmp_path), role)


def test_without_a_declaration_nobody_passes_even_when_it_starts() -> None:
    app = application([])
    client = TestClient(app, raise_server_exceptions=False)
    assert client.get("/ergens").status_code == 500


@pytest.mark.parametrize("held", GRANTED)
def test_no_scope_holds_another(held: Scope) -> None:
    caller = Caller(scopes=frozenset([held]))
    assert [it for it in Scope if caller.holds(it)] == [Scope.PUBLIC, held]


def test_nobody_holds_what_is_public_and_nothing_else() -> None:
    assert [it for it in Scope if ANONYMOUS.holds(it)] == [Scope.PUBLIC]


def test_the_commands_know_the_scopes_that_can_be_given() -> None:
    assert tuple(it.value for it in GRANTED) == SCOPES


def test_a_route_knows_who_calls(house: Callable[..., TestClient]) -> None:
    class Guard:
        async def admit(self, request: object, scope: Scope) -> Caller:
            return Caller("de website")

    app = application([requires(Scope.ADMIN)])
    app.state.guard = Guard()
    assert TestClient(app).get("/ergens").json() == "de website"
