"""`vraagbaak eval calibrate`: what is fitted is printed, can be kept, and reads back as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.cli.main import cli, run
from eval.publication import publish
from indexer.encoder import Encoder, EncoderSource
from indexer.parameters import Parameters
from kb.ledger import Ledger

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
APPLY = (
    "hoe vraag ik ww aan", "ww aanvragen met digid", "waar vraag ik een uitkering aan",
    "ik wil ww aanvragen", "aanvraag ww online", "hoe regel ik mijn aanvraag",
)  # fmt: skip
LENGTH = (
    "hoe lang krijg ik ww", "hoeveel maanden houd ik ww", "hoe lang duurt mijn uitkering",
    "wanneer stopt mijn ww", "duur van de ww", "hoe lang heb ik recht",
)  # fmt: skip
STRANGE = ("wie wint de koers", "recept voor appeltaart", "hoe laat gaat de trein")


def _asked() -> str:
    lines = [
        *(f"{it}, verwacht: [ww-aanvragen]" for it in APPLY),
        *(f"{it}, verwacht: [ww-duur]" for it in LENGTH),
        *(f"{it}, uitkomst: geenAntwoord" for it in STRANGE),
    ]
    return "".join(f"- {{id: oefen-{at:03}, vraag: {it}}}\n" for at, it in enumerate(lines, 1))


PRACTICE = {"vragen/oefen/basis.yml": _asked()}

Tree = Callable[..., Path]
Done = tuple[int, str, str]
Calibrate = Callable[..., Done]


@pytest.fixture
def calibrate(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    encoder: Encoder,
    home: Path,
) -> Calibrate:
    """Return a function that runs the command here, with the encoder that is loaded already."""
    monkeypatch.setattr("indexer.encoder.load", lambda _store, _id: encoder)
    monkeypatch.setenv("VRAAGBAAK_HOME", str(home))

    def call(*arguments: object) -> Done:
        capsys.readouterr()
        status = run(cli, ["eval", "calibrate", *map(str, arguments)])
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


@pytest.fixture
def active(tree: Tree, home: Path, source: EncoderSource) -> Path:
    """Return a home in which the small tree with practice questions is active."""
    publish(tree(PRACTICE), home, source, clock=lambda: NOW, by="test", note="eerste")
    return home


def parsed(done: Done) -> Any:
    assert done[0] == 0, done[2]
    return json.loads(done[1])


def test_the_fit_is_printed_with_how_well_it_keeps_its_promises(
    active: Path, calibrate: Calibrate
) -> None:
    table = parsed(calibrate("--json"))
    assert table.keys() == {"parameters", "vragen", "eersteGoed", "ijkfout", "bakken"}
    assert table["vragen"] == len(APPLY) + len(LENGTH) + len(STRANGE)
    assert 0 <= table["ijkfout"] <= 1
    assert sum(it["n"] for it in table["bakken"]) == table["vragen"]
    right = sum(round(it["n"] * it["goed"]) for it in table["bakken"] if it["n"])
    assert table["eersteGoed"] == pytest.approx(right / table["vragen"])


def test_what_is_printed_are_parameters_and_weights_add_up_to_1(
    active: Path, calibrate: Calibrate
) -> None:
    parameters = parsed(calibrate("--json"))["parameters"]
    assert sum(parameters["weging"].values()) == pytest.approx(1.0)
    found = Parameters.model_validate(parameters)
    assert found.model_dump(mode="json", by_alias=True) == parameters


def test_what_is_kept_is_what_is_printed_and_can_be_read_back(
    active: Path, calibrate: Calibrate, tmp_path: Path
) -> None:
    kept = tmp_path / "parameters.json"
    printed = parsed(calibrate("--json", "--uit", kept))["parameters"]
    assert json.loads(kept.read_text("utf-8")) == printed
    Parameters.model_validate_json(kept.read_bytes(), by_alias=True)
    first = kept.read_bytes()
    calibrate("--uit", kept)
    assert kept.read_bytes() == first


def test_for_people_there_is_a_diagram_under_the_parameters(
    active: Path, calibrate: Calibrate
) -> None:
    status, out, _ = calibrate()
    numbers, diagram = out.split("\n\n", 1)
    assert status == 0
    assert json.loads(numbers).keys() >= {"weging", "ijking", "beleid"}
    assert diagram.startswith("15 oefenvragen, eerste goed ")
    assert len(diagram.strip().splitlines()) == 12


def test_calibrating_puts_nothing_in_force(active: Path, calibrate: Calibrate) -> None:
    before = (Ledger(active).active(), (active / "ledger.jsonl").read_bytes())
    calibrate()
    assert (Ledger(active).active(), (active / "ledger.jsonl").read_bytes()) == before


def test_a_folder_of_content_can_be_calibrated_before_anything_is_published(
    tree: Tree, home: Path, calibrate: Calibrate
) -> None:
    table = parsed(calibrate("--content", tree(PRACTICE), "--json"))
    assert table["vragen"] == 15
    assert not (home / "ledger.jsonl").exists()


def test_without_practice_questions_nothing_is_printed_or_kept(
    tree: Tree, calibrate: Calibrate, tmp_path: Path
) -> None:
    kept = tmp_path / "parameters.json"
    status, out, error = calibrate("--content", tree(), "--uit", kept)
    assert (status, out) == (1, "")
    assert "oefen" in error
    assert not kept.exists()
