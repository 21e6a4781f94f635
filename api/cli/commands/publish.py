"""`vraagbaak publish`: content is checked, built and put in force, or refused as a whole."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from api.cli.commands.check import show_problems, summary
from api.cli.options import content_option, progress, step


@click.command()
@content_option
@click.option("--note", default="", metavar="TEKST", help="Waarom deze publicatie er komt.")
def publish(root: Path, note: str) -> int:
    """Publiceer de inhoud. Met fouten wordt alles geweigerd; wat actief is blijft dan actief."""
    from datetime import UTC, datetime

    from api.cli.state import encoder_choice
    from api.settings import Settings
    from eval.publication import Steps
    from eval.publication import publish as publish_content
    from kb.errors import ContentRefusedError

    settings = Settings()
    with progress("Teksten omzetten") as embedded:
        try:
            published = publish_content(
                root,
                settings.home,
                encoder_choice(settings),
                now=datetime.now(UTC),
                by=getpass.getuser(),
                note=note,
                steps=Steps(step, embedded),
            )
        except ContentRefusedError as error:
            show_problems(error.problems, root, err=True)
            errors = sum(it.is_error for it in error.problems)
            click.echo(
                f"Niet gepubliceerd: {errors} fout(en). Wat actief was, blijft actief.", err=True
            )
            return 1
    show_problems(published.warnings, root, err=True)
    activation = published.activation
    click.echo(summary(published.content, published.warnings))
    done = "Gepubliceerd" if published.changed else "Al actief, niets gewijzigd"
    click.echo(f"{done}: nummer {activation.number}, publicatie {activation.public},")
    click.echo(f"momentopname {activation.snapshot}. Zonder poort en zonder tweede persoon.")
    return 0
