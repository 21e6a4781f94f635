"""Measurements and verdicts for somebody who reads a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eval.gate import Case, Finding, Verdict
    from eval.scoring import Scored
    from eval.summary import Measured

CASES_SHOWN = 12
"""How many questions of one finding are shown; `--json` and the report have all of them."""


def show_verdict(verdict: Verdict, *, err: bool = False) -> None:
    """Print a verdict: what stops the publication, question by question, then the notes."""
    for line in verdict_lines(verdict):
        click.echo(line, err=err)


def verdict_lines(verdict: Verdict) -> Iterable[str]:
    """Yield the lines of a verdict."""
    if verdict.run is None:
        yield "Poort: niet gemeten, want er zijn geen keuringsvragen."
        return
    yield f"Poort: {verdict.status.value} (meting {verdict.run})."
    for finding in verdict.reasons:
        yield from _finding_lines(finding, "HOUDT TEGEN")
    for finding in verdict.notes:
        yield f"  {finding.text}"


def _finding_lines(finding: Finding, mark: str) -> Iterable[str]:
    yield f"  {mark}: {finding.text}"
    for case in finding.cases[:CASES_SHOWN]:
        yield from case_lines(case)
    if len(finding.cases) > CASES_SHOWN:
        yield f"    en nog {len(finding.cases) - CASES_SHOWN} (zie --json of het rapport)"


def case_lines(case: Case) -> Iterable[str]:
    """Yield what a question gave before and gives now."""
    yield f"    - {case.question.question}  [{case.question.id}]"
    if case.before is not None:
        yield f"        eerst: {given(case.before)}"
    if case.after is not None:
        yield f"        nu:    {given(case.after)}"


def given(scored: Scored) -> str:
    """Return in one line what a question got."""
    shown = ", ".join(it.id for it in scored.shown[:3]) or "geen tekst"
    sure = "" if scored.confidence is None else f", zekerheid {scored.confidence:.2f}"
    return f"{scored.outcome.value}: {shown}{sure}"


def measured_lines(measured: Iterable[Measured]) -> Iterable[str]:
    """Yield a table of measures with their intervals."""
    yield f"{'maat':<22} {'n':>5} {'waarde':>7}  95 %-interval"
    for it in measured:
        value = "-" if it.value is None else f"{it.value:.3f}"
        between = f"{it.interval.low:.3f} - {it.interval.high:.3f}" if it.interval else ""
        yield f"{it.measure.value:<22} {it.n:>5} {value:>7}  {between}".rstrip()


def share(value: float | None) -> str:
    """Return a share as it stands in a table."""
    return "-" if value is None else f"{value:.3f}"
