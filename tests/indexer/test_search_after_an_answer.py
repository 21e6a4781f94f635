"""A short question after an answer goes on about it; a question of its own stands alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from indexer.parameters import Follow
from indexer.search import Searcher
from kb.answering import Found, Query

DAY = date(2026, 11, 22)


def asked(text: str, previous: str | None = None) -> Query:
    return Query(text, "nl", DAY, None, (), previous)


def ids(found: Found) -> list[str]:
    return [hit.entry.id for hit in found.hits]


@pytest.mark.parametrize(
    ("previous", "expected"), [("ww-aanvragen", "ww-duur"), ("ziek-melden", "ziek-duur")]
)
@pytest.mark.parametrize("text", ["en hoe lang krijg ik dat dan?", "hoelang lang"])
def test_a_short_question_after_an_answer_goes_to_what_follows_on_it(
    searcher: Searcher, without_vectors: Searcher, text: str, previous: str, expected: str
) -> None:
    for search in (searcher, without_vectors):
        assert ids(search(asked(text, previous=previous)))[0] == expected


def test_what_follows_on_an_answer_but_does_not_hold_today_is_not_found(searcher: Searcher) -> None:
    assert "oud" not in ids(searcher(asked("hoe lang was de ww", previous="ww-aanvragen")))


LONG = "sinds vorige maand thuis ziek griep koorts dokter werkgever loon stopt plotseling"


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        (LONG, "ww-aanvragen"),
        ("hoe lang", "bestaat-niet"),
        ("hoe lang", "oud"),
        ("hoe lang", "WW-102"),
        ("hoe lang", None),
    ],
)
def test_a_long_question_or_one_after_nothing_of_today_stands_on_its_own(
    searcher: Searcher, without_vectors: Searcher, text: str, previous: str | None
) -> None:
    for search in (searcher, without_vectors):
        assert search(asked(text, previous=previous)) == search(asked(text))


@pytest.mark.parametrize("text", ["waar vind ik mijn jaaropgave", "hoe meld ik mij ziek"])
def test_a_short_question_about_something_else_gets_its_own_answer(
    searcher: Searcher, text: str
) -> None:
    on_its_own = ids(searcher(asked(text)))[0]
    assert ids(searcher(asked(text, previous="ww-aanvragen")))[0] == on_its_own
    assert on_its_own in {"jaaropgave", "ziek-melden"}


def following(searcher: Searcher, topic: float, next_step: float) -> Searcher:
    follow = Follow(topic=topic, next_step=next_step)
    parameters = searcher.parameters.model_copy(update={"follow": follow})
    return Searcher(replace(searcher.snapshot, parameters=parameters), searcher.encoder)


def test_what_an_answer_names_as_next_gets_what_the_parameters_say_and_nothing_else_does(
    searcher: Searcher,
) -> None:
    scores = [
        {it.entry.id: it.score for it in search(asked("lang", previous="ww-aanvragen")).hits}
        for search in (following(searcher, 0, 0.05), following(searcher, 0, 0))
    ]
    gained = {id_: round(score - scores[1][id_], 4) for id_, score in scores[0].items()}
    assert gained == {**dict.fromkeys(gained, 0.0), "ww-duur": 0.05}


def test_a_short_question_takes_from_the_topic_what_the_parameters_say(searcher: Searcher) -> None:
    plain, still, much = (
        following(searcher, topic, 0).heard(asked("lang", previous=previous)).rows
        for topic, previous in ((0.4, None), (0, "ww-aanvragen"), (9, "ww-aanvragen"))
    )
    assert plain is not None
    assert still is not None
    assert much is not None
    assert np.allclose(plain, still, atol=1e-6)
    first = searcher.snapshot.passages[int(much.argmax())]
    assert first.entry == "ww-aanvragen@2024-01-01"
