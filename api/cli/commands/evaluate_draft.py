"""`vraagbaak eval gate`, `changes` and `identity`: before a publication, and after it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click

from api.cli.evaluation_options import drafted, golden_sets, sets_option, today_of
from api.cli.evaluation_text import case_lines, show_verdict
from api.cli.options import json_option, progress, step

DIFFERENCES_SHOWN = 15


@click.command()
@click.option("--content", "root", type=click.Path(path_type=Path), default=Path("content"))
@json_option
def gate(root: Path, as_json: bool) -> int:
    """Keur de inhoud alsof u haar publiceert, zonder te publiceren."""
    from api.settings import Settings
    from eval.judgement import judge, standing
    from kb.archive import Archive

    archive = Archive(Settings().home)
    with drafted(archive, root) as made:
        now = datetime.now(UTC)
        entries = archive.entries()
        before = standing(archive, entries[-1].candidate(), made.encoder) if entries else None
        judged = judge(
            archive, made.subject, made.release.golden, before, day=today_of(now), now=now
        ).verdict
    if as_json:
        click.echo(judged.model_dump_json(by_alias=True))
    else:
        show_verdict(judged)
    return int(judged.stops)


@click.command()
@click.option("--content", "root", type=click.Path(path_type=Path), default=Path("content"))
@sets_option("oefen", "keuring")
@json_option
def changes(root: Path, names: tuple[str, ...], as_json: bool) -> int:
    """Toon welke vragen door de inhoud in de map een ander antwoord krijgen."""
    from api.settings import Settings
    from eval.changes import changes as changed_answers
    from eval.subjects import published, selected
    from kb.archive import Archive

    archive = Archive(Settings().home)
    with drafted(archive, root) as made, progress("Vragen stellen") as advance:
        active = published(archive, "actief", made.encoder)
        questions = selected(made.release.golden, golden_sets(names), ())
        now = datetime.now(UTC)
        found = changed_answers(
            active.subject, made.subject, questions, day=today_of(now), began=now, progress=advance
        )
    if as_json:
        rows = [
            {
                "verandering": it.kind.value,
                "beter": it.better,
                **it.case.model_dump(mode="json", by_alias=True),
            }
            for it in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return 0
    click.echo(f"Van {len(questions)} vragen krijgen er {len(found)} een ander antwoord.")
    for it in found:
        mark = {True: " (beter)", False: " (SLECHTER)", None: ""}[it.better]
        click.echo(f"{it.kind.value}{mark}")
        for line in case_lines(it.case):
            click.echo(line)
    return 0


@click.command()
@sets_option("oefen", "keuring", "toets")
@json_option
def identity(names: tuple[str, ...], as_json: bool) -> int:
    """Bewijs dat elk kanaal byte voor byte hetzelfde antwoordt."""
    from api.identity import CHANNELS, disagreements
    from api.serving import load_serving
    from api.settings import Settings
    from eval.subjects import selected
    from kb.archive import Archive

    archive = Archive(Settings().home)
    step("publicatie laden")
    serving = load_serving(archive.home)
    golden = archive.release(serving.activation.release).golden
    questions = selected(golden, golden_sets(names), ())
    now = datetime.now(UTC)
    with progress("Vragen stellen") as advance:
        found = disagreements(serving, questions, now, today_of(now), advance)
    rows = [{"id": it.question.id, "kanaal": it.channel, "wat": it.what} for it in found]
    if as_json:
        table = {"vragen": len(questions), "kanalen": list(CHANNELS), "verschillen": rows}
        click.echo(json.dumps(table, ensure_ascii=False))
    else:
        for row in rows[:DIFFERENCES_SHOWN]:
            click.echo(f"{row['id']}: {row['kanaal']}: {row['wat']}")
        channels = ", ".join(CHANNELS)
        click.echo(f"{len(questions)} vragen door {channels}: {len(rows)} verschillen.")
    return int(bool(found))
