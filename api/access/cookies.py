"""The two cookies of the internal role: the session, and what a sign-in that is under way needs.

Over https they are Secure and their names begin with __Host-, which no other site under the same
domain can write.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from api.limits import SESSION_HOURS, SIGN_IN_MINUTES

_SESSION: Final = "vraagbaak"
_SIGN_IN: Final = "vraagbaak-aanmelden"


def session_token(request: Request, *, https: bool) -> str | None:
    """Return the token of the session that the request came with."""
    return request.cookies.get(_name(_SESSION, https=https))


def sign_in_state(request: Request, *, https: bool) -> str | None:
    """Return what was kept of a sign-in that is under way."""
    return request.cookies.get(_name(_SIGN_IN, https=https))


def keep_session(response: Response, token: str, *, https: bool) -> None:
    """Let the browser keep the token of a session."""
    _set(response, _SESSION, token, SESSION_HOURS * 3600, https=https)


def keep_sign_in(response: Response, state: str, *, https: bool) -> None:
    """Let the browser keep what a sign-in needs until it is done."""
    _set(response, _SIGN_IN, state, SIGN_IN_MINUTES * 60, https=https)


def drop_session(response: Response, *, https: bool) -> None:
    """Let the browser forget the session."""
    _set(response, _SESSION, "", 0, https=https)


def drop_sign_in(response: Response, *, https: bool) -> None:
    """Let the browser forget the sign-in."""
    _set(response, _SIGN_IN, "", 0, https=https)


def _name(name: str, *, https: bool) -> str:
    return f"__Host-{name}" if https else name


def _set(response: Response, name: str, value: str, seconds: int, *, https: bool) -> None:
    response.set_cookie(
        _name(name, https=https),
        value,
        max_age=seconds,
        path="/",
        secure=https,
        httponly=True,
        samesite="lax",
    )
