"""`vraagbaak eval report`: one HTML file that an editor reads without help."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.evaluation_options import drafted, measurable, today_of
from api.cli.options import progress, step

if TYPE_CHECKING:
    from eval.gate import Verdict
    from eval.report import Report
    from eval.run import Run
    from eval.subjects import Measurable
    from kb.archive import Archive
    from kb.problems import Problem


@click.command()
@click.argument("target", metavar="BESTAND", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--content",
    "root",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Keur de inhoud van deze map; anders gaat het rapport over wat gepubliceerd is.",
)
def report(target: Path, root: Path | None) -> int:
    """Schrijf een rapport over de keuringsvragen naar BESTAND."""
    from api.settings import Settings
    from api.web.report import render_report
    from kb.archive import Archive

    archive = Archive(Settings().home)
    made = _of_published(archive) if root is None else _of_draft(archive, root)
    target.write_text(render_report(made), encoding="utf-8")
    click.echo(f"Het rapport staat in {target}.")
    return 0


def _of_published(archive: Archive) -> Report:
    from eval.run import run
    from eval.runs import Runs
    from eval.subjects import selected
    from kb.model import GoldenSet

    now = datetime.now(UTC)
    with measurable(archive, "actief", None) as it, progress("Vragen stellen") as advance:
        questions = selected(it.golden, (GoldenSet.GATE,), ())
        measured = run(
            it.subject,
            questions,
            sets=(GoldenSet.GATE.value,),
            day=today_of(now),
            began=now,
            progress=advance,
        )
    Runs(archive.home).keep(measured)
    return _report(archive, it, measured, None, None, (), now)


def _of_draft(archive: Archive, root: Path) -> Report:
    from eval.competition import competing
    from eval.errors import NoQuestionsError
    from eval.judgement import judge, standing
    from eval.subjects import Measurable

    now = datetime.now(UTC)
    with drafted(archive, root) as made:
        entries = archive.entries()
        before = standing(archive, entries[-1].candidate(), made.encoder) if entries else None
        golden = made.release.golden
        judgement = judge(archive, made.subject, golden, before, day=today_of(now), now=now)
        step("vragen vergelijken")
        rivals = tuple(competing(made.content, made.encoder))
    if judgement.after is None:
        raise NoQuestionsError("keuring")
    it = Measurable(made.subject, golden)
    return _report(archive, it, judgement.after, judgement.before, judgement.verdict, rivals, now)


def _report(
    archive: Archive,
    it: Measurable,
    measured: Run,
    before: Run | None,
    verdict: Verdict | None,
    competing: tuple[Problem, ...],
    now: datetime,
) -> Report:
    from eval.report import report as make_report
    from eval.runs import Runs

    golden = it.golden
    return make_report(
        measured,
        it.subject.searcher.snapshot.knowledge,
        made_at=now,
        verdict=verdict,
        before=before,
        history=Runs(archive.home).stored(),
        competing=competing,
        golden=(*golden.train, *golden.gate, *golden.test),
    )
