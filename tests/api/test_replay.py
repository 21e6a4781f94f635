"""What was answered at a moment, about the rules of a day: on one clock, the other, and both."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.scopes import Scope
from api.app import create_app
from api.settings import Role, Settings
from api.watching import Watcher
from eval.publication import publish
from indexer.encoder import Encoder, EncoderSource
from kb.activation import roll_back
from kb.archive import Archive

ITEM = """\
---
vraag: Hoe lang krijg ik een WW-uitkering?
kort: {short}
doelgroep: particulier
regelingen: [WW]
geldig: {{{valid}}}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
{short}
"""
MARCH = datetime(2026, 3, 12, 10, 0, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 10, 0, tzinfo=UTC)
MAY = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
ASKED = {"vraag": "Hoe lang krijg ik een WW-uitkering?"}


def versions(old: str, new: str) -> dict[str, str | None]:
    """Return two validity versions that meet on 1 January 2026."""
    return {
        "faq/werkloos/ww-duur.md": None,
        "faq/werkloos/ww-duur@2024-01-01.md": ITEM.format(
            short=old, valid="vanaf: 2024-01-01, tot: 2026-01-01"
        ),
        "faq/werkloos/ww-duur@2026-01-01.md": ITEM.format(short=new, valid="vanaf: 2026-01-01"),
    }


@pytest.fixture
def told(tree: Callable[..., Path], home: Path, source: EncoderSource) -> Path:
    """Return a home: on 12 March a wrong rule of 2026, on 1 April the right one, 1 May back."""
    for moment, new in ((MARCH, "Hooguit 18 maanden."), (APRIL, "Hooguit 24 maanden.")):
        root = tree(versions("Hooguit 38 maanden.", new))
        publish(root, home, source, clock=lambda at=moment: at, by="editor", note=new)  # type: ignore[misc]
    roll_back(Archive(home), "1", MAY, "operator", "vergissing")
    return home


@pytest.fixture
def advisor(told: Path, encoder: Encoder, admitted: Callable[..., TestClient]) -> TestClient:
    """Return a client of the internal server on 1 June."""
    watcher = Watcher(told, 3600, lambda: JUNE, encoder)
    watcher.refresh()
    app = create_app(Settings(home=told), Role.INTERNAL, watcher=watcher, clock=lambda: JUNE)
    return admitted(TestClient(app), Scope.ADVISER)


def replayed(client: TestClient, **body: str) -> dict[str, Any]:
    response = client.post("/v1/antwoorden/_reconstrueer", json={**ASKED, **body})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def short(body: dict[str, Any]) -> str:
    return str(body["antwoorden"][0]["kort"])


@pytest.mark.parametrize(
    ("day", "moment", "said"),
    [
        (None, None, "Hooguit 18 maanden."),
        ("2025-06-01", None, "Hooguit 38 maanden."),
        (None, "2026-03-20T12:00:00+01:00", "Hooguit 18 maanden."),
        (None, "2026-04-20T12:00:00+02:00", "Hooguit 24 maanden."),
        (None, "2026-05-20T12:00:00+02:00", "Hooguit 18 maanden."),
        ("2025-12-31", "2026-04-20T12:00:00Z", "Hooguit 38 maanden."),
        ("2026-01-01", "2026-03-12T10:00:00Z", "Hooguit 18 maanden."),
        ("2026-01-01", "2026-04-01T09:59:59Z", "Hooguit 18 maanden."),
        ("2026-01-01", "2026-04-01T10:00:00Z", "Hooguit 24 maanden."),
    ],
)
def test_an_answer_is_replayed_on_both_clocks_to_the_second(
    advisor: TestClient, day: str | None, moment: str | None, said: str
) -> None:
    clocks = {"geldigOp": day, "beschikbaarOp": moment}
    assert short(replayed(advisor, **{k: v for k, v in clocks.items() if v})) == said


def test_a_replay_is_the_body_that_was_given_byte_for_byte(
    tree: Callable[..., Path],
    home: Path,
    source: EncoderSource,
    encoder: Encoder,
    admitted: Callable[..., TestClient],
) -> None:
    given: dict[datetime, str] = {}
    for at, new in ((MARCH, "Eerst."), (APRIL, "Daarna."), (MAY, "Ten slotte.")):
        root = tree(versions("Oud.", new))
        publish(root, home, source, clock=lambda at=at: at, by="editor", note="")  # type: ignore[misc]
        watcher = Watcher(home, 3600, lambda at=at: at, encoder)  # type: ignore[misc]
        watcher.refresh()
        public = TestClient(create_app(Settings(), watcher=watcher, clock=lambda at=at: at))  # type: ignore[misc]
        given[at] = without_reference(public.post("/v1/antwoorden/_zoek", json=ASKED).text)
    app = create_app(Settings(home=home), Role.INTERNAL, watcher=watcher, clock=lambda: JUNE)
    advisor = admitted(TestClient(app), Scope.ADVISER)
    for at, body in given.items():
        moment = (at + timedelta(hours=1)).isoformat().replace("+00:00", "Z")
        asked = {**ASKED, "beschikbaarOp": moment}
        again = advisor.post("/v1/antwoorden/_reconstrueer", json=asked).text
        assert without_reference(again) == body
    assert len(set(given.values())) == 3


def without_reference(raw: str) -> str:
    reference = json.loads(raw)["vraagkenmerk"]
    return raw.replace(reference, "")


def test_before_the_first_publication_there_was_no_answer(advisor: TestClient) -> None:
    body = {**ASKED, "beschikbaarOp": "2026-03-12T09:59:59Z"}
    response = advisor.post("/v1/antwoorden/_reconstrueer", json=body)
    assert response.status_code == 404
    assert response.json()["detail"] == "Op 2026-03-12 10:59:59 was er nog niets gepubliceerd."


@pytest.mark.parametrize(
    ("moment", "reason"),
    [
        ("2026-06-01T10:00:01Z", "ligt in de toekomst"),
        ("2026-04-01T10:00:00", "heeft niet de goede vorm"),
        ("2026-04-01", "heeft niet de goede vorm"),
        ("1767225600", "heeft niet de goede vorm"),
        ("2026-02-30T10:00:00Z", "heeft niet de goede vorm"),
    ],
)
def test_a_moment_that_cannot_be_meant_is_refused(
    advisor: TestClient, moment: str, reason: str
) -> None:
    body = {**ASKED, "beschikbaarOp": moment}
    response = advisor.post("/v1/antwoorden/_reconstrueer", json=body)
    assert response.status_code == 400
    assert response.json()["invalidParams"] == [{"name": "beschikbaarOp", "reason": reason}]


def test_the_public_role_replays_nothing(told: Path, encoder: Encoder) -> None:
    watcher = Watcher(told, 3600, lambda: JUNE, encoder)
    watcher.refresh()
    client = TestClient(create_app(Settings(home=told), watcher=watcher, clock=lambda: JUNE))
    assert client.post("/v1/antwoorden/_reconstrueer", json=ASKED).status_code == 404
    assert (
        client.post("/v1/antwoorden/_zoek", json={**ASKED, "beschikbaarOp": "x"}).status_code == 400
    )


@pytest.mark.slow
def test_the_command_replays_what_the_api_replays(
    told: Path, advisor: TestClient, vraagbaak: Callable[..., Any]
) -> None:
    api = replayed(advisor, geldigOp="2026-01-01", beschikbaarOp="2026-04-01T21:59:59Z")
    done = vraagbaak(
        "replay",
        ASKED["vraag"],
        "--geldig-op",
        "2026-01-01",
        "--beschikbaar-op",
        "2026-04-01",
        "--json",
        home=told,
    )
    assert done.returncode == 0, done.stderr
    command = json.loads(done.stdout)
    assert {**command, "vraagkenmerk": ""} == {**api, "vraagkenmerk": ""}
