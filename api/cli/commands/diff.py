"""`vraagbaak diff`: what is not the same in two releases, or in a release and the content."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.options import content_option, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb.archive import Archive
    from kb.differences import Difference
    from kb.errors import ContentRefusedError
    from kb.release import Release

CONTENT = "inhoud"
"""The name of what stands in the content folder, published or not."""


@dataclass(frozen=True)
class Side:
    """One of the two that are compared, and what it is called."""

    release: Release
    label: str


@click.command()
@click.argument("before", metavar="VAN")
@click.argument("after", metavar="NAAR")
@json_option
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path),
    metavar="BESTAND",
    help="Schrijf de verschillen als één pagina, om te lezen, te printen of te mailen.",
)
@content_option
def diff(before: str, after: str, as_json: bool, page: Path | None, root: Path) -> int:
    """Vergelijk twee publicaties: VAN de ene NAAR de andere.

    VAN en NAAR zijn 'actief', 'vorige', een nummer uit het logboek, het begin van een kenmerk, of
    'inhoud' voor wat nu in de map met inhoud staat.
    """
    from api.differences import difference_table, summary
    from api.settings import Settings
    from kb.archive import Archive
    from kb.differences import differences
    from kb.dutch_time import dutch_day
    from kb.errors import ContentRefusedError

    now = datetime.now(UTC)
    archive, day = Archive(Settings().home), dutch_day(now)
    try:
        sides = _side(before, archive, root, day), _side(after, archive, root, day)
    except ContentRefusedError as error:
        return _show_refusal(error, root)
    found = differences(sides[0].release, sides[1].release, day)
    if page is not None:
        _write(page, found, sides, now)
    if as_json:
        table = {
            "van": sides[0].label,
            "naar": sides[1].label,
            "samenvatting": summary(found),
            "verschillen": [difference_table(it) for it in found],
        }
        click.echo(json.dumps(table, ensure_ascii=False))
    else:
        _show(found, sides, page)
    return 0


def _side(name: str, archive: Archive, root: Path, day: date) -> Side:
    from kb.dutch_time import dutch_moment
    from kb.ledger import named

    if name == CONTENT:
        return Side(_release_of(root, day), f"de inhoud in {root}")
    entry = named(archive.entries(), name)
    label = f"nummer {entry.number}, {entry.kind} op {dutch_moment(entry.at)}"
    return Side(archive.release(entry.release), label)


def _release_of(root: Path, day: date) -> Release:
    """Return the release that publishing the content would make.

    Raises:
        ContentRefusedError: it has errors, so it would make none.
    """
    from kb.checks import check
    from kb.errors import ContentRefusedError
    from kb.release import build_release
    from kb.source import read

    content = read(root)
    problems = check(content, day)
    if any(it.is_error for it in problems):
        raise ContentRefusedError(problems)
    return build_release(content)


def _show_refusal(error: ContentRefusedError, root: Path) -> int:
    from api.cli.commands.check import show_problems

    errors = tuple(it for it in error.problems if it.is_error)
    show_problems(errors, root, err=True)
    click.echo(f"Niet vergeleken: {len(errors)} fout(en) in de inhoud.", err=True)
    return 1


def _show(found: Sequence[Difference], sides: tuple[Side, Side], page: Path | None) -> None:
    from api.cli.difference_text import block
    from api.differences import summary

    click.echo(summary(found))
    if not found and sides[0].release.facts() != sides[1].release.facts():
        click.echo("Alleen de bestanden zijn anders geschreven; wat er staat is gelijk.")
    click.echo(f"Van:  {sides[0].label}.")
    click.echo(f"Naar: {sides[1].label}.")
    if page is not None:
        click.echo(f"Geschreven: {page}")
        return
    for it in found:
        click.echo()
        click.echo("\n".join(block(it, colour=sys.stdout.isatty())))


def _write(
    page: Path, found: Sequence[Difference], sides: tuple[Side, Side], now: datetime
) -> None:
    from api.web.differences import differences_page

    html = differences_page(found, sides[0].label, sides[1].label, now)
    page.write_text(html, encoding="utf-8")
