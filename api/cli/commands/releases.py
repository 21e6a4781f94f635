"""`vraagbaak releases`, `rollback`, `activate-due`: what was in force when, and going back."""

from __future__ import annotations

import getpass
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from api.cli.commands.publish import note_option
from api.cli.options import json_option

if TYPE_CHECKING:
    from kb.ledger import Activation
    from kb.plans import Plan


@click.command()
@json_option
def releases(as_json: bool) -> int:
    """Toon wat wanneer actief was en wat er gepland is, het nieuwste eerst."""
    from api.settings import Settings
    from kb.archive import Archive
    from kb.plans import Plans

    home = Settings().home
    entries = Archive(home).entries()
    plans = Plans(home).pending(entries)
    if as_json:
        table = {
            "gepland": [it.model_dump(mode="json", by_alias=True) for it in plans],
            "logboek": [it.model_dump(mode="json", by_alias=True) for it in reversed(entries)],
        }
        click.echo(json.dumps(table, ensure_ascii=False))
        return 0
    for plan in reversed(plans):
        click.echo(_plan_line(plan))
    for entry in reversed(entries):
        click.echo(_line(entry, active=entry is entries[-1]))
    if not entries:
        click.echo("Er is nog niets gepubliceerd.")
    return 0


def _line(entry: Activation, *, active: bool) -> str:
    from kb.dutch_time import dutch_moment

    mark = "actief" if active else ""
    short = entry.release.removeprefix("sha256:")[:12]
    return (
        f"{entry.number:>5}  {dutch_moment(entry.at)}  {short}  {entry.kind.value:<14} {mark:<7}"
        f"{len(entry.new_versions):>4} nieuwe versies  {entry.by}  {entry.note}".rstrip()
    )


def _plan_line(plan: Plan) -> str:
    from kb.dutch_time import dutch_moment

    short = plan.candidate.release.removeprefix("sha256:")[:12]
    state = f"wordt niet uitgevoerd: {plan.blocked}" if plan.blocked else plan.note
    return f" plan  {dutch_moment(plan.at)}  {short}  {plan.id}  {plan.by}  {state}".rstrip()


@click.command()
@click.argument("release")
@note_option
def rollback(release: str, note: str) -> int:
    """Zet een eerdere RELEASE terug: 'vorige', een nummer of het begin van een kenmerk.

    Draaiende servers gaan vanzelf mee.
    """
    from api.settings import Settings
    from kb.activation import roll_back
    from kb.archive import Archive

    archive = Archive(Settings().home)
    entry = roll_back(archive, release, datetime.now(UTC), getpass.getuser(), note)
    click.echo(f"Teruggezet: nummer {entry.number}, publicatie {entry.public},")
    click.echo(f"momentopname {entry.snapshot}.")
    for plan in _waiting(archive):
        click.echo(
            f"Let op: plan {plan.id} was gemaakt op wat u nu terugdraait; voer "
            "`vraagbaak activate-due` uit om het opnieuw te vergelijken.",
            err=True,
        )
    return 0


def _waiting(archive: Any) -> list[Plan]:
    """Return the plans that were made on something else than what is in force."""
    from kb.plans import Plans

    entries = archive.entries()
    pending = Plans(archive.home).pending(entries)
    return [it for it in pending[:1] if it.base != entries[-1].release]


@click.command("activate-due")
def activate_due() -> int:
    """Voer plannen uit waarvan het moment er is; nodig waar geen server draait."""
    from api.cli.commands.publish import show_compared
    from api.settings import Settings
    from eval.planning import carry_out_due

    carried_out, compared, waiting = carry_out_due(Settings().home, datetime.now(UTC))
    show_compared(compared)
    for entry in carried_out:
        click.echo(f"Plan {entry.plan} is uitgevoerd: nummer {entry.number}.")
    if not carried_out and not waiting:
        click.echo("Er is nu niets uit te voeren.")
    for plan in waiting:
        click.echo(f"Plan {plan.id} is niet uitgevoerd: {plan.blocked}.", err=True)
    return int(bool(waiting))
