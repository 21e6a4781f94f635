"""`vraagbaak noodrem`: stop all answers at once, and give them free again."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from kb.switch import Pulled, Switch, Turn

_SHOWN = 10
"""How many lines of the log `status` prints: what the person on call wants to know."""


@click.group("noodrem")
def switch() -> None:
    """Stop alle antwoorden, of geef ze weer vrij. Draaiende servers volgen binnen twee seconden."""


@switch.command("aan")
@click.option("--reden", "reason", required=True, metavar="TEKST", help="Waarom; voor het logboek.")
def on(reason: str) -> int:
    """Stop alle antwoorden: wie iets vraagt, leest wie wel kan helpen."""
    if not reason.strip():
        raise click.UsageError("geef met --reden een reden; zij komt in het logboek.")
    now = datetime.now(UTC)
    before = _switch().state()
    pulled = _switch().pull(reason, getpass.getuser(), now)
    click.echo(_said(pulled) if before is None else f"Niets veranderd. {_said(pulled)}")
    return 0


@switch.command("uit")
@click.option("--reden", "reason", default="", metavar="TEKST", help="Waarom; voor het logboek.")
def off(reason: str) -> int:
    """Geef weer antwoord."""
    by, now = getpass.getuser(), datetime.now(UTC)
    given = {"reason": reason} if reason.strip() else {}
    was = _switch().release(by, now, **given)
    click.echo("De noodrem is uit." if was else "Niets veranderd. De noodrem was al uit.")
    return 0


@switch.command("status")
def status() -> int:
    """Zeg of de noodrem aan is, en wat er de laatste keren mee gebeurde."""
    pulled = _switch().state()
    click.echo(_said(pulled) if pulled else "De noodrem is uit.")
    for turn in _switch().log()[-_SHOWN:]:
        click.echo(_line(turn))
    return 0


def _switch() -> Switch:
    """Return the switch of the home that the settings name, in which something was published.

    Pulling one that nobody looks at would only look like help.
    """
    from api.settings import Settings
    from kb.switch import Switch

    home = Settings().home
    if not (home / "store").is_dir():
        where = home.absolute()
        raise click.UsageError(f"in {where} is niets gepubliceerd; zet VRAAGBAAK_HOME goed.")
    return Switch(home)


def _said(pulled: Pulled) -> str:
    from kb.dutch_time import dutch_moment

    since = dutch_moment(pulled.at)
    return f"De noodrem is AAN sinds {since} (door {pulled.by}): {pulled.reason}"


def _line(turn: Turn) -> str:
    from kb.dutch_time import dutch_moment

    return f"{dutch_moment(turn.at)}  {'aan' if turn.on else 'uit'}  {turn.by}: {turn.reason}"
