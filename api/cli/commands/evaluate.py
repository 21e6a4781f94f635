"""`vraagbaak eval`: how good the answers are, measured on golden questions."""

from __future__ import annotations

import click

from api.cli.commands import (
    evaluate_draft,
    evaluate_external,
    evaluate_fit,
    evaluate_report,
    evaluate_runs,
)


@click.group("eval")
def evaluate() -> None:
    """Meet de kwaliteit van de antwoorden."""


for _command in (
    evaluate_runs.run,
    evaluate_runs.compare,
    evaluate_runs.history,
    evaluate_runs.robustness,
    evaluate_draft.gate,
    evaluate_draft.changes,
    evaluate_draft.identity,
    evaluate_report.report,
    evaluate_external.external,
    evaluate_fit.calibrate,
):
    evaluate.add_command(_command)
