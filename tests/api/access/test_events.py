"""What people do at the door and with the kill switch is a line in the log, with an event."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import logs
from api.access import keys, local
from api.access.scopes import Scope

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PASSWORD = "vier losse woorden hier"

House = Callable[..., TestClient]


@pytest.fixture
def client(house: House, caplog: pytest.LogCaptureFixture) -> TestClient:
    """Return a client of a server on which jan may sign in, whose log is kept."""
    made = house()
    local.add(database_of(made), "jan", PASSWORD, [Scope.ADVISER], NOW)
    caplog.set_level(logging.INFO)
    return made


def database_of(client: TestClient) -> Any:
    return cast(FastAPI, client.app).state.journal.database


def sign_in(client: TestClient, **changes: str) -> int:
    client.get("/aanmelden")
    csrf = client.cookies["vraagbaak-aanmelden"]
    given = {"naam": "jan", "wachtwoord": PASSWORD, "csrf": csrf, **changes}
    return client.post("/aanmelden", data=given).status_code


def events(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str | None]]:
    """Return the event and the account of every line that has an event."""
    return [
        (it.__dict__["event"], it.__dict__.get("account"))
        for it in caplog.records
        if "event" in it.__dict__
    ]


def written(caplog: pytest.LogCaptureFixture) -> str:
    """Return the lines as a server writes them; those of the client of the test are not its own."""
    form = logs.formatter("intern")
    own = [it for it in caplog.records if not it.name.startswith("httpx")]
    return "\n".join(form.format(it) for it in own)


def test_who_signs_in_is_named(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    assert sign_in(client) == 303
    assert events(caplog) == [("signed_in", "jan")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"wachtwoord": "helemaal verkeerd"},
        {"naam": "kanarievogel"},
        {"csrf": "x" * 43, "naam": "kanarievogel"},
    ],
)
def test_who_does_not_get_in_is_not_named(
    client: TestClient, caplog: pytest.LogCaptureFixture, wrong: dict[str, str]
) -> None:
    assert sign_in(client, **wrong) == 403
    assert events(caplog) == [("sign_in_failed", None)]
    told = written(caplog)
    for secret in ("jan", "kanarievogel", PASSWORD, "verkeerd", "testclient"):
        assert secret not in told


def test_the_kill_switch_names_the_key_that_turned_it(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    text, _ = keys.add(database_of(client), "Piket", [Scope.ADMIN], NOW, 1)
    for on in (True, False):
        body = {"aan": on, "reden": "kanarievogel"}
        headers = {"Authorization": f"Bearer {text}"}
        assert client.put("/v1/noodrem", json=body, headers=headers).status_code == 200
    assert events(caplog) == [("kill_switch_pulled", "Piket"), ("kill_switch_released", "Piket")]
    assert "kanarievogel" not in written(caplog)
    assert text not in written(caplog)


def test_who_may_not_turn_the_kill_switch_is_no_event(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    text, _ = keys.add(database_of(client), "Website", [Scope.ADVISER], NOW, 1)
    headers = {"Authorization": f"Bearer {text}"}
    refused = client.put("/v1/noodrem", json={"aan": True, "reden": "x"}, headers=headers)
    assert refused.status_code == 403
    assert events(caplog) == []
