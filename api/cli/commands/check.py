"""`vraagbaak check`: every problem of the content, with its place and repair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import content_option, json_option

if TYPE_CHECKING:
    from kb.problems import Problem
    from kb.source import Content


@click.command()
@content_option
@json_option
def check(root: Path, as_json: bool) -> int:
    """Controleer de inhoud: fouten houden een publicatie tegen, waarschuwingen niet."""
    from datetime import UTC, datetime

    from kb.checks import check as check_content
    from kb.dutch_time import dutch_day
    from kb.source import read

    content = read(root)
    problems = check_content(content, dutch_day(datetime.now(UTC)))
    if as_json:
        table = {"aantallen": counts(content), "problemen": [problem_table(it) for it in problems]}
        click.echo(json.dumps(table, ensure_ascii=False))
    else:
        show_problems(problems, root)
        click.echo(summary(content, problems))
    return int(any(it.is_error for it in problems))


def show_problems(problems: tuple[Problem, ...], root: Path, *, err: bool = False) -> None:
    """Print one line per problem, with a path that an editor or a CI log can open."""
    for it in problems:
        prefix = "" if it.place.file == str(root) else f"{root.as_posix()}/"
        click.echo(f"{prefix}{it}", err=err)


def summary(content: Content, problems: tuple[Problem, ...]) -> str:
    """Return one line about what was read and found."""
    errors = sum(it.is_error for it in problems)
    named = ", ".join(f"{count} {name}" for name, count in counts(content).items())
    return f"Gelezen: {named}. Fouten: {errors}. Waarschuwingen: {len(problems) - errors}."


def counts(content: Content) -> dict[str, int]:
    """Return how much of each sort of content was read without an error."""
    return {
        "vragen": len(content.faqs),
        "vertalingen": len(content.translations),
        "toelichtingen": len(content.notes),
        "brieven": len(content.letters),
        "verwijzingen": len(content.referrals),
        "bedragen": len(content.figures),
        "begrippen": len(content.terms),
        "toetsvragen": sum(len(questions) for questions in content.golden.values()),
    }


def problem_table(problem: Problem) -> dict[str, Any]:
    """Return a problem as it is printed with --json."""
    return {
        "code": problem.code,
        "ernst": problem.severity.value,
        "bestand": problem.place.file,
        "regel": problem.place.line,
        "kolom": problem.place.column,
        "melding": problem.message,
        "herstel": problem.repair,
    }
