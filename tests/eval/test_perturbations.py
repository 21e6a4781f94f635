"""Variants of a question: the same on every machine, and still the same question."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eval.perturbations import NEIGHBOURS, Perturbation, applies, perturbed
from kb.model import LANGUAGES
from kb.text import MAX_QUESTION_CHARS, normalise

KINDS = st.sampled_from(Perturbation)
WORDS = [
    *("hoe", "vraag", "ik", "een", "uitkering", "aan", "werkgever", "ziek", "6", "weken", "mijn"),
    *("WW", "WIA", "UWV", "WW-101", "ZW-230", "WAZO", "WAZO-801"),
]
QUESTIONS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=20).map(" ".join)
CODE = re.compile(r"\b[A-Z]{2,}(?:-[0-9]+)?\b")

GOLDEN = [
    (
        Perturbation.TYPING,
        "Hoe vraag ik een WW-uitkering aan?",
        "Hoe vraaag ik een WW-uittkering aan?",
    ),
    (
        Perturbation.TYPING,
        "Wat betekent brief WIA-301 van UWV voor mijn werkgever?",
        "Wat beteken brjef WIA-301 van UWV voor miijn werkgeer?",
    ),
    (Perturbation.TYPING, "ich bin krank geworden, was nun?", "ich bin kraank georden, was nun?"),
    (
        Perturbation.PLAIN,
        "Krijg ik 70% van € 1.500,50? Ja/nee, z.s.m.!",
        "krijg ik 70% van € 1.500,50 ja/nee z.s.m",
    ),
    (
        Perturbation.PLAIN,
        "Was heißt „WGA“, bitte – und für wen?",
        "was heißt wga bitte und für wen",
    ),
    (Perturbation.PLAIN, "متى أحصل على المال؟", "متى أحصل على المال"),
    (
        Perturbation.TERSE,
        "Krijg ik mijn geld nog als ik niet op de afspraak was?",
        "Krijg ik geld als niet op afspraak was?",
    ),
    (
        Perturbation.SPOKEN,
        "Wat betekent brief WIA-301 van UWV, en is 6 weken de termijn?",
        "uh wat betekent brief wia driehonderdeen van u w v uh en is zes weken de termijn",
    ),
    (Perturbation.SPOKEN, "Ik kreeg € 1.500 ww.", "uh ik kreeg vijftienhonderd euro w w"),
    (
        Perturbation.POLITE,
        "Hoe vraag ik een WW-uitkering aan?",
        "Beste medewerker, misschien kunt u mij helpen. Hoe vraag ik een WW-uitkering aan? "
        "Ik hoor het graag, met vriendelijke groet",
    ),
    (
        Perturbation.POLITE,
        "ziek melden",
        "Hallo, ik heb een vraagje. ziek melden. Ik hoor het graag, met vriendelijke groet",
    ),
]


def letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.casefold()))


@pytest.mark.parametrize(("kind", "question", "variant"), GOLDEN)
def test_a_variant_is_the_same_on_every_machine(
    kind: Perturbation, question: str, variant: str
) -> None:
    assert perturbed(question, kind, "1") == variant


def test_another_seed_draws_another_variant() -> None:
    question = "Wat betekent de brief van mijn werkgever over de uitkering?"
    for kind in Perturbation:
        variants = {perturbed(question, kind, str(seed)) for seed in range(20)}
        assert (len(variants) > 1) == (kind is not Perturbation.PLAIN)


@given(st.text(max_size=700), KINDS, st.text(max_size=5))
def test_a_variant_is_clean_and_within_what_is_read_and_not_empty(
    question: str, kind: Perturbation, seed: str
) -> None:
    variant = perturbed(question, kind, seed)
    assert variant == normalise(variant)
    assert len(variant) <= MAX_QUESTION_CHARS
    assert bool(variant) == bool(normalise(question))
    assert variant == perturbed(question, kind, seed)


@given(QUESTIONS, KINDS, st.text(max_size=5))
def test_abbreviations_and_codes_survive(question: str, kind: Perturbation, seed: str) -> None:
    variant = perturbed(question, kind, seed)
    kept = CODE.findall(question)
    if kind is Perturbation.SPOKEN:
        assert [it for it in kept if letters(it) not in letters(variant)] == []
    elif kind is Perturbation.PLAIN:
        assert [it for it in kept if it.lower() not in variant.split()] == []
    else:
        assert CODE.findall(variant) == kept


@given(QUESTIONS, st.text(max_size=5))
def test_typing_errors_are_one_in_twelve_letters_in_long_words_only(
    question: str, seed: str
) -> None:
    variant = perturbed(question, Perturbation.TYPING, seed)
    before, after = question.split(), variant.split()
    changed = [(was, now) for was, now in zip(before, after, strict=True) if was != now]
    eligible = [it for it in before if len(it) >= 4 and it.islower()]
    typed = sum(len(run) for run in re.findall("[A-Za-z]+", question))
    assert len(changed) == min(len(eligible), max(1, round(typed / 12)))
    for was, now in changed:
        assert was in eligible
        assert now[0] == was[0]
        assert abs(len(now) - len(was)) <= 1


@given(st.sampled_from(["hoeveel", "Geld", "Maßnahme", "المال"]), st.text(max_size=5))
def test_a_typing_error_is_a_key_beside_it_or_two_swapped_or_one_too_few_or_too_many(
    word: str, seed: str
) -> None:
    typed = perturbed(word, Perturbation.TYPING, seed)
    allowed = set()
    for at in range(1, len(word)):
        head, letter, tail = word[:at], word[at], word[at + 1 :]
        allowed |= {head + tail, head + letter + letter + tail}
        allowed |= {head + tail[:1] + letter + tail[1:]}
        allowed |= {head + key + tail for key in NEIGHBOURS.get(letter, "")}
    assert typed in allowed - {word}


@pytest.mark.parametrize("question", ["Niet", "geen", "wie WAZO-801 kan", "NOW"])
def test_what_would_become_another_question_gets_no_typing_errors(question: str) -> None:
    variants = {perturbed(question, Perturbation.TYPING, str(seed)) for seed in range(20)}
    assert variants == {question}


def test_keys_lie_beside_each_other_mutually() -> None:
    assert sorted(NEIGHBOURS) == [chr(code) for code in range(ord("a"), ord("z") + 1)]
    for key, near in NEIGHBOURS.items():
        assert key not in near
        assert all(key in NEIGHBOURS[other] for other in near)


@given(st.text(max_size=200))
def test_a_plain_question_has_no_capitals(question: str) -> None:
    variant = perturbed(question, Perturbation.PLAIN, "1")
    assume(variant != normalise(question))
    assert variant == variant.lower()
    assert not variant.endswith((".", "?", "!"))


@pytest.mark.parametrize("word", ["niet", "geen", "voor", "na", "tot", "te", "hoe", "wanneer"])
def test_a_terse_question_keeps_the_words_that_turn_its_meaning(word: str) -> None:
    for seed in range(20):
        variant = perturbed(f"Is dat {word} de uitkering?", Perturbation.TERSE, str(seed))
        assert word in variant.split()
        assert len(variant.split()) < 5


def test_a_terse_question_is_never_left_without_words() -> None:
    assert perturbed("Is dat het?", Perturbation.TERSE, "1") == "Is dat het?"


@given(QUESTIONS, st.text(max_size=5))
def test_a_polite_question_holds_the_question_as_it_was(question: str, seed: str) -> None:
    variant = perturbed(question, Perturbation.POLITE, seed)
    assert question in variant
    assert len(variant) > len(question) + 20


@pytest.mark.parametrize("length", [500, 470, 430])
def test_padding_never_pushes_the_question_out_of_what_is_read(length: int) -> None:
    question = "x" * length
    for seed in range(10):
        assert question in perturbed(question, Perturbation.POLITE, str(seed))


@given(QUESTIONS, st.text(max_size=5))
def test_a_spoken_question_hesitates_and_has_neither_capitals_nor_signs(
    question: str, seed: str
) -> None:
    variant = perturbed(question, Perturbation.SPOKEN, seed)
    assert {"uh", "eh"} & set(variant.split())
    assert re.fullmatch(r"[a-zë]+(?: [a-zë]+)*", variant)


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_dutch_questions_get_dutch_words(language: str) -> None:
    allowed = {kind for kind in Perturbation if applies(kind, language)}
    neutral = {Perturbation.TYPING, Perturbation.PLAIN}
    assert allowed == (set(Perturbation) if language == "nl" else neutral)
