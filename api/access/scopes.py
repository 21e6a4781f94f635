"""What a route asks of who calls it: exactly one scope, declared on the route.

    router = APIRouter(route_class=ScopedRoute)

    @router.get("/publicaties", dependencies=[requires(Scope.ADVISER)])

Nobody passes a `ScopedRoute` without what it declares: that is settled before the body is read. An
application with a route that declares nothing does not start.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final, Protocol

from fastapi import Depends, FastAPI, Request, Response
from fastapi.params import Depends as Dependency
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, Mount

from api.access.errors import UndeclaredScopeError


class Scope(StrEnum):
    """What one may do. No scope holds another: `beheer` alone may not ask what an advisor may."""

    PUBLIC = "publiek"
    ADVISER = "adviseur"
    EDITOR = "redactie"
    ADMIN = "beheer"


GRANTED: Final = (Scope.ADVISER, Scope.EDITOR, Scope.ADMIN)
"""What a key or a person can be given; what is public needs no gift."""


@dataclass(frozen=True)
class Caller:
    """Who calls: a client with a key, a person with a session, or nobody that we know."""

    name: str | None = None
    scopes: frozenset[Scope] = frozenset()
    key: str | None = None
    """Id of the key that was sent."""
    csrf: str | None = None
    """What a form of this session must send along."""
    can_sign_in: bool = False
    """Whether this process has a page to sign in on."""

    def holds(self, scope: Scope) -> bool:
        """Say whether this caller may do what asks for `scope`."""
        return scope is Scope.PUBLIC or scope in self.scopes


ANONYMOUS: Final = Caller()


class Guard(Protocol):
    """Lets a request pass, or raises why not; `app.state.guard` holds one."""

    async def admit(self, request: Request, scope: Scope) -> Caller:
        """Return who calls, who holds `scope`.

        Raises:
            HTTPException: 401, 403, 429 or 503, or 303 to the page where people sign in.
        """


@dataclass(frozen=True)
class _Declared:
    scope: Scope

    async def __call__(self) -> None:
        """Do nothing: `ScopedRoute` has asked already."""


def requires(scope: Scope) -> Dependency:
    """Declare the scope of a route, in its `dependencies`."""
    return Dependency(_Declared(scope))


def declared_scope(route: BaseRoute) -> Scope | None:
    """Return the one scope that a route declares; None for none, or for more than one."""
    found = {
        it.dependency.scope
        for it in getattr(route, "dependencies", ())
        if isinstance(it.dependency, _Declared)
    }
    return found.pop() if len(found) == 1 else None


class ScopedRoute(APIRoute):
    """A route that asks its guard before it reads anything but the head of a request."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler behind the guard."""
        proceed = super().get_route_handler()
        scope = declared_scope(self)

        async def guarded(request: Request) -> Response:
            if scope is None:
                raise UndeclaredScopeError(self.path)
            guard: Guard = request.app.state.guard
            request.state.caller = await guard.admit(request, scope)
            return await proceed(request)

        return guarded


def caller_of(request: Request) -> Caller:
    """Return who calls; a route reads this when what it shows depends on it."""
    caller: Caller = getattr(request.state, "caller", ANONYMOUS)
    return caller


CallerNow = Annotated[Caller, Depends(caller_of)]

WITHOUT_SCOPE: Final = frozenset(
    [
        "/healthz",
        "/readyz",
        "/metrics",
        "/static",
        "/.well-known/security.txt",
        "/v1/openapi.json",
    ]
)
"""Paths of the process and of the document, which ask nothing of anybody."""


def check_declared(app: FastAPI) -> None:
    """Refuse an application with a route that does not declare one scope.

    Raises:
        UndeclaredScopeError: the path of the first such route.
    """
    for path, route in routes_of(app):
        if path in WITHOUT_SCOPE:
            continue
        if not isinstance(route, ScopedRoute) or declared_scope(route) is None:
            raise UndeclaredScopeError(path)


def routes_of(app: FastAPI, prefix: str = "") -> Iterator[tuple[str, BaseRoute]]:
    """Yield every route with its whole path, those of mounted applications too."""
    for it in iter_route_contexts(app.routes):
        path = prefix + (it.path or "")
        route = it.original_route
        mounted = route.app if isinstance(route, Mount) else None
        if isinstance(mounted, FastAPI):
            yield from routes_of(mounted, path)
        else:
            yield path, route
