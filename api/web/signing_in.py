"""Signing in and out: pages of the internal role only."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping
from functools import partial
from typing import Annotated, Final
from urllib.parse import quote

from anyio import to_thread
from fastapi import APIRouter, FastAPI, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.access import cookies, local, oidc, sessions
from api.access.errors import (
    FormExpiredError,
    IssuerError,
    NoScopesError,
    SignInNeededError,
)
from api.access.guards import Access, check_form, count
from api.access.oidc import Issuer
from api.access.scopes import CallerNow, Scope, ScopedRoute, caller_of, requires
from api.access.sessions import Identity
from api.limits import MAX_PASSWORD_CHARS
from api.serving import Serving
from api.watching import Watcher
from api.web.pages import page
from eval.errors import JournalUnavailableError

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False, route_class=ScopedRoute)

_PUBLIC: Final = [requires(Scope.PUBLIC)]
_LOCAL_PATH: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""A path of this service: one slash at the start, and nothing that a browser reads as another."""
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_MAX_NAME_CHARS: Final = 200
_REFUSED: Final = (
    "Aanmelden is niet gelukt. Kijk of de naam en het wachtwoord kloppen. Na tien keer een "
    "verkeerd wachtwoord kunt u een kwartier lang niet aanmelden."
)

_FAILED: Final = {"event": "sign_in_failed"}
"""Who it was is not told: somebody may have typed a password for a name."""

_TITLES: Final = {403: "Geen toegang", 503: "Nog niet beschikbaar"}

Back = Annotated[str, Query(alias="terug", max_length=2000)]


def local_path(text: str) -> str:
    """Return `text` when it is a path of this service, and `/` when it leads elsewhere."""
    return text if _LOCAL_PATH.fullmatch(text) else "/"


@router.get("/aanmelden", dependencies=_PUBLIC)
async def show(request: Request, back: Back = "/") -> Response:
    """Show the page on which people sign in."""
    return await _form(request, back)


@router.post("/aanmelden", dependencies=_PUBLIC)
async def sign_in(
    request: Request,
    name: Annotated[str, Form(alias="naam", max_length=_MAX_NAME_CHARS)] = "",
    password: Annotated[str, Form(alias="wachtwoord", max_length=2 * MAX_PASSWORD_CHARS)] = "",
    sent: Annotated[str, Form(alias="csrf", max_length=200)] = "",
    back: Annotated[str, Form(alias="terug", max_length=2000)] = "/",
) -> Response:
    """Let somebody in who knows their password."""
    access = _access(request)
    if _issuer(request) is not None:
        raise HTTPException(404)
    count(access.rates.sign_in, access.address(request))
    if not sessions.same(_own_csrf(request) or secrets.token_urlsafe(), sent):
        log.info("not signed in: the form is not of this browser", extra=_FAILED)
        return await _form(request, back, 403, str(FormExpiredError()))
    check = partial(local.sign_in, access.database, name, password, access.clock())
    who = await to_thread.run_sync(check, limiter=access.hashing)
    if who is None:
        log.info("not signed in: no such name and password now", extra=_FAILED)
        return await _form(request, back, 403, _REFUSED, name)
    return await _welcome(request, who, back)


@router.get("/aanmelden/elders", dependencies=_PUBLIC)
async def elsewhere(request: Request, back: Back = "/") -> Response:
    """Send somebody to the issuer."""
    access, issuer = _access(request), _issuer(request)
    if issuer is None:
        raise HTTPException(404)
    count(access.rates.sign_in, access.address(request))
    address, attempt = await oidc.begin(issuer, local_path(back))
    response = RedirectResponse(address, 303)
    cookies.keep_sign_in(response, attempt.to_cookie(), https=access.https(request))
    return response


@router.get(oidc.CALLBACK, dependencies=_PUBLIC)
async def returned(request: Request) -> Response:
    """Let somebody in for whom the issuer vouches."""
    access, issuer = _access(request), _issuer(request)
    if issuer is None:
        raise HTTPException(404)
    count(access.rates.sign_in, access.address(request))
    kept = cookies.sign_in_state(request, https=access.https(request))
    attempt = oidc.attempt_from(kept) if kept else None
    if attempt is None:
        raise IssuerError("no sign-in is under way")
    who = await oidc.finish(issuer, attempt, request.query_params, access.clock())
    return await _welcome(request, who, attempt.back)


