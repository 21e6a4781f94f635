"""The figures: what is counted, who may see it, and nothing of who asked or what was asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.access.scopes import routes_of
from api.observing import route_of
from api.serving import Serving
from api.settings import Role
from indexer.errors import EncoderError
from indexer.search import Searcher
from kb.switch import Pulled

Face = Callable[..., TestClient]

SEARCH = "/v1/antwoorden/_zoek"
QUESTION = "Hoe vraag ik een WW-uitkering aan?"
CANARY = "kanarievogel"
PULLED = Pulled(at=datetime(2026, 11, 22, tzinfo=UTC), by="Noor", reason=CANARY)


@pytest.fixture
def internal(face: Face) -> TestClient:
    """Return a server that shows its figures to everybody who may reach it."""
    return face(role=Role.INTERNAL)


def figures(client: TestClient) -> dict[str, float]:
    """Return every figure by its name, with its labels when it has any."""
    text = client.get("/metrics").text
    return {
        it.name + "".join(f" {value}" for _, value in sorted(it.labels.items())): it.value
        for family in text_string_to_metric_families(text)
        for it in family.samples
    }


def ask(client: TestClient, question: str = QUESTION) -> None:
    assert client.post(SEARCH, json={"vraag": question}).status_code == 200


def test_a_question_is_counted_by_how_it_ended(internal: TestClient) -> None:
    ask(internal)
    ask(internal)
    ask(internal, "ik wil niet meer leven")
    found = figures(internal)
    assert found["vraagbaak_answers_total antwoord"] == 2
    assert found["vraagbaak_answers_total nood"] == 1
    assert found["vraagbaak_answer_confidence_count"] == 3


def test_a_question_on_the_page_counts_as_one(internal: TestClient) -> None:
    internal.post("/", data={"vraag": QUESTION})
    assert figures(internal)["vraagbaak_answers_total antwoord"] == 1


def test_a_request_is_counted_by_route_and_status_and_timed(internal: TestClient) -> None:
    ask(internal)
    internal.post(SEARCH, json={"vraag": ""})
    found = figures(internal)
    assert found[f"vraagbaak_requests_total POST {SEARCH} 200"] == 1
    assert found[f"vraagbaak_requests_total POST {SEARCH} 400"] == 1
    assert found[f"vraagbaak_request_seconds_count POST {SEARCH}"] == 2
    assert found[f"vraagbaak_request_seconds_sum POST {SEARCH}"] > 0


class Failing:
    """An encoder that cannot calculate."""

    id = "sha256:none"

    def questions(self, _texts: Any) -> Any:
        raise EncoderError("De encoder kan nu niet rekenen.")

    passages = questions


def test_an_answer_by_words_alone_is_counted(face: Face, serving: Serving) -> None:
    words = replace(serving, search=Searcher(serving.snapshot, Failing())).timely()
    client = face(answering=words, role=Role.INTERNAL)
    ask(client)
    found = figures(client)
    assert found["vraagbaak_answer_remarks_total verminderd"] == 1
    assert found["vraagbaak_encoder_failed_total"] == 1


def test_what_is_served_is_told(internal: TestClient, serving: Serving) -> None:
    found = figures(internal)
    activation = serving.activation
    assert found["vraagbaak_ready"] == 1
    assert found["vraagbaak_publication_number"] == activation.number
    served = f"{activation.encoder} {activation.public} {activation.snapshot}"
    assert found[f"vraagbaak_serving {served}"] == 1
    assert found["vraagbaak_publication_activated_timestamp_seconds"] == activation.at.timestamp()


def test_a_server_with_nothing_to_serve_tells_that_too(face: Face) -> None:
    found = figures(face(answering=None, role=Role.INTERNAL))
    assert (found["vraagbaak_ready"], found["vraagbaak_publication_refused"]) == (0, 1)


@pytest.mark.parametrize(("pulled", "told"), [(None, 0), (PULLED, 1)])
def test_the_kill_switch_is_told(
    face: Face, serving: Serving, pulled: Pulled | None, told: int
) -> None:
    client = face(answering=serving.under(pulled), role=Role.INTERNAL)
    assert figures(client)["vraagbaak_kill_switch"] == told


def test_what_the_journal_wrote_and_lost_is_told(internal: TestClient) -> None:
    found = figures(internal)
    names = ("waiting", "written_total", "lost_total", "up")
    assert {f"vraagbaak_journal_{it}" for it in names} <= found.keys()


def test_nothing_of_a_question_or_of_who_asked_is_in_the_figures(
    face: Face, serving: Serving
) -> None:
    client = face(answering=serving.under(PULLED), role=Role.INTERNAL)
    client.post(SEARCH, json={"vraag": CANARY}, headers={"User-Agent": CANARY})
    client.post("/", data={"vraag": CANARY})
    client.get(f"/antwoord/{CANARY}")
    client.get(f"/{CANARY}")
    client.get(f"/v1/{CANARY}?{CANARY}={CANARY}")
    client.request("KANARIEVOGEL", "/")
    text = client.get("/metrics").text
    assert CANARY not in text.lower()
    assert "testclient" not in text


def test_an_address_that_does_not_exist_makes_no_series_of_its_own(internal: TestClient) -> None:
    before = len(figures(internal))
    for at in range(20):
        internal.get(f"/{at}")
        internal.get(f"/v1/{at}")
        internal.request(f"METHODE{at}", "/")
    after = figures(internal)
    assert after["vraagbaak_requests_total GET (geen) 404"] == 20
    assert after["vraagbaak_requests_total GET /v1/* 404"] == 20
    assert len(after) - before < 100


@pytest.mark.parametrize("role", list(Role))
def test_every_route_is_told_by_its_whole_path(face: Face, role: Role) -> None:
    client = face(role=role)
    assert isinstance(client.app, FastAPI)
    for path, route in routes_of(client.app):
        if isinstance(route, APIRoute):
            scope = {"route": route, "root_path": "/v1" if path.startswith("/v1/") else ""}
            assert route_of(scope) == re.sub(r":\w+\}", "}", path)


def local(client: TestClient, host: str = "127.0.0.1", **headers: str) -> int:
    """Ask for the figures from an address, by the name of this machine."""
    asker = TestClient(client.app, base_url="http://localhost:8000", client=(host, 1))
    return asker.get("/metrics", headers=headers).status_code


def test_the_public_role_shows_its_figures_to_this_machine_only(face: Face) -> None:
    assert local(face()) == 200
    assert local(face(), "::1") == 200
    assert local(face(), "192.0.2.1") == 404
    assert face().get("/metrics").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "vraagbaak.example.nl"},
    ],
)
def test_who_comes_by_a_proxy_on_this_machine_is_not_this_machine(
    face: Face, headers: dict[str, str]
) -> None:
    assert local(face(), **headers) == 404
