"""`vraagbaak eval`: how good the answers are, measured on golden questions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import json_option, progress

if TYPE_CHECKING:
    from eval.run import Run


@click.group("eval")
def evaluate() -> None:
    """Meet de kwaliteit van de antwoorden."""


@evaluate.command()
@click.option(
    "--set",
    "name",
    type=click.Choice(["oefen", "keuring", "toets"]),
    default="toets",
    show_default=True,
    help="Welke toetsvragen.",
)
@json_option
def run(name: str, as_json: bool) -> int:
    """Stel alle toetsvragen van een set aan wat er gepubliceerd is."""
    from datetime import UTC, datetime

    from api.serving import load_serving
    from api.settings import Settings
    from eval.errors import EvalError
    from eval.run import run as run_set
    from kb.dutch_time import dutch_day
    from kb.model import GoldenSet
    from kb.release import GOLDEN, GoldenQuestions, read_part
    from kb.store import Artefact, Store

    home = Settings().home
    serving = load_serving(home)
    release = Store(home).open(Artefact.RELEASE, serving.activation.release)
    golden = read_part(release.folder / GOLDEN, GoldenQuestions)
    golden_set = GoldenSet(name)
    with progress("Vragen stellen") as advance:
        try:
            done = run_set(
                golden_set,
                golden.of(golden_set),
                serving.knowledge,
                serving.search,
                serving.policy,
                snapshot=serving.snapshot.id,
                today=dutch_day(datetime.now(UTC)),
                progress=advance,
            )
        except EvalError as error:
            click.echo(str(error), err=True)
            return 1
    click.echo(json.dumps(done.table(), ensure_ascii=False) if as_json else as_text(done))
    return 0


def as_text(run: Run) -> str:
    """Return a run for somebody who reads a terminal."""
    table: dict[str, Any] = run.table()
    found = table["vinden"]
    lines = [
        f"Set {table['set']}: {table['vragen']} vragen, momentopname {table['momentopname']}",
        "",
        f"Vinden ({found['vragen']} vragen met een verwachte tekst)",
        f"  recall@1  {_number(found['recall@1'])}",
        f"  recall@3  {_number(found['recall@3'])}",
        f"  MRR       {_number(found['mrr'])}",
        "",
        "Bediening (wat de dienst zegt, tegen wat verwacht werd)",
    ]
    for outcome, row in table["bediening"].items():
        lines.append(f"  {outcome:<13} {row['vragen']:>4} vragen  {_number(row['goed'])} goed")
    lines += ["", "Missers"]
    for miss in table["missers"]:
        expected = ", ".join(miss["verwacht"]) or miss["verwachteUitkomst"]
        got = ", ".join(miss["gekregen"][:1]) or "-"
        lines.append(
            f"  {miss['id']}: {miss['vraag']!r} verwacht {expected}; kreeg "
            f"{miss['uitkomst']} {got} (rang {miss['rang']}, zekerheid {miss['zekerheid']})"
        )
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "niet gemeten" if value is None else f"{value:.3f}"
