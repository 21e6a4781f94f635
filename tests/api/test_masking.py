"""On every face: what was typed comes back in its own form field at most."""

from __future__ import annotations

import json
from collections.abc import Callable

from fastapi.testclient import TestClient

from kb.text import MAX_QUESTION_CHARS

Face = Callable[..., TestClient]

ASK = "/v1/antwoorden/_zoek"
SECRETS = ("123456782", "Pietersen", "06-12345678", "piet@gmail.com", "NL91ABNA0417164300")
TYPED = (
    "Mijn naam is Pietersen, bsn 123456782. Hoe vraag ik een WW-uitkering aan? "
    "Bel 06-12345678 of mail piet@gmail.com, rekening NL91ABNA0417164300"
)


def test_the_api_answers_without_what_was_personal_and_says_so(face: Face) -> None:
    response = face().post(ASK, json={"vraag": TYPED})
    body = response.json()
    assert response.status_code == 200
    assert [it["code"] for it in body["aandachtspunten"]] == ["masker"]
    assert body["antwoorden"][0]["id"] == "ww-aanvragen"
    assert [it for it in SECRETS if it in response.text] == []


def test_personal_data_changes_nothing_else_in_the_answer(face: Face) -> None:
    client = face()
    with_number = client.post(ASK, json={"vraag": "bsn 123456782 ww aanvragen"}).json()
    without = client.post(ASK, json={"vraag": "ww aanvragen"}).json()
    left_out = {"vraagkenmerk", "aandachtspunten"}
    assert {k: v for k, v in with_number.items() if k not in left_out} == {
        k: v for k, v in without.items() if k not in left_out
    }


def test_a_letter_code_an_amount_and_a_loonheffingennummer_are_not_masked(face: Face) -> None:
    text = "brief WW-101 over € 1.234,56 en loonheffingennummer 123456782L01"
    assert face().post(ASK, json={"vraag": text}).json()["aandachtspunten"] == []


def test_the_page_repeats_what_was_typed_in_its_field_and_nowhere_else(face: Face) -> None:
    html = face().post("/", data={"vraag": TYPED, "doelgroep": ""}).text
    field = f'value="{TYPED}"'
    assert html.count(field) == 1
    rest = html.replace(field, "")
    assert [it for it in SECRETS if it in rest] == []


def test_a_number_across_the_border_of_what_the_page_reads_is_masked(face: Face) -> None:
    text = "ww aanvragen " + "a" * (MAX_QUESTION_CHARS - 18) + " 123456782"
    assert text[:MAX_QUESTION_CHARS].endswith(" 1234")
    html = face().post("/", data={"vraag": text}).text
    assert "Wij hebben persoonlijke gegevens uit uw vraag gehaald." in html


def test_a_refused_question_is_not_repeated(face: Face) -> None:
    raw = json.dumps({"vraag": TYPED, "onbekend": TYPED})
    response = face().post(ASK, content=raw, headers={"Content-Type": "application/json"})
    assert response.status_code == 400
    assert [it for it in SECRETS if it in response.text] == []
