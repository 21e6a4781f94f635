"""Suggestions while typing, themes, and words explained."""

from __future__ import annotations

import logging
from typing import Any

import pytest


def suggested(server: Any, query: str) -> list[str]:
    response = server.send("GET", f"/v1/suggesties?{query}")
    assert response.status_code == 200
    return [it["id"] for it in response.json()["suggesties"]]


def test_questions_that_begin_so_are_suggested_and_what_does_not_hold_is_not(public: Any) -> None:
    assert suggested(public, "begin=hoe%20lang") == ["ww-duur"]
    assert suggested(public, "begin=krijg%20ik%20de%20tijdelijke") == []


def test_suggestions_are_filtered_as_searching_is(public: Any) -> None:
    assert suggested(public, "begin=ww&doelgroep=particulier") != []
    assert suggested(public, "begin=ww&doelgroep=werkgever") == []
    assert suggested(public, "begin=ww&regelingen=WW&regelingen=ZW") != []
    assert suggested(public, "begin=ww&regelingen=ZW") == []


@pytest.mark.parametrize(
    "query", ["", "begin=", "begin=" + "x" * 61, "begin=ww&doelgroep=123456782", "begin=ww&taal=nl"]
)
def test_another_request_is_refused_without_being_repeated(public: Any, query: str) -> None:
    response = public.send("GET", f"/v1/suggesties?{query}")
    assert response.status_code == 400
    assert "123456782" not in response.text


def test_personal_data_leaves_what_was_typed_and_nothing_of_it_is_logged(
    public: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = public.send("GET", "/v1/suggesties?begin=mijn%20bsn%20is%20123456782")
    assert response.status_code == 200
    assert "123456782" not in response.text
    ours = [str(it.__dict__) for it in caplog.records if not it.name.startswith("http")]
    assert ours
    assert [it for it in ours if "123456782" in it or "mijn" in it] == []


def test_themes_are_in_their_own_order_with_how_many_questions_hold_today(public: Any) -> None:
    themes = public.send("GET", "/v1/themas").json()["themas"]
    assert [(it["id"], it["aantalVragen"]) for it in themes] == [("werkloos", 2), ("oneens", 1)]


def test_words_are_explained(public: Any) -> None:
    (word,) = public.send("GET", "/v1/begrippen").json()["begrippen"]
    assert (word["term"], word["synoniemen"], word["beeindigdOp"]) == (
        "dagloon",
        ["loon per dag"],
        None,
    )