@router.get("/afmelden", dependencies=_PUBLIC)
def show_sign_out(request: Request, caller: CallerNow) -> Response:
    """Ask whether somebody wants to sign out."""
    if caller.name is None:
        return RedirectResponse("/aanmelden", 303)
    return page("sign_out.html", _serving(request), caller=caller)


@router.post("/afmelden", dependencies=_PUBLIC)
async def sign_out(request: Request, caller: CallerNow) -> Response:
    """End the session that the form belongs to."""
    access = _access(request)
    token = cookies.session_token(request, https=access.https(request))
    if token is not None:
        if caller.name is not None:
            await check_form(request, caller)
        # also one that was not found: a database that cannot tell has not ended it either
        await access.lookups.ask(partial(sessions.end, access.database, token))
    response = RedirectResponse("/aanmelden", 303)
    cookies.drop_session(response, https=access.https(request))
    return response


def install(app: FastAPI, access: Access, issuer: Issuer | None) -> None:
    """Let people sign in to `app`."""
    app.state.access = access
    app.state.issuer = issuer
    app.include_router(router)
    app.add_exception_handler(SignInNeededError, _to_sign_in)
    app.add_exception_handler(FormExpiredError, _refused)
    app.add_exception_handler(IssuerError, _not_signed_in)
    app.add_exception_handler(NoScopesError, _without_scopes)
    app.add_exception_handler(JournalUnavailableError, _unavailable)


async def _welcome(request: Request, who: Identity, back: str) -> Response:
    """Start a session, a new one whatever the browser came with, and go on."""
    access = _access(request)
    https = access.https(request)
    if (old := cookies.session_token(request, https=https)) is not None:
        await access.lookups.ask(partial(sessions.end, access.database, old))
    begin = partial(sessions.start, access.database, who, access.clock())
    token = await access.lookups.ask(begin)
    log.info("signed in", extra={"event": "signed_in", "account": who.name})
    response = RedirectResponse(local_path(back), 303)
    cookies.keep_session(response, token, https=https)
    cookies.drop_sign_in(response, https=https)
    return response


async def _form(
    request: Request, back: str, status: int = 200, remark: str = "", name: str = ""
) -> Response:
    """Return the sign-in page; the browser keeps what its form sends along."""
    access, issuer = _access(request), _issuer(request)
    csrf = _own_csrf(request) or secrets.token_urlsafe(32)
    nobody = issuer is None and not await access.lookups.ask(
        partial(local.is_anybody, access.database)
    )
    response = page(
        "sign_in.html",
        _serving(request),
        status=status,
        caller=caller_of(request),
        back=local_path(back),
        csrf=csrf,
        elsewhere=issuer is not None,
        nobody=nobody,
        name=name,
        remark=remark,
    )
    if issuer is None:
        cookies.keep_sign_in(response, csrf, https=access.https(request))
    return response


def _own_csrf(request: Request) -> str | None:
    """Return what the form of this browser must send; a second tab has the same."""
    kept = cookies.sign_in_state(request, https=_access(request).https(request))
    return kept if kept is not None and _TOKEN.fullmatch(kept) else None


def _to_sign_in(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SignInNeededError)  # noqa: S101 -- registered for nothing else
    query = "" if error.back == "/" else f"?terug={quote(error.back, safe='/')}"
    return RedirectResponse(f"/aanmelden{query}", 303)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    assert isinstance(error, IssuerError)  # noqa: S101 -- registered for nothing else
    log.warning("signing in elsewhere: %s", error.reason, extra=_FAILED)
    return await _form(request, "/", 503 if error.unreachable else 403, str(error))


def _refused(request: Request, error: Exception) -> Response:
    return _error(request, 403, str(error))


def _without_scopes(request: Request, error: Exception) -> Response:
    log.info("not signed in: no role gives a scope", extra=_FAILED)
    return _refused(request, error)


def _unavailable(request: Request, _why: Exception) -> Response:
    detail = "Aanmelden of afmelden kan nu niet. Probeer het over een minuut opnieuw."
    return _error(request, 503, detail, {"Retry-After": "5"})


def _error(
    request: Request, status: int, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    return page(
        "error.html",
        _serving(request),
        status=status,
        headers=headers,
        caller=caller_of(request),
        title=_TITLES[status],
        detail=detail,
    )


def _access(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


def _issuer(request: Request) -> Issuer | None:
    issuer: Issuer | None = request.app.state.issuer
    return issuer


def _serving(request: Request) -> Serving | None:
    watcher: Watcher = request.app.state.watcher
    return watcher.current
