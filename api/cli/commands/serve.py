"""`vraagbaak serve`: a server process of one role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

if TYPE_CHECKING:
    from api.settings import Settings

_FIRST_PERSON: Final = (
    "vraagbaak gebruikers add NAAM --scope adviseur --scope redactie --scope beheer"
)


@click.command()
@click.option(
    "--rol",
    "role_name",
    type=click.Choice(["publiek", "intern"]),
    default="publiek",
    show_default=True,
    help="Wat de server laat zien.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adres om op te luisteren.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Poort om op te luisteren.",
)
def serve(role_name: str, host: str, port: int) -> int:
    """Start de server."""
    import os

    # A question is short: one thread answers it in tens of milliseconds, and does not wait for a
    # core that another process holds. It must be said before the encoder's library is loaded.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

    from api import logs
    from api.app import create_app
    from api.server import run
    from api.settings import Role, Settings

    role, settings = Role(role_name), Settings()
    if role is Role.INTERNAL:
        _check_way_in(settings, host)
    logs.configure(role)
    return 0 if run(create_app(settings, role), host, port) else 1


def _check_way_in(settings: Settings, host: str) -> None:
    """Say how the first person gets in; refuse to listen elsewhere while nobody can sign in.

    A database that cannot tell is no reason to refuse: a server that is restarted while it is down
    must come back, and answer.
    """
    from api.settings import is_loopback

    if settings.oidc_issuer is not None or _is_anybody(settings):
        return
    if not is_loopback(host):
        raise click.UsageError(
            "nog niemand kan zich aanmelden bij de interne rol, en daarom luistert zij alleen op "
            f"deze machine. Maak eerst iemand met `{_FIRST_PERSON}`, stel VRAAGBAAK_OIDC_ISSUER "
            "in, of kies --host 127.0.0.1."
        )
    click.echo(
        f"Nog niemand kan zich aanmelden bij de interne rol. Maak iemand met:\n  {_FIRST_PERSON}",
        err=True,
    )


def _is_anybody(settings: Settings) -> bool:
    from api.access import local
    from api.journal_database import database_of
    from eval.errors import JournalError

    if settings.journal_url is None and not settings.home.is_dir():
        return False  # nothing was ever kept here
    database = database_of(settings)
    try:
        database.ensure()
        return local.is_anybody(database)
    except JournalError as error:
        click.echo(f"{error} Tot dat werkt kan niemand zich aanmelden.", err=True)
        return True
    finally:
        database.close()
