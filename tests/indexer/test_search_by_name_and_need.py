"""Entries asked for by name, cries for help, and what may be found whatever is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.build import build
from indexer.parameters import Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.answering import Found, Query, Question, answer, decide
from kb.model import Audience, Letter, Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Store

DAY = date(2026, 11, 22)


def asked(text: str, day: date = DAY, previous: str | None = None) -> Query:
    return Query(text, "nl", day, None, (), previous)


def ids(found: Found) -> list[str]:
    return [hit.entry.id for hit in found.hits]


# --- by name


@pytest.mark.parametrize("text", ["ww101", "WW 101", "brief ww-101?", "hoe lang ziekengeld ww-101"])
def test_a_letter_that_is_named_comes_first_and_surely(
    searcher: Searcher, without_vectors: Searcher, text: str
) -> None:
    for search in (searcher, without_vectors):
        first, *others = search(asked(text)).hits
        assert (first.entry.id, first.confidence) == ("WW-101", 0.99)
        assert {hit.confidence for hit in others} == {0.5}


@pytest.mark.parametrize(
    ("day", "title"), [(date(2025, 12, 31), "Besluit"), (date(2026, 1, 1), "Beschikking")]
)
def test_a_letter_that_is_named_is_that_of_the_day(
    searcher: Searcher, day: date, title: str
) -> None:
    found = searcher(asked("ww-101", day))
    assert getattr(found.hits[0].entry, "title", "") == title
    assert ids(found).count("WW-101") == 1


@pytest.mark.parametrize("text", ["ww-102", "wg999", "brief WW-999?", "ww-1010", "oud-item"])
def test_a_code_of_no_letter_of_today_is_no_name(searcher: Searcher, text: str) -> None:
    found = searcher(asked(text))
    assert "WW-102" not in ids(found)
    assert {hit.confidence for hit in found.hits} == {0.5}


def test_a_letter_for_others_is_not_found_by_its_code(searcher: Searcher) -> None:
    query = replace(asked("wg-101"), audience=Audience.CLIENT)
    assert "WG-101" not in ids(searcher(query))
    assert ids(searcher(replace(query, audience=Audience.EMPLOYER)))[0] == "WG-101"


def test_all_letters_that_are_named_come_first(searcher: Searcher) -> None:
    found = searcher(asked("hoe lang ziekengeld: wg101 of jaaropgave of ww-101"))
    assert set(ids(found)[:2]) == {"WW-101", "WG-101"}
    assert [hit.confidence for hit in found.hits[:3]] == [0.99, 0.99, 0.5]


def test_an_id_names_its_item_when_nothing_else_is_said(searcher: Searcher) -> None:
    first = searcher(asked("ziek-duur?")).hits[0]
    assert (first.entry.id, first.confidence) == ("ziek-duur", 0.99)
    assert {it.confidence for it in searcher(asked("ziek-duur van de ww")).hits} == {0.5}


# --- a cry for help


@pytest.mark.parametrize(
    "text",
    ["Ik wil niet meer leven", "ik wil niet meer leven ww-101", "WW-101 wil niet meer leven"],
)
def test_a_cry_for_help_is_heard_also_beside_a_letter_that_is_named(
    searcher: Searcher, without_vectors: Searcher, text: str
) -> None:
    for search in (searcher, without_vectors):
        found = search(asked(text))
        assert found.distress is not None
        assert found.distress.entry.id == "nood"
        assert decide(found, searcher.parameters.policy) is Outcome.DISTRESS


@pytest.mark.parametrize("text", ["Hoe lang krijg ik ziekengeld?", "ww-101", "jaaropgave"])
def test_what_is_no_cry_for_help_never_shows_one(searcher: Searcher, text: str) -> None:
    everything = Policy(answer_at=0.0, choice_at=0.0, distress_at=0.9, also_at=0.0)
    question = Question(text, DAY, most=10)
    given = answer(question, searcher.snapshot.knowledge, searcher, everything)
    assert given.outcome is Outcome.ANSWER
    assert "nood" not in [it.entry.id for it in given.answers]


def test_content_without_help_hears_no_cry(
    searcher: Searcher, tree: Callable[..., Path], tmp_path: Path
) -> None:
    store = Store(tmp_path / "other-home")
    public = build_release(read(tree())).public
    made = build(store, public, searcher.encoder, parameters=searcher.parameters)
    helpless = Searcher(load(store, made.id), searcher.encoder)
    assert helpless(asked("Ik wil niet meer leven")).distress is None


# --- whatever is asked

LONG = "sinds vorige maand thuis ziek griep koorts dokter werkgever loon stopt plotseling"
TEXTS = ["ww-101", "ww-102 wg 101", "Ik wil niet meer leven", "en hoe lang?", LONG, "oud", "قطة"]
VECTORS_ONLY = Weights(nearest=1, neighbours=0, topic=0, text=0, words=0, grams=0, pointed=0)


@given(
    st.sampled_from(TEXTS),
    st.dates(date(2019, 1, 1), date(2028, 1, 1)),
    st.sampled_from([None, *Audience]),
    st.sampled_from([(), ("WW",), ("ZW",)]),
    st.sampled_from([None, "ww-aanvragen", "oud", "WW-101", "nood", "weg"]),
    st.booleans(),
    st.sampled_from([None, VECTORS_ONLY]),
)
@settings(max_examples=200, deadline=None)
def test_exactly_what_may_be_found_is_found_whatever_is_named_cried_or_read_before(
    searcher: Searcher,
    without_vectors: Searcher,
    text: str,
    day: date,
    audience: Audience | None,
    schemes: tuple[str, ...],
    previous: str | None,
    hears: bool,
    weights: Weights | None,
) -> None:
    fixed = searcher.parameters
    parameters = fixed.model_copy(update={"weights": weights or fixed.weights})
    encoder = (searcher if hears else without_vectors).encoder
    search = Searcher(replace(searcher.snapshot, parameters=parameters), encoder)
    found = search(Query(text, "nl", day, audience, schemes, previous))
    expected = [
        it
        for it in searcher.snapshot.knowledge.entries
        if it.validity.start <= day
        and (it.validity.end is None or day < it.validity.end)
        and (audience in (None, Audience.BOTH, it.audience) or it.audience is Audience.BOTH)
        and (not schemes or not it.schemes or set(schemes) & set(it.schemes))
    ]
    coded = text in TEXTS[:2]
    codes = text.replace(" ", "-").upper()
    if coded and not any(it.id in codes for it in expected if isinstance(it, Letter)):
        # the letter that is named may not be found: no other is explained in its place
        expected = [it for it in expected if not isinstance(it, Letter)]
    assert sorted(map(str, (hit.entry for hit in found.hits))) == sorted(map(str, expected))
    assert found.degraded is not hears
    if found.distress is None:  # a code and nothing else says nothing about who has the letter
        assert coded
        return
    assert found.distress.entry in expected
