"""A problem is told in complete sentences on one line; problems come in a fixed order."""

from __future__ import annotations

import random
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.catalogue import CATALOGUE, Rule
from kb.problems import Place, in_order, problem

FACTS = st.text(min_size=0, max_size=40)


def fields(rule: Rule) -> set[str]:
    return {
        name
        for template in (rule.sentence, rule.repair)
        for _, name, _, _ in Formatter().parse(template)
        if name is not None
    }


def test_a_problem_reads_place_severity_code_sentence_and_repair() -> None:
    found = problem("dubbele-sleutel", Place("faq/a/b.md", 7, 3), sleutel="vraag")
    assert str(found) == (
        "faq/a/b.md:7:3: fout [dubbele-sleutel] De sleutel 'vraag' staat er twee keer."
        " Herstel: houd er één over."
    )


@given(st.sampled_from(sorted(CATALOGUE)), FACTS, FACTS)
def test_every_problem_prints_on_one_line(code: str, fact: str, file: str) -> None:
    facts = dict.fromkeys(fields(CATALOGUE[code]), fact)
    assert len(str(problem(code, Place(file), **facts)).splitlines()) == 1


def test_a_question_over_two_lines_still_prints_on_one() -> None:
    found = problem("dubbele-vraag", Place("faq/a/b.md"), vraag="Hoe\nlang?", ander="c.md")
    assert "Dezelfde vraag 'Hoe lang?' staat ook in c.md." in str(found)


def test_a_fact_with_braces_is_told_as_it_is() -> None:
    found = problem("plaatshouder", Place("a.md"), stuk="{sleutel}")
    assert found.message == "De plaatshouder {sleutel} zou zo bij de lezer terechtkomen."
    assert found.repair == "vul de tekst in, of gebruik {bedrag:naam} of {termijn:naam}."


def test_a_problem_without_one_of_its_facts_cannot_be_made() -> None:
    with pytest.raises(KeyError, match="sleutel"):
        problem("dubbele-sleutel", Place("a.md"))


def test_a_problem_outside_the_catalogue_cannot_be_made() -> None:
    with pytest.raises(KeyError, match="onzin"):
        problem("onzin", Place("a.md"))


def test_only_an_error_stops_a_publication() -> None:
    assert problem("dubbele-sleutel", Place("a.md"), sleutel="a").is_error
    assert not problem("geen-eigenaar", Place("a.md")).is_error


def test_problems_come_by_file_then_line_then_column_then_code() -> None:
    expected = [
        problem("geen-lijst", Place("a.md", 2, 10)),
        problem("geen-lijst", Place("a.md", 10, 1)),
        problem("geen-lijst", Place("a.md", 10, 2)),
        problem("dubbele-sleutel", Place("b.md"), sleutel="a"),
        problem("dubbele-sleutel", Place("b.md"), sleutel="b"),
        problem("geen-lijst", Place("b.md")),
    ]
    shuffled = random.Random(1).sample(expected, len(expected))
    assert list(in_order(shuffled)) == expected


def test_a_place_starts_at_line_and_column_one() -> None:
    assert str(Place("themas.yml")) == "themas.yml:1:1"
