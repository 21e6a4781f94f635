"""The sign-in page: in, out, and every way to get in that must not work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from http.cookies import Morsel, SimpleCookie
from typing import Any, cast
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from api.access import local
from api.access.scopes import Scope, ScopedRoute, requires
from api.settings import Role
from eval.journal.database import Database

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "vier losse woorden hier"
CSRF = re.compile(r'name="csrf" value="([^"]*)"')

House = Callable[..., TestClient]


def database_of(client: TestClient) -> Database:
    database: Database = cast(FastAPI, client.app).state.journal.database
    return database


@pytest.fixture
def office(house: House) -> House:
    """Return a function that gives a client of a server on which jan may sign in."""

    def client(*scopes: Scope, **settings: object) -> TestClient:
        made = house(**settings)
        if not local.is_anybody(database_of(made)):
            local.add(database_of(made), "jan", PASSWORD, scopes or [Scope.ADVISER], NOW)
        return made

    return client


def form(client: TestClient, path: str = "/aanmelden") -> str:
    found = CSRF.search(client.get(path).text)
    assert found
    return found[1]


def sign_in(client: TestClient, **changes: str | None) -> Any:
    given = {"naam": "jan", "wachtwoord": PASSWORD, "csrf": form(client), **changes}
    return client.post("/aanmelden", data={k: v for k, v in given.items() if v is not None})


def cookie(response: Any, name: str) -> Morsel[str]:
    for header in response.headers.get_list("set-cookie"):
        found: SimpleCookie = SimpleCookie(header)
        if name in found:
            return found[name]
    raise AssertionError(f"no cookie {name}")


def test_a_page_asks_to_sign_in_and_shows_itself_afterwards(office: House) -> None:
    client = office()
    refused = client.get("/publicatie?deel=2")
    assert refused.status_code == 303
    assert refused.headers["location"] == f"/aanmelden?terug={quote('/publicatie?deel=2')}"
    page = client.get(refused.headers["location"])
    assert 'name="terug" value="/publicatie?deel=2"' in page.text
    welcome = sign_in(client, terug="/publicatie?deel=2")
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/publicatie?deel=2")
    # let in; there is nothing to show yet
    assert client.get("/publicatie").status_code == 503
    assert "jan" in client.get("/aanmelden").text


def test_the_session_cookie_is_for_this_site_and_not_for_scripts(office: House) -> None:
    found = cookie(sign_in(office()), "vraagbaak")
    assert (found["httponly"], found["samesite"], found["path"]) == (True, "lax", "/")
    assert (found["secure"], found["domain"]) == ("", "")


def test_over_https_cookies_never_go_over_anything_else(office: House) -> None:
    client = office(internal_url="https://intern.example.nl")
    early = cookie(client.get("/aanmelden"), "__Host-vraagbaak-aanmelden")
    response = sign_in(client)
    found = cookie(response, "__Host-vraagbaak")
    for it in (early, found):
        assert (it["secure"], it["httponly"], it["path"], it["domain"]) == (True, True, "/", "")
    assert client.get("/publicatie").status_code == 503


def test_a_cookie_without_the_prefix_is_no_session_over_https(office: House) -> None:
    client = office(internal_url="https://intern.example.nl")
    token = cookie(sign_in(client), "__Host-vraagbaak").value
    client.cookies.clear()
    client.cookies.set("vraagbaak", token)
    assert client.get("/publicatie").status_code == 303


@pytest.mark.parametrize(
    ("name", "password"), [("jan", "blauwe maandagmorgen"), ("piet", PASSWORD), ("", "")]
)
def test_a_refusal_does_not_say_whether_somebody_exists(
    office: House, name: str, password: str
) -> None:
    client = office()
    wrong = sign_in(client, naam=name, wachtwoord=password)
    usual = sign_in(client, naam="jan", wachtwoord="nog eens verkeerd")
    assert wrong.status_code == usual.status_code == 403
    without_name = [
        it.text.replace(f'value="{n}"', "") for it, n in ((wrong, name), (usual, "jan"))
    ]
    assert without_name[0] == without_name[1]
    assert password not in wrong.text or not password


def test_a_closed_account_is_refused_in_the_same_words(office: House) -> None:
    client = office()
    refusals = {sign_in(client, wachtwoord="helemaal verkeerd").text for _ in range(10)}
    closed = sign_in(client)
    assert closed.status_code == 403
    assert refusals == {closed.text}


@pytest.mark.parametrize("csrf", [None, "", "x" * 43, "é"])
def test_a_form_that_is_not_from_our_page_signs_nobody_in(office: House, csrf: str | None) -> None:
    client = office()
    response = sign_in(client, csrf=csrf)
    assert response.status_code == 403
    assert "verlopen" in response.text
    assert client.get("/publicatie").status_code == 303


def test_a_form_signs_nobody_in_without_the_cookie_of_its_page(office: House) -> None:
    client = office()
    csrf = form(client)
    client.cookies.clear()
    sent = {"naam": "jan", "wachtwoord": PASSWORD, "csrf": csrf}
    assert client.post("/aanmelden", data=sent).status_code == 403


def test_a_second_tab_does_not_spoil_the_first(office: House) -> None:
    client = office()
    first, second = form(client), form(client)
    assert first == second


def test_signing_in_gives_another_token_whatever_the_browser_came_with(office: House) -> None:
    client = office()
    planted = cookie(sign_in(client), "vraagbaak").value
    client.cookies.clear()
    client.cookies.set("vraagbaak", planted)
    fresh = cookie(sign_in(client), "vraagbaak").value
    assert fresh != planted
    client.cookies.clear()
    client.cookies.set("vraagbaak", planted)
    assert client.get("/publicatie").status_code == 303


def test_signing_out_is_a_form_of_the_session(office: House) -> None:
    client = office()
    sign_in(client)
    assert client.post("/afmelden").status_code == 403
    assert client.post("/afmelden", data={"csrf": "x" * 43}).status_code == 403
    assert client.get("/publicatie").status_code == 503
    token = client.cookies["vraagbaak"]
    done = client.post("/afmelden", data={"csrf": form(client, "/afmelden")})
    assert (done.status_code, done.headers["location"]) == (303, "/aanmelden")
    assert "vraagbaak" not in client.cookies
    client.cookies.set("vraagbaak", token)
    assert client.get("/publicatie").status_code == 303


def test_opening_an_address_signs_nobody_out(office: House) -> None:
    client = office()
    sign_in(client)
    assert client.get("/afmelden").status_code == 200
    assert client.get("/publicatie").status_code == 503


def test_signing_out_without_a_session_ends_at_the_sign_in_page(office: House) -> None:
    client = office()
    assert client.get("/afmelden").headers["location"] == "/aanmelden"
    assert client.post("/afmelden").headers["location"] == "/aanmelden"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_what_changes_something_must_come_from_a_form_of_this_session(
    office: House, method: str
) -> None:
    client = office()
    router = APIRouter(route_class=ScopedRoute, dependencies=[requires(Scope.ADVISER)])
    router.add_api_route("/wijzig", lambda: "gewijzigd", methods=[method])
    cast(FastAPI, client.app).include_router(router)
    away = client.request(method, "/wijzig?a=1")
    assert (away.status_code, away.headers["location"]) == (303, "/aanmelden")
    sign_in(client)
    own, other = form(client, "/afmelden"), form(office(), "/aanmelden")
    for csrf in ("", other, own[:-1], own.lower()):
        refused = client.request(method, "/wijzig", data={"csrf": csrf})
        assert (refused.status_code, "verlopen" in refused.text) == (403, True)
    assert client.request(method, "/wijzig", json={"csrf": own}).status_code == 403
    assert client.request(method, "/wijzig", params={"csrf": own}).status_code == 403
    assert client.request(method, "/wijzig", data={"csrf": own}).status_code == 200


def test_without_the_scope_of_a_page_there_is_no_way_around(office: House) -> None:
    client = office(Scope.ADMIN)
    sign_in(client)
    refused = client.get("/publicatie")
    assert refused.status_code == 403
    assert "Vraag een beheerder" in refused.text


def test_after_signing_in_nobody_is_sent_elsewhere(office: House) -> None:
    client = office()
    page = client.get("/aanmelden", params={"terug": "//evil.example"}).text
    assert 'name="terug" value="/"' in page
    assert sign_in(client, terug="//evil.example").headers["location"] == "/"


def test_too_many_attempts_from_one_address_have_to_wait(office: House, clock: Any) -> None:
    client = office(sign_ins_per_minute=3)
    for _ in range(3):
        assert sign_in(client, wachtwoord="helemaal verkeerd").status_code == 403
    late = sign_in(client)
    assert late.status_code == 429
    assert late.headers["content-type"] == "text/html; charset=utf-8"
    clock.pass_by(seconds=int(late.headers["retry-after"]))
    assert sign_in(client).status_code == 303


def test_the_first_visitor_is_told_how_the_first_account_is_made(house: House) -> None:
    page = house().get("/aanmelden").text
    assert "vraagbaak gebruikers add" in page


@pytest.mark.parametrize("path", ["/aanmelden", "/afmelden", "/aanmelden/elders"])
def test_the_public_role_knows_no_people(house: House, path: str) -> None:
    client = house(Role.PUBLIC)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_a_page_that_needs_nobody_is_open_to_everybody(office: House) -> None:
    page = office().get("/")
    assert page.status_code == 503  # nothing to answer from, but nobody was sent away
    assert "/aanmelden" in page.text


def test_a_question_in_the_address_comes_back_unharmed(office: House) -> None:
    client = office()
    refused = client.get("/publicatie?a=b%26c&d=%C3%A9")
    query = parse_qs(urlsplit(refused.headers["location"]).query)
    assert query == {"terug": ["/publicatie?a=b%26c&d=%C3%A9"]}
