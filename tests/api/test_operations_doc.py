"""docs/operations.md says what the program does: metrics, settings, limits, log fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api import limits, logs
from api.cli.main import cli
from api.settings import Role, Settings

Face = Callable[..., TestClient]

PAGE = (Path(__file__).parent.parent.parent / "docs" / "operations.md").read_text(encoding="utf-8")
ASKED = {"vraag": "Hoe vraag ik een WW-uitkering aan?"}


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@pytest.fixture(scope="module")
def families(face: Face) -> dict[str, set[str]]:
    """Return the metrics of our own, each with its labels, after something of every sort."""
    client = face(role=Role.INTERNAL)
    client.post("/v1/antwoorden/_zoek", json=ASKED)
    client.post("/v1/antwoorden/_zoek", json={"vraag": "Hoe lang krijg ik WW?", "taal": "en"})
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(client.get("/metrics").text):
        name = family.name + ("_total" if family.type == "counter" else "")
        if name.startswith("vraagbaak_") and not name.endswith("_created"):
            found[name] = {label for it in family.samples for label in it.labels} - {"le"}
    return found


def test_every_metric_is_documented_with_its_labels(families: dict[str, set[str]]) -> None:
    told = {
        name: {it.strip() for it in labels.split(",") if it.strip()}
        for names, labels, _ in rows("Metrics")
        for name in named(names)
    }
    assert told == families


def test_every_metric_that_is_mentioned_is_there(families: dict[str, set[str]]) -> None:
    mentioned = set(re.findall(r"\bvraagbaak_[a-z_]+", PAGE))
    known = families.keys() | {f"{name}_bucket" for name in families}
    assert mentioned <= known


def test_every_setting_is_documented_with_its_default() -> None:
    told = {named(name)[0]: (named(default) or [""])[0] for name, default, _ in rows("Settings")}
    fields = Settings.model_fields
    own = {
        f"VRAAGBAAK_{name}".upper(): "" if it.default in (None, ()) else str(it.default)
        for name, it in fields.items()
    }
    assert told == own


def test_every_limit_has_the_value_that_is_documented() -> None:
    told = {named(name)[0]: value for name, value, _ in rows("Limits")}
    assert len(told) > 10
    assert told == {name: str(getattr(limits, name)) for name in told}


def test_every_field_of_the_log_is_documented() -> None:
    told = {name for cells in rows("Log") for name in named(cells[0])}
    assert told == set(logs.FIELDS)


def test_every_command_that_is_named_is_there() -> None:
    mentioned = set(re.findall(r"`?vraagbaak ([a-z-]+)", PAGE))
    assert {"noodrem", "rollback", "verify"} <= mentioned
    assert mentioned <= set(cli.commands)
