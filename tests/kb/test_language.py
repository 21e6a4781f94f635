"""Which language a question is in: Dutch unless it is clear that it is not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.language import detect
from kb.model import LANGUAGES

REPOSITORY = Path(__file__).parents[2]

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


@settings(deadline=None)
@given(st.text(max_size=60))
def test_whatever_is_asked_the_answer_is_a_language_we_know(text: str) -> None:
    found = detect(text)
    assert found.code in LANGUAGES
    assert 0 <= found.probability <= 1


def test_the_same_text_gives_the_same_answer_in_every_process_and_order() -> None:
    questions = [*SHORT_DUTCH, *(it for several in CLEAR.values() for it in several)]
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
