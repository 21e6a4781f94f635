"""`vraagbaak verify` and `vraagbaak gc`: is everything still as it was, and what may go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click


@click.command()
@click.option(
    "--kop",
    "head",
    metavar="KENMERK",
    help="Een kop van het logboek die u eerder noteerde; controleer dat zij er nog in staat.",
)
def verify(head: str | None) -> int:
    """Controleer het logboek en alles in de opslag tot op de laatste byte."""
    from api.settings import Settings
    from kb.archive import Archive
    from kb.errors import DamagedError
    from kb.plans import Plans
    from kb.store import Artefact

    archive = Archive(Settings().home)
    entries = archive.entries()
    plans = Plans(archive.home).pending(entries)
    click.echo(f"Logboek: {len(entries)} regels sluiten op elkaar aan. Plannen: {len(plans)}.")
    damaged = 0
    for kind in Artefact:
        ids = archive.store.ids(kind)
        for id_ in ids:
            try:
                archive.store.open(kind, id_)
            except DamagedError as error:
                damaged += 1
                click.echo(str(error), err=True)
        click.echo(f"{kind.value}: {len(ids)} mappen bekeken.")
    if (newest := archive.ledger.head()) is not None:
        click.echo(f"Kop van het logboek: {newest}")
    if head is not None:
        if (number := archive.ledger.number_of(head)) is None:
            click.echo("De genoteerde kop staat niet meer in het logboek.", err=True)
            return 1
        click.echo(f"De genoteerde kop is die van regel {number}.")
    if damaged:
        click.echo(
            f"{damaged} beschadigde map(pen): publiceer dezelfde inhoud opnieuw of zet een "
            "back-up terug.",
            err=True,
        )
    return int(bool(damaged))


@click.command()
@click.option("--dry-run", is_flag=True, help="Toon alleen wat er weg zou gaan.")
def gc(dry_run: bool) -> int:
    """Ruim op wat niet meer nodig is: niet actief, niet gepland, voorbij de bewaartermijn."""
    from api.settings import Settings
    from kb.archive import Archive
    from kb.garbage import clear, garbage

    settings = Settings()
    archive = Archive(settings.home)
    judge = garbage if dry_run else clear
    found = judge(archive, datetime.now(UTC), timedelta(days=settings.retention_days))
    for kind, id_ in found.removable:
        click.echo(f"{'zou weggaan' if dry_run else 'weg'}: {kind.value} {id_}")
    click.echo(f"{len(found.removable)} map(pen) niet meer nodig, {len(found.kept)} bewaard.")
    return 0
