"""Signing in elsewhere: OpenID Connect, authorization code with PKCE.

What is asked of the issuer is asked anew at every sign-in, its keys too: a key that was replaced or
withdrawn there is so here at once.
"""

from __future__ import annotations

import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode, urlsplit

import httpx

from api.access.errors import IssuerError, NoScopesError, SignInSettingsError
from api.access.granted import printable
from api.access.scopes import Scope
from api.access.sessions import Identity, same
from api.limits import CLOCK_SKEW_SECONDS, ISSUER_SECONDS
from api.settings import Settings

CALLBACK: Final = "/aanmelden/terug"

_ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"]
"""Signatures with a key pair: with `none`, or with a secret we hold, anybody could sign."""

_NAMES: Final = ("preferred_username", "name", "email", "sub")


@dataclass(frozen=True)
class Issuer:
    """Who signs people in, and what we are there."""

    url: str
    client_id: str
    client_secret: str | None
    scope: str
    roles_claim: str
    roles: Mapping[str, frozenset[Scope]]
    callback: str


@dataclass(frozen=True)
class Attempt:
    """A sign-in that is under way, as the browser keeps it until it comes back."""

    state: str
    nonce: str
    verifier: str
    back: str

    def to_cookie(self) -> str:
        """Return it as the value of a cookie."""
        return quote(json.dumps(asdict(self)), safe="")


def attempt_from(cookie: str) -> Attempt | None:
    """Return the sign-in that a cookie keeps; None when it keeps none."""
    try:
        kept = json.loads(unquote(cookie))
    except ValueError:
        return None
    names = Attempt.__dataclass_fields__.keys()
    if not isinstance(kept, dict) or kept.keys() != names:
        return None
    return Attempt(**kept) if all(isinstance(it, str) for it in kept.values()) else None


def issuer_of(settings: Settings) -> Issuer | None:
    """Return with whom people sign in; None when they do so here.

    Raises:
        SignInSettingsError: a setting is missing.
    """
    if settings.oidc_issuer is None:
        return None
    needed = {
        "VRAAGBAAK_OIDC_CLIENT_ID": settings.oidc_client_id,
        "VRAAGBAAK_OIDC_ROLES": settings.oidc_roles,
        "VRAAGBAAK_INTERNAL_URL": settings.internal_url,
    }
    if missing := [name for name, value in needed.items() if not value]:
        raise SignInSettingsError(missing)
    secret = settings.oidc_client_secret
    return Issuer(
        url=settings.oidc_issuer,
        client_id=settings.oidc_client_id or "",
        client_secret=secret.get_secret_value() if secret else None,
        scope=settings.oidc_scope,
        roles_claim=settings.oidc_roles_claim,
        roles={
            role: frozenset(Scope(it) for it in scopes)
            for role, scopes in settings.oidc_roles.items()
        },
        callback=f"{settings.internal_url}{CALLBACK}",
    )


async def begin(issuer: Issuer, back: str) -> tuple[str, Attempt]:
    """Return where to send somebody who wants to sign in, and what their browser must keep.

    Raises:
        IssuerError: the issuer cannot be reached or is not the one that was set.
    """
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    async with _client() as client:
        found = await _metadata(client, issuer)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    attempt = Attempt(state, nonce, verifier, back)
    asked = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "redirect_uri": issuer.callback,
        "scope": issuer.scope,
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": create_s256_code_challenge(attempt.verifier),
        "code_challenge_method": "S256",
    }
    address = found["authorization_endpoint"]
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}", attempt


