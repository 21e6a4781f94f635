"""Signals of plain language: measured as their definitions say, and compared with a margin."""

from __future__ import annotations

import pytest

from kb.prose import paragraphs
from kb.readability import Thresholds, is_passive, official_from, remarks, signals, syllables

PLAIN = "Vraag de uitkering aan. Dat doet u online. Wij helpen u graag. Bel ons. Tot dan."


@pytest.mark.parametrize(
    ("word", "count"), [("uitkering", 3), ("beëindiging", 4), ("ww", 1), ("1.234", 1), ("nee", 1)]
)
def test_syllables_are_groups_of_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_formula_is_that_of_flesch_douma() -> None:
    # 4 words, 1 sentence, 7 syllables: 206.835 - 0.93 * 4 - 77 * 7 / 4
    assert signals("Wij betalen u morgen.").flesch_douma == pytest.approx(68.4, abs=0.05)


@pytest.mark.parametrize(
    ("sentence", "passive"),
    [
        ("Uw uitkering wordt betaald.", True),
        ("Het besluit werd door ons genomen.", True),
        ("De brieven worden verstuurd.", True),
        ("U wordt ziek.", False),
        ("Uw gegevens worden geen probleem.", False),
        ("Wij betalen uw uitkering.", False),
    ],
)
def test_a_passive_sentence_has_worden_and_a_participle(sentence: str, passive: bool) -> None:
    (paragraph,) = paragraphs(sentence)
    assert is_passive(paragraph.sentences[0]) is passive


def test_thresholds_can_be_changed() -> None:
    strict = Thresholds(sentence_words=5)
    found = [it.code for it in remarks("Dit zijn zes gewone korte woorden.", strict, {})]
    assert found == ["taal-lange-zin"]


def test_plain_text_has_no_remark() -> None:
    assert list(remarks(PLAIN, Thresholds(), official_from(()))) == []


def test_an_official_word_is_reported_once() -> None:
    body = "Teneinde dat te doen. Teneinde dit te doen."
    assert [it.code for it in remarks(body, Thresholds(), official_from(()))] == ["taal-ambtelijk"]


def test_a_few_sentences_have_no_mean() -> None:
    body = "Uw geld wordt betaald. Het wordt gestort."
    assert list(remarks(body, Thresholds(), {})) == []


def test_longer_sentences_are_worse_and_the_same_text_is_not() -> None:
    longer = signals(PLAIN.replace(". ", " en "))
    assert "langste zin" in longer.worse_than(signals(PLAIN))
    assert signals(PLAIN).worse_than(longer) == ()
    assert signals(PLAIN).worse_than(signals(PLAIN)) == ()


def test_an_empty_body_has_signals_and_no_remarks() -> None:
    assert signals("").sentences == 0
    assert list(remarks("", Thresholds(), {})) == []
