"""`vraagbaak eval run`, `robustness`, `compare` and `history`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.evaluation_options import (
    golden_sets,
    measurable,
    parsed_parts,
    sets_option,
    slice_option,
    subject_options,
    today_of,
)
from api.cli.evaluation_text import case_lines, given, measured_lines, share
from api.cli.options import json_option, progress

if TYPE_CHECKING:
    from eval.run import Run
    from eval.subjects import Measurable
    from kb.model import GoldenQuestion, GoldenSet

DEVIATIONS_SHOWN = 15
_NO_RESULT = "Niet elke vraag is gemeten: de cijfers hieronder zijn geen uitslag."


@click.command()
@sets_option("toets")
@subject_options
@slice_option
@json_option
def run(
    names: tuple[str, ...], name: str, root: Path | None, parts: tuple[str, ...], as_json: bool
) -> int:
    """Stel toetsvragen en bewaar wat eruit kwam."""
    from api.settings import Settings
    from eval.runs import Runs
    from eval.summary import Slicing, slices, summary
    from kb.archive import Archive

    sets, asked = golden_sets(names), parsed_parts(parts)
    archive = Archive(Settings().home)
    with measurable(archive, name, root) as chosen:
        measured = _measured(chosen, sets, asked)
        Runs(archive.home).keep(measured)
    knowledge = chosen.subject.searcher.snapshot.knowledge
    by_kind = slices(measured.scored, knowledge, Slicing.KIND)
    if as_json:
        table = run_table(measured) | {
            "delen": {it: [m.table() for m in summary(some)] for it, some in by_kind.items()}
        }
        click.echo(json.dumps(table, ensure_ascii=False))
    else:
        _show_run(measured)
    return int(not _is_complete(measured))


@click.command()
@sets_option("toets")
@subject_options
@slice_option
@json_option
def robustness(
    names: tuple[str, ...], name: str, root: Path | None, parts: tuple[str, ...], as_json: bool
) -> int:
    """Stel dezelfde vragen slordiger, en meet wat dat kost."""
    from api.settings import Settings
    from eval.robustness import robustness as measure
    from eval.subjects import selected
    from kb.archive import Archive

    sets, asked = golden_sets(names), parsed_parts(parts)
    archive = Archive(Settings().home)
    with measurable(archive, name, root) as it, progress("Vragen stellen") as advance:
        questions = selected(it.golden, sets, asked)
        now = datetime.now(UTC)
        found = measure(it.subject, questions, day=today_of(now), began=now, progress=advance)
    if as_json:
        click.echo(json.dumps([it.table() for it in found], ensure_ascii=False))
        return 0
    click.echo(f"{'variant':<16} {'n':>5} {'gesteld':>8} {'gevarieerd':>11} {'p':>7}")
    for row in found:
        click.echo(
            f"{row.kind.value:<16} {row.n:>5} {share(row.as_asked):>8} {share(row.varied):>11} "
            f"{share(row.p):>7}"
        )
    return 0


@click.command()
@click.argument("before")
@click.argument("after")
@json_option
def compare(before: str, after: str, as_json: bool) -> int:
    """Vergelijk twee metingen: 'laatste' of het begin van een kenmerk uit `eval history`."""
    from api.settings import Settings
    from eval.compare import compare as compare_runs
    from eval.runs import Runs

    runs = Runs(Settings().home)
    found = compare_runs(runs.named(before), runs.named(after))
    status = int(not (_is_complete(found.before) and _is_complete(found.after)))
    if as_json:
        table = {
            "voor": found.before.id,
            "statusVoor": found.before.status.value,
            "na": found.after.id,
            "statusNa": found.after.status.value,
            "n": found.n,
            "kleinsteZichtbareVerschil": found.smallest,
            "maten": [it.table() for it in found.differences],
            "vragen": [it.model_dump(mode="json", by_alias=True) for it in found.cases],
        }
        click.echo(json.dumps(table, ensure_ascii=False))
        return status
    for which in (found.before, found.after):
        click.echo(f"{which.id}: {which.subject}, {which.status.value}, {which.asked} vragen")
    if status:
        click.echo(_NO_RESULT)
    click.echo(
        f"{'maat':<22} {'n':>5} {'voor':>7} {'na':>7} {'p':>7}   ({found.n} gedeelde vragen)"
    )
    for it in found.differences:
        values = f"{share(it.before):>7} {share(it.after):>7} {share(it.p):>7}"
        click.echo(f"{it.measure.value:<22} {it.n:>5} {values}")
    click.echo(f"Kleinste verschil dat deze vragen hadden laten zien: {share(found.smallest)}")
    for case in found.cases[:DEVIATIONS_SHOWN]:
        for line in case_lines(case):
            click.echo(line)
    return status


@click.command()
@click.option("--aantal", "count", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
def history(count: int, as_json: bool) -> int:
    """Toon eerdere metingen, de nieuwste eerst."""
    from api.settings import Settings
    from eval.runs import Runs, newest_first

    runs = newest_first(Runs(Settings().home).stored())[:count]
    if as_json:
        click.echo(json.dumps([run_table(it, deviations=False) for it in runs], ensure_ascii=False))
        return 0
    for it in runs:
        click.echo(_history_line(it))
    if not runs:
        click.echo("Er is nog niets gemeten.")
    return 0


def _measured(
    it: Measurable, sets: tuple[GoldenSet, ...], parts: tuple[tuple[str, str], ...]
) -> Run:
    from eval.run import run as run_questions
    from eval.subjects import selected

    questions: tuple[GoldenQuestion, ...] = selected(it.golden, sets, parts)
    now = datetime.now(UTC)
    with progress("Vragen stellen") as advance:
        return run_questions(
            it.subject,
            questions,
            sets=[it.value for it in sets],
            slices=[f"{key}={value}" for key, value in parts],
            day=today_of(now),
            began=now,
            progress=advance,
        )


def run_table(run: Run, *, deviations: bool = True) -> dict[str, Any]:
    """Return a run as it is printed with --json."""
    from eval.summary import summary

    table = run.model_dump(mode="json", by_alias=True, exclude={"scored"})
    table |= {"status": run.status.value, "maten": [it.table() for it in summary(run.scored)]}
    if deviations:
        missed = [it for it in run.scored if not it.right_at_1]
        table["afwijkingen"] = [it.model_dump(mode="json", by_alias=True) for it in missed]
    return table


def _is_complete(run: Run) -> bool:
    from eval.run import RunStatus

    return run.status is RunStatus.COMPLETE


def _show_run(run: Run) -> None:
    from eval.summary import summary

    named = ", ".join([*run.sets, *run.slices])
    click.echo(f"Meting {run.id}: {run.subject}, {named}, {run.asked} vragen, {run.status.value}.")
    if not _is_complete(run):
        click.echo(_NO_RESULT)
    for line in measured_lines(summary(run.scored)):
        click.echo(line)
    click.echo(
        f"Eén vraag duurt {run.median_ms} ms (mediaan), {run.p95_ms} ms (95 %); alles samen "
        f"{run.seconds:.0f} s."
    )
    missed = [it for it in run.scored if not it.right_at_1]
    click.echo(f"{len(missed)} vragen eindigen anders dan verwacht:")
    for it in missed[:DEVIATIONS_SHOWN]:
        expected = ", ".join(it.question.expected) or it.expected_outcome.value
        click.echo(f"  - {it.question.question}  [{it.question.id}]")
        click.echo(f"      verwacht: {expected}; kreeg {given(it)}")
    if len(missed) > DEVIATIONS_SHOWN:
        click.echo(f"  en nog {len(missed) - DEVIATIONS_SHOWN}; zie --json of `eval report`.")


def _history_line(run: Run) -> str:
    from eval.summary import Measure, summary
    from kb.dutch_time import dutch_moment

    values = {it.measure: it.value for it in summary(run.scored)}
    shown = " ".join(
        f"{measure.value} {share(values[measure])}"
        for measure in (Measure.RIGHT_AT_1, Measure.RIGHT_AT_3, Measure.DISTRESS_RECALL)
    )
    named = ", ".join([*run.sets, *run.slices])
    return (
        f"{dutch_moment(run.began)}  {run.id}  {run.status.value:<10}  {named} ({run.asked})  "
        f"{shown}  {run.subject}"
    )
