"""`/v1/publicaties`: the ledger, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from api.access.scopes import Scope
from api.bodies.publications import publication_body
from kb.archive import Archive


def read(internal: Any, path: str) -> Any:
    return internal.send("GET", f"/v1/publicaties{path}", scope=Scope.ADVISER)


def test_the_ledger_is_told_newest_first_with_until_when_each_held(internal: Any) -> None:
    found = read(internal, "").json()["publicaties"]
    assert [(it["nummer"], it["tijdstip"], it["tot"]) for it in found] == [
        (2, "2026-11-22T09:00:00Z", None),
        (1, "2026-11-20T08:00:00Z", "2026-11-22T09:00:00Z"),
    ]
    assert found[0]["doorgezetOmdat"] == "Papier en fax zijn gestopt."


def test_a_publication_that_nobody_judged_says_so_in_dutch(contract_home: Path) -> None:
    entry = Archive(contract_home).entries()[0]
    unjudged = type(entry).model_validate(entry.model_dump(by_alias=True, exclude={"gate"}))
    assert publication_body(unjudged, None).gate == "geen"


@pytest.mark.parametrize(("name", "number"), [("2", 2), ("1", 1), ("actief", 2), ("vorige", 1)])
def test_a_publication_is_read_by_its_number_or_what_it_is(
    internal: Any, name: str, number: int
) -> None:
    assert read(internal, f"/{name}").json()["nummer"] == number


def test_a_publication_is_read_by_its_digest_or_the_beginning_of_it(internal: Any) -> None:
    digest = read(internal, "/1").json()["momentopname"]
    for name in (digest, digest.removeprefix("sha256:")[:8]):
        assert read(internal, f"/{name}").json()["nummer"] == 1


@pytest.mark.parametrize("name", ["3", "0", "sha256:00", "123456782", "onzin"])
def test_a_name_of_nothing_is_not_found_and_not_repeated(internal: Any, name: str) -> None:
    response = read(internal, f"/{name}")
    assert response.status_code == 404
    assert name not in response.json()["detail"]


def test_what_changed_is_told_against_what_was_before_it(internal: Any) -> None:
    found = read(internal, "/2/verschillen").json()
    assert (found["van"], found["naar"]) == (1, 2)
    assert found["samenvatting"] == "1 vraag gewijzigd, 2 vragen vervallen."
    changed = {it["sleutel"]: it["wijziging"] for it in found["verschillen"]}
    assert changed["bezwaar-maken@2024-01-01"] == "gewijzigd"
    assert changed["ww-fax@2024-01-01"] == "vervallen"


def test_what_changed_is_told_the_other_way_round(internal: Any) -> None:
    found = read(internal, "/1/verschillen?met=2").json()
    assert (found["van"], found["naar"]) == (2, 1)
    assert {it["wijziging"] for it in found["verschillen"]} == {"gewijzigd", "nieuw"}


@pytest.mark.parametrize("query", ["", "?met=onzin", "?met=123456782", "?met=../x"])
def test_what_cannot_be_compared_is_refused(internal: Any, query: str) -> None:
    response = read(internal, f"/1/verschillen{query}")
    assert response.status_code == 400
    assert [it["name"] for it in response.json()["invalidParams"]] == ["met"]
