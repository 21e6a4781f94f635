"""Signing in elsewhere: the way there and back, the roles, and every answer that is not ours."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from fastapi.testclient import TestClient

from api.access.errors import SignInSettingsError
from api.access.oidc import attempt_from, issuer_of
from api.app import create_app
from api.settings import Role, Settings

House = Callable[..., TestClient]
Returned = Callable[..., str]


def test_who_the_issuer_vouches_for_gets_what_their_roles_give(
    client: TestClient, issuer: Any, returned: Returned
) -> None:
    assert "/aanmelden/elders?terug=/publicatie" in client.get("/aanmelden?terug=/publicatie").text
    welcome = client.get(returned(client))
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/publicatie")
    assert client.get("/publicatie").status_code == 503  # let in; there is nothing to show
    assert "mevrouw.jansen" in client.get("/afmelden").text
    assert issuer.redeemed[0]["client_id"] == "vraagbaak"
    assert "vraagbaak-aanmelden" not in client.cookies


def test_a_secret_is_shown_to_the_issuer_and_to_nobody_else(
    trusting: House, issuer: Any, returned: Returned
) -> None:
    client = trusting(oidc_client_secret="ge:heim %")
    address = returned(client)
    assert client.get(address).status_code == 303
    sent = base64.b64decode((issuer.authorizations[0] or "").removeprefix("Basic ")).decode()
    assert [unquote(it) for it in sent.split(":")] == ["vraagbaak", "ge:heim %"]
    assert "client_id" not in issuer.redeemed[0]
    assert "heim" not in address


def test_a_secret_goes_in_the_form_where_the_issuer_wants_it_there(
    trusting: House, issuer: Any, returned: Returned
) -> None:
    issuer.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    client = trusting(oidc_client_secret="geheim")
    assert client.get(returned(client)).status_code == 303
    assert (issuer.authorizations, issuer.redeemed[0]["client_secret"]) == ([None], "geheim")


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.replace("state=", "state=x"),
        lambda it: it.partition("&")[0],
        lambda it: it.replace("code=c1", "code=c2"),
        lambda it: it.replace("code=c1", "error=access_denied"),
        lambda it: it + "&iss=https%3A%2F%2Fevil.example",
    ],
)
def test_an_answer_that_is_not_to_our_question_is_refused(
    client: TestClient, change: Callable[[str], str], returned: Returned
) -> None:
    assert client.get(change(returned(client))).status_code == 403
    assert "vraagbaak" not in client.cookies


def test_an_answer_counts_once(client: TestClient, returned: Returned) -> None:
    address = returned(client)
    assert client.get(address).status_code == 303
    assert client.get(address).status_code == 403


def test_the_answer_to_somebody_else_opens_nothing(
    client: TestClient, trusting: House, returned: Returned
) -> None:
    victim = trusting()
    returned(victim)
    address = returned(client)
    assert victim.get(address).status_code == 403
    assert trusting().get(address).status_code == 403


def test_an_issuer_that_promises_to_name_itself_must(
    client: TestClient, issuer: Any, returned: Returned
) -> None:
    issuer.metadata = {"authorization_response_iss_parameter_supported": True}
    address = returned(client)
    assert client.get(address).status_code == 403
    address = returned(client)
    assert client.get(f"{address}&{urlencode({'iss': issuer.url})}").status_code == 303


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": None},
        {"jwks_uri": 3},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_an_issuer_that_is_another_is_not_gone_to(
    client: TestClient, issuer: Any, metadata: dict[str, Any]
) -> None:
    issuer.metadata = metadata
    assert client.get("/aanmelden/elders").status_code == 403


def test_an_issuer_that_is_down_is_said_to_be(trusting: House) -> None:
    client = trusting(oidc_issuer="http://127.0.0.1:9")
    refused = client.get("/aanmelden/elders")
    assert (refused.status_code, "niet bereikbaar" in refused.text) == (503, True)


def test_an_issuer_that_breaks_is_said_to_be_down(
    client: TestClient, issuer: Any, returned: Returned
) -> None:
    issuer.status = 500
    assert client.get(returned(client)).status_code == 503


@pytest.mark.parametrize(
    "roles", [[], None, ["KCC"], "redactie", 3, {"kcc": True}, [["kcc"]], [3, None]]
)
def test_without_a_role_that_gives_something_nobody_gets_in(
    client: TestClient, issuer: Any, roles: Any, returned: Returned
) -> None:
    issuer.claims = {"roles": roles}
    refused = client.get(returned(client))
    assert (refused.status_code, "geen rechten" in refused.text) == (403, True)
    assert "vraagbaak" not in client.cookies


def test_roles_may_be_anywhere_and_add_up(trusting: House, issuer: Any, returned: Returned) -> None:
    client = trusting(oidc_roles_claim="realm_access.roles")
    issuer.claims = {"realm_access": {"roles": ["chef", "kcc", "iets"]}, "roles": []}
    assert client.get(returned(client)).status_code == 303
    assert client.get("/publicatie").status_code == 503


def test_a_role_of_a_manager_does_not_give_what_an_advisor_may(
    client: TestClient, issuer: Any, returned: Returned
) -> None:
    issuer.claims = {"roles": "chef", "preferred_username": "\x00chef"}
    assert client.get(returned(client)).status_code == 303
    assert client.get("/publicatie").status_code == 403


def test_nobody_is_sent_elsewhere_afterwards(client: TestClient, returned: Returned) -> None:
    address = returned(client, back="//evil.example")
    assert client.get(address).headers["location"] == "/"


def test_a_password_opens_nothing_where_people_sign_in_elsewhere(client: TestClient) -> None:
    assert client.post("/aanmelden", data={"naam": "jan"}).status_code == 404


def test_where_people_sign_in_here_there_is_no_elsewhere(house: House) -> None:
    client = house()
    assert client.get("/aanmelden/elders").status_code == 404
    assert client.get("/aanmelden/terug?code=1&state=2").status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "%7B%7D", "[]", '{"state": 1}', "%5B" * 50])
def test_a_cookie_that_holds_no_attempt_holds_none(cookie: str) -> None:
    assert attempt_from(cookie) is None


def test_half_a_setting_up_is_refused_by_name(tmp_path: Path) -> None:
    half = Settings(home=tmp_path, oidc_issuer="https://login.example.nl", oidc_client_id="x")
    with pytest.raises(SignInSettingsError, match="VRAAGBAAK_OIDC_ROLES, VRAAGBAAK_INTERNAL_URL"):
        create_app(half, Role.INTERNAL)
    assert issuer_of(Settings(home=tmp_path)) is None
