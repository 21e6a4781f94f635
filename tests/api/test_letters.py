"""`/v1/brieven`: every field of the contract, the day it was sent, nothing of what was pasted."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.limits import MAX_BODY_BYTES, MAX_LETTER_BODY_BYTES
from api.serving import Serving

Face = Callable[..., TestClient]

RECOGNISE = "/v1/brieven/_herken"
JSON = {"Content-Type": "application/json"}
OWN = "Beste mevrouw 123456782 De Vries, NL91ABNA0417164300. U krijgt een WW-uitkering."
SECRETS = ("123456782", "De Vries", "NL91ABNA0417164300")
BOOK = "Er was eens een koning die drie dochters had. De oudste was trots en de jongste zong."


def get(client: TestClient, code: str, **query: str) -> dict[str, Any]:
    response = client.get(f"/v1/brieven/{code}", params=query)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    found: dict[str, Any] = response.json()
    return found


def recognise(client: TestClient, text: str, **fields: object) -> dict[str, Any]:
    response = client.post(RECOGNISE, json={"tekst": text, **fields})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_a_letter_is_explained_with_every_field_of_the_contract(
    face: Face, serving: Serving
) -> None:
    found = get(face(), "WW-101")
    letter = serving.knowledge.public.letters[0]
    assert found == {
        "code": "WW-101",
        "titel": "U krijgt een WW-uitkering",
        "versie": letter.version,
        "inhoudHash": serving.knowledge.render(letter, date(2026, 11, 22)).content_hash,
        "geldigVanaf": "2024-01-01",
        "geldigTot": None,
        "secties": [
            {
                "kop": "Wat betekent deze brief?",
                "tekst": "U krijgt geld van ons.",
                "html": "<p>U krijgt geld van ons.</p>",
            }
        ],
        "termijnen": [
            {
                "naam": "bezwaar",
                "omschrijving": "Voor bezwaar heeft u 6 weken, gerekend vanaf de dag na de datum "
                "op de brief.",
                "uiterlijk": None,
            }
        ],
        "verwant": [{"id": "ww-duur", "vraag": "Hoe lang krijg ik een WW-uitkering?"}],
        "publicatie": serving.snapshot.publication,
        "momentopname": serving.snapshot.id,
    }


@pytest.mark.parametrize(
    ("sent_on", "last"), [("2026-03-23", "2026-05-04"), ("2026-03-24", "2026-05-06")]
)
def test_the_last_day_is_told_when_the_date_is_given(face: Face, sent_on: str, last: str) -> None:
    assert get(face(), "WW-101", verzondenOp=sent_on)["termijnen"][0]["uiterlijk"] == last


@pytest.mark.parametrize(
    ("code", "query", "status", "words"),
    [
        ("WW-102", {}, 404, "bedoelt u WW-101?"),
        ("ww101", {}, 404, "bedoelt u WW-101?"),
        ("WW-101", {"verzondenOp": "2023-12-31"}, 404, "die is er wel voor brieven vanaf 2024"),
        ("WW-101", {"verzondenOp": "2062-03-24"}, 400, "te ver in de toekomst"),
        ("WW-101", {"verzondenOp": "9999-12-31"}, 400, "te ver in de toekomst"),
        ("WW-101", {"verzondenOp": "24-3-2026"}, 400, "niet goed ingevuld"),
        ("WW-101", {"verzondenOp": "20260324"}, 400, "niet goed ingevuld"),
        ("WW-101", {"verzondenOp": ""}, 400, "niet goed ingevuld"),
        ("ww-duur", {}, 404, "geen uitleg van een brief met deze code"),
        ("x" * 5000, {}, 404, "geen uitleg van een brief met deze code"),
    ],
)
def test_what_cannot_be_explained_is_refused_with_what_would_help(
    face: Face, code: str, query: dict[str, str], status: int, words: str
) -> None:
    response = face().get(f"/v1/brieven/{code}", params=query)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.json()["detail"]


@pytest.mark.parametrize("value", ["24-3-2026", "2062-03-24"])
def test_a_wrong_date_is_named_without_its_value(face: Face, value: str) -> None:
    response = face().get("/v1/brieven/WW-101", params={"verzondenOp": value})
    assert response.json()["invalidParams"][0]["name"] == "verzondenOp"
    assert value not in response.text


def test_a_code_that_is_somebodys_number_is_not_repeated(face: Face) -> None:
    assert "123456782" not in face().get("/v1/brieven/123456782").text


def test_the_literal_text_of_the_letter_is_in_no_answer(face: Face) -> None:
    for body in (get(face(), "WW-101"), recognise(face(), OWN)):
        assert "Tekst van de brief" not in json.dumps(body)
        assert "{naam}" not in json.dumps(body)


def test_a_pasted_letter_is_recognised(face: Face) -> None:
    found = recognise(face(), "Beste Jan, U krijgt een WW uitkerlng.")
    assert found["brieven"][0].pop("zekerheid") >= 0.9
    assert found == {
        "uitkomst": "herkend",
        "brieven": [
            {
                "code": "WW-101",
                "titel": "U krijgt een WW-uitkering",
                "gevondenKenmerken": ["U krijgt een WW-uitkering"],
            }
        ],
    }


def test_a_code_alone_is_recognised_and_a_story_is_not(face: Face) -> None:
    assert recognise(face(), "ww 1O1")["brieven"][0]["code"] == "WW-101"
    assert recognise(face(), BOOK) == {"uitkomst": "onbekend", "brieven": []}


def test_the_day_it_was_sent_may_be_given(face: Face) -> None:
    assert recognise(face(), OWN, verzondenOp="2026-03-24")["uitkomst"] == "herkend"


@pytest.mark.parametrize(
    "body",
    [
        {"tekst": OWN},
        {"tekst": OWN, "verzondenOp": "123456782"},
        {"tekst": OWN, "123456782": "De Vries"},
        {"tekst": [OWN]},
        {"tekst": OWN * 300},
        {"text": OWN},
    ],
)
def test_nothing_of_what_was_pasted_comes_back_or_is_logged(
    face: Face, caplog: pytest.LogCaptureFixture, body: dict[str, object]
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = face().post(RECOGNISE, json=body)
    assert response.status_code in (200, 400)
    for secret in SECRETS:
        assert secret not in response.text
        assert secret not in caplog.text


@pytest.mark.parametrize(("size", "status"), [(0, 400), (1, 200), (20_000, 200), (20_001, 400)])
def test_a_text_has_one_to_twenty_thousand_characters(face: Face, size: int, status: int) -> None:
    assert face().post(RECOGNISE, json={"tekst": "é" * size}).status_code == status


def test_twenty_thousand_escaped_characters_fit_in_the_limit(face: Face) -> None:
    body = json.dumps({"tekst": "é" * 20_000}).encode()
    assert MAX_BODY_BYTES < len(body) < MAX_LETTER_BODY_BYTES
    assert face().post(RECOGNISE, content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_beyond_the_limit_is_refused(face: Face, chunked: bool) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"tekst": "x"}'
        yield b" " * MAX_LETTER_BODY_BYTES

    content = chunks() if chunked else b"".join(chunks())
    response = face().post(RECOGNISE, content=content, headers=JSON)
    assert response.status_code == 413
    assert response.json()["title"] == "Te groot"


@pytest.mark.parametrize("path", ["/v1/antwoorden/_zoek", "/v1/brieven/_herken/", "/v1/brieven/x"])
def test_only_where_a_letter_is_pasted_a_body_may_be_larger(face: Face, path: str) -> None:
    body = b'{"vraag": "x"}' + b" " * MAX_BODY_BYTES
    response = face().post(path, content=body, headers=JSON)
    assert response.status_code in (404, 405, 413)
    if path == "/v1/antwoorden/_zoek":
        assert response.status_code == 413


def test_another_content_type_is_refused(face: Face) -> None:
    response = face().post(RECOGNISE, content=b"tekst=x", headers={"Content-Type": "text/plain"})
    assert response.status_code == 415


@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/brieven/WW-101"), ("POST", RECOGNISE)])
def test_without_a_publication_nothing_is_explained(face: Face, method: str, path: str) -> None:
    response = face(answering=None).request(method, path, json={"tekst": "x"})
    assert response.status_code == 503


def test_without_a_date_the_day_is_the_dutch_one(face: Face) -> None:
    late = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    assert get(face(now=late), "WW-101")["geldigVanaf"] == "2024-01-01"
