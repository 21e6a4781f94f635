"""An issuer that checks everything and can lie about anything, and a server that trusts it."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import RSAKey

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OURS = "http://127.0.0.1:8001"
KEY = RSAKey.generate_key(2048, {"kid": "een", "use": "sig"})

House = Callable[..., TestClient]
Returned = Callable[..., str]


@dataclass
class Issuer:
    """What the issuer says; a test changes one thing."""

    url: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: KEY)
    forge: Callable[[dict[str, Any]], str] | None = None
    redeemed: list[dict[str, str]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)
    status: int = 200

    def known(self) -> dict[str, Any]:
        here = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
        }
        return {k: v for k, v in {**here, **self.metadata}.items() if v is not None}

    def consent(self, address: str) -> str:
        """Do what somebody does who signs in; return where their browser is sent."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        self.codes["c1"] = asked
        query = urlencode({"code": "c1", "state": asked["state"]})
        return f"{asked['redirect_uri']}?{query}"

    def redeem(self, form: dict[str, str], authorization: str | None) -> tuple[int, Any]:
        self.redeemed.append(form)
        self.authorizations.append(authorization)
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        claims = {
            "iss": self.url,
            "sub": "u-17",
            "aud": asked["client_id"],
            "exp": int((NOW + timedelta(minutes=5)).timestamp()),
            "iat": int(NOW.timestamp()),
            "nonce": asked["nonce"],
            "preferred_username": "mevrouw.jansen",
            "roles": ["kcc"],
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "een"}, kept, self.key)
        if self.forge is not None:
            token = self.forge(kept)
        return self.status, {"access_token": "t", "token_type": "Bearer", "id_token": token}


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    """Return an issuer that listens."""
    state = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys = {"keys": [KEY.as_dict(private=False)]}
            self.answer(200, keys if self.path == "/jwks" else state.known())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*state.redeem(form, self.headers.get("authorization")))

        def answer(self, status: int, body: Any) -> None:
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def trusting(house: House, issuer: Issuer) -> House:
    """Return a function that gives a client of a server whose people sign in with the issuer."""
    usual = {
        "oidc_issuer": issuer.url,
        "oidc_client_id": "vraagbaak",
        "oidc_roles": {"kcc": ("adviseur",), "chef": ("beheer",)},
        "internal_url": OURS,
    }
    return lambda **more: house(**{**usual, **more})


@pytest.fixture
def client(trusting: House) -> TestClient:
    """Return a client of such a server."""
    return trusting()


@pytest.fixture
def returned(issuer: Issuer) -> Returned:
    """Return a function that goes to the issuer and gives the address to come back to."""

    def gone(client: TestClient, back: str = "/publicatie") -> str:
        sent = client.get("/aanmelden/elders", params={"terug": back})
        assert sent.status_code == 303, sent.text
        address = issuer.consent(sent.headers["location"])
        assert address.startswith(f"{OURS}/aanmelden/terug?")
        return address.removeprefix(OURS)

    return gone
