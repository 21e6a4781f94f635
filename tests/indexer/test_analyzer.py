"""Text becomes folded words; what content calls the same is found under either name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analyzer import STOP_WORDS, Analyzer, words
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


def test_stop_words_are_left_out_of_passages_and_questions() -> None:
    analyzer = Analyzer([])
    assert analyzer.passage("Hoe krijg ik een uitkering van de WW?") == ["uitkering", "ww"]
    assert analyzer.question("How do I get my benefit?") == (["get", "benefit"], [])


@pytest.mark.parametrize("acronym", ["NOW", "IVA", "WGA", "WIA", "ZW", "IOW", "WAO", "U1"])
def test_an_acronym_is_never_a_stop_word(acronym: str) -> None:
    assert Analyzer([]).passage(acronym) == [acronym.lower()]


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
    assert Analyzer(TERMS).question(question)[1] == also


@pytest.mark.parametrize("question", ["loon", "dag loon", "per dag een loon", "werkloos", ""])
def test_half_a_name_stands_for_nothing_else(question: str) -> None:
    assert Analyzer(TERMS).question(question)[1] == []


def test_a_word_that_was_said_is_not_also_a_synonym() -> None:
    said, also = Analyzer(TERMS).question("WW werkloosheidswet")
    assert said == ["ww", "werkloosheidswet"]
    assert also == ["uitkering", "werkloosheid"]


def test_a_name_shared_by_two_terms_stands_for_both() -> None:
    terms = [
        Term(term="maatregel", abbreviation="M", meaning="Een straf.", synonyms=("korting",)),
        Term(term="rabat", meaning="Minder betalen.", synonyms=("korting",)),
    ]
    assert Analyzer(terms).question("korting") == (["korting"], ["m", "maatregel", "rabat"])
    assert Analyzer(reversed(terms)).question("korting")[1] == ["m", "maatregel", "rabat"]


def test_a_name_without_words_stands_for_nothing() -> None:
    terms = [Term(term="!!", meaning="Niets.", synonyms=("uitroep",))]
    assert Analyzer(terms).question("hallo !!") == (["hallo"], [])


@given(st.text(max_size=200))
def test_any_text_gives_words_that_are_no_stop_words_and_the_same_ones_each_time(
    text: str,
) -> None:
    said, also = Analyzer(TERMS).question(text)
    assert said == Analyzer(TERMS).passage(text)
    assert STOP_WORDS.isdisjoint(said)
    assert not set(said) & set(also)
    assert all(word and not word.isspace() for word in said)
