"""The whole way over HTTP: a real issuer, a real server, and a browser that follows addresses."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

Started = Callable[..., AbstractContextManager[str]]

PERSON = {"sub": "u-17", "preferred_username": "mevrouw.jansen", "roles": ["kcc"]}
ROLES = {"kcc": ["adviseur"]}


@pytest.fixture(scope="module")
def issuer(started: Started, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an issuer that knows one person."""
    command = [sys.executable, "-m", "oidc_provider_mock"]
    command += ["--require-nonce", "true", "--user-claims", json.dumps(PERSON)]
    log = tmp_path_factory.mktemp("issuer") / "log"
    with started(command, "/.well-known/openid-configuration", log) as address:
        yield address


@pytest.fixture(scope="module")
def office(
    issuer: str, started: Started, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Return the address of an internal server whose people sign in there."""
    home = tmp_path_factory.mktemp("office")
    command = [str(Path(sys.executable).parent / "vraagbaak"), "serve", "--rol", "intern"]
    settings = {
        "VRAAGBAAK_HOME": str(home),
        "VRAAGBAAK_INTERNAL_URL": "{address}",
        "VRAAGBAAK_OIDC_ISSUER": issuer,
        "VRAAGBAAK_OIDC_CLIENT_ID": "vraagbaak",
        "VRAAGBAAK_OIDC_CLIENT_SECRET": "geheim",
        "VRAAGBAAK_OIDC_ROLES": json.dumps(ROLES),
    }
    with started(command, "/healthz", home / "log", **settings) as address:
        yield address
    assert "geheim" not in (home / "log").read_text()


def sign_in(browser: httpx.Client, office: str, subject: str) -> httpx.Response:
    """Walk from a page that asks to sign in, over the issuer, to where that ends."""
    asked = browser.get(f"{office}/publicatie")
    page = browser.get(f"{office}{asked.headers['location']}")
    link = re.search(r'href="(/aanmelden/elders[^"]*)"', page.text)
    assert link
    there = browser.get(f"{office}{link[1]}").headers["location"]
    assert browser.get(there).status_code == 200
    back = browser.post(there, data={"sub": subject}).headers["location"]
    return browser.get(back)


def test_somebody_signs_in_with_the_issuer_and_out_again(office: str) -> None:
    with httpx.Client() as browser:
        welcome = sign_in(browser, office, "u-17")
        assert (welcome.status_code, welcome.headers["location"]) == (303, "/publicatie")
        assert browser.get(f"{office}/publicatie").status_code == 503  # nothing was published
        page = browser.get(f"{office}/afmelden").text
        assert "mevrouw.jansen" in page
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf
        browser.post(f"{office}/afmelden", data={"csrf": csrf[1]})
        assert browser.get(f"{office}/publicatie").status_code == 303


def test_somebody_whom_the_issuer_gives_no_role_stays_outside(office: str) -> None:
    with httpx.Client() as browser:
        refused = sign_in(browser, office, "iemand-anders")
        assert (refused.status_code, "geen rechten" in refused.text) == (403, True)
        assert browser.get(f"{office}/publicatie").status_code == 303


def test_somebody_who_does_not_consent_stays_outside(office: str) -> None:
    with httpx.Client() as browser:
        there = browser.get(f"{office}/aanmelden/elders").headers["location"]
        back = browser.post(there, data={"action": "deny"}).headers["location"]
        refused = browser.get(httpx.URL(office).join(back))
        assert refused.status_code == 403
        assert browser.get(f"{office}/publicatie").status_code == 303
