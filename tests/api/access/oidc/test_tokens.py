"""The ID token: for us, from the issuer, now, and to our question; or nobody gets in."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "een", "use": "sig"})

Returned = Callable[..., str]


def minutes(many: float) -> int:
    return int((NOW + timedelta(minutes=many)).timestamp())


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "een-ander"},
        {"aud": ["een-ander"]},
        {"aud": ["vraagbaak", "een-ander"]},
        {"aud": ["vraagbaak", "een-ander"], "azp": "een-ander"},
        {"aud": None},
        {"nonce": "van-een-ander"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"exp": minutes(-2)},
        {"exp": None},
        {"iat": None},
        {"iat": minutes(2)},
        {"nbf": minutes(2)},
        {"exp": "morgen"},
        {"azp": "een-ander"},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(
    client: TestClient, issuer: Any, lie: dict[str, Any], returned: Returned
) -> None:
    issuer.claims = lie
    refused = client.get(returned(client))
    assert refused.status_code == 403
    assert "Aanmelden via uw organisatie is niet gelukt" in refused.text
    assert client.get("/publicatie").status_code == 303


@pytest.mark.parametrize("truth", [{"exp": minutes(-0.5)}, {"iat": minutes(0.5)}])
def test_a_clock_that_differs_a_little_is_no_lie(
    client: TestClient, issuer: Any, truth: dict[str, Any], returned: Returned
) -> None:
    issuer.claims = truth
    assert client.get(returned(client)).status_code == 303


def test_a_token_that_another_key_signed_is_refused(
    client: TestClient, issuer: Any, returned: Returned
) -> None:
    issuer.key = OTHER_KEY
    assert client.get(returned(client)).status_code == 403


def by_hand(algorithm: str, secret: bytes | None) -> Callable[[dict[str, Any]], str]:
    """Return what signs with something that everybody knows."""

    def forged(claims: dict[str, Any]) -> str:
        parts = [{"alg": algorithm, "kid": "een"}, claims]
        signed = ".".join(encoded(json.dumps(it).encode()) for it in parts)
        mac = hmac.new(secret, signed.encode(), "sha256").digest() if secret else b""
        return f"{signed}.{encoded(mac)}"

    return forged


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("algorithm", "secret"),
    [
        ("none", b""),
        ("None", b""),
        ("HS256", b"vraagbaak"),
        ("HS256", None),
        ("RS256", b""),
        ("RS256", b"x"),
    ],
)
def test_a_token_that_anybody_could_have_signed_is_refused(
    client: TestClient, issuer: Any, algorithm: str, secret: bytes | None, returned: Returned
) -> None:
    public = issuer.key.as_pem(private=False)
    issuer.forge = by_hand(algorithm, public if secret is None else secret)
    assert client.get(returned(client)).status_code == 403


@pytest.mark.parametrize("token", ["", "a.b.c", "....", "é", 3, None])
def test_what_is_no_token_is_refused(
    client: TestClient, issuer: Any, token: Any, returned: Returned
) -> None:
    issuer.forge = lambda _: token
    assert client.get(returned(client)).status_code == 403
