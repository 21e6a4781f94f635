"""A new internal server: it says how the first account is made, and that account gets in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.slow

VRAAGBAAK = str(Path(sys.executable).parent / "vraagbaak")
PASSWORD = "vier losse woorden hier"


def test_the_first_account_is_made_while_the_server_runs_and_gets_in(
    started: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    home = {"VRAAGBAAK_HOME": str(tmp_path)}
    command = [VRAAGBAAK, "serve", "--rol", "intern"]
    with (
        started(command, "/healthz", tmp_path / "log", **home) as address,
        httpx.Client() as browser,
    ):
        assert "vraagbaak gebruikers add" in (tmp_path / "log").read_text()
        assert browser.get(f"{address}/publicatie").status_code == 303
        subprocess.run(
            [VRAAGBAAK, "gebruikers", "add", "jan", "--scope", "adviseur"],
            env={**os.environ, **home},
            input=PASSWORD,
            text=True,
            check=True,
            timeout=120,
        )
        page = browser.get(f"{address}/aanmelden").text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf
        form = {"naam": "jan", "wachtwoord": PASSWORD, "csrf": csrf[1], "terug": "/publicatie"}
        welcome = browser.post(f"{address}/aanmelden", data=form)
        assert (welcome.status_code, welcome.headers["location"]) == (303, "/publicatie")
        assert browser.get(f"{address}/publicatie").status_code == 503  # nothing was published
    log = (tmp_path / "log").read_text()
    assert PASSWORD not in log
    assert browser.cookies["vraagbaak"] not in log


def test_a_server_comes_back_while_the_database_is_down(
    started: Callable[..., AbstractContextManager[str]], tmp_path: Path
) -> None:
    (tmp_path / "journal.sqlite").write_bytes(b"geen database" * 1000)
    command = [VRAAGBAAK, "serve", "--rol", "intern", "--host", "0.0.0.0"]
    home = {"VRAAGBAAK_HOME": str(tmp_path)}
    with started(command, "/healthz", tmp_path / "log", **home) as address:
        assert httpx.get(f"{address}/aanmelden").status_code == 503
    assert "kan niemand zich aanmelden" in (tmp_path / "log").read_text()
