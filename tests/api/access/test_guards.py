"""The guard of the API: keys, limits per client and per address, and a database that is down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import event

from api.access import keys
from api.access.scopes import Scope
from api.settings import Role
from eval.journal.database import Database

ASK = "/v1/antwoorden/_zoek"
REPLAY = "/v1/antwoorden/_reconstrueer"
BODY = {"vraag": "Hoe vraag ik WW aan?"}

House = Callable[..., TestClient]


def key(client: TestClient, *scopes: Scope) -> dict[str, str]:
    database: Database = cast(FastAPI, client.app).state.journal.database
    now = cast(FastAPI, client.app).state.clock()
    return {"Authorization": f"Bearer {keys.add(database, 'test', scopes, now, 1)[0]}"}


def asked(client: TestClient, path: str = ASK, **headers: str) -> Any:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post(path, json=BODY, headers=sent)


def test_a_refusal_is_a_problem_that_says_what_is_missing(house: House) -> None:
    client = house()
    none = asked(client, REPLAY)
    wrong = asked(client, REPLAY, Authorization="Bearer geheim123")
    short = asked(client, REPLAY, **key(client, Scope.ADMIN))
    assert [it.status_code for it in (none, wrong, short)] == [401, 401, 403]
    assert none.headers["www-authenticate"] == 'Bearer realm="vraagbaak"'
    assert 'error="invalid_token"' in wrong.headers["www-authenticate"]
    assert 'error="insufficient_scope", scope="adviseur"' in short.headers["www-authenticate"]
    for it in (none, wrong, short):
        assert it.headers["content-type"] == "application/problem+json"
        assert it.json()["status"] == it.status_code
        assert "geheim123" not in it.text


def test_who_may_not_ask_is_not_told_what_is_wrong_with_the_body(house: House) -> None:
    client = house()
    for body in (b"{", b"\xff", b'{"vraag": 1}', b"x" * 100_000):
        refused = client.post(REPLAY, content=body, headers={"Content-Type": "application/json"})
        assert refused.status_code == 401


def test_a_key_that_is_no_good_is_refused_where_none_is_needed(house: House) -> None:
    client = house(Role.PUBLIC)
    assert asked(client).status_code == 503  # let in; there is nothing to answer from
    assert asked(client, Authorization="Bearer vb_oud").status_code == 401


@pytest.mark.parametrize("given", ["Basic amFuOmdlaGVpbQ==", "", "Digest x"])
def test_another_way_to_sign_in_is_meant_for_a_proxy(house: House, given: str) -> None:
    client = house()
    assert asked(client, Authorization=given).status_code == 503
    assert asked(client, REPLAY, Authorization=given).status_code == 401


def test_a_session_is_no_key(house: House) -> None:
    client = house()
    client.cookies.set("vraagbaak", key(client, Scope.ADVISER)["Authorization"].split()[1])
    assert asked(client, REPLAY).status_code == 401


def test_too_many_requests_of_one_address_have_to_wait(house: House, clock: Any) -> None:
    client = house(Role.PUBLIC, requests_per_minute=5)
    assert [asked(client).status_code for _ in range(7)] == [503] * 5 + [429] * 2
    late = asked(client)
    assert late.headers["content-type"] == "application/problem+json"
    assert late.json()["title"] == "Te veel aanvragen"
    clock.pass_by(seconds=int(late.headers["retry-after"]))
    assert asked(client).status_code == 503


def test_a_page_says_it_on_a_page(house: House) -> None:
    client = house(Role.PUBLIC, requests_per_minute=1)
    client.get("/")
    late = client.get("/")
    assert (late.status_code, late.headers["content-type"]) == (429, "text/html; charset=utf-8")
    assert int(late.headers["retry-after"]) >= 1


def test_a_forged_address_is_no_way_around(house: House) -> None:
    client = house(Role.PUBLIC, requests_per_minute=2)
    found = [asked(client, X_Forwarded_For=f"203.0.113.{it}").status_code for it in range(4)]
    assert found == [503, 503, 429, 429]


def test_behind_a_proxy_of_ours_every_visitor_counts_apart(tmp_path: Path, house: House) -> None:
    made = house(Role.PUBLIC, requests_per_minute=1, trusted_proxies="10.0.0.0/8")
    client = TestClient(made.app, client=("10.0.0.7", 1))
    first, again, other, forged = (
        asked(client, X_Forwarded_For=it).status_code
        for it in ("203.0.113.1", "203.0.113.1", "203.0.113.2", "9.9.9.9, 203.0.113.2")
    )
    assert (first, again, other, forged) == (503, 429, 503, 429)


def test_a_key_has_a_limit_of_its_own(house: House) -> None:
    client = house(Role.PUBLIC, requests_per_minute=1, key_requests_per_minute=3)
    one, two = key(client, Scope.ADVISER), key(client, Scope.ADVISER)
    asked(client)
    assert asked(client).status_code == 429
    assert [asked(client, **one).status_code for _ in range(4)] == [503] * 3 + [429]
    assert asked(client, **two).status_code == 503


def test_wrong_keys_are_looked_up_no_more_after_a_while(house: House) -> None:
    client = house(Role.PUBLIC, requests_per_minute=2)
    wrong = {"Authorization": f"Bearer vb_{'0' * 12}_{'A' * 43}"}
    assert [asked(client, **wrong).status_code for _ in range(3)] == [401, 401, 429]


def test_the_process_can_be_asked_whether_it_lives_however_often(house: House) -> None:
    client = house(Role.PUBLIC, requests_per_minute=1)
    assert [client.get("/healthz").status_code for _ in range(5)] == [200] * 5


@pytest.fixture
def broken(house: House, tmp_path: Path) -> House:
    """Return a function that gives a client of a server whose database is no database."""

    def client(*arguments: Any, **settings: Any) -> TestClient:
        made = house(*arguments, **settings)
        cast(FastAPI, made.app).state.journal.database.close()
        for it in tmp_path.glob("journal.sqlite*"):
            it.unlink()
        (tmp_path / "journal.sqlite").write_bytes(b"geen database" * 1000)
        return made

    return client


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("authorization", ["", f"Bearer vb_{'0' * 12}_{'A' * 43}"])
def test_what_is_public_needs_no_database(broken: House, role: Role, authorization: str) -> None:
    client = broken(role)
    client.cookies.set("vraagbaak", "A" * 43)
    headers = {"Authorization": authorization, "Content-Type": "text/plain"}
    sent = client.post(ASK, content=b"vraag", headers=headers)
    assert sent.status_code == 415  # let in, and told what is wrong with the body
    assert client.get("/").status_code == 503
    assert "retry-after" not in client.get("/").headers


def test_what_is_not_public_waits_for_the_database(broken: House) -> None:
    client = broken()
    refused = asked(client, REPLAY, Authorization=f"Bearer vb_{'0' * 12}_{'A' * 43}")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert asked(client, REPLAY).status_code == 401
    client.cookies.set("vraagbaak", "A" * 43)
    for path in ("/publicatie", "/aanmelden"):
        page = client.get(path)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")


def test_nobody_is_told_to_be_signed_out_by_a_database_that_is_down(broken: House) -> None:
    client = broken()
    client.cookies.set("vraagbaak", "A" * 43)
    refused = client.post("/afmelden")
    assert refused.status_code == 503
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize(
    "sent",
    [{"Cookie": f"vraagbaak={'A' * 43}"}, {"Authorization": f"Bearer vb_{'0' * 12}_{'A' * 43}"}],
)
def test_too_much_that_is_no_good_is_looked_up_no_more(house: House, sent: dict[str, str]) -> None:
    client = house(requests_per_minute=3)
    looked_up = list[str]()

    def heard(*given: Any) -> None:
        looked_up.append(given[2])

    event.listen(
        cast(FastAPI, client.app).state.journal.database.engine, "before_cursor_execute", heard
    )
    path = "/publicatie" if "Cookie" in sent else REPLAY
    method = "GET" if "Cookie" in sent else "POST"
    for _ in range(3):
        assert client.request(method, path, headers=sent).status_code in (303, 401)
    before = len(looked_up)
    assert before >= 3
    assert client.request(method, path, headers=sent).status_code == 429
    assert len(looked_up) == before
