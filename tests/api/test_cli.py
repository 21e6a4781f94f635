"""The installed `vraagbaak` command: exit statuses, sentences, imports, one whole journey."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Command = Callable[..., CompletedProcess[str]]
Tree = Callable[..., Path]

NOTHING_YET = "Er is nog niets gepubliceerd. Voer eerst `vraagbaak publish` uit."


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["--version"], ["check", "--help"], ["eval", "run", "--help"]]
)
def test_asking_for_help_is_no_error(vraagbaak: Command, arguments: list[str]) -> None:
    done = vraagbaak(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "vraagbaak" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["onzin"], "de opdracht onzin bestaat niet."),
        (["check", "--onzin"], "de optie --onzin bestaat niet."),
        (["check", "te", "veel"], "er staat meer achter de opdracht dan erbij hoort."),
        (["check", "--content"], "bij de optie --content ontbreekt de waarde"),
        (["publish", "--json"], "de optie --json bestaat niet."),
        (["ask"], "VRAAG ontbreekt."),
        (["ask", "  "], "een vraag heeft 1 tot 500 tekens."),
        (["ask", "x" * 501], "een vraag heeft 1 tot 500 tekens."),
        (["ask", "x", "--doelgroep", "iedereen"], "kies uit particulier, werkgever, beide."),
        (["ask", "x", "--geldig-op", "2026-02-30"], "is geen bestaande datum"),
        (["eval", "run", "--set", "alles"], "--set: kies uit oefen, keuring, toets."),
        (["serve", "--port", "65536"], "--port: geef een heel getal van 0 tot en met 65535."),
        (["serve", "--rol", "beheer"], "--rol: kies uit publiek, intern."),
    ],
)
def test_wrong_usage_ends_with_2_and_one_dutch_sentence(
    vraagbaak: Command, arguments: list[str], sentence: str
) -> None:
    done = vraagbaak(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    first, _, hint = done.stderr.partition("\n")
    assert first.startswith("Verkeerd gebruik: ")
    assert sentence in first
    assert "Traceback" not in hint


@pytest.mark.parametrize("arguments", [[], ["eval"], ["encoder"]])
def test_a_command_alone_shows_its_help_and_ends_with_2(
    vraagbaak: Command, arguments: list[str]
) -> None:
    done = vraagbaak(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("Usage: vraagbaak")


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_the_internal_role_is_refused_on_an_address_that_others_can_reach(
    vraagbaak: Command, host: str
) -> None:
    done = vraagbaak("serve", "--rol", "intern", "--host", host, timeout=60)
    assert done.returncode == 2
    assert "de interne rol" in done.stderr
    assert "127.0.0.1" in done.stderr


@pytest.mark.parametrize("arguments", [["ask", "ww aanvragen"], ["eval", "run"]])
def test_before_anything_was_published_one_sentence_says_what_to_do(
    vraagbaak: Command, arguments: list[str], tmp_path: Path
) -> None:
    done = vraagbaak(*arguments, home=tmp_path / "var")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [NOTHING_YET]


def test_a_home_that_cannot_be_one_is_refused_in_one_sentence(
    vraagbaak: Command, tree: Tree, tmp_path: Path
) -> None:
    (tmp_path / "bestand").write_text("")
    done = vraagbaak("publish", "--content", str(tree()), home=tmp_path / "bestand" / "var")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1


HEAVY = {"torch", "faiss", "fastapi", "sentence_transformers", "transformers", "numpy", "uvicorn"}


@pytest.mark.parametrize("arguments", [["--help"], ["check"]])
def test_what_needs_no_model_and_no_server_imports_none(
    vraagbaak: Command, arguments: list[str], tree: Tree
) -> None:
    content = ["--content", str(tree())] if arguments == ["check"] else []
    done = vraagbaak(*arguments, *content, PYTHONPROFILEIMPORTTIME="1")
    assert done.returncode == 0
    imported = {
        line.rpartition("|")[2].strip().split(".")[0]
        for line in done.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert {"click", "kb"} <= imported
    assert not imported & HEAVY


@pytest.mark.slow
def test_from_content_to_answer_to_measurement(vraagbaak: Command, tree: Tree, home: Path) -> None:
    content = ["--content", str(tree())]
    first = vraagbaak("publish", *content, "--note", "begin", home=home)
    assert first.returncode == 0, first.stderr
    assert "Gepubliceerd: nummer 1" in first.stdout
    again = vraagbaak("publish", *content, home=home)
    assert again.returncode == 0
    assert "Al actief, niets gewijzigd: nummer 1" in again.stdout
    asked = vraagbaak("ask", "ww aanvragen", "--json", home=home)
    assert asked.returncode == 0
    body = json.loads(asked.stdout)
    assert body["antwoorden"][0]["id"] == "ww-aanvragen"
    read = vraagbaak("ask", "ww aanvragen", home=home)
    assert read.returncode == 0
    assert f"(ww-aanvragen, versie {body['antwoorden'][0]['versie']}" in read.stdout
    measured = vraagbaak("eval", "run", "--json", home=home)
    assert measured.returncode == 0
    assert json.loads(measured.stdout)["momentopname"] == body["momentopname"]
    empty = vraagbaak("eval", "run", "--set", "oefen", home=home)
    assert empty.returncode == 1
    assert empty.stderr.splitlines() == ["De set 'oefen' heeft geen vragen; er is niets gemeten."]
