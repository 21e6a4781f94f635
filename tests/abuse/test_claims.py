"""What a request claims about itself changes nothing: its host, and for whom it is asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import pytest

from api.access.oidc import Attempt
from api.settings import Role
from tests.abuse.conftest import House, Houses, Sent, as_json, form, query, unclear

ELSEWHERE = "zonnebloemkwast.example"
HOSTS = [
    ELSEWHERE,
    f"{ELSEWHERE}:8000",
    f"127.0.0.1@{ELSEWHERE}",
    f"127.0.0.1:8000#@{ELSEWHERE}",
    f"{ELSEWHERE}/..",
    f"x, {ELSEWHERE}",
    f"<script>{ELSEWHERE}",
    "[",
    "[::1",
    "[zz]",
    "x:99999999",
    "x:y",
    "\xff\xfe",
    "",
]
PATHS = [
    "/",
    "/antwoord/ww-aanvragen",
    "/brief/WW-101",
    "/nergens",
    "/publicatie",
    "/aanmelden?terug=/publicatie",
    "/afmelden",
    "/documentatie",
    "/static",
    "/static/",
    "/v1",
    "/v1/",
    "/v1/themas",
    "/v1/openapi.json",
    "/v1/antwoorden/ww-aanvragen",
    "/v1/sleutels",
    "/healthz",
    "/readyz",
    "/metrics",
    "/.well-known/security.txt",
]


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("role", Role)
def test_the_host_that_a_request_names_leads_nobody_elsewhere(
    houses: Mapping[Role, House], caplog: pytest.LogCaptureFixture, role: Role, host: str
) -> None:
    caplog.set_level(logging.INFO)
    for path in PATHS:
        claimed = {"Host": host, "X-Forwarded-Host": ELSEWHERE, "Forwarded": f"host={ELSEWHERE}"}
        reply = houses[role].send(Sent("GET", path, claimed))
        assert reply.status < 500, (path, reply)
        assert ELSEWHERE not in reply.everything(), (path, reply)
        assert reply.headers.get("location", "/").startswith("/")
    assert ELSEWHERE not in caplog.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", ELSEWHERE, "[", ""])
def test_the_figures_of_the_public_role_are_not_shown_to_who_comes_from_elsewhere(
    houses: Mapping[Role, House], host: str
) -> None:
    sent = Sent("GET", "/metrics", {"Host": host})
    assert houses[Role.PUBLIC].send(sent, address="203.0.113.7").status == 404


def test_the_figures_of_the_public_role_are_not_shown_by_a_name_that_leads_here(
    houses: Mapping[Role, House],
) -> None:
    public = houses[Role.PUBLIC]
    for host in (ELSEWHERE, f"127.0.0.1.{ELSEWHERE}", "[", ""):
        sent = Sent("GET", "/metrics", {"Host": host})
        assert public.send(sent, address="127.0.0.1").status == 404
    sent = Sent("GET", "/metrics", {"Host": "127.0.0.1:8000"})
    assert public.send(sent, address="127.0.0.1").status == 200


CLAIMS = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP", "Via"]
ASKED = [
    query("/v1/suggesties", begin="ww"),
    Sent("GET", "/v1/openapi.json"),
    as_json("POST", "/v1/antwoorden/_zoek", {"vraag": "ww aanvragen"}),
    Sent("GET", "/antwoord/ww-duur"),
]
FEW = 5


def claiming(sent: Sent, address: str) -> Sent:
    claims = {it: f"for={address}" if it == "Forwarded" else address for it in CLAIMS}
    return Sent(sent.method, sent.target, {**sent.headers, **claims}, sent.body)


@pytest.fixture(scope="module")
def strict(build: Houses) -> House:
    """Return a server that takes a few requests a minute from one address."""
    return build(Role.PUBLIC, requests_per_minute=FEW)


@pytest.mark.parametrize("at", [0, 2, 3])
def test_a_claimed_address_does_not_get_around_the_limit_of_the_real_one(
    strict: House, caplog: pytest.LogCaptureFixture, at: int
) -> None:
    caplog.set_level(logging.INFO)
    real = f"203.0.113.{10 + at}"
    replies = [
        strict.send(claiming(ASKED[at], f"198.51.100.{it}"), address=real) for it in range(FEW + 3)
    ]
    assert [it.status for it in replies] == [200] * FEW + [429] * 3
    assert all(int(it.headers["retry-after"]) >= 1 for it in replies[FEW:])
    assert unclear(ASKED[at], replies[-1], "198.51.100.") is None
    assert "198.51.100." not in caplog.text
    assert real not in caplog.text


def test_a_claimed_address_does_not_use_up_the_limit_of_another(strict: House) -> None:
    victim = "203.0.113.99"
    for it in range(2 * FEW):
        strict.send(claiming(ASKED[0], victim), address=f"192.0.2.{it}")
    assert strict.send(ASKED[0], address=victim).status == 200


def test_behind_a_proxy_only_what_the_proxy_wrote_counts(build: Houses) -> None:
    behind = build(Role.PUBLIC, requests_per_minute=FEW, trusted_proxies="203.0.113.0/24")
    statuses = [
        behind.send(claiming(ASKED[0], f"198.51.100.{it}, 192.0.2.1"), address="203.0.113.7").status
        for it in range(FEW + 2)
    ]
    assert statuses == [200] * FEW + [429] * 2
    other = claiming(ASKED[0], "192.0.2.1, 192.0.2.2")
    assert behind.send(other, address="203.0.113.7").status == 200


@pytest.mark.parametrize(
    "written",
    [
        "",
        ",",
        ", ,",
        "x" * 5_000,
        "1," * 4_000,
        "127.0.0.1",
        "::1%eth0",
        "\xff",
        "1.2.3.4:x",
        "[::",
    ],
)
def test_a_proxy_that_passes_on_nonsense_is_counted_itself(build: Houses, written: str) -> None:
    behind = build(Role.PUBLIC, requests_per_minute=FEW, trusted_proxies="203.0.113.7")
    sent = Sent("GET", "/v1/themas", {"X-Forwarded-For": written})
    statuses = [behind.send(sent, address="203.0.113.7").status for _ in range(FEW + 1)]
    assert statuses == [200] * FEW + [429]


def test_passwords_are_not_tried_faster_by_claiming_addresses(build: Houses) -> None:
    house = build(Role.INTERNAL, sign_ins_per_minute=3)
    sent = form("/aanmelden", naam="jan", wachtwoord="geheim", csrf="")
    statuses = [
        house.send(claiming(sent, f"198.51.100.{it}"), address="203.0.113.7").status
        for it in range(5)
    ]
    assert statuses == [403] * 3 + [429] * 2


def test_a_cookie_is_not_for_https_because_a_stranger_says_so(
    houses: Mapping[Role, House],
) -> None:
    sent = Sent("GET", "/aanmelden", {"X-Forwarded-Proto": "https"})
    cookie = houses[Role.INTERNAL].send(sent).headers["set-cookie"]
    assert cookie.startswith("vraagbaak-aanmelden=")
    assert "HttpOnly" in cookie


@pytest.mark.parametrize("key", ["code", "state", "error", "error_description", "iss", ELSEWHERE])
def test_what_somebody_brings_back_from_a_sign_in_elsewhere_is_not_repeated(
    build: Houses, caplog: pytest.LogCaptureFixture, key: str
) -> None:
    caplog.set_level(logging.INFO)
    house = build(
        Role.INTERNAL,
        internal_url="http://127.0.0.1:8001",
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id="vraagbaak",
        oidc_roles={"kcc": ("adviseur",)},
    )
    attempt = Attempt("toestand", "nonce", "verifier", "/").to_cookie()
    sent = query("/aanmelden/terug", **{"state": f"{ELSEWHERE}x", key: f"{ELSEWHERE}<script>"})
    cookie = {"Cookie": f"vraagbaak-aanmelden={attempt}"}
    reply = house.send(Sent("GET", sent.target, cookie))
    assert reply.status == 403
    assert unclear(sent, reply, ELSEWHERE) is None
    assert ELSEWHERE not in caplog.text
