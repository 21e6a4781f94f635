"""`vraagbaak eval robustness`, `compare`, `history`, `changes` and `identity`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.cli.commands.ask import body_of
from api.cli.main import cli, run
from api.serving import Serving
from eval.publication import publish
from indexer.encoder import Encoder, EncoderSource
from kb.answering import Question

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


# --- robustness, compare, history


def test_robustness_has_a_row_for_every_variant(evaluate: Eval) -> None:
    rows = parsed(evaluate("robustness", "--set", "oefen", "--json"))
    assert [it["variant"] for it in rows] == [
        *("typefouten", "kaal", "telegramstijl", "gesproken", "beleefd")
    ]
    assert {it.keys() == rows[0].keys() for it in rows} == {True}
    assert rows[0].keys() == {
        *("variant", "n", "zoalsGesteld", "gevarieerd", "daling", "noodZoalsGesteld"),
        *("noodGevarieerd", "p"),
    }
    status, out, _ = evaluate("robustness", "--set", "oefen")
    assert (status, len(out.splitlines())) == (0, 6)


def test_two_runs_are_compared_by_the_beginning_of_their_names(evaluate: Eval, tree: Tree) -> None:
    first = parsed(evaluate("run", "--set", "oefen", "--json"))["kenmerk"]
    root = changed(tree, "{vanaf: 2024-01-01}", "{vanaf: 2090-01-01}")
    second = parsed(evaluate("run", "--set", "oefen", "--content", root, "--json"))["kenmerk"]
    it = parsed(evaluate("compare", first[:6], second, "--json"))
    assert it.keys() == {
        *("voor", "statusVoor", "na", "statusNa", "n", "kleinsteZichtbareVerschil", "maten"),
        "vragen",
    }
    assert (it["voor"], it["na"], it["n"]) == (first, second, 3)
    assert (it["maten"][0]["voor"], it["maten"][0]["na"]) == (1.0, 0.0)
    assert [one["vraag"]["id"] for one in it["vragen"]] == ["oefen-001", "oefen-002"]
    status, out, _ = evaluate("compare", first, second)
    assert status == 0
    assert out.splitlines()[0] == f"{first}: publicatie 1, volledig, 3 vragen"
    assert "    - hoe lang duurt mijn ww-uitkering  [oefen-002]" in out.splitlines()


def test_a_run_that_is_not_there_is_refused(evaluate: Eval) -> None:
    assert evaluate("compare", "abcdef", "laatste") == (
        *(1, ""),
        "Er is geen meting 'abcdef'; `vraagbaak eval history` toont ze.\n",
    )


def test_earlier_runs_are_listed_newest_first_and_only_so_many(evaluate: Eval) -> None:
    assert evaluate("history") == (0, "Er is nog niets gemeten.\n", "")
    assert parsed(evaluate("history", "--json")) == []
    for name in ("oefen", "toets"):
        evaluate("run", "--set", name)
    it = parsed(evaluate("history", "--json"))
    assert {len(it), len(evaluate("history")[1].splitlines())} == {2}
    assert it[0]["begonnen"] >= it[1]["begonnen"]
    assert "afwijkingen" not in it[0]
    assert len(parsed(evaluate("history", "--aantal", 1, "--json"))) == 1
    assert evaluate("history", "--aantal", 0)[0] == 2


def test_a_damaged_run_is_named(evaluate: Eval, active: Path) -> None:
    evaluate("run", "--set", "toets")
    (path,) = (active / "evaluations").glob("*.json")
    path.write_bytes(b"{")
    status, out, err = evaluate("history")
    assert (status, out, len(err.splitlines())) == (1, "", 1)
    assert path.name in err


# --- changes and identity


def test_the_questions_that_a_folder_answers_otherwise_are_shown(
    evaluate: Eval, tree: Tree
) -> None:
    root = changed(tree, "Dat staat in uw brief.", "Dat staat erin.")
    rows = parsed(evaluate("changes", "--content", root, "--json"))
    assert [it["vraag"]["id"] for it in rows] == ["oefen-001", "oefen-002"]
    assert rows[0].keys() == {"verandering", "beter", "vraag", "voor", "na"}
    assert (rows[0]["verandering"], rows[0]["beter"]) == ("andere woorden", None)
    status, out, err = evaluate("changes", "--content", root)
    assert (status, err) == (0, "")
    assert out.splitlines()[0] == "Van 3 vragen krijgen er 2 een ander antwoord."


def test_a_question_that_loses_its_answer_is_called_worse(evaluate: Eval, tree: Tree) -> None:
    root = changed(tree, "{vanaf: 2024-01-01}", "{vanaf: 2090-01-01}")
    _, out, _ = evaluate("changes", "--content", root, "--set", "oefen")
    assert out.splitlines()[1].endswith(" (SLECHTER)")


def test_content_with_errors_is_not_measured(evaluate: Eval, tree: Tree) -> None:
    root = tree({**QUESTIONS, LENGTH: "---\nvraag: Hoe lang?\n"})
    for command in (("changes",), ("run", "--set", "oefen")):
        status, out, err = evaluate(*command, "--content", root)
        assert (status, out) == (1, "")
        assert f"{LENGTH}:1:1: fout" in err


def test_channels_that_agree_are_proved_to(evaluate: Eval) -> None:
    it = parsed(evaluate("identity", "--set", "oefen", "--json"))
    assert it == {"vragen": 3, "kanalen": ["api", "pagina", "opdrachtregel"], "verschillen": []}
    assert evaluate("identity", "--set", "toets") == (
        *(0, "1 vragen door api, pagina, opdrachtregel: 0 verschillen.\n", ""),
    )


def test_a_channel_that_differs_ends_with_1(
    evaluate: Eval, monkeypatch: pytest.MonkeyPatch
) -> None:
    def longer(question: Question, serving: Serving) -> str:
        return body_of(question, serving) + "\n"

    monkeypatch.setattr("api.identity.body_of", longer)
    it = parsed(evaluate("identity", "--set", "toets", "--json"), status=1)
    assert it["verschillen"] == [
        {"id": "toets-001", "kanaal": "opdrachtregel", "wat": "het antwoord verschilt"}
    ]
    assert evaluate("identity", "--set", "toets")[1].splitlines() == [
        "toets-001: opdrachtregel: het antwoord verschilt",
        "1 vragen door api, pagina, opdrachtregel: 1 verschillen.",
    ]
