"""Keys and the kill switch over the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from api.access.scopes import Scope


def send(internal: Any, method: str, path: str, body: Any = None) -> Any:
    return internal.send(method, f"/v1{path}", body, scope=Scope.ADMIN)


@pytest.fixture
def released(internal: Any) -> Iterator[None]:
    """Leave the kill switch as it was."""
    yield
    assert (
        send(internal, "PUT", "/noodrem", {"aan": False, "reden": "na de proef"}).status_code == 200
    )
    internal.client.app.state.watcher.look_at_switch()


def test_a_key_that_is_made_opens_what_it_should_until_it_is_revoked(internal: Any) -> None:
    made = send(internal, "POST", "/sleutels", {"naam": "KISS", "bereik": ["adviseur"]})
    assert made.status_code == 201
    key = made.json()
    assert re.fullmatch(r"vb_[a-f0-9]{12}_[A-Za-z0-9_-]{43}", key["sleutel"])
    headers = {"Authorization": f"Bearer {key['sleutel']}"}
    assert internal.client.get("/v1/publicaties", headers=headers).status_code == 200
    assert internal.client.get("/v1/sleutels", headers=headers).status_code == 403
    for _ in range(2):
        assert send(internal, "DELETE", f"/sleutels/{key['id']}").status_code == 204
    assert internal.client.get("/v1/publicaties", headers=headers).status_code == 401


def test_the_secret_of_a_key_is_shown_once(internal: Any) -> None:
    made = send(internal, "POST", "/sleutels", {"naam": "eenmalig", "dagen": 2}).json()
    (listed,) = [
        it for it in send(internal, "GET", "/sleutels").json()["sleutels"] if it["id"] == made["id"]
    ]
    assert listed == {it: made[it] for it in made if it != "sleutel"}
    assert listed["verlooptOp"] == "2026-11-24T10:30:00Z"
    assert made["sleutel"] not in send(internal, "GET", "/sleutels").text


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "naam"),
        ({"naam": ""}, "naam"),
        ({"naam": "x" * 81}, "naam"),
        ({"naam": "x", "bereik": ["alles"]}, "bereik[0]"),
        ({"naam": "x", "bereik": ["publiek"]}, "bereik[0]"),
        ({"naam": "x", "dagen": 0}, "dagen"),
        ({"naam": "x", "dagen": 100_000}, "dagen"),
    ],
)
def test_a_key_that_cannot_be_meant_is_refused(internal: Any, body: Any, name: str) -> None:
    response = send(internal, "POST", "/sleutels", body)
    assert response.status_code == 400
    assert [it["name"] for it in response.json()["invalidParams"]] == [name]


def test_a_key_that_is_not_there_cannot_be_revoked(internal: Any) -> None:
    assert send(internal, "DELETE", "/sleutels/000000000000").status_code == 404


@pytest.mark.usefixtures("released")
def test_the_kill_switch_is_pulled_and_every_face_of_the_server_follows(internal: Any) -> None:
    reason = "Bel 06 12345678: verkeerde bedragen"
    pulled = send(internal, "PUT", "/noodrem", {"aan": True, "reden": reason})
    assert pulled.status_code == 200
    told = pulled.json()
    assert (told["aan"], told["sinds"], told["door"]) == (
        True,
        "2026-11-22T10:30:00Z",
        "proef beheer",
    )
    assert "12345678" not in told["reden"]
    assert send(internal, "GET", "/noodrem").json() == told
    internal.client.app.state.watcher.look_at_switch()
    body = {"vraag": "Hoe vraag ik een WW-uitkering aan?"}
    answered = internal.send("POST", "/v1/antwoorden/_zoek", body).json()
    assert (answered["uitkomst"], answered["antwoorden"]) == ("geenAntwoord", [])
    assert internal.send("GET", "/v1/suggesties?begin=ww").json()["suggesties"] == []
    second = send(internal, "PUT", "/noodrem", {"aan": True, "reden": "nog eens"})
    assert second.json() == told


def test_the_kill_switch_is_released_and_says_so(internal: Any) -> None:
    response = send(internal, "PUT", "/noodrem", {"aan": False, "reden": "niets aan de hand"})
    assert response.json() == {"aan": False, "sinds": None, "door": None, "reden": None}


@pytest.mark.parametrize(
    "body", [{}, {"aan": "ja", "reden": "x"}, {"aan": True}, {"aan": 1, "reden": "x"}]
)
def test_a_turn_that_is_not_clear_is_refused(internal: Any, body: Any) -> None:
    assert send(internal, "PUT", "/noodrem", body).status_code == 400
