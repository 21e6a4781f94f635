"""An adviser in the internal role gets the notes; for everybody else the answer is the same."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.access.scopes import GRANTED, Scope
from api.serving import load_serving
from api.settings import Role
from api.web.site import export_site
from indexer.encoder import Encoder
from kb.archive import Archive
from kb.release import NOTES

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def body_of(response: Any) -> dict[str, Any]:
    """Return the body of an answer without its reference, which is random."""
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return {**found, "vraagkenmerk": ""}


ASKED = {"vraag": "Hoe lang krijg ik een WW-uitkering?", "maxAantal": 10}


def notes_in(body: Mapping[str, Any]) -> dict[str, str]:
    """Return the notes in an answer, by item."""
    return {it["id"]: it["toelichting"] for it in body["antwoorden"] if it["toelichting"]}


def test_an_adviser_gets_the_note_beside_each_answer_with_the_figures_of_the_day(
    client: Callable[..., TestClient],
) -> None:
    adviser = client(Role.INTERNAL, Scope.ADVISER)
    found = notes_in(body_of(adviser.post("/v1/antwoorden/_zoek", json=ASKED)))
    assert found["ww-duur"] == "Tel de goudplevierweken mee, daarna 6 weken erbij."
    assert set(found) == {"ww-aanvragen", "ww-duur", "bezwaar-maken", "ziek-melden"}


def test_a_replay_gives_the_notes_of_that_moment(client: Callable[..., TestClient]) -> None:
    adviser = client(Role.INTERNAL, Scope.ADVISER)
    then = {"vraag": "Kan ik op papier aanvragen?", "beschikbaarOp": "2026-11-21T09:00:00Z"}
    found = body_of(adviser.post("/v1/antwoorden/_reconstrueer", json=then))
    assert notes_in(found)["ww-papier"] == "Stuur geen krakeendformulier meer op."


def test_the_answer_is_the_same_for_everybody_but_for_the_notes(
    client: Callable[..., TestClient],
) -> None:
    visitors = (
        client(Role.PUBLIC),
        client(Role.PUBLIC, *GRANTED),
        client(Role.INTERNAL),
        client(Role.INTERNAL, Scope.EDITOR, Scope.ADMIN),
        client(Role.INTERNAL, Scope.ADVISER),
    )
    responses = [it.post("/v1/antwoorden/_zoek", json=ASKED) for it in visitors]
    bodies = [json.dumps(body_of(it)) for it in responses]
    *without, adviser = bodies
    assert len(set(without)) == 1
    assert notes_in(json.loads(without[0])) == {}
    told = json.loads(adviser)
    for it in told["antwoorden"]:
        it["toelichting"] = None
    assert json.dumps(told) == without[0]


def test_an_answer_goes_without_notes_when_they_are_damaged(
    client: Callable[..., TestClient], own_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (notes,) = (
        it
        for it in own_home.rglob(NOTES)
        if it.parent.name == Archive(own_home).ledger.active().release.removeprefix("sha256:")
    )
    notes.write_bytes(notes.read_bytes().replace(b"goudplevier", b"kanarie"))
    found = client(Role.INTERNAL, Scope.ADVISER).post("/v1/antwoorden/_zoek", json=ASKED)
    assert notes_in(body_of(found)) == {}
    assert f"{NOTES} klopt niet met het manifest" in caplog.text


def test_the_public_role_answers_when_there_are_no_notes_to_open(
    client: Callable[..., TestClient], own_home: Path
) -> None:
    visitor = client(Role.PUBLIC)
    paths = ["/v1/antwoorden/ww-duur/versies", "/antwoord/ww-duur", "/v1/antwoorden/ww-papier"]
    before = [visitor.get(it).content for it in paths]
    for release in (own_home / "store" / "releases").iterdir():
        (release / NOTES).unlink()
    visitor = client(Role.PUBLIC)
    assert [visitor.get(it).content for it in paths] == before


_opened: list[str] | None = None


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open" and _opened is not None:
        _opened.append(str(arguments[0]))


@contextmanager
def files_opened() -> Iterator[list[str]]:
    """Give the path of every file that this process opens."""
    global _opened
    if not getattr(files_opened, "hears", False):
        sys.addaudithook(_hear)  # for ever: Python has no way to take one away
        files_opened.hears = True  # type: ignore[attr-defined]
    _opened = []
    try:
        yield _opened
    finally:
        _opened = None


def test_the_public_role_never_opens_the_file_with_notes(
    client: Callable[..., TestClient],
    calls: Callable[..., list[Any]],
    samples: Mapping[str, Sequence[str]],
    own_home: Path,
    encoder: Encoder,
    tmp_path: Path,
) -> None:
    with files_opened() as opened:
        serving = load_serving(own_home, encoder)
        visitor = client(Role.PUBLIC, *GRANTED)
        for call in calls(cast(FastAPI, visitor.app), samples):
            call.send(visitor)
        export_site(serving, NOW.date(), NOW, tmp_path / "site")
        assert any(it.endswith("publiek.json") for it in opened)
        assert [it for it in opened if it.endswith(NOTES)] == []
        client(Role.INTERNAL).post("/v1/antwoorden/_zoek", json=ASKED)
        assert [it for it in opened if it.endswith(NOTES)] == []
        client(Role.INTERNAL, Scope.ADVISER).post("/v1/antwoorden/_zoek", json=ASKED)
        assert [it for it in opened if it.endswith(NOTES)] != []
