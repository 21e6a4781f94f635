"""`vraagbaak export`: what is published, in a form that needs no server."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from api.cli.options import DayType


@click.group("export")
def export() -> None:
    """Schrijf wat gepubliceerd is weg, voor gebruik zonder server."""


@export.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="MAP")
@click.option(
    "--geldig-op",
    "day",
    type=DayType(),
    metavar="DAG",
    help="De dag waarop de teksten moeten gelden; zonder dit vandaag.",
)
def site(target: Path, day: date | None) -> int:
    """Maak van alle antwoorden en brieven een map met pagina's voor in een browser.

    De map werkt zonder server en zonder internet. Een eerdere uitvoer in MAP wordt vervangen.
    """
    from datetime import UTC, datetime

    from api.serving import load_serving
    from api.settings import Settings
    from api.web.site import export_site
    from kb.dutch_time import dutch_day

    now = datetime.now(UTC)
    made = export_site(load_serving(Settings().home), day or dutch_day(now), now, target)
    click.echo(
        f"Antwoorden: {made.answers}, brieven: {made.letters}, verwijzingen: {made.referrals}, "
        f"vertalingen: {made.translations}; samen {made.pages} pagina's."
    )
    click.echo(f"Open {target / 'index.html'} in een browser.")
    return 0
