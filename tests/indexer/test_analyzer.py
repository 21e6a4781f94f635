"""Text becomes folded words; what content calls the same is found under either name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analyzer import Analyzer, grams, telling, words
from indexer.stop_words import STOP_WORDS
from kb.model import Term

TERMS = [
    Term(
        term="Werkloosheidswet",
        abbreviation="WW",
        meaning="De wet voor wie zijn baan verliest.",
        synonyms=("uitkering bij werkloosheid",),
    ),
    Term(term="dagloon", meaning="Wat u per dag verdiende.", synonyms=("loon per dag",)),
    Term(term="re-integratie", meaning="Terug naar werk.", synonyms=("terug naar werk",)),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ontslag", ["ontslag"]),
        ("één CAFÉ, naïef", ["een", "cafe", "naief"]),
        ("WW-uitkering", ["ww-uitkering", "ww", "uitkering"]),
        ("42e week, 6 maanden", ["42e", "week", "6", "maanden"]),
        ("ik?!heb…vraag", ["ik", "heb", "vraag"]),
        ("Straße", ["strasse"]),
        ("متى أحصل", ["متى", "احصل"]),
        ("😀 -- ¿", []),
        ("", []),
        ("-ww- --", ["ww"]),
    ],
)
def test_words_are_in_lower_case_without_accents_and_hyphens_also_split(
    text: str, expected: list[str]
) -> None:
    assert list(words(text)) == expected


def test_stop_words_tell_nothing_and_are_left_out() -> None:
    assert telling("Hoe krijg ik een uitkering van de WW?") == ["uitkering", "ww"]
    assert telling("How do I get my benefit?") == ["get", "benefit"]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("ww", ["^ww$"]),
        ("a", ["^a$"]),
        ("loon", ["^loo", "loon", "oon$"]),
        ("ww-uit", ["^ww-", "ww-u", "w-ui", "-uit", "uit$"]),
        ("", ["^$"]),
    ],
)
def test_the_grams_of_a_word_are_its_four_letter_windows_with_marked_edges(
    word: str, expected: list[str]
) -> None:
    assert grams([word]) == expected


def test_grams_never_reach_over_the_edge_of_a_word() -> None:
    assert grams(["dag", "loon"]) == [*grams(["dag"]), *grams(["loon"])]
    assert grams([]) == []


def test_a_slip_leaves_most_grams_of_a_word_as_they_were() -> None:
    right, slip = set(grams(["werkloosheidsuitkering"])), set(grams(["werkloosheidsuitkerign"]))
    assert len(right & slip) / len(right) > 0.7


@given(st.lists(st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=20)))
def test_grams_together_hold_every_letter_and_none_is_longer_than_four(said: list[str]) -> None:
    found = grams(said)
    assert set("".join(found)) - {"^", "$"} == set("".join(said))
    assert all(len(gram) <= 4 for gram in found)


def test_a_term_is_a_word_with_its_other_forms_and_a_word_said_twice_counts_twice() -> None:
    analyzer = Analyzer([])
    assert analyzer.terms(["uitkeringen", "ww", "ww"]) == [
        *analyzer.terms(["uitkeringen"]),
        "ww",
        "ww",
    ]
    assert {"uitkeringen", "uitkering"} <= set(analyzer.terms(["uitkeringen"]))


@pytest.mark.parametrize("acronym", ["NOW", "IVA", "WGA", "WIA", "ZW", "IOW", "WAO", "U1"])
def test_an_acronym_is_never_a_stop_word(acronym: str) -> None:
    assert telling(acronym) == [acronym.lower()]


def test_every_stop_word_is_written_as_words_are() -> None:
    assert [word for word in STOP_WORDS if list(words(word)) != [word]] == []


@pytest.mark.parametrize(
    ("question", "also"),
    [
        ("mijn ww stopt", ["uitkering", "werkloosheid", "werkloosheidswet"]),
        ("Werkloosheidswet", ["uitkering", "werkloosheid", "ww"]),
        ("een uitkering bij werkloosheid", ["werkloosheidswet", "ww"]),
        ("loon per dag", ["dagloon"]),
        ("hulp bij re-integratie", ["terug", "werk"]),
        ("ik wil terug naar werk", ["integratie", "re", "re-integratie"]),
    ],
)
def test_a_question_also_stands_for_the_other_names_of_what_it_names(
    question: str, also: list[str]
) -> None:
    assert Analyzer(TERMS).also(question) == also


@pytest.mark.parametrize("question", ["loon", "dag loon", "per dag een loon", "werkloos", ""])
def test_half_a_name_stands_for_nothing_else(question: str) -> None:
    assert Analyzer(TERMS).also(question) == []


def test_a_word_that_was_said_is_not_also_a_synonym() -> None:
    assert Analyzer(TERMS).also("WW werkloosheidswet") == ["uitkering", "werkloosheid"]


def test_a_name_shared_by_two_terms_stands_for_both() -> None:
    terms = [
        Term(term="maatregel", abbreviation="M", meaning="Een straf.", synonyms=("korting",)),
        Term(term="rabat", meaning="Minder betalen.", synonyms=("korting",)),
    ]
    assert Analyzer(terms).also("korting") == ["m", "maatregel", "rabat"]
    assert Analyzer(reversed(terms)).also("korting") == ["m", "maatregel", "rabat"]


def test_a_name_without_words_stands_for_nothing() -> None:
    terms = [Term(term="!!", meaning="Niets.", synonyms=("uitroep",))]
    assert Analyzer(terms).also("hallo !!") == []


@given(st.text(max_size=200))
def test_any_text_gives_words_that_are_no_stop_words_and_the_same_ones_each_time(
    text: str,
) -> None:
    said, also = telling(text), Analyzer(TERMS).also(text)
    assert (said, also) == (telling(text), Analyzer(TERMS).also(text))
    assert STOP_WORDS.isdisjoint(said)
    assert not set(said) & set(also)
    assert all(word and not word.isspace() for word in [*said, *Analyzer([]).terms(said)])
