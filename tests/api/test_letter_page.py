"""The page of a letter: its explanation, and a date that gives the last days."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

Face = Callable[..., TestClient]


def test_the_page_explains_and_asks_for_the_date(face: Face) -> None:
    page = face().get("/brief/WW-101")
    assert page.status_code == 200
    assert "U krijgt geld van ons." in page.text
    assert '<form method="get" action="/brief/WW-101">' in page.text
    assert re.search(
        r'<label for="verzonden">.*<input id="verzonden" [^>]*type="date"', page.text, re.S
    )
    assert "De laatste dag is" not in page.text
    assert "{naam}" not in page.text


def test_the_date_gives_the_last_day_of_each_term(face: Face) -> None:
    page = face().get("/brief/WW-101", params={"verzondenOp": "2026-03-24"})
    assert page.status_code == 200
    assert '<time datetime="2026-05-06">6 mei 2026</time>' in page.text
    assert 'value="2026-03-24"' in page.text


@pytest.mark.parametrize("typed", ["gisteren", "2026-02-30", "20260324", "2026-W12-1"])
def test_what_is_no_date_is_asked_again_and_not_repeated(face: Face, typed: str) -> None:
    page = face().get("/brief/WW-101", params={"verzondenOp": typed})
    assert page.status_code == 400
    assert "Vul de datum in als dag, maand en jaar." in page.text
    assert typed not in page.text
    assert "De laatste dag is" not in page.text


def test_an_empty_date_field_is_no_mistake(face: Face) -> None:
    assert face().get("/brief/WW-101?verzondenOp=").status_code == 200


def test_a_date_before_the_letter_existed_is_answered_with_when_it_did(face: Face) -> None:
    page = face().get("/brief/WW-101", params={"verzondenOp": "2020-01-01"})
    assert page.status_code == 404
    assert "die is er wel voor brieven vanaf 2024-01-01" in page.text
    assert 'type="date"' in page.text
    assert "U krijgt geld van ons." not in page.text


def test_a_date_far_ahead_is_refused(face: Face) -> None:
    page = face().get("/brief/WW-101", params={"verzondenOp": "2062-03-24"})
    assert page.status_code == 400
    assert "te ver in de toekomst" in page.text


@pytest.mark.parametrize("code", ["WW-999", "ww-duur", "123456782"])
def test_an_unknown_letter_has_no_page(face: Face, code: str) -> None:
    page = face().get(f"/brief/{code}")
    assert page.status_code == 404
    assert code not in page.text
