"""`vraagbaak letter`: the same explanation and recognition as the API, in a terminal."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

Command = Callable[..., subprocess.CompletedProcess[str]]
Face = Callable[..., TestClient]


def test_a_letter_is_explained_with_its_last_day(vraagbaak: Command, rich_home: Path) -> None:
    done = vraagbaak("letter", "WW-101", "--verzonden-op", "2026-03-24", home=rich_home)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Brief WW-101: U krijgt een WW-uitkering\n")
    assert "## Wat betekent deze brief?\n\nU krijgt geld van ons.\n" in done.stdout
    assert "de dag na de datum op de brief. De laatste dag is 2026-05-06.\n" in done.stdout
    assert "Beste" not in done.stdout


def test_json_is_the_body_of_the_api(vraagbaak: Command, rich_home: Path, face: Face) -> None:
    done = vraagbaak("letter", "WW-101", "--verzonden-op", "2026-03-24", "--json", home=rich_home)
    body = face().get("/v1/brieven/WW-101", params={"verzondenOp": "2026-03-24"})
    assert done.stdout == body.text + "\n"


def test_a_file_is_recognised_and_explained(
    vraagbaak: Command, rich_home: Path, tmp_path: Path
) -> None:
    scan = tmp_path / "scan.txt"
    scan.write_bytes("Beste Jan Jansen,\nU krijgt een WW-u1tkering. \xff".encode("latin-1"))
    done = vraagbaak(
        "letter", "--herken", str(scan), "--verzonden-op", "2026-03-24", home=rich_home
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("[herkend]\n- WW-101 U krijgt een WW-uitkering (0.9")
    assert "    gezien: U krijgt een WW-uitkering\n" in done.stdout
    assert "De laatste dag is 2026-05-06." in done.stdout
    assert "Jansen" not in done.stdout + done.stderr


def test_recognition_as_json_is_the_body_of_the_api(
    vraagbaak: Command, rich_home: Path, tmp_path: Path, face: Face
) -> None:
    scan = tmp_path / "scan.txt"
    scan.write_text("ww 101", encoding="utf-8")
    done = vraagbaak("letter", "--herken", str(scan), "--json", home=rich_home)
    body = face().post("/v1/brieven/_herken", json={"tekst": "ww 101"})
    assert json.loads(done.stdout) == body.json()


def test_what_comes_in_is_read_from_standard_input(vraagbaak: Command, rich_home: Path) -> None:
    done = vraagbaak("letter", "--herken", "-", home=rich_home)
    assert done.returncode == 2  # pytest gives nothing on standard input
    assert "een brief heeft 1 tot 20000 tekens" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["WW-102"], 1, "bedoelt u WW-101?"),
        (["WW-101", "--verzonden-op", "2020-01-01"], 1, "wel voor brieven vanaf 2024-01-01"),
        (["WW-101", "--verzonden-op", "24 maart"], 2, "geen bestaande datum"),
        ([], 2, "geef een code of --herken"),
        (["WW-101", "--herken", "x"], 2, "geef een code of --herken"),
        (["--herken", "/nergens/brief.txt"], 1, "Lezen of schrijven is niet gelukt"),
    ],
)
def test_a_refusal_is_one_dutch_sentence(
    vraagbaak: Command, rich_home: Path, arguments: list[str], status: int, words: str
) -> None:
    done = vraagbaak("letter", *arguments, home=rich_home)
    assert (done.returncode, done.stdout) == (status, "")
    assert words in done.stderr
