"""While the kill switch is pulled every face says who can help, and looks for nothing."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.serving import Reconstruction, Serving, load_serving
from api.settings import Settings
from api.watching import Watcher
from indexer.encoder import Encoder
from kb.answering import Question
from kb.durable import write_durably
from kb.switch import Pulled, Switch

Face = Callable[..., TestClient]
Command = Callable[..., subprocess.CompletedProcess[str]]

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
REPOSITORY = Path(__file__).parent.parent.parent
QUESTION = "Hoe vraag ik een WW-uitkering aan?"
NOTICE = "Wij antwoorden nu even niet."
PULLED = Pulled(at=NOW, by="Noor", reason="verkeerd bedrag")
PATIENCE_SECONDS = 60


class Untouched:
    """Stands where nothing may be looked for."""

    def __call__(self, query: object) -> NoReturn:
        raise AssertionError("something was looked for")

    def __getattr__(self, name: str) -> NoReturn:
        raise AssertionError(f"{name} was used")


@pytest.fixture
def stopped(serving: Serving) -> Serving:
    """Return what answers while the switch is pulled; it breaks when anything is looked for."""
    return replace(serving, search=Untouched(), pulled=PULLED)  # type: ignore[arg-type]


@pytest.fixture
def client(face: Face, stopped: Serving) -> TestClient:
    return face(answering=stopped)


def ask(client: TestClient, question: str = QUESTION, **more: str) -> dict[str, Any]:
    response = client.post("/v1/antwoorden/_zoek", json={"vraag": question, **more})
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


@pytest.mark.parametrize("question", [QUESTION, "hallo", "WW-101", "ik wil niet meer leven", "AOW"])
def test_whatever_is_asked_the_text_of_content_and_people_are_the_answer(
    client: TestClient, question: str
) -> None:
    found = ask(client, question)
    assert (found["uitkomst"], found["melding"]) == ("geenAntwoord", NOTICE)
    assert [it["adres"] for it in found["contact"]] == ["088 898 92 94"]
    assert (found["antwoorden"], found["keuzes"], found["verwijzing"]) == ([], [], None)


def test_nothing_is_said_of_who_pulled_it_and_why(client: TestClient) -> None:
    raw = json.dumps(ask(client)) + client.post("/", data={"vraag": QUESTION}).text
    assert "Noor" not in raw
    assert "bedrag" not in raw


def test_a_question_in_another_language_hears_that_the_text_is_dutch(client: TestClient) -> None:
    remarks = ask(client, "How do I apply?", taal="en")["aandachtspunten"]
    assert [it["code"] for it in remarks] == ["alleenNederlands"]


def test_the_page_says_the_same(client: TestClient) -> None:
    page = client.post("/", data={"vraag": QUESTION}).text
    assert 'data-uitkomst="geenAntwoord"' in page
    assert NOTICE in page
    assert "088 898 92 94" in page


def test_no_letter_is_recognised_but_one_that_is_named_is_explained(client: TestClient) -> None:
    body = {"tekst": "Beste Jan, U krijgt een WW-uitkering. WW-101"}
    assert client.post("/v1/brieven/_herken", json=body).json() == {
        "brieven": [],
        "uitkomst": "onbekend",
    }
    assert client.get("/v1/brieven/WW-101").status_code == 200
    assert client.get("/brief/WW-101").status_code == 200


def test_it_is_ready_and_says_that_the_switch_is_pulled(client: TestClient, face: Face) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()["noodrem"]) == (200, True)
    assert face().get("/readyz").json()["noodrem"] is False


def test_the_body_does_not_depend_on_when_and_why_it_was_pulled(
    stopped: Serving, face: Face
) -> None:
    other = Pulled(at=NOW + timedelta(hours=1), by="Jan", reason="iets anders")
    one, two = ask(face(answering=stopped)), ask(face(answering=stopped.under(other)))
    assert {**one, "vraagkenmerk": ""} == {**two, "vraagkenmerk": ""}


def test_no_face_answers_but_through_what_is_served() -> None:
    named: list[str] = []
    for path in (REPOSITORY / "api").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "kb.answering":
                named += [str(path.name) for it in node.names if it.name == "answer"]
    assert named == ["serving.py"]


@pytest.fixture
def home(rich_home: Path, tmp_path: Path) -> Path:
    own = tmp_path / "home"
    shutil.copytree(rich_home, own, symlinks=True)
    return own


@pytest.fixture
def watching(home: Path, encoder: Encoder) -> Iterator[TestClient]:
    """Return a client of a server that watches its home by itself."""
    watcher = Watcher(home, 0.02, lambda: NOW, encoder)
    app = create_app(Settings(home=home), watcher=watcher, clock=lambda: NOW)
    with TestClient(app) as client:
        yield client


def eventually(client: TestClient, outcome: str) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if ask(client)["uitkomst"] == outcome:
            return True
        time.sleep(0.02)
    return False


def test_a_running_server_stops_and_answers_again(watching: TestClient, home: Path) -> None:
    assert ask(watching)["uitkomst"] == "antwoord"
    Switch(home).pull("verkeerd bedrag", "Noor", NOW)
    assert eventually(watching, "geenAntwoord")
    Switch(home).release("Noor", NOW)
    assert eventually(watching, "antwoord")


def test_a_running_server_stops_while_it_loads_a_publication(
    watching: TestClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loading, may_go_on = threading.Event(), threading.Event()

    def slowly(where: Path, loaded: Encoder | None) -> Serving:
        loading.set()
        may_go_on.wait(PATIENCE_SECONDS)
        return load_serving(where, loaded)

    monkeypatch.setattr("api.watching.load_serving", slowly)
    write_durably(home / "active.json", (home / "active.json").read_bytes() + b" ")
    assert loading.wait(PATIENCE_SECONDS)
    Switch(home).pull("verkeerd bedrag", "Noor", NOW)
    stopped = eventually(watching, "geenAntwoord")
    may_go_on.set()
    assert stopped


def test_a_server_that_starts_while_it_is_pulled_never_answers(
    home: Path, encoder: Encoder
) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOW)
    watcher = Watcher(home, 3600, lambda: NOW, encoder)
    watcher.look_at_switch()
    watcher.refresh()
    assert watcher.current is not None
    assert watcher.current.pulled is not None


def test_a_switch_that_cannot_be_told_leaves_what_there_is(
    home: Path, encoder: Encoder, tmp_path: Path
) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOW)
    watcher = Watcher(home, 3600, lambda: NOW, encoder)
    watcher.look_at_switch()
    watcher.refresh()
    home.rename(tmp_path / "elders")
    home.symlink_to(home)
    watcher.look_at_switch()
    assert watcher.current is not None
    assert watcher.current.pulled is not None
    assert watcher.reason is not None
    assert "noodrem" in watcher.reason


def test_a_replay_says_what_was_said_while_it_was_pulled(home: Path, serving: Serving) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOW + timedelta(hours=1))
    Switch(home).release("Noor", NOW + timedelta(hours=2))
    earlier = Reconstruction(home)
    outcomes = [
        earlier.at(NOW + timedelta(minutes=minutes), serving)
        .answer(Question(QUESTION, NOW.date()))
        .outcome.value
        for minutes in (30, 90, 150)
    ]
    assert outcomes == ["antwoord", "geenAntwoord", "antwoord"]


def test_the_command_pulls_releases_and_tells(vraagbaak: Command, home: Path) -> None:
    pulled = vraagbaak("noodrem", "aan", "--reden", "verkeerd bedrag", home=home)
    assert pulled.returncode == 0
    assert "AAN" in pulled.stdout
    again = vraagbaak("noodrem", "aan", "--reden", "iets anders", home=home)
    assert again.stdout.startswith("Niets veranderd.")
    told = vraagbaak("noodrem", "status", home=home).stdout
    assert "verkeerd bedrag" in told
    assert vraagbaak("noodrem", "uit", home=home).stdout == "De noodrem is uit.\n"
    assert [it.on for it in Switch(home).log()] == [True, False]


@pytest.mark.parametrize("arguments", [["aan"], ["aan", "--reden", " "], ["nu"], []])
def test_a_pull_without_a_reason_is_wrong_usage(
    vraagbaak: Command, home: Path, arguments: list[str]
) -> None:
    assert vraagbaak("noodrem", *arguments, home=home).returncode == 2
    assert Switch(home).state() is None


def test_a_home_where_nothing_is_published_has_no_switch_to_pull(
    vraagbaak: Command, tmp_path: Path
) -> None:
    done = vraagbaak("noodrem", "aan", "--reden", "help", home=tmp_path / "elders")
    assert done.returncode == 2
    assert "VRAAGBAAK_HOME" in done.stderr
    assert not (tmp_path / "elders").exists()


@pytest.mark.slow
def test_the_command_line_answers_as_the_other_faces(vraagbaak: Command, home: Path) -> None:
    Switch(home).pull("verkeerd bedrag", "Noor", NOW)
    found = json.loads(vraagbaak("ask", QUESTION, "--json", home=home).stdout)
    assert (found["uitkomst"], found["melding"]) == ("geenAntwoord", NOTICE)
    letter = home / "brief.txt"
    letter.write_text("Beste Jan, U krijgt een WW-uitkering. WW-101")
    done = vraagbaak("letter", "--herken", str(letter), "--json", home=home)
    assert json.loads(done.stdout)["brieven"] == []