async def finish(
    issuer: Issuer, attempt: Attempt, answer: Mapping[str, str], now: datetime
) -> Identity:
    """Return who came back. `answer` is the query with which the browser was sent to us.

    Raises:
        IssuerError: this is not the answer to `attempt`, or the issuer does not vouch for it.
        NoScopesError: they have no role that gives a scope.
    """
    if not same(answer.get("state", ""), attempt.state):
        raise IssuerError("the state is another")
    if "code" not in answer:
        raise IssuerError("the issuer refused")
    async with _client() as client:
        found = await _metadata(client, issuer)
        if answer.get("iss", issuer.url) != issuer.url or (
            "iss" not in answer and found.get("authorization_response_iss_parameter_supported")
        ):
            raise IssuerError("the answer is of another issuer")
        tokens = await _redeemed(client, issuer, found, attempt, answer["code"])
        known = await _read(client, "GET", found["jwks_uri"])
    return _identity(issuer, _claims(issuer, attempt, tokens, known, now))


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        timeout=ISSUER_SECONDS, headers={"Accept": "application/json"}, verify=_trusted()
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Return whose certificates count, read once: that takes a tenth of a second."""
    return httpx.create_ssl_context()


async def _metadata(client: httpx.AsyncClient, issuer: Issuer) -> Mapping[str, Any]:
    address = f"{issuer.url.rstrip('/')}/.well-known/openid-configuration"
    found = await _read(client, "GET", address)
    if found.get("issuer") != issuer.url:
        raise IssuerError("the issuer calls itself otherwise")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        endpoint = found.get(name)
        if not isinstance(endpoint, str) or not endpoint.startswith(
            f"{urlsplit(issuer.url).scheme}://"
        ):
            raise IssuerError(f"{name} is missing or not as safe as the issuer")
    return found


async def _redeemed(
    client: httpx.AsyncClient,
    issuer: Issuer,
    found: Mapping[str, Any],
    attempt: Attempt,
    code: str,
) -> Mapping[str, Any]:
    """Return the tokens for a code; we prove who we are in the way that the issuer knows."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": issuer.callback,
        "code_verifier": attempt.verifier,
    }
    proof = None
    if issuer.client_secret is None:
        form["client_id"] = issuer.client_id
    else:
        ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            # RFC 6749 section 2.3.1: encoded as in a form before they are joined
            parts = (quote(it, safe="") for it in (issuer.client_id, issuer.client_secret))
            proof = httpx.BasicAuth(*parts)
        else:
            form |= {"client_id": issuer.client_id, "client_secret": issuer.client_secret}
    return await _read(client, "POST", found["token_endpoint"], data=form, auth=proof)


async def _read(
    client: httpx.AsyncClient, method: str, address: str, **more: Any
) -> dict[str, Any]:
    try:
        response = await client.request(method, address, **more)
    except httpx.HTTPError as error:
        raise IssuerError(f"no answer: {type(error).__name__}", unreachable=True) from None
    if response.status_code >= 500:
        raise IssuerError(f"status {response.status_code}", unreachable=True)
    if response.status_code != 200:
        raise IssuerError(f"status {response.status_code}")
    try:
        found = response.json()
    except ValueError:
        raise IssuerError("no JSON") from None
    if not isinstance(found, dict):
        raise IssuerError("no object")
    return found


def _claims(
    issuer: Issuer,
    attempt: Attempt,
    tokens: Mapping[str, Any],
    known: Mapping[str, Any],
    now: datetime,
) -> Mapping[str, Any]:
    """Return the claims of the ID token: signed by a key of the issuer, for us, now, once."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    token = tokens.get("id_token")
    if not isinstance(token, str):
        raise IssuerError("no ID token")
    try:
        keys = KeySet.import_key_set({"keys": list(known.get("keys", ()))})
        decoded = jwt.decode(token, keys, algorithms=_ALGORITHMS)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "sub": {"essential": True},
                "iss": {"essential": True, "value": issuer.url},
                "aud": {"essential": True, "value": issuer.client_id},
            },
            {
                "nonce": attempt.nonce,
                "client_id": issuer.client_id,
                "access_token": tokens.get("access_token"),
            },
        )
        claims.validate(int(now.timestamp()), CLOCK_SKEW_SECONDS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise IssuerError(f"ID token: {type(error).__name__}") from None
    return dict(decoded.claims)


def _identity(issuer: Issuer, claims: Mapping[str, Any]) -> Identity:
    found: Any = claims
    for step in issuer.roles_claim.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    roles = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    scopes = frozenset[Scope]().union(
        *(issuer.roles.get(it, frozenset()) for it in roles if isinstance(it, str))
    )
    if not scopes:
        raise NoScopesError
    name = next(str(claims[it]) for it in _NAMES if claims.get(it))
    return Identity(printable(str(claims["sub"]), 255), printable(name, 200), scopes)
