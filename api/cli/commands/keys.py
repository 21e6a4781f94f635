"""`vraagbaak keys`: API keys, for machines."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from api.cli.access_options import opened_journal, scope_option
from api.cli.options import json_option
from api.limits import KEY_DAYS, MAX_KEY_DAYS

if TYPE_CHECKING:
    from api.access.keys import Key


@click.group("keys")
def keys() -> None:
    """Beheer de sleutels waarmee programma's deze dienst gebruiken."""


@keys.command("add")
@click.option("--naam", "name", required=True, metavar="TEKST", help="Van wie, of waarvoor.")
@scope_option
@click.option(
    "--dagen",
    "days",
    type=click.IntRange(1, MAX_KEY_DAYS),
    default=KEY_DAYS,
    show_default=True,
    help="Hoe lang de sleutel geldig is.",
)
def add(name: str, scopes: tuple[str, ...], days: int) -> int:
    """Maak een sleutel en toon hem: dit ene keer, want bewaard wordt hij niet."""
    from api.access import keys as kept
    from api.access.scopes import Scope
    from kb.dutch_time import dutch_day

    if not name.strip() or len(name) > 200:
        raise click.UsageError("geef met --naam een naam van hooguit 200 tekens.")
    given = [Scope(it) for it in scopes]
    text, key = kept.add(opened_journal(), name.strip(), given, datetime.now(UTC), days)
    click.echo(
        f"Sleutel {key.id} van {key.name}: {', '.join(sorted(key.scopes))}, geldig tot "
        f"{dutch_day(key.expires_at)}. Bewaar hem nu; hij is hierna niet meer te zien.",
        err=True,
    )
    click.echo(text)
    return 0


@keys.command("list")
@json_option
def list_(as_json: bool) -> int:
    """Toon de sleutels: nooit hun geheim."""
    from api.access import keys as kept

    now = datetime.now(UTC)
    found = kept.listed(opened_journal())
    if as_json:
        click.echo(json.dumps([_record(it, now) for it in found], ensure_ascii=False, indent=2))
        return 0
    for it in found:
        row = _record(it, now)
        click.echo(
            f"{row['id']}  {row['stand']:<10}  tot {row['geldigTot'][:10]}  "
            f"laatst {row['laatstGebruikt'] or 'nooit'}  {' '.join(row['scopes'])}  {row['naam']}"
        )
    if not found:
        click.echo("Er zijn geen sleutels. Maak er een met `vraagbaak keys add`.", err=True)
    return 0


@keys.command("revoke")
@click.argument("id_", metavar="ID")
def revoke(id_: str) -> int:
    """Trek de sleutel met dit ID in; hij opent meteen niets meer."""
    from api.access import keys as kept
    from kb.dutch_time import dutch_moment

    key = kept.revoke(opened_journal(), id_, datetime.now(UTC))
    moment = dutch_moment(key.revoked_at) if key.revoked_at else ""
    click.echo(f"Sleutel {key.id} van {key.name} is ingetrokken op {moment}.")
    return 0


def _record(key: Key, now: datetime) -> dict[str, Any]:
    """Return what is told of a key."""
    from kb.dutch_time import dutch_day

    state = "geldig" if key.holds_at(now) else "ingetrokken" if key.revoked_at else "verlopen"
    return {
        "id": key.id,
        "naam": key.name,
        "scopes": sorted(it.value for it in key.scopes),
        "stand": state,
        "gemaaktOp": str(dutch_day(key.created_at)),
        "geldigTot": str(dutch_day(key.expires_at)),
        "laatstGebruikt": str(key.last_used_day) if key.last_used_day else None,
    }
