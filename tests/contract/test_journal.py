"""Feedback, contact moments, and what is kept under a `vraagkenmerk`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Table, select

from api.access.scopes import Scope
from eval.journal.tables import contact_moment, feedback

BSN = "123456782"
PATIENCE_SECONDS = 30


def until(found: Callable[[], Any]) -> Any:
    """Wait for what another thread writes."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (result := found()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return result


def rows(server: Any, table: Table) -> list[Any]:
    with server.client.app.state.journal.database.reading() as connection:
        return list(connection.execute(select(table)).mappings())


def ask(server: Any, question: str) -> dict[str, Any]:
    body = {"vraag": question, "kanaal": "balie"}
    found: dict[str, Any] = server.send("POST", "/v1/antwoorden/_zoek", body).json()
    return found


def version(server: Any) -> str:
    found: str = server.send("GET", "/v1/antwoorden/ww-duur").json()["versie"]
    return found


def reaction(server: Any, **more: Any) -> dict[str, Any]:
    return {"antwoord": "ww-duur", "versie": version(server), "nuttig": True, **more}


def test_feedback_is_written_before_it_is_acknowledged_without_personal_data(public: Any) -> None:
    body = reaction(
        public, nuttig=False, reden="onduidelijk", opmerking=f"mijn bsn is {BSN}, wat nu"
    )
    response = public.send("POST", "/v1/reacties", body)
    assert (response.status_code, response.json()) == (201, {"ontvangenOp": "2026-11-22"})
    (row,) = [it for it in rows(public, feedback) if "mijn bsn is" in (it["remark"] or "")]
    assert (row["item"], row["version"], row["helpful"]) == ("ww-duur", body["versie"], False)
    assert BSN not in row["remark"]
    assert "[bsn]" in row["remark"]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"versie": "00000000"}, "versie"),
        ({"antwoord": "onbekend"}, "versie"),
        ({"antwoord": f"../{BSN}"}, "antwoord"),
        ({"nuttig": "ja"}, "nuttig"),
        ({"reden": "onjuist"}, "reden"),
        ({"reden": BSN}, "reden"),
        ({"opmerking": ""}, "opmerking"),
        ({"opmerking": "x" * 501}, "opmerking"),
        ({"vraagkenmerk": BSN}, "vraagkenmerk"),
    ],
)
def test_feedback_that_belongs_to_nothing_is_refused(
    public: Any, wrong: dict[str, Any], name: str
) -> None:
    response = public.send("POST", "/v1/reacties", reaction(public, **wrong))
    assert response.status_code == 400
    assert [it["name"] for it in response.json()["invalidParams"]] == [name]
    assert BSN not in response.text


def test_feedback_on_a_version_that_was_withdrawn_is_still_taken(public: Any) -> None:
    held = public.send("GET", "/v1/antwoorden/ww-fax/versies").json()["versies"][0]["versie"]
    body = {"antwoord": "ww-fax", "versie": held, "nuttig": True}
    assert public.send("POST", "/v1/reacties", body).status_code == 201


def test_a_contact_moment_keeps_the_day_and_nothing_of_who_or_how_long(internal: Any) -> None:
    body = {
        "gevonden": False,
        "reden": "nietsGevonden",
        "bronnen": [{"id": "ww-duur", "versie": version(internal)}] * 2,
    }
    sent = internal.send("POST", "/v1/contactmomenten", body, scope=Scope.ADVISER)
    assert (sent.status_code, sent.json()) == (201, {"ontvangenOp": "2026-11-22"})
    kept = [it for it in rows(internal, contact_moment) if it["reason"] == "nietsGevonden"]
    assert set(kept[0]) == {"id", "day", "found", "reason"}


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"bronnen": [{"id": "ww-duur", "versie": "00000000"}]}, "bronnen[0].versie"),
        ({"bronnen": [{"id": "ww-duur"}]}, "bronnen[0].versie"),
        ({"reden": "onjuist"}, "reden"),
        ({"adviseur": "J. Jansen"}, "(onbekend)"),
        ({"duur": 120}, "(onbekend)"),
    ],
)
def test_a_contact_moment_that_says_something_else_is_refused(
    internal: Any, wrong: dict[str, Any], name: str
) -> None:
    sent = internal.send(
        "POST", "/v1/contactmomenten", {"gevonden": True, **wrong}, scope=Scope.ADVISER
    )
    assert sent.status_code == 400
    assert [it["name"] for it in sent.json()["invalidParams"]] == [name]
    assert "Jansen" not in sent.text


def test_who_asks_to_see_it_gets_all_that_is_kept_of_a_question(internal: Any) -> None:
    asked = ask(internal, f"mijn bsn is {BSN}, hoe vraag ik ww aan")
    reference = asked["vraagkenmerk"]
    path = f"/v1/vragen/{reference}"
    until(lambda: internal.send("GET", path, scope=Scope.ADMIN).status_code == 200)
    internal.send("POST", "/v1/reacties", reaction(internal, vraagkenmerk=reference))
    kept = internal.send("GET", path, scope=Scope.ADMIN).json()
    assert BSN not in str(kept)
    assert "[bsn]" in kept["vraag"]["vraag"]
    assert (kept["vraag"]["kanaal"], kept["vraag"]["uitkomst"]) == ("balie", asked["uitkomst"])
    assert [it["id"] for it in kept["vraag"]["antwoorden"]] == [
        it["id"] for it in asked["antwoorden"]
    ]
    assert [(it["antwoord"], it["nuttig"]) for it in kept["reacties"]] == [("ww-duur", True)]


def test_whoever_has_the_reference_has_the_question_deleted(public: Any, internal: Any) -> None:
    reference = ask(public, "hoe vraag ik ww aan")["vraagkenmerk"]
    path = f"/v1/vragen/{reference}"
    gone = public.send("DELETE", path)
    assert (gone.status_code, gone.content) == (204, b"")
    assert public.send("DELETE", path).status_code == 404
    assert internal.send("GET", path, scope=Scope.ADMIN).status_code == 404


def test_a_reference_that_names_nothing_is_not_found(public: Any, internal: Any) -> None:
    path = "/v1/vragen/01ARZ3NDEKTSV4RRFFQ69G5FAV"
    assert public.send("DELETE", path).status_code == 404
    assert internal.send("GET", path, scope=Scope.ADMIN).status_code == 404
