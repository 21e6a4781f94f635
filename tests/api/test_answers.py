"""`POST /v1/antwoorden/_zoek`: every field of the contract, the filters, the day, sameness."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.serving import Serving
from kb.policy import Policy
from kb.rendering import content_hash

Face = Callable[..., TestClient]
Table = dict[str, Any]
Form = dict[str, type | tuple[type, ...]]

NONE = type(None)
EVERYTHING = Policy(answer_at=0.0, choice_at=0.0, distress_at=2.0, also_at=0.0)
HEARD = Policy(answer_at=0.0, choice_at=0.0, distress_at=0.0, also_at=0.0)
NOTHING = Policy(answer_at=2.0, choice_at=2.0, distress_at=2.0, also_at=2.0)
CHOICE = Policy(answer_at=2.0, choice_at=0.0, distress_at=2.0, also_at=0.0)

FOUND: Form = {
    "uitkomst": str,
    "melding": (str, NONE),
    "antwoorden": list,
    "keuzes": list,
    "verwijzing": (dict, NONE),
    "contact": list,
    "taal": dict,
    "geldigOp": str,
    "publicatie": str,
    "momentopname": str,
    "vraagkenmerk": str,
    "aandachtspunten": list,
}
ANSWER: Form = {
    "id": str,
    "versie": str,
    "inhoudHash": str,
    "soort": str,
    "vraag": str,
    "kort": str,
    "tekst": str,
    "html": str,
    "markdown": str,
    "taal": str,
    "vertaald": bool,
    "thema": (str, NONE),
    "regelingen": list,
    "doelgroep": str,
    "geldigVanaf": (str, NONE),
    "geldigTot": (str, NONE),
    "gewijzigdOp": (str, NONE),
    "grondslag": list,
    "verwant": list,
    "hierna": list,
    "zekerheid": float,
    "fragment": (dict, NONE),
    "toelichting": NONE,
}
PARTS: dict[str, Form] = {
    "antwoorden": ANSWER,
    "keuzes": {"label": str, "id": str, "kort": str},
    "contact": {"naam": str, "adres": str, "openingstijden": str},
    "aandachtspunten": {"code": str, "tekst": str},
    "verwant": {"id": str, "vraag": str},
    "hierna": {"id": str, "vraag": str},
    "taal": {"gevraagd": str, "zekerheid": float},
    "verwijzing": {"organisatie": str, "website": (str, NONE), "telefoon": (str, NONE)},
    "fragment": {"kop": str, "tekst": str},
}
OUTCOMES = {
    "antwoord": "Hoe vraag ik een WW-uitkering aan?",
    "verwijzing": "Wanneer krijg ik AOW-pensioen?",
    "eigenDossier": "Is mijn aanvraag al binnen bij jullie?",
    "nood": "Ik wil niet meer leven",
    "begroeting": "Goedemorgen",
    "geenAntwoord": "recept voor een appeltaart met kaneel",
}


def ask(client: TestClient, question: str, **fields: object) -> Table:
    response = client.post("/v1/antwoorden/_zoek", json={"vraag": question, **fields})
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    found: Table = response.json()
    return found


def misfits(table: Table, form: Form, path: str = "") -> list[str]:
    """Return every field that is missing or of another type than the contract says."""
    found = [f"{path}{name} ontbreekt" for name in form.keys() - table.keys()]
    for name, kind in form.items():
        value = table.get(name)
        if name in table and not isinstance(value, kind):
            found.append(f"{path}{name} is {type(value).__name__}")
        below = value if isinstance(value, list) else [value]
        for at, it in enumerate(below):
            if name in PARTS and isinstance(it, dict):
                found += misfits(it, PARTS[name], f"{path}{name}[{at}].")
    return found


def ids(found: Table) -> list[str]:
    return [it["id"] for it in found["antwoorden"]]


@pytest.mark.parametrize(("outcome", "question"), OUTCOMES.items())
def test_every_field_is_present_with_its_type_however_a_question_ends(
    face: Face, outcome: str, question: str
) -> None:
    found = ask(face(), question)
    assert found["uitkomst"] == outcome
    assert misfits(found, FOUND) == []


def test_every_field_is_present_when_a_choice_is_offered(face: Face) -> None:
    found = ask(face(CHOICE), "Hoe vraag ik een WW-uitkering aan?")
    assert found["uitkomst"] == "keuze"
    assert misfits(found, FOUND) == []


def test_an_item_carries_its_texts_dates_and_links(face: Face) -> None:
    first = ask(face(), "Hoe vraag ik een WW-uitkering aan?")["antwoorden"][0]
    expected = {
        "id": "ww-aanvragen",
        "soort": "vraag",
        "vraag": "Hoe vraag ik een WW-uitkering aan?",
        "kort": "U vraagt de WW-uitkering online aan met DigiD.",
        "taal": "nl",
        "vertaald": False,
        "thema": "werkloos",
        "regelingen": ["WW"],
        "doelgroep": "particulier",
        "geldigVanaf": "2024-01-01",
        "geldigTot": None,
        "gewijzigdOp": "2026-11-22T09:00:00Z",
        "grondslag": ["WW artikel 22"],
        "verwant": [{"id": "bezwaar-maken", "vraag": "Hoe maak ik bezwaar?"}],
        "hierna": [{"id": "ww-duur", "vraag": "Hoe lang krijg ik een WW-uitkering?"}],
        "toelichting": None,
    }
    assert {name: first[name] for name in expected} == expected
    assert first["tekst"].startswith("Ga naar Mijn UWV.\n\nWat moet u doen?\n\n1. Log in")
    assert '<a href="/antwoord/ww-duur">' in first["html"]
    assert "## Wat moet u doen?" in first["markdown"]


def test_the_marks_have_the_forms_that_others_store(face: Face) -> None:
    found = ask(face(), "Hoe vraag ik een WW-uitkering aan?")
    first = found["antwoorden"][0]
    assert re.fullmatch(r"[0-9a-f]{8}", first["versie"])
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", found["publicatie"])
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", found["momentopname"])
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", found["vraagkenmerk"])
    assert 0 <= first["zekerheid"] <= 1
    assert first["zekerheid"] == round(first["zekerheid"], 2)
    hashed = content_hash(first["vraag"], first["kort"], first["markdown"])
    assert first["inhoudHash"] == hashed


def test_the_publication_and_snapshot_are_those_that_are_in_force(
    face: Face, serving: Serving
) -> None:
    found = ask(face(), "Goedemorgen")
    active = serving.activation
    assert (found["publicatie"], found["momentopname"]) == (active.public, active.snapshot)


def test_a_letter_is_an_answer_without_its_literal_text(face: Face) -> None:
    found = ask(face(EVERYTHING), "Brief WW-101: U krijgt een WW-uitkering", maxAantal=10)
    letter = next(it for it in found["antwoorden"] if it["id"] == "WW-101")
    assert (letter["soort"], letter["thema"]) == ("brief", None)
    assert letter["tekst"] == "Wat betekent deze brief?\n\nU krijgt geld van ons."
    assert "{naam}" not in str(found)


def test_a_referral_names_the_organisation_and_has_no_dates(face: Face) -> None:
    found = ask(face(), "Wanneer krijg ik AOW-pensioen?")
    assert found["verwijzing"] == {
        "organisatie": "SVB",
        "website": "https://www.svb.nl",
        "telefoon": "020 656 56 56",
    }
    first = found["antwoorden"][0]
    assert (first["id"], first["soort"]) == ("svb-aow", "verwijzing")
    assert (first["geldigVanaf"], first["geldigTot"]) == (None, None)


def test_their_own_file_lists_where_they_can_look_and_whom_they_can_call(face: Face) -> None:
    found = ask(face(), "Is mijn aanvraag al binnen bij jullie?")
    assert found["melding"] == "Kort over eigenDossier."
    assert [it["naam"] for it in found["contact"]] == ["Telefoon"]


def test_distress_gives_people_and_nothing_that_asks_for_attention(face: Face) -> None:
    found = ask(face(HEARD), "Ik wil niet meer leven", maxAantal=10)
    assert [it["adres"] for it in found["contact"]] == ["113"]
    assert ids(found) == ["nood-zelfdoding"]
    assert found["keuzes"] == []
    assert found["melding"] == "Kort over nood."


def test_a_greeting_is_answered_with_a_notice_alone(face: Face) -> None:
    found = ask(face(), "Goedemorgen")
    assert (found["melding"], found["antwoorden"]) == ("Kort over begroeting.", [])


def test_no_answer_comes_with_the_nearest_themes_and_people(face: Face) -> None:
    found = ask(face(NOTHING), "Hoe vraag ik een WW-uitkering aan?")
    assert found["melding"] == "Kort over geenAntwoord."
    assert {"label": "Werkloos", "id": "werkloos", "kort": "Over de WW."} in found["keuzes"]
    assert [it["naam"] for it in found["contact"]] == ["Telefoon"]
    assert found["antwoorden"] == []


def test_a_choice_holds_the_same_two_or_three_items_twice(face: Face) -> None:
    found = ask(face(CHOICE), "Hoe vraag ik een WW-uitkering aan?")
    assert 2 <= len(found["keuzes"]) <= 3
    assert [(it["id"], it["label"], it["kort"]) for it in found["keuzes"]] == [
        (it["id"], it["vraag"], it["kort"]) for it in found["antwoorden"]
    ]


@pytest.mark.parametrize(
    ("audience", "absent", "present"),
    [
        ("particulier", "werknemer-ziek", "ziek-melden"),
        ("werkgever", "ziek-melden", "werknemer-ziek"),
    ],
)
def test_only_texts_for_the_audience_are_found(
    face: Face, audience: str, absent: str, present: str
) -> None:
    found = ids(ask(face(EVERYTHING), "hoe meld ik ziek", doelgroep=audience, maxAantal=10))
    assert absent not in found
    assert {present, "bezwaar-maken"} <= set(found)


def test_only_texts_of_the_schemes_or_of_none_are_found(face: Face) -> None:
    found = ask(face(EVERYTHING), "Hoe vraag ik een WW-uitkering aan?", regelingen=["ZW"])
    assert {"ziek-melden", "jaaropgave", "bezwaar-maken"} <= set(ids(found))
    assert all("ZW" in it["regelingen"] or not it["regelingen"] for it in found["antwoorden"])


@pytest.mark.parametrize(
    ("day", "text"), [("2026-06-30", "De oude tekst."), ("2026-07-01", "De nieuwe tekst.")]
)
def test_the_text_is_that_of_the_day_asked_for(face: Face, day: str, text: str) -> None:
    found = ask(face(), "Hoe lang krijg ik een WW-uitkering?", geldigOp=day)
    assert (found["geldigOp"], found["antwoorden"][0]["tekst"]) == (day, text)


def test_what_did_not_hold_yet_is_not_found(face: Face) -> None:
    found = ask(face(EVERYTHING), "ww aanvragen", geldigOp="2023-12-31", maxAantal=10)
    assert all(it["soort"] == "verwijzing" for it in found["antwoorden"])


def test_the_day_is_today_in_the_netherlands_when_none_is_asked_for(face: Face) -> None:
    new_year = face(now=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    assert ask(new_year, "Goedemorgen")["geldigOp"] == "2027-01-01"
    assert date.fromisoformat(ask(face(), "Goedemorgen")["geldigOp"]) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("asked", "given"), [({}, 5), ({"maxAantal": 1}, 1), ({"maxAantal": 7}, 7)]
)
def test_no_more_answers_are_given_than_asked_for(
    face: Face, asked: dict[str, int], given: int
) -> None:
    assert len(ids(ask(face(EVERYTHING), "ww aanvragen", **asked))) == given


def test_the_same_question_gets_the_same_body_apart_from_its_reference(face: Face) -> None:
    one, other = (ask(face(), "ik ben mijn baan kwijt", maxAantal=3) for _ in range(2))
    assert one.pop("vraagkenmerk") != other.pop("vraagkenmerk")
    assert one == other


@pytest.mark.parametrize("channel", ["website", "chat", "telefoon", "balie", "bericht"])
def test_the_channel_changes_nothing(face: Face, channel: str) -> None:
    plain = ask(face(), "ww aanvragen")
    other = ask(face(), "ww aanvragen", kanaal=channel)
    assert {**plain, "vraagkenmerk": ""} == {**other, "vraagkenmerk": ""}


def test_a_question_in_english_gets_the_translation_where_there_is_one(face: Face) -> None:
    found = ask(face(), "How do I apply for a WW unemployment benefit?", taal="en")
    first = found["antwoorden"][0]
    assert (first["id"], first["taal"], first["vertaald"]) == ("ww-aanvragen", "en", True)
    assert first["tekst"] == "Go to Mijn UWV and log in."
    assert found["taal"] == {"gevraagd": "en", "zekerheid": 1.0}


def test_an_answer_that_is_only_in_dutch_says_so_in_the_language_of_the_question(
    face: Face,
) -> None:
    found = ask(face(EVERYTHING), "Hoe maak ik bezwaar?", taal="en", maxAantal=1)
    remark = {"code": "alleenNederlands", "tekst": "This answer is only available in Dutch."}
    assert found["aandachtspunten"] == [remark]


@pytest.mark.parametrize(
    "question", ["kanariewoord", "Vraag de beller eerst naar het kanariewoord.", "ww aanvragen"]
)
def test_nothing_of_an_advisor_note_is_in_a_public_body(face: Face, question: str) -> None:
    client = face(EVERYTHING)
    body = {"vraag": question, "maxAantal": 10}
    response = client.post("/v1/antwoorden/_zoek", json=body)
    assert response.status_code == 200
    assert "kanariewoord" not in response.text
    assert all(it["toelichting"] is None for it in response.json()["antwoorden"])
