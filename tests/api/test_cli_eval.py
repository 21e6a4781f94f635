"""`vraagbaak eval run`: what it prints, what `--json` holds, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from api.cli.main import cli, run
from eval.publication import publish
from eval.runs import Runs
from indexer.encoder import Encoder, EncoderSource, Vectors
from indexer.errors import EncoderError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LENGTH = "faq/werkloos/ww-duur.md"
QUESTIONS = {
    "vragen/oefen/basis.yml": (
        "- {id: oefen-001, vraag: hoeveel maanden krijg ik ww, verwacht: [ww-duur], soort: kort}\n"
        "- {id: oefen-002, vraag: hoe lang duurt mijn ww-uitkering, verwacht: [ww-duur],"
        " persona: noor}\n"
        "- {id: oefen-003, vraag: wie wint de koers, uitkomst: geenAntwoord, beschermd: ja}\n"
    ),
    "vragen/toets/basis.yml": (
        "- {id: toets-001, vraag: hoe vraag ik ww aan, verwacht: [ww-duur]}\n"
    ),
}
"""The question of `toets` expects what it will not get; `keuring` is empty."""
NO_RESULT = "Niet elke vraag is gemeten: de cijfers hieronder zijn geen uitslag."

Tree = Callable[..., Path]
Done = tuple[int, str, str]
Eval = Callable[..., Done]


@pytest.fixture
def active(tree: Tree, home: Path, source: EncoderSource) -> Path:
    """Return a home in which the small tree with those questions is active."""
    publish(tree(QUESTIONS), home, source, clock=lambda: NOW, by="test", note="eerste")
    return home


@pytest.fixture
def evaluate(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    encoder: Encoder,
    active: Path,
) -> Eval:
    """Return a function that runs a command here, with the encoder that is loaded already."""
    monkeypatch.setattr("indexer.encoder.load", lambda _store, _id: encoder)
    monkeypatch.setenv("VRAAGBAAK_HOME", str(active))

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        status = run(cli, ["eval", *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def parsed(done: Done, status: int = 0) -> Any:
    assert (done[0], done[2]) == (status, "")
    return json.loads(done[1])


def changed(tree: Tree, old: str, new: str) -> Path:
    """Return the tree with other words in one item."""
    text = (tree(QUESTIONS) / LENGTH).read_text(encoding="utf-8")
    assert old in text
    return tree({**QUESTIONS, LENGTH: text.replace(old, new)})


# --- run


def test_a_run_is_printed_with_its_measures_its_misses_and_its_parts(evaluate: Eval) -> None:
    it = parsed(evaluate("run", "--set", "oefen", "--set", "toets", "--json"))
    assert it.keys() == {
        *("kenmerk", "onderwerp", "sets", "uitsnede", "release", "momentopname", "encoder"),
        *("parameters", "vragen", "geldigOp", "begonnen", "seconden", "mediaanMs", "p95Ms"),
        *("aantal", "status", "maten", "afwijkingen", "delen"),
    }
    assert (it["status"], it["aantal"], it["onderwerp"]) == ("volledig", 4, "publicatie 1")
    right = it["maten"][0]
    assert (right["maat"], right["n"], right["waarde"]) == ("goed op 1", 3, pytest.approx(2 / 3))
    (missed,) = it["afwijkingen"]
    assert (missed["vraag"]["id"], missed["getoond"][0]["id"]) == ("toets-001", "ww-aanvragen")
    assert {name: own[0]["n"] for name, own in it["delen"].items()} == {"": 2, "kort": 1}


def test_a_run_is_read_in_a_terminal_and_kept(evaluate: Eval, active: Path) -> None:
    status, out, err = evaluate("run", "--set", "toets")
    kept = Runs(active).named("laatste")
    lines = out.splitlines()
    assert (status, err) == (0, "")
    assert lines[0] == f"Meting {kept.id}: publicatie 1, toets, 1 vragen, volledig."
    assert "goed op 1                  1   0.000  0.000 - 0.793" in lines
    assert lines[-3:-1] == [
        "1 vragen eindigen anders dan verwacht:",
        "  - hoe vraag ik ww aan  [toets-001]",
    ]
    assert lines[-1].startswith("      verwacht: ww-duur; kreeg antwoord: ww-aanvragen")


def test_slices_are_measured_alone_and_named(evaluate: Eval) -> None:
    it = parsed(evaluate("run", "--set", "oefen", "--deel", "persona=noor", "--json"))
    assert (it["aantal"], it["uitsnede"]) == (1, ["persona=noor"])
    two = ("--deel", "beschermd=ja", "--deel", "uitkomst=geenAntwoord")
    it = parsed(evaluate("run", "--set", "oefen", *two, "--json"))
    assert (it["aantal"], it["uitsnede"]) == (1, ["beschermd=ja", "uitkomst=geenAntwoord"])


def test_the_content_of_a_folder_is_measured_without_putting_it_in_force(
    evaluate: Eval, tree: Tree
) -> None:
    before = parsed(evaluate("run", "--set", "oefen", "--json"))["momentopname"]
    root = changed(tree, "uw arbeidsverleden", "hoe lang u werkte")
    it = parsed(evaluate("run", "--set", "oefen", "--content", root, "--json"))
    assert it["onderwerp"] == "concept"
    assert it["momentopname"] != before
    assert parsed(evaluate("run", "--set", "oefen", "--json"))["momentopname"] == before


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "--set", "keuring"], "keuring"),
        (["run", "--deel", "taal=pl"], "toets, taal=pl"),
        (["robustness", "--set", "oefen", "--deel", "taal=pl"], "oefen, taal=pl"),
        (["identity", "--set", "keuring"], "keuring"),
        (["changes", "--set", "keuring"], "keuring"),
    ],
)
def test_nothing_is_measured_without_questions_and_nothing_looks_green(
    evaluate: Eval, tree: Tree, arguments: list[str], named: str
) -> None:
    content = ["--content", tree(QUESTIONS)] if arguments[0] == "changes" else []
    assert evaluate(*arguments, *content) == (
        *(1, ""),
        f"De set '{named}' heeft geen vragen; er is niets gemeten.\n",
    )


@pytest.mark.parametrize("command", ["run", "robustness"])
@pytest.mark.parametrize("part", ["taal", "onzin=1", "=nl", "Taal=en"])
def test_a_slice_that_is_none_is_wrong_usage_before_anything_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    command: str,
    part: str,
) -> None:
    monkeypatch.setenv("VRAAGBAAK_HOME", str(tmp_path / "none"))
    assert run(cli, ["eval", command, "--deel", part]) == 2
    said = capsys.readouterr()
    keys = "soort, taal, persona, kanaal, doelgroep, beschermd, uitkomst"
    assert said.out == ""
    sentence, hint = said.err.splitlines()
    assert sentence == f"Verkeerd gebruik: --deel {part}: gebruik {keys}, zoals taal=en."
    assert hint == f"Hulp: vraagbaak eval {command} --help"


# --- a run that is incomplete


class Refusing:
    """The real encoder, which does not embed one of the questions."""

    def __init__(self, encoder: Encoder) -> None:
        self.id = encoder.id
        self.passages = encoder.passages
        self._encoder = encoder

    def questions(self, texts: Sequence[str]) -> Vectors:
        if "wie wint de koers" in texts:
            raise EncoderError("De encoder weigert.")
        return self._encoder.questions(texts)


@pytest.fixture
def failing(evaluate: Eval, encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> Eval:
    """Return the same function, with an encoder that fails on one question."""
    monkeypatch.setattr("indexer.encoder.load", lambda _store, _id: Refusing(encoder))
    return evaluate


def test_an_incomplete_run_says_so_wherever_it_is_shown(failing: Eval, active: Path) -> None:
    whole = parsed(failing("run", "--set", "toets", "--json"))["kenmerk"]
    it = parsed(failing("run", "--set", "oefen", "--json"), status=1)
    assert (it["status"], it["aantal"]) == ("onvolledig", 3)
    status, out, _ = failing("run", "--set", "oefen")
    assert status == 1
    assert out.splitlines()[0].endswith("3 vragen, onvolledig.")
    assert out.splitlines()[1] == NO_RESULT
    listed = {one["kenmerk"]: one["status"] for one in parsed(failing("history", "--json"))}
    assert (listed[it["kenmerk"]], listed[whole]) == ("onvolledig", "volledig")
    (line,) = [one for one in failing("history")[1].splitlines() if it["kenmerk"] in one]
    assert " onvolledig " in line
    for first, second in ((whole, it["kenmerk"]), (it["kenmerk"], whole)):
        two = parsed(failing("compare", first, second, "--json"), status=1)
        assert {two["statusVoor"], two["statusNa"]} == {"volledig", "onvolledig"}
        status, out, _ = failing("compare", first, second)
        assert (status, out.splitlines()[2]) == (1, NO_RESULT)


@pytest.mark.parametrize("command", ["robustness", "changes"])
def test_what_cannot_be_measured_whole_is_not_shown_at_all(
    failing: Eval, tree: Tree, command: str
) -> None:
    content = ["--content", tree(QUESTIONS)] if command == "changes" else []
    status, out, err = failing(command, "--set", "oefen", *content)
    assert (status, out) == (1, "")
    assert err.startswith("Van de 3 vragen zijn er 2 gemeten; zo is er geen uitslag.")


# --- in a process of its own


@pytest.mark.slow
def test_measuring_comparing_and_proving_work_as_somebody_types_them(
    vraagbaak: Callable[..., CompletedProcess[str]], active: Path
) -> None:
    def typed(*arguments: str) -> Any:
        done = vraagbaak("eval", *arguments, "--json", home=active)
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    it = typed("run", "--set", "oefen")
    assert typed("compare", it["kenmerk"], "laatste")["n"] == 3
    assert [one["kenmerk"] for one in typed("history")] == [it["kenmerk"]]
    assert typed("identity", "--set", "toets")["verschillen"] == []
