"""`vraagbaak eval calibrate`: fit weights and confidence on the `oefen` questions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.evaluation_options import measurable, subject_options, today_of
from api.cli.options import json_option, step

if TYPE_CHECKING:
    from eval.fitting import Fit

_BAR = 30


@click.command()
@subject_options
@click.option(
    "--uit",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="BESTAND",
    help="Bewaar wat gevonden is als bestand met parameters.",
)
@json_option
def calibrate(name: str, root: Path | None, target: Path | None, as_json: bool) -> int:
    """Pas de weging en de zekerheid aan op de oefenvragen, en druk af hoe goed die klopt.

    Elke vraag wordt beoordeeld met cijfers die zonder die vraag zijn gemaakt.
    """
    from api.settings import Settings
    from eval.fitting import fit
    from kb.archive import Archive
    from kb.model import GoldenSet

    with measurable(Archive(Settings().home), name, root) as subject:
        step("weging en zekerheid berekenen")
        questions = subject.golden.of(GoldenSet.TRAIN)
        found = fit(subject.subject.searcher, questions, today_of(datetime.now(UTC)))
    parameters = found.parameters.model_dump(mode="json", by_alias=True)
    if target is not None:
        target.write_text(json.dumps(parameters, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if as_json:
        click.echo(json.dumps(_table(found, parameters), ensure_ascii=False, indent=2))
        return 0
    click.echo(json.dumps(parameters, ensure_ascii=False, indent=2))
    click.echo()
    for line in _diagram(found):
        click.echo(line)
    return 0


def _table(found: Fit, parameters: dict[str, Any]) -> dict[str, Any]:
    from eval.measures import reliability_bins

    bins = reliability_bins(found.probabilities, [it.right for it in found.judged])
    return {
        "parameters": parameters,
        "vragen": len(found.judged),
        "eersteGoed": sum(it.right for it in found.judged) / len(found.judged),
        "ijkfout": found.calibration_error,
        "bakken": [
            {
                "van": it.low,
                "tot": it.high,
                "n": it.count,
                "zekerheid": it.confidence,
                "goed": it.right,
            }
            for it in bins
        ],
    }


def _diagram(found: Fit) -> list[str]:
    """Return the reliability diagram: per tenth what was promised and what was kept."""
    from eval.measures import reliability_bins

    bins = reliability_bins(found.probabilities, [it.right for it in found.judged])
    right = sum(it.right for it in found.judged)
    lines = [
        f"{len(found.judged)} oefenvragen, eerste goed {right / len(found.judged):.3f}, "
        f"ijkfout {found.calibration_error:.3f} (elke vraag beoordeeld zonder die vraag)",
        "zekerheid   n     beloofd  gehouden",
    ]
    for it in bins:
        if it.confidence is None or it.right is None:
            lines.append(f"{it.low:.1f}-{it.high:.1f}  {it.count:4}")
            continue
        bar = "#" * round(_BAR * it.right)
        lines.append(
            f"{it.low:.1f}-{it.high:.1f}  {it.count:4}     {it.confidence:.2f}     "
            f"{it.right:.2f}  {bar}"
        )
    return lines
