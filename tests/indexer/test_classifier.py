"""The words that tell entries apart are learned, the same from the same texts."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.classifier import NONE, VOCABULARY, WEIGHTS, Classifier, read, train, write

LONG = [
    "hoe lang krijg ik ww",
    "hoe lang duurt de uitkering",
    "hoe lang houd ik recht op ww",
    "hoe lang loopt mijn ww door",
]
MUCH = [
    "hoeveel ww krijg ik",
    "hoeveel is de uitkering",
    "hoeveel geld krijg ik van de ww",
    "hoeveel ww per maand",
]
STOP = ["mijn ww stoppen", "hoe stop ik de uitkering", "ww uitkering beeindigen", "stop mijn ww"]
TEXTS = [
    *((text, "duur") for text in LONG),
    *((text, "hoogte") for text in MUCH),
    *((text, "stoppen") for text in STOP),
]
LEARNED = train(TEXTS)


def first(found: Classifier, text: str) -> str:
    scores = found.scores(text)
    return max(scores, key=lambda it: (scores[it], it))


def written(found: Classifier, folder: Path) -> tuple[bytes, bytes]:
    folder.mkdir(exist_ok=True)
    write(folder, found)
    return (folder / VOCABULARY).read_bytes(), (folder / WEIGHTS).read_bytes()


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("hoe lang is een uitkering voor mij", "duur"),
        ("hoeveel is een uitkering voor mij", "hoogte"),
        ("hoe lang ww", "duur"),
        ("hoeveel ww", "hoogte"),
        ("ik wil mijn ww stoppen", "stoppen"),
        ("hoeveeel ww", "hoogte"),
    ],
)
def test_how_long_is_told_from_how_much_whatever_else_is_said(question: str, entry: str) -> None:
    assert first(LEARNED, question) == entry


@given(st.permutations(TEXTS))
@settings(max_examples=20)
def test_the_same_texts_in_any_order_and_twice_give_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, shuffled: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("geleerd")
    expected = written(LEARNED, folder / "a")
    assert written(train(shuffled), folder / "b") == expected
    assert written(train([*shuffled, *shuffled[:3]]), folder / "b") == expected


@pytest.mark.parametrize("text", ["", "?!", "قطة", "zzzzz", "\0"])
def test_of_unknown_words_every_entry_gets_its_offset(text: str) -> None:
    offsets = dict(zip(LEARNED.vocabulary.ids, LEARNED.vocabulary.offset, strict=True))
    assert LEARNED.scores(text) == offsets


def test_unknown_words_beside_known_ones_point_at_nothing() -> None:
    assert LEARNED.scores("hoe lang قطة") == pytest.approx(LEARNED.scores("hoe lang"))


def test_every_entry_has_a_score_by_its_id_in_order() -> None:
    assert list(LEARNED.scores("ww")) == ["duur", "hoogte", "stoppen"]
    assert LEARNED.weights.shape == (len(LEARNED.vocabulary.features), 3)


def test_two_entries_are_told_apart_by_scores_that_mirror_each_other() -> None:
    two = train(TEXTS[:8])
    assert (first(two, "hoe lang"), first(two, "hoeveel")) == ("duur", "hoogte")
    for text in ("hoe lang ww", "hoeveel", "niets hiervan"):
        scores = two.scores(text)
        assert scores["duur"] == pytest.approx(-scores["hoogte"])


@pytest.mark.parametrize("texts", [[], TEXTS[:4], [("ww", "duur")]])
def test_with_fewer_than_two_entries_there_is_nothing_to_tell_apart(
    texts: list[tuple[str, str]],
) -> None:
    assert train(texts) is NONE
    assert NONE.scores("hoe lang ww") == {}


def test_a_text_that_asks_for_two_entries_points_at_both_alike() -> None:
    both = train([*TEXTS, ("mag ik op vakantie", "duur"), ("mag ik op vakantie", "hoogte")])
    scores = both.scores("mag ik op vakantie")
    assert min(scores["duur"], scores["hoogte"]) > scores["stoppen"]


@pytest.mark.parametrize("found", [LEARNED, NONE, train(TEXTS[:8])], ids=["three", "none", "two"])
def test_a_classifier_comes_back_as_it_was_written(found: Classifier, tmp_path: Path) -> None:
    write(tmp_path, found)
    again = read(tmp_path)
    assert again.vocabulary == found.vocabulary
    assert np.array_equal(again.weights, found.weights)
    for text in ("hoe lang krijg ik ww", "", "iets anders"):
        assert again.scores(text) == found.scores(text)


@pytest.mark.parametrize("size", [0, 1, -1, -3])
def test_weights_that_do_not_fit_the_vocabulary_are_refused(tmp_path: Path, size: int) -> None:
    write(tmp_path, LEARNED)
    content = (tmp_path / WEIGHTS).read_bytes()
    (tmp_path / WEIGHTS).write_bytes(content + b"\1" if size == 1 else content[:size])
    with pytest.raises(ValueError):
        read(tmp_path)


@pytest.mark.parametrize("name", ["ids", "kenmerken", "zeldzaamheid", "schaal", "begin"])
@pytest.mark.parametrize("longer", [False, True], ids=["shorter", "longer"])
def test_lists_of_another_length_are_refused_before_a_question_is_asked(
    tmp_path: Path, name: str, longer: bool
) -> None:
    write(tmp_path, LEARNED)
    table = json.loads((tmp_path / VOCABULARY).read_bytes())
    table[name] = [*table[name], table[name][0]] if longer else table[name][:-1]
    (tmp_path / VOCABULARY).write_text(json.dumps(table))
    with pytest.raises(ValueError):
        read(tmp_path)
