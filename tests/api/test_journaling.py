"""What the faces tell the journal: the masked question and what was answered, never more."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.app import create_app
from api.journaling import Purger
from api.serving import Serving
from api.settings import Role, Settings
from eval.journal import tables
from eval.journal.database import Database
from eval.journal.reading import lookup
from eval.journal.records import Asked, Shown
from eval.journal.rows import write
from eval.journal.writer import Writer
from kb.policy import Policy
from kb.switch import Pulled

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
QUESTION = "Hoe vraag ik een WW-uitkering aan?"
NOTHING = Policy(answer_at=2.0, choice_at=2.0, distress_at=2.0, also_at=2.0)
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class _Fixed:
    """Serves one reference for ever."""

    current: Serving
    reason: str | None = None

    def start(self) -> None:
        """There is nothing to watch."""

    def stop(self) -> None:
        """There is nothing to stop."""


Started = Callable[..., TestClient]


@pytest.fixture
def started(tmp_path: Path, serving: Serving) -> Iterator[Started]:
    """Return a function that gives a client of a server that runs, with a journal of its own."""
    running: list[TestClient] = []

    def start(answering: Serving = serving, role: Role = Role.PUBLIC) -> TestClient:
        watcher: Any = _Fixed(answering)
        app = create_app(Settings(home=tmp_path), role, watcher=watcher, clock=lambda: NOW)
        client = TestClient(app, raise_server_exceptions=False)
        running.append(client.__enter__())
        return client

    yield start
    for client in running:
        client.__exit__(None, None, None)


def journal(client: TestClient) -> Writer:
    assert isinstance(client.app, FastAPI)
    writer: Writer = client.app.state.journal
    return writer


def search(client: TestClient, **body: object) -> dict[str, Any]:
    answer = client.post("/v1/antwoorden/_zoek", json={"vraag": QUESTION, **body})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def kept(client: TestClient) -> list[Asked]:
    """Return every question in the journal, once all that waited is written."""
    writer = journal(client)
    writer.database.ensure()
    end = time.monotonic() + PATIENCE_SECONDS
    while writer.stats.waiting:
        assert time.monotonic() < end, writer.stats
        time.sleep(0.005)
    with writer.database.reading() as connection:
        references = connection.scalars(select(tables.question.c.reference)).all()
    found = [lookup(writer.database, it) for it in references]
    return [it.question for it in found if it and it.question]


def test_a_question_to_the_api_is_kept_with_what_was_answered(started: Started) -> None:
    client = started()
    body = search(client, kanaal="telefoon", geldigOp="2026-07-01")
    [asked] = kept(client)
    shown = tuple(Shown(it["id"], it["versie"], it["taal"]) for it in body["antwoorden"])
    assert shown
    assert asked == Asked(
        reference=body["vraagkenmerk"],
        at=NOW,
        day=date(2026, 7, 1),
        channel="telefoon",
        language="nl",
        text=QUESTION,
        outcome=body["uitkomst"],
        confidence=body["antwoorden"][0]["zekerheid"],
        snapshot=body["momentopname"],
        publication=body["publicatie"],
        shown=shown,
    )


def test_a_question_on_the_page_is_kept_like_one_to_the_api(started: Started) -> None:
    client = started()
    assert client.post("/", data={"vraag": QUESTION}).status_code == 200
    search(client)
    page, api = kept(client)
    assert page.reference != api.reference
    assert replace(page, reference="") == replace(api, reference="")


def test_a_question_without_an_answer_is_kept_as_such(started: Started, serving: Serving) -> None:
    client = started(replace(serving, policy=NOTHING))
    search(client)
    [asked] = kept(client)
    assert (asked.outcome, asked.confidence, asked.shown) == ("geenAntwoord", None, ())


@pytest.mark.parametrize("secret", ["123456782", "jan@voorbeeld.nl", "NL91ABNA0417164300"])
def test_personal_data_never_gets_into_the_journal(
    started: Started, tmp_path: Path, secret: str
) -> None:
    client = started()
    search(client, vraag=f"Mijn gegevens zijn bsn {secret}, hoe vraag ik WW aan?")
    client.post("/", data={"vraag": f"Mijn gegevens zijn bsn {secret}, hoe vraag ik WW aan?"})
    assert len(kept(client)) == 2
    files = b"".join(it.read_bytes() for it in tmp_path.glob("journal.sqlite*"))
    assert b"hoe vraag ik WW aan" in files
    assert secret.encode() not in files


def test_what_is_refused_or_empty_is_not_kept(started: Started) -> None:
    client = started()
    assert client.post("/v1/antwoorden/_zoek", json={"vraag": ""}).status_code == 400
    assert client.post("/v1/antwoorden/_zoek", json={"vraag": "x" * 501}).status_code == 400
    assert client.post("/", data={"vraag": "  "}).status_code == 200
    assert client.get("/antwoord/ww-aanvragen").status_code == 200
    assert kept(client) == []


def test_nothing_is_kept_while_the_kill_switch_is_pulled(
    started: Started, serving: Serving
) -> None:
    client = started(serving.under(Pulled(at=NOW, by="test", reason="proef")))
    assert search(client)["uitkomst"] == "geenAntwoord"
    assert kept(client) == []


def test_both_roles_write_the_same_journal(started: Started) -> None:
    public, internal = started(), started(role=Role.INTERNAL)
    search(public)
    assert internal.post("/", data={"vraag": QUESTION}).status_code in (200, 303, 401)
    search(public)
    assert len(kept(public)) >= 2
    assert journal(internal).stats.error is None


def test_the_body_is_the_same_whether_the_journal_works_or_not(
    started: Started, serving: Serving, tmp_path: Path
) -> None:
    works = search(started())
    watcher: Any = _Fixed(serving)
    nowhere = Settings(home=tmp_path / "weg")
    with TestClient(create_app(nowhere, watcher=watcher, clock=lambda: NOW)) as client:
        breaks = search(client)
        assert journal(client).stats.written == 0
    own = {"vraagkenmerk": ""}
    assert json.dumps(works | own) == json.dumps(breaks | own)


def test_stopping_the_server_writes_what_was_asked_last(tmp_path: Path, serving: Serving) -> None:
    watcher: Any = _Fixed(serving)
    app = create_app(Settings(home=tmp_path), watcher=watcher, clock=lambda: NOW)
    with TestClient(app) as client:
        for _ in range(20):
            search(client)
    with Database.open(None, tmp_path).reading() as connection:
        assert connection.scalar(select(func.count()).select_from(tables.question)) == 20


def test_the_server_clears_away_what_is_older_than_the_setting(tmp_path: Path) -> None:
    database = Database.open(None, tmp_path)
    database.ensure()
    old, young = (_asked(days) for days in (31, 29))
    with database.writing() as connection:
        write(connection, [old, young])
    purger = Purger(database, 30, lambda: NOW, first_seconds=0.01)
    purger.start()
    end = time.monotonic() + PATIENCE_SECONDS
    while lookup(database, old.reference):
        assert time.monotonic() < end
        time.sleep(0.005)
    purger.stop()
    assert lookup(database, young.reference)


def test_a_server_that_cannot_clear_away_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    purger = Purger(Database.open(None, tmp_path), 30, lambda: NOW, first_seconds=0.01)
    with caplog.at_level(logging.WARNING):
        purger.start()
        end = time.monotonic() + PATIENCE_SECONDS
        while "old questions not deleted" not in caplog.text:
            assert time.monotonic() < end
            time.sleep(0.005)
        purger.stop()


def _asked(days: int) -> Asked:
    return Asked(
        reference=f"01JDA{days:021d}",
        at=NOW - timedelta(days=days),
        day=NOW.date(),
        channel="website",
        language="nl",
        text="vraag",
        outcome="geenAntwoord",
        confidence=None,
        snapshot="s",
        publication="p",
    )
