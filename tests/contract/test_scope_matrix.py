"""Every route of both roles, with every sort of credential: what it declares, and nothing else.

The routes are taken from the application itself. What is sent is a real request; whether it was let
in is heard from the guard, and how it was refused is read from the response.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.routing import Mount, Route

from api.access import keys, sessions
from api.access.scopes import (
    GRANTED,
    WITHOUT_SCOPE,
    Caller,
    Guard,
    Scope,
    ScopedRoute,
    declared_scope,
    routes_of,
)
from api.access.sessions import Identity
from api.app import create_app
from api.settings import Role, Settings
from eval.journal.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SAMPLES = [
    "ww-aanvragen",
    "3f9a1c2e",
    "WW-101",
    "01JD0000000000000000000000",
    f"sha256:{'a' * 64}",
    "0123456789ab",
    "1",
]
BAD = ("none", "malformed", "unknown", "revoked", "expired")
CREDENTIALS = (*BAD, *(it.value for it in GRANTED))
LET_IN = 0
"""Stands for: passed the guard, whatever came after."""


@dataclass(frozen=True)
class Empty:
    """Has nothing to answer from: whoever is let in finds nothing."""

    current: None = None
    reason: str | None = "er is nog niets"
    pulled: None = None

    def start(self) -> None:
        """There is nothing to watch."""

    def stop(self) -> None:
        """There is nothing to stop."""


@dataclass
class Heard:
    """A guard that tells whether it let somebody in."""

    guard: Guard
    let_in: list[Caller] = field(default_factory=list)

    async def admit(self, request: Request, scope: Scope) -> Caller:
        caller = await self.guard.admit(request, scope)
        self.let_in.append(caller)
        return caller


@dataclass(frozen=True)
class House:
    """A server, its routes, and something to show at its doors."""

    app: FastAPI
    database: Database
    guards: tuple[Heard, Heard]

    def routes(self) -> list[tuple[str, str, Scope]]:
        """Return method, path and declared scope of every route that asks anybody anything."""
        found = []
        for path, route in routes_of(self.app):
            if path in WITHOUT_SCOPE:
                continue
            assert isinstance(route, ScopedRoute), path
            scope = declared_scope(route)
            assert scope is not None, path
            found += [(it, filled(path, route), scope) for it in sorted(route.methods)]
        return found

    def ask(self, method: str, path: str, **sent: Any) -> int:
        """Return `LET_IN`, or the status of the refusal."""
        for it in self.guards:
            it.let_in.clear()
        client = TestClient(self.app, raise_server_exceptions=False, follow_redirects=False)
        cookies: Mapping[str, str] = sent.pop("cookies", {})
        for name, value in cookies.items():
            client.cookies.set(name, value)
        response = client.request(method, path, **sent)
        let_in = sum(len(it.let_in) for it in self.guards)
        assert let_in <= 1
        if let_in:
            return LET_IN
        if response.status_code == 303:
            assert response.headers["location"].startswith("/aanmelden")
        elif path.startswith("/v1"):
            assert response.headers["content-type"] == "application/problem+json"
        return response.status_code


def filled(path: str, route: Route) -> str:
    """Return the path with something that its parameters may be."""
    for name, convertor in route.param_convertors.items():
        value = next(it for it in SAMPLES if re.fullmatch(convertor.regex, it))
        path = re.sub(rf"{{{name}(:\w+)?}}", value, path)
    assert "{" not in path
    return path


@pytest.fixture(params=list(Role))
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """Return a server of each role."""
    app = create_app(
        Settings(home=tmp_path),
        request.param,
        watcher=Empty(),  # type: ignore[arg-type]
        clock=lambda: NOW,
    )
    database: Database = app.state.journal.database
    database.ensure()
    v1 = next(it.app for it in app.routes if isinstance(it, Mount) and it.path == "/v1")
    assert isinstance(v1, FastAPI)
    guards = Heard(app.state.guard), Heard(v1.state.guard)
    app.state.guard, v1.state.guard = guards
    return House(app, database, guards)


def key(database: Database, credential: str) -> dict[str, str]:
    """Return the header with a key of some sort."""
    scopes = [it for it in GRANTED if it.value == credential] or GRANTED
    made = NOW - timedelta(days=2)
    text, kept = keys.add(database, "test", scopes, made, 1 if credential == "expired" else 30)
    if credential == "revoked":
        keys.revoke(database, kept.id, NOW)
    match credential:
        case "none":
            return {}
        case "malformed":
            text = "vb_geheim"
        case "unknown":
            text = f"vb_{'0' * 12}_{'A' * 43}"
    return {"Authorization": f"Bearer {text}"}


def session(database: Database, credential: str) -> tuple[dict[str, str], str]:
    """Return the cookie of a session of some sort, and what its forms must send."""
    scopes = frozenset(it for it in GRANTED if it.value == credential) or frozenset(GRANTED)
    begun = NOW - timedelta(hours=11) if credential == "expired" else NOW
    token = sessions.start(database, Identity("test", "test", scopes), begun)
    found = sessions.find(database, token, begun)
    assert found
    if credential == "revoked":
        sessions.end(database, token)
    match credential:
        case "none":
            return {}, ""
        case "malformed":
            token = "x"
        case "unknown":
            token = "A" * 43
    return {"vraagbaak": token}, found.csrf


def allowed(scope: Scope, credential: str) -> bool:
    return scope is Scope.PUBLIC or scope.value == credential


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_key_opens_what_a_route_of_the_api_declares(house: House, credential: str) -> None:
    found, meant = {}, {}
    for method, path, scope in house.routes():
        if not path.startswith("/v1/"):
            continue
        found[method, path] = house.ask(method, path, headers=key(house.database, credential))
        no_good = credential in BAD and credential != "none"
        good = allowed(scope, credential) and not no_good
        meant[method, path] = LET_IN if good else 401 if credential in BAD else 403
    assert found == meant
    assert found


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_a_session_opens_what_a_page_declares(house: House, credential: str) -> None:
    found, meant = {}, {}
    for method, path, scope in house.routes():
        if path.startswith("/v1/"):
            continue
        cookies, csrf = session(house.database, credential)
        form = {"csrf": csrf} if method == "POST" else None
        found[method, path] = house.ask(method, path, cookies=cookies, data=form)
        good = allowed(scope, credential)
        meant[method, path] = LET_IN if good else 303 if credential in BAD else 403
    assert found == meant
    assert found


@pytest.mark.parametrize("scope", GRANTED)
def test_a_session_opens_nothing_of_the_api_and_a_key_no_page(house: House, scope: Scope) -> None:
    cookies, _ = session(house.database, scope.value)
    headers = key(house.database, scope.value)
    for method, path, declared in house.routes():
        if path.startswith("/v1/"):
            found, refused = house.ask(method, path, cookies=cookies), 401
        else:
            found, refused = house.ask(method, path, headers=headers), 303
        assert found == (LET_IN if declared is Scope.PUBLIC else refused), (method, path)


def test_a_page_that_changes_something_takes_only_forms_of_its_own_session(house: House) -> None:
    cookies, _ = session(house.database, "redactie")
    _, other = session(house.database, "redactie")
    for method, path, scope in house.routes():
        if path.startswith("/v1/") or method == "GET" or scope is Scope.PUBLIC:
            continue
        if allowed(scope, "redactie"):
            assert house.ask(method, path, cookies=cookies, data={"csrf": other}) == 403
            assert house.ask(method, path, cookies=cookies) == 403


def test_only_the_process_and_the_document_ask_nothing(house: House) -> None:
    unscoped = {path for path, route in routes_of(house.app) if not isinstance(route, ScopedRoute)}
    assert unscoped <= WITHOUT_SCOPE


def test_no_route_of_the_public_role_needs_more_than_nothing(tmp_path: Path) -> None:
    app = create_app(Settings(home=tmp_path), Role.PUBLIC, watcher=Empty())  # type: ignore[arg-type]
    scopes = {declared_scope(it) for _, it in routes_of(app) if isinstance(it, ScopedRoute)}
    assert scopes == {Scope.PUBLIC}
