"""Words alone: a score between 0 and 1 per entry, from the words that both have."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analyzer import Analyzer, telling
from indexer.lexical import LexicalIndex
from kb.model import Term

DOCUMENTS = [
    ["ww", "uitkering", "aanvragen"],
    ["ziek", "melden", "uitkering"],
    ["now", "terugbetalen", "werkgever"],
    ["adres", "wijzigen"],
]

WORDS = st.lists(st.sampled_from(["ww", "nu", "ziek", "now", "é", "x1", "كتاب"]), max_size=6)


@given(st.lists(WORDS, max_size=6), WORDS, WORDS)
def test_every_score_is_at_least_0_and_below_1(
    documents: list[list[str]], said: list[str], also: list[str]
) -> None:
    scores = LexicalIndex(documents).scores(said, also)
    assert scores.shape == (len(documents),)
    assert ((scores >= 0) & (scores < 1)).all()


def test_a_word_said_very_often_still_counts_below_1() -> None:
    assert LexicalIndex(DOCUMENTS).scores(["ww"] * 10_000, [])[0] <= 1


def test_an_entry_scores_only_for_words_that_it_has() -> None:
    scores = LexicalIndex(DOCUMENTS).scores(["ziek"], [])
    assert scores[1] > 0
    assert scores[[0, 2, 3]].tolist() == [0, 0, 0]


def test_the_entry_with_more_of_the_words_comes_first() -> None:
    scores = LexicalIndex(DOCUMENTS).scores(["ww", "uitkering"], [])
    assert scores[0] > scores[1] > scores[3] == 0


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    index = LexicalIndex(DOCUMENTS)
    assert index.scores(["ww"], [])[0] > index.scores(["uitkering"], [])[0]


@pytest.mark.parametrize(
    ("said", "also"),
    [([], []), (["onbekend"], []), ([], ["onbekend"]), (["<unk>", ""], ["\0"])],
)
def test_unknown_words_and_no_words_score_0_everywhere(said: list[str], also: list[str]) -> None:
    assert LexicalIndex(DOCUMENTS).scores(said, also).tolist() == [0, 0, 0, 0]


def test_an_unknown_word_beside_a_known_one_changes_nothing() -> None:
    index = LexicalIndex(DOCUMENTS)
    assert np.array_equal(index.scores(["ww", "onbekend"], []), index.scores(["ww"], []))


@pytest.mark.parametrize("documents", [[], [[]], [[], []]])
def test_an_index_without_words_scores_0_for_each_of_its_entries(
    documents: list[list[str]],
) -> None:
    scores = LexicalIndex(documents).scores(["ww"], ["ziek"])
    assert scores.tolist() == [0] * len(documents)


def test_an_entry_without_words_leaves_the_others_in_their_place() -> None:
    scores = LexicalIndex([[], ["ww"], []]).scores(["ww"], [])
    assert scores[1] > 0
    assert scores[[0, 2]].tolist() == [0, 0]


def unsaturated(score: float) -> float:
    """Return the BM25 score behind a score: s = b / (b + 5)."""
    return 5 * score / (1 - score)


def test_a_synonym_counts_for_half_of_the_word_itself() -> None:
    index = LexicalIndex(DOCUMENTS)
    said = unsaturated(float(index.scores(["ziek"], [])[1]))
    also = unsaturated(float(index.scores([], ["ziek"])[1]))
    assert also == pytest.approx(said / 2, rel=1e-5)


def test_what_was_said_and_its_synonyms_add_up() -> None:
    index = LexicalIndex(DOCUMENTS)
    both = unsaturated(float(index.scores(["uitkering"], ["ziek"])[1]))
    said = unsaturated(float(index.scores(["uitkering"], [])[1]))
    also = unsaturated(float(index.scores([], ["ziek"])[1]))
    assert both == pytest.approx(said + also, rel=1e-5)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Moet ik de NOW terugbetalen?", 0),
        ("wat is now", 0),
        ("IVA", 1),
        ("Krijg ik iva of wga?", 1),
        ("inkomensvoorziening volledig arbeidsongeschikten", 1),
    ],
)
def test_an_acronym_finds_its_entry(question: str, found: int) -> None:
    terms = [
        Term(
            term="Inkomensvoorziening Volledig Arbeidsongeschikten",
            abbreviation="IVA",
            meaning="Uitkering voor wie blijvend niet kan werken.",
        )
    ]
    analyzer = Analyzer(terms)
    texts = ["NOW: tegemoetkoming voor werkgevers", "Krijg ik een IVA-uitkering?", "Wie ben ik nu?"]
    index = LexicalIndex([analyzer.terms(telling(text)) for text in texts])
    said, also = analyzer.terms(telling(question)), analyzer.terms(analyzer.also(question))
    scores = index.scores(said, also)
    assert int(scores.argmax()) == found
    assert scores[found] > 0


def test_the_order_of_the_entries_changes_no_score() -> None:
    forwards = LexicalIndex(DOCUMENTS).scores(["uitkering", "now"], ["adres"])
    backwards = LexicalIndex(DOCUMENTS[::-1]).scores(["uitkering", "now"], ["adres"])
    assert np.allclose(forwards, backwards[::-1], atol=1e-7)
