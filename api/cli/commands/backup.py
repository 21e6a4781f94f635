"""`vraagbaak backup` and `vraagbaak restore`: everything that was published, in one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.options import progress

if TYPE_CHECKING:
    from kb.backup_contents import Contents


def file_argument(command: Callable[..., int]) -> Callable[..., int]:
    """Add `BESTAND`."""
    return click.argument("file", type=click.Path(path_type=Path), metavar="BESTAND")(command)


@click.command()
@file_argument
def backup(file: Path) -> int:
    """Bewaar alles wat gepubliceerd is in één nieuw bestand, en verifieer het daarbij.

    Het bestand bevat ook de toelichtingen voor adviseurs: bewaar het als vertrouwelijk. Alleen wie
    het maakt kan het lezen. De inhoudsmap en databases zitten er niet in.
    """
    from api.settings import Settings
    from kb.archive import Archive
    from kb.backup import back_up
    from kb.errors import DamagedError, MissingError

    try:
        with progress("Bewaren") as advance:
            contents = back_up(Archive(Settings().home), file, advance)
    except (DamagedError, MissingError) as error:
        click.echo(str(error), err=True)
        click.echo(
            "Er is geen reservekopie gemaakt. Publiceer dezelfde inhoud opnieuw of zet een eerdere "
            "kopie terug in een lege map.",
            err=True,
        )
        return 1
    click.echo(f"Bewaard in {file}: {_summary(contents)}.")
    click.echo(f"Kop van het logboek: {contents.head}")
    click.echo(
        "Noteer die kop ergens anders: `vraagbaak verify --kop KENMERK` vergelijkt haar later."
    )
    return 0


@click.command()
@file_argument
def restore(file: Path) -> int:
    """Zet een reservekopie terug in een lege VRAAGBAAK_HOME, en verifieer haar daarbij."""
    from api.settings import Settings
    from kb.archive import Archive
    from kb.backup import restore as put_back
    from kb.errors import DamagedError

    home = Settings().home
    try:
        with progress("Terugzetten") as advance:
            contents = put_back(file, home, advance)
    except DamagedError as error:
        click.echo(str(error), err=True)
        click.echo("Er is niets teruggezet. Gebruik een andere kopie.", err=True)
        return 1
    active = Archive(home).ledger.active()
    click.echo(f"Teruggezet in {home}: {_summary(contents)}.")
    click.echo(f"Actief: nummer {active.number}, publicatie {active.public}.")
    click.echo(f"Kop van het logboek: {contents.head}")
    click.echo("Vergelijk die kop met wat u bij het maken van de kopie hebt genoteerd.")
    return 0


def _summary(contents: Contents) -> str:
    from kb.store import Artefact

    kinds = [kind for kind, _ in contents.folders]
    plans = sum(it.name.startswith("plans/") for it in contents.files)
    return (
        f"{len(kinds)} mappen ({kinds.count(Artefact.RELEASE)} releases, "
        f"{kinds.count(Artefact.SNAPSHOT)} momentopnamen, {kinds.count(Artefact.ENCODER)} "
        f"encoders), {plans} plannen, een logboek van {contents.entries} regels; "
        f"samen {contents.size} bytes"
    )
