"""Which language a question is in: Dutch unless it is clear that it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language import could_be, detect
from kb.model import LANGUAGES
from kb.telling_words import TELLING_WORDS

REPOSITORY = Path(__file__).parents[2]
LABELLED = yaml.safe_load((REPOSITORY / "tests/data/taal.yml").read_text("utf-8"))

SHORT_DUTCH = [
    "WW",
    "WGA",
    "NOW",
    "hallo",
    "ontslag",
    "inkomstenformulier",
    "help",
    "wat nu",
    "te laat",
    "mijn geld",
    "ww stoppen",
    "wia afgewezen",
    "digid kwijt",
    "deadline WIA",
    "code WW-110",
    "baas failliet",
    "TOFA flexwerker",
    "sollicitatieplicht corona",
    "wga of iva",
    "ik ben ziek",
    "één dag ziek",
    "mag ik werken",
    "sociale dienst telefoonnummer",
    "hoe maak ik bezwaar",
    "waar blijft mijn geld",
    "mag ik op vakantie",
    "kan ik bijverdienen",
    "help ik heb geen geld",
    "mijn werkgever is failliet",
    "wanneer komt de brief?",
]
CLEAR = {
    "en": [
        "How do I apply for unemployment benefit?",
        "When will I receive my money this month?",
        "my boss refuses to report me sick",
    ],
    "de": [
        "Wie beantrage ich Arbeitslosengeld in den Niederlanden?",
        "ich weiß nicht, wo ich heute Nacht schlafen soll",
    ],
    "pl": ["Kiedy dostanę pieniądze z urzędu?", "mąż mnie bije"],
    "ar": ["متى سأحصل على المال من مكتب التأمين؟", "زوجي يضربني"],
    "tr": ["İşsizlik maaşına nasıl başvurabilirim?", "kocam beni dövüyor"],
    "uk": ["Коли я отримаю гроші цього місяця?", "мені погрожують"],
}


@pytest.mark.parametrize("question", SHORT_DUTCH)
def test_a_short_dutch_question_never_becomes_another_language(question: str) -> None:
    assert detect(question).code == "nl"


def test_a_long_dutch_question_is_dutch_without_doubt() -> None:
    found = detect("Ik ben mijn baan kwijt en ik weet niet hoe ik een uitkering moet aanvragen.")
    assert found.code == "nl"
    assert found.probability >= 0.99


@pytest.mark.parametrize(
    ("code", "question"), [(code, it) for code, questions in CLEAR.items() for it in questions]
)
def test_a_clear_question_in_another_language_is_found(code: str, question: str) -> None:
    found = detect(question)
    assert found.code == code
    assert found.probability >= 0.85


@pytest.mark.parametrize("text", ["", "   ", "123456782", "088 898 92 94", "?!", "€ 100", "😀"])
def test_a_text_without_a_letter_counts_as_dutch_and_as_unsure(text: str) -> None:
    found = detect(text)
    assert found.code == "nl"
    assert found.probability < 0.85


@pytest.mark.parametrize(
    "text", ["uwv wia", "DigiD", "stress", "WW-110", "info", "中文", "ελληνικά"]
)
def test_names_codes_and_words_of_everywhere_count_as_dutch_and_as_unsure(text: str) -> None:
    found = detect(text)
    assert found.code == "nl"
    assert found.probability < 0.85


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("how long ww", "en"),
        ("ile trwa WIA", "pl"),
        ("where is my vakantiegeld", "en"),
        ("hastayim ne yapmaliyim", "tr"),
        ("cat dureaza somajul", "ro"),
        ("wat is een burn-out", "nl"),
        ("was ik verzekerd", "nl"),
        ("was bekomme ich", "de"),
        ("ziektegeld", "nl"),
        ("krankgeld", "de"),
    ],
)
def test_a_few_telling_words_are_enough(question: str, code: str) -> None:
    assert detect(question).code == code


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("كيف inkomstenformulier", "ar"),
        ("де знайти jaaropgave digid", "uk"),
        ("къде е моята jaaropgave", "bg"),
        ("بطالة wat betekent dat in een brief", "nl"),
        ("what does лікарняний mean", "en"),
    ],
)
def test_the_script_of_most_words_decides_and_names_are_not_counted(
    question: str, code: str
) -> None:
    assert detect(question).code == code


@pytest.mark.parametrize("question", ["сколько длится ww", "где мои деньги", "что мне делать"])
def test_russian_counts_as_ukrainian(question: str) -> None:
    assert detect(question).code == "uk"


def test_no_name_or_abbreviation_of_a_scheme_changes_the_language_of_a_question() -> None:
    terms = yaml.safe_load((REPOSITORY / "content/begrippen.yml").read_text("utf-8"))
    names = [name for it in terms if (name := it["afkorting"])] + ["UWV", "DigiD", "Wajong"]
    for name in names:
        assert detect(name).code == "nl", name
        assert detect(f"how long does {name} last").code == "en", name
        assert detect(f"ile trwa {name}").code == "pl", name


def test_a_word_without_its_accents_tells_as_much() -> None:
    for with_accents, without in [("işsizlik", "issizlik"), ("złożyć", "zlozyc"), ("când", "cand")]:
        assert detect(without).code == detect(with_accents).code != "nl"


def test_every_language_of_the_lists_is_one_we_answer_or_russian() -> None:
    assert set(TELLING_WORDS) <= {*LANGUAGES, "ru"}


@pytest.mark.parametrize(("half", "least"), [(0, 0.95), (1, 0.93)])
def test_the_labelled_questions_are_told_apart(half: int, least: float) -> None:
    asked = [(code, it) for code, questions in LABELLED.items() for it in questions[half::2]]
    assert {code for code, _ in asked} == set(LANGUAGES)
    right = [detect(it).code == code for code, it in asked]
    assert sum(right) / len(right) >= least


def test_hardly_any_labelled_dutch_question_is_called_another_language() -> None:
    wrong = [it for it in LABELLED["nl"] if detect(it).code != "nl"]
    assert len(wrong) <= 3, wrong


def test_what_is_said_to_be_nearly_certain_is_nearly_always_right() -> None:
    asked = [(code, it) for code, questions in LABELLED.items() for it in questions]
    sure = [found.code == code for code, it in asked if (found := detect(it)).probability >= 0.95]
    assert len(sure) > len(asked) / 2
    assert sum(sure) / len(sure) >= 0.95


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_asked_the_answer_is_a_language_we_know(text: str) -> None:
    found = detect(text)
    assert found.code in LANGUAGES
    assert 0 <= found.probability <= 0.99
    assert found.probability == round(found.probability, 2)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500,
        "a" * 100_000,
        "geld" * 125,
        "\0\0wanneer\0krijg\0ik\0geld",
        "́" * 500,
        "ʼ-''--’’",
        "hоw dо і аррlу for ww",  # half of the letters are Cyrillic
        "wat ماذا що 什么 what",
        "👩‍👩‍👧 ww 👩🏽",
        "\ud800 ik ben ziek",
        "ＷＷ ａａｎｖｒａｇｅｎ",
    ],
)
def test_hostile_text_has_a_language_too(text: str) -> None:
    assert detect(text).code in LANGUAGES


def test_what_comes_after_the_longest_question_is_not_read() -> None:
    assert detect("wat " * 125 + "where is my money " * 1000) == detect("wat " * 125)


@pytest.mark.parametrize(
    ("text", "code", "room"),
    [
        ("ik wil graag weten wanneer ik geld krijg", "nl", True),
        ("ik wil graag weten wanneer ik geld krijg", "en", False),
        ("متى سأحصل على المال", "nl", False),
        ("متى سأحصل على المال", "ar", True),
        ("WIA WGA 35-80", "bg", True),
    ],
)
def test_a_glance_says_whether_a_text_could_be_in_a_language(
    text: str, code: str, room: bool
) -> None:
    assert could_be(text, code) is room


def test_threads_that_ask_at_once_get_what_one_gets() -> None:
    questions = [it for several in LABELLED.values() for it in several]
    alone = [detect(it) for it in questions]
    with ThreadPoolExecutor(8) as threads:
        rounds = [list(threads.map(detect, questions)) for _ in range(3)]
    assert rounds == [alone] * 3


def test_the_same_text_gives_the_same_answer_in_every_process_and_order() -> None:
    questions = [it for several in LABELLED.values() for it in several]
    here = [[it, detect(it).code, detect(it).probability] for it in questions]
    script = (
        "import json, sys\n"
        "from kb.language import detect\n"
        "found = [[it, detect(it).code, detect(it).probability] for it in json.load(sys.stdin)]\n"
        "json.dump(found, sys.stdout)\n"
    )
    for seed in ("0", "4242"):
        done = subprocess.run(
            [sys.executable, "-c", script],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed},
            input=json.dumps(questions[::-1]),
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        assert json.loads(done.stdout)[::-1] == here
