"""`vraagbaak gebruikers`: people who sign in to the internal role with a password."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click

from api.cli.access_options import opened_journal, scope_option


@click.group("gebruikers")
def people() -> None:
    """Beheer wie zich met een wachtwoord kan aanmelden. Rechten staan los van elkaar."""


@people.command("add")
@click.argument("name", metavar="NAAM")
@scope_option
def add(name: str, scopes: tuple[str, ...]) -> int:
    """Voeg iemand toe. Het wachtwoord wordt gevraagd, of gelezen van de invoer."""
    from api.access import local
    from api.access.scopes import Scope

    given = [Scope(it) for it in scopes]
    who = local.add(opened_journal(), name, _password(), given, datetime.now(UTC))
    click.echo(f"{who.name} kan zich aanmelden: {', '.join(sorted(who.scopes))}.")
    return 0


@people.command("list")
def list_() -> int:
    """Toon wie zich kan aanmelden, en met welke rechten."""
    from api.access import local

    now = datetime.now(UTC)
    found = local.listed(opened_journal())
    for it in found:
        closed = "  (tijdelijk dicht)" if it.locked_until and it.locked_until > now else ""
        click.echo(f"{it.name}  {' '.join(sorted(it.scopes))}{closed}")
    if not found:
        click.echo("Er is nog niemand. Voeg iemand toe met `vraagbaak gebruikers add`.", err=True)
    return 0


@people.command("remove")
@click.argument("name", metavar="NAAM")
def remove(name: str) -> int:
    """Haal iemand weg; wie nog aangemeld is, is dat meteen niet meer."""
    from api.access import local

    local.remove(opened_journal(), name)
    click.echo(f"{name} kan zich niet meer aanmelden.")
    return 0


@people.command("scopes")
@click.argument("name", metavar="NAAM")
@scope_option
def scopes(name: str, scopes: tuple[str, ...]) -> int:
    """Geef iemand deze rechten en geen andere; overal wordt die afgemeld."""
    from api.access import local
    from api.access.scopes import Scope

    given = frozenset(Scope(it) for it in scopes)
    local.set_scopes(opened_journal(), name, given)
    click.echo(f"{name} heeft nu deze rechten: {', '.join(sorted(given))}.")
    return 0


@people.command("password")
@click.argument("name", metavar="NAAM")
def password(name: str) -> int:
    """Geef iemand een ander wachtwoord; overal wordt die afgemeld."""
    from api.access import local

    local.set_password(opened_journal(), name, _password())
    click.echo(f"{name} heeft een ander wachtwoord.")
    return 0


def _password() -> str:
    """Return a password that was typed, twice and unseen, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt(
        "Wachtwoord", hide_input=True, confirmation_prompt="Nog een keer", err=True
    )
    return typed
