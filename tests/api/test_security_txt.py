"""security.txt: whom to tell about a weakness, when the settings say so."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.app import create_app
from api.settings import Settings

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ADDRESS = "/.well-known/security.txt"


def client(home: Path, contact: str) -> TestClient:
    settings = Settings.model_validate({"home": home, "security_contact": contact})
    return TestClient(create_app(settings, clock=lambda: NOW))


def test_it_names_every_contact_and_the_day_until_which_it_holds(tmp_path: Path) -> None:
    both = "mailto:beveiliging@example.nl, https://example.nl/melden"
    response = client(tmp_path, both).get(ADDRESS)
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.text == (
        "Contact: mailto:beveiliging@example.nl\n"
        "Contact: https://example.nl/melden\n"
        "Expires: 2027-02-20T09:00:00Z\n"
        "Preferred-Languages: nl, en\n"
    )


def test_without_a_contact_there_is_none(tmp_path: Path) -> None:
    assert client(tmp_path, "").get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "contact", ["beveiliging@example.nl", "http://example.nl", "mailto:a\nX: b"]
)
def test_a_contact_that_is_no_address_is_refused(tmp_path: Path, contact: str) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate({"home": tmp_path, "security_contact": contact})
