"""The settings: each described, each with a default that works, each in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings

REPOSITORY = Path(__file__).parent.parent.parent
NAMES = list(Settings.model_fields)


def environment_name(name: str) -> str:
    return f"VRAAGBAAK_{name}".upper()


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(environment_name(name), raising=False)


def test_every_default_works_without_an_environment() -> None:
    assert Settings().model_dump() == {
        "home": Path("var"),
        "encoder": "bundled",
        "encoder_question_prompt": None,
        "encoder_passage_prompt": None,
        "watch_seconds": 1.0,
        "retention_days": 2557,
        "journal_url": None,
        "journal_days": 90,
        "otel_endpoint": None,
        "security_contact": (),
        "trusted_proxies": (),
        "requests_per_minute": 6_000,
        "key_requests_per_minute": 12_000,
        "sign_ins_per_minute": 60,
        "public_url": None,
        "internal_url": None,
        "api_contact_name": "Team Vraagbaak",
        "api_contact_url": "https://vraagbaak.example.nl/documentatie",
        "api_contact_email": "api@vraagbaak.example.nl",
        "oidc_issuer": None,
        "oidc_client_id": None,
        "oidc_client_secret": None,
        "oidc_scope": "openid profile",
        "oidc_roles_claim": "roles",
        "oidc_roles": {},
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_says_what_it_is_for(name: str) -> None:
    description = Settings.model_fields[name].description
    assert description
    assert description.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_documented_by_the_name_it_is_set_with(name: str) -> None:
    pages = [REPOSITORY / "README.md", *(REPOSITORY / "docs").rglob("*.md")]
    documentation = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert environment_name(name) in documentation


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("home", "/srv/vraagbaak", Path("/srv/vraagbaak")),
        ("encoder", "intfloat/multilingual-e5-small", "intfloat/multilingual-e5-small"),
        ("encoder_question_prompt", "query: ", "query: "),
        ("encoder_passage_prompt", "passage: ", "passage: "),
        ("watch_seconds", "0.5", 0.5),
    ],
)
def test_a_setting_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, given: str, value: object
) -> None:
    monkeypatch.setenv(environment_name(name), given)
    assert getattr(Settings(), name) == value


@pytest.mark.parametrize("given", ["0", "-1", "vaak", "nan"])
def test_a_watch_interval_that_makes_no_sense_is_refused(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("VRAAGBAAK_WATCH_SECONDS", given)
    with pytest.raises(ValidationError):
        Settings()


def test_settings_cannot_be_changed_after_they_are_read() -> None:
    with pytest.raises(ValidationError):
        Settings().home = Path("elders")  # type: ignore[misc]
