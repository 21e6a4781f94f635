"""The two guards: of the API, where machines show a key, and of the pages, where people sign in.

Both ask in the same order: who is it, not too often, and may they. A database that does not answer
keeps nobody from what is public.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from anyio import CapacityLimiter
from fastapi import HTTPException, Request

from api.access import keys, sessions
from api.access.addresses import Network, client_of, is_https
from api.access.cookies import session_token
from api.access.errors import FormExpiredError, SignInNeededError
from api.access.keys import Key
from api.access.lookups import Lookups
from api.access.rate import Rate, Seconds
from api.access.scopes import ANONYMOUS, Caller, Scope
from api.access.sessions import Session
from api.limits import HASHING_AT_ONCE
from api.settings import Settings
from eval.errors import JournalUnavailableError
from eval.journal.database import Database

_REALM: Final = 'Bearer realm="vraagbaak"'
_SAFE: Final = frozenset(["GET", "HEAD", "OPTIONS"])
_RETRY: Final = {"Retry-After": "5"}


@dataclass(frozen=True)
class Rates:
    """How often, by sort of client."""

    address: Rate
    client: Rate
    wrong: Rate
    """Keys and sessions that are none, by address: each of them is a look in the database."""
    sign_in: Rate


@dataclass(frozen=True)
class Access:
    """What the guards and the sign-in page of one process share."""

    database: Database
    clock: Callable[[], datetime]
    rates: Rates
    trusted: Sequence[Network]
    always_https: bool
    hashing: CapacityLimiter
    """Lets only so many passwords be hashed at once; who waits holds no thread."""
    lookups: Lookups

    def address(self, request: Request) -> str | None:
        """Return the address that counts; None when there is none."""
        return client_of(request, self.trusted)

    def https(self, request: Request) -> bool:
        """Say whether cookies go over https only."""
        return self.always_https or is_https(request, self.trusted)


def access_of(
    settings: Settings, database: Database, clock: Callable[[], datetime], ticks: Seconds
) -> Access:
    """Return what the guards of one process share. `ticks` only goes forward."""
    rates = Rates(
        address=Rate(settings.requests_per_minute, ticks),
        client=Rate(settings.key_requests_per_minute, ticks),
        wrong=Rate(settings.requests_per_minute, ticks),
        sign_in=Rate(settings.sign_ins_per_minute, ticks),
    )
    https = (settings.internal_url or "").startswith("https:")
    hashing = CapacityLimiter(HASHING_AT_ONCE)
    return Access(database, clock, rates, settings.trusted_proxies, https, hashing, Lookups())


def count_wrong_before(access: Access, address: str | None) -> None:
    """Refuse an address that showed too much that is no good, before anything is looked up for it.

    Raises:
        HTTPException: 429.
    """
    if address is not None and access.rates.wrong.is_spent(address):
        count(access.rates.wrong, address)


def count(rate: Rate, client: str | None) -> None:
    """Count one request of a client; a request that came over no network is not counted.

    Raises:
        HTTPException: 429, it was one too many.
    """
    wait = rate.hit(client) if client is not None else None
    if wait is not None:
        raise HTTPException(429, headers={"Retry-After": str(wait)})


@dataclass(frozen=True)
class KeyGuard:
    """Of the API: no key is needed for what is public, and a key that is no good never passes."""

    access: Access

    async def admit(self, request: Request, scope: Scope) -> Caller:
        """Return who calls, who holds `scope`.

        Raises:
            HTTPException: 401 no key, or no good one; 403 not with this key; 429; 503.
        """
        text = _bearer(request)
        key = None if text is None else await self._key(request, text, scope)
        if key is None:
            count(self.access.rates.address, self.access.address(request))
            caller = ANONYMOUS
        else:
            count(self.access.rates.client, key.id)
            caller = Caller(key.name, key.scopes, key=key.id)
        if caller.holds(scope):
            return caller
        if key is None:
            raise HTTPException(401, headers={"WWW-Authenticate": _REALM})
        raise HTTPException(403, headers=_insufficient(scope))

    async def _key(self, request: Request, text: str, scope: Scope) -> Key | None:
        """Return the key that was sent; None when the database cannot tell and need not."""
        access, address = self.access, self.access.address(request)
        count_wrong_before(access, address)
        try:
            key = await access.lookups.ask(
                partial(keys.find, access.database, text, access.clock())
            )
        except JournalUnavailableError:
            if scope is Scope.PUBLIC:
                return None
            raise HTTPException(503, headers=_RETRY) from None
        if key is None:
            count(access.rates.wrong, address)
            raise HTTPException(
                401, headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'}
            )
        return key


@dataclass(frozen=True)
class PageGuard:
    """Of the pages: who has no session is asked to sign in. `sessions` is off in the public role,
    which knows no people."""

    access: Access
    sessions: bool

    async def admit(self, request: Request, scope: Scope) -> Caller:
        """Return who calls, who holds `scope`.

        Raises:
            SignInNeededError: nobody signed in.
            FormExpiredError: something would change, and the form is not of this session.
            HTTPException: 403, 429 or 503.
        """
        session = await self._session(request, scope) if self.sessions else None
        if session is None:
            count(self.access.rates.address, self.access.address(request))
        else:
            count(self.access.rates.client, session.subject)
        caller = replace(_caller(session), can_sign_in=self.sessions)
        if scope is Scope.PUBLIC:
            return caller
        if session is None:
            raise SignInNeededError(_path(request))
        if not caller.holds(scope):
            raise HTTPException(403)
        if request.method not in _SAFE:
            await check_form(request, caller)
        return caller

    async def _session(self, request: Request, scope: Scope) -> Session | None:
        access, address = self.access, self.access.address(request)
        token = session_token(request, https=access.https(request))
        if token is None:
            return None
        count_wrong_before(access, address)
        try:
            session = await access.lookups.ask(
                partial(sessions.find, access.database, token, access.clock())
            )
        except JournalUnavailableError:
            if scope is Scope.PUBLIC:
                return None
            raise HTTPException(503, headers=_RETRY) from None
        if session is None:
            count(access.rates.wrong, address)
        return session


async def check_form(request: Request, caller: Caller) -> None:
    """Let a form pass that belongs to the session of `caller`.

    Raises:
        FormExpiredError: it does not.
    """
    async with request.form() as form:  # a file that was sent along is closed
        sent = form.get("csrf")
    if caller.csrf is None or not isinstance(sent, str) or not sessions.same(sent, caller.csrf):
        raise FormExpiredError


def demand(request: Request, scope: Scope) -> None:
    """Ask `scope` of who calls, where only a part of what a route of the API gives needs it.

    Raises:
        HTTPException: 401 or 403.
    """
    caller: Caller = getattr(request.state, "caller", ANONYMOUS)
    if caller.holds(scope):
        return
    if caller.key is None:
        raise HTTPException(401, headers={"WWW-Authenticate": _REALM})
    raise HTTPException(403, headers=_insufficient(scope))


def _insufficient(scope: Scope) -> dict[str, str]:
    told = f'{_REALM}, error="insufficient_scope", scope="{scope.value}"'
    return {"WWW-Authenticate": told}


def _bearer(request: Request) -> str | None:
    """Return the key that was sent. Another way to sign in is meant for somebody before us."""
    scheme, _, text = request.headers.get("authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def _caller(session: Session | None) -> Caller:
    return ANONYMOUS if session is None else Caller(session.name, session.scopes, csrf=session.csrf)


def _path(request: Request) -> str:
    """Return where to go after signing in: this page, when it is one to open."""
    if request.method not in _SAFE:
        return "/"
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
