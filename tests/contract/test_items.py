"""`/v1/antwoorden/{id}` and its versions: what holds on a day, what was withdrawn, who may read."""

from __future__ import annotations

from typing import Any

import pytest

from api.access.scopes import Scope


def versions(server: Any, id_: str) -> list[dict[str, Any]]:
    response = server.send("GET", f"/v1/antwoorden/{id_}/versies")
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["versies"]
    return found


def test_an_item_reads_as_in_the_answer_to_a_question(public: Any) -> None:
    body = {"vraag": "Hoe vraag ik een WW-uitkering aan?"}
    answered = public.send("POST", "/v1/antwoorden/_zoek", body).json()["antwoorden"][0]
    read = public.send("GET", "/v1/antwoorden/ww-aanvragen").json()
    shared = set(answered) & set(read)
    assert set(answered) - shared == {"zekerheid", "fragment", "toelichting"}
    assert {it: answered[it] for it in shared} == {it: read[it] for it in shared}


@pytest.mark.parametrize(
    ("day", "short"),
    [
        ("2026-06-30", "Hoe lang u WW krijgt, hangt af van hoe lang u werkte."),
        ("2026-07-01", "U krijgt minstens 3 maanden WW."),
    ],
)
def test_the_version_of_a_day_is_read(public: Any, day: str, short: str) -> None:
    read = public.send("GET", f"/v1/antwoorden/ww-duur?geldigOp={day}").json()
    assert (read["kort"], read["geldigOp"]) == (short, day)


def test_a_translation_is_read_where_there_is_one(public: Any) -> None:
    read = public.send("GET", "/v1/antwoorden/ww-aanvragen?taal=en").json()
    assert (read["taal"], read["vertaald"], read["aandachtspunten"]) == ("en", True, [])
    dutch = public.send("GET", "/v1/antwoorden/ww-duur?taal=en").json()
    assert (dutch["taal"], dutch["vertaald"]) == ("nl", False)
    assert [it["code"] for it in dutch["aandachtspunten"]] == ["alleenNederlands"]


def test_a_referral_is_read_too_and_a_letter_is_not(public: Any) -> None:
    read = public.send("GET", "/v1/antwoorden/svb-aow").json()
    assert (read["soort"], read["geldigVanaf"]) == ("verwijzing", None)
    assert public.send("GET", "/v1/antwoorden/WW-101").status_code == 404


@pytest.mark.parametrize(
    ("path", "words", "successor"),
    [
        ("onbekend", "geen antwoord met dit kenmerk", None),
        ("ww-papier", "ingetrokken; er is een ander antwoord", "ww-aanvragen"),
        ("ww-fax", "hebben dit antwoord ingetrokken.", None),
        ("tijdelijke-toeslag", "het geldt van 2024-01-01 t/m 2024-12-31", "ww-aanvragen"),
        ("ww-duur?geldigOp=2023-12-31", "geldt niet op 2023-12-31", None),
    ],
)
def test_what_cannot_be_read_says_why_and_what_took_its_place(
    public: Any, path: str, words: str, successor: str | None
) -> None:
    response = public.send("GET", f"/v1/antwoorden/{path}")
    problem = response.json()
    assert (response.status_code, problem["status"]) == (404, 404)
    assert words in problem["detail"]
    assert problem.get("opvolger") == successor


def test_withdrawn_text_is_not_read_on_a_day_on_which_it_was_there(public: Any) -> None:
    assert public.send("GET", "/v1/antwoorden/ww-fax?geldigOp=2026-11-21").status_code == 404


def test_a_day_that_is_none_is_refused_without_being_repeated(public: Any) -> None:
    response = public.send("GET", "/v1/antwoorden/ww-duur?geldigOp=123456782")
    assert response.json()["invalidParams"] == [
        {"name": "geldigOp", "reason": "heeft niet de goede vorm"}
    ]


def test_the_versions_are_on_both_clocks(public: Any) -> None:
    now, before = versions(public, "bezwaar-maken")
    assert (now["nuGepubliceerd"], before["nuGepubliceerd"]) == (True, False)
    assert [(it["van"], it["tot"], it["nummer"]) for it in before["gepubliceerd"]] == [
        ("2026-11-20T08:00:00Z", "2026-11-22T09:00:00Z", 1)
    ]
    assert [(it["van"], it["tot"], it["nummer"]) for it in now["gepubliceerd"]] == [
        ("2026-11-22T09:00:00Z", None, 2)
    ]
    newer, older = versions(public, "ww-duur")
    assert (older["geldigVanaf"], older["geldigTot"]) == ("2024-01-01", "2026-07-01")
    assert (newer["geldigVanaf"], newer["geldigTot"]) == ("2026-07-01", None)


def test_an_item_that_was_withdrawn_keeps_its_history(public: Any) -> None:
    (only,) = versions(public, "ww-fax")
    assert only["nuGepubliceerd"] is False
    assert only["gepubliceerd"][0]["tot"] == "2026-11-22T09:00:00Z"
    assert public.send("GET", "/v1/antwoorden/onbekend/versies").status_code == 404


def test_every_version_that_is_published_now_is_read_by_everybody(public: Any) -> None:
    newer, older = versions(public, "ww-duur")
    for it, day in ((newer, "2026-11-22"), (older, "2026-06-30")):
        read = public.send("GET", f"/v1/antwoorden/ww-duur/versies/{it['versie']}").json()
        assert (read["versie"], read["geldigOp"]) == (it["versie"], day)


def test_a_withdrawn_version_is_read_by_advisors_only(internal: Any) -> None:
    _, before = versions(internal, "bezwaar-maken")
    path = f"/v1/antwoorden/bezwaar-maken/versies/{before['versie']}"
    assert internal.send("GET", path).status_code == 401
    assert internal.send("GET", path, scope=Scope.ADMIN).status_code == 403
    read = internal.send("GET", path, scope=Scope.ADVISER).json()
    assert read["kort"] == "U maakt bezwaar met een brief."
    assert read["publicatie"] == before["gepubliceerd"][0]["publicatie"]
    assert read["gewijzigdOp"] == "2026-11-20T08:00:00Z"


def test_a_version_of_another_item_is_not_there(public: Any) -> None:
    (other,) = versions(public, "ww-aanvragen")
    path = f"/v1/antwoorden/ww-duur/versies/{other['versie']}"
    assert public.send("GET", path).status_code == 404
