"""`vraagbaak journal`: what was asked, for how long it is kept, and what it says per owner."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import json_option, step

if TYPE_CHECKING:
    from eval.journal.database import Database
    from eval.journal.figures import MonthFigures, OwnerFigures
    from eval.journal.reading import Kept
    from eval.journal.records import Asked

_NOTHING = "Onder dit kenmerk is niets bewaard."


class MonthType(click.ParamType[str]):
    """A month as jjjj-mm."""

    name = "maand"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the month, or fail with the form it should have."""
        try:
            return datetime.strptime(str(value), "%Y-%m").strftime("%Y-%m")  # noqa: DTZ007 -- a month
        except ValueError:
            self.fail(f"'{value}' is geen maand in de vorm jjjj-mm.", param, ctx)


@click.group()
def journal() -> None:
    """Beheer het journaal: gestelde vragen (gemaskeerd), antwoorden en reacties."""


@journal.command()
def migrate() -> int:
    """Maak de tabellen, of werk ze bij. Voor PostgreSQL nodig voor de eerste start."""
    _opened().migrate()
    click.echo("De tabellen van het journaal zijn bijgewerkt.")
    return 0


@journal.command()
@click.option("--maand", "month", type=MonthType(), help="De maand als jjjj-mm; anders deze maand.")
@json_option
def figures(month: str | None, as_json: bool) -> int:
    """Toon per eigenaar wat er een maand lang gevraagd en niet beantwoord is."""
    from api.journal_figures import content_of
    from api.serving import load_serving
    from api.settings import Settings
    from eval.journal.figures import figures as figures_of
    from eval.journal.month import month_of
    from kb.dutch_time import dutch_day

    database, now = _usable(), datetime.now(UTC)
    step("laden wat er gepubliceerd is")
    content = content_of(load_serving(Settings().home), dutch_day(now))
    step("onbeantwoorde vragen opnieuw stellen")
    found = figures_of(database, month or month_of(now), content)
    click.echo(json.dumps(_table(found), ensure_ascii=False) if as_json else _text(found))
    return 0


@journal.command()
def purge() -> int:
    """Verwijder vragen die ouder zijn dan VRAAGBAAK_JOURNAL_DAYS. Een server doet dit dagelijks."""
    from api.settings import Settings
    from eval.journal.reading import purge as delete_before
    from kb.dutch_time import dutch_moment

    before = datetime.now(UTC) - timedelta(days=Settings().journal_days)
    deleted = delete_before(_usable(), before)
    vragen = "1 vraag" if deleted == 1 else f"{deleted} vragen"
    click.echo(f"{vragen} van vóór {dutch_moment(before)} verwijderd.")
    return 0


@journal.command()
@click.argument("reference", metavar="KENMERK")
def forget(reference: str) -> int:
    """Verwijder de vraag met dit KENMERK, en wat er in reacties naar verwijst."""
    from eval.journal.reading import forget as delete

    if not delete(_usable(), reference):
        click.echo(_NOTHING, err=True)
        return 1
    click.echo("De vraag is verwijderd.")
    return 0


@journal.command()
@click.argument("reference", metavar="KENMERK")
@json_option
def show(reference: str, as_json: bool) -> int:
    """Toon alles wat onder dit KENMERK bewaard is."""
    from eval.journal.reading import lookup

    kept = lookup(_usable(), reference)
    if kept is None:
        click.echo(_NOTHING, err=True)
        return 1
    table = _kept_table(kept)
    click.echo(json.dumps(table, ensure_ascii=False) if as_json else "\n".join(_kept_lines(table)))
    return 0


def _opened() -> Database:
    from api.journal_database import database_of
    from api.settings import Settings

    return database_of(Settings())


def _usable() -> Database:
    database = _opened()
    database.ensure()
    return database


def _text(found: MonthFigures) -> str:
    lines = [f"{found.month}, Nederlandse tijd, naast wat nu gepubliceerd is:"]
    lines += [
        f"{'eigenaar':<24}{'gesteld':>9}{'onbeantwoord':>14}{'reacties':>10}"
        f"{'niet geholpen':>15}  dagen tot tekst"
    ]
    lines += map(_line, found.owners)
    if not found.owners:
        lines.append("Er is niets vastgelegd.")
    if found.lost:
        lines.append(
            f"Niet in deze cijfers: {found.lost} vragen die niet konden worden vastgelegd."
        )
    return "\n".join(lines)


def _line(it: OwnerFigures) -> str:
    days = "-"
    if it.days_to_text is not None:
        texts = "1 tekst" if len(it.gaps) == 1 else f"{len(it.gaps)} teksten"
        days = f"{it.days_to_text:g} ({texts})"
    return (
        f"{it.owner or '(geen)':<24}{it.asked:>9}{it.unanswered:>14}{it.feedback:>10}"
        f"{it.not_helpful:>15}  {days}"
    )


def _table(found: MonthFigures) -> dict[str, Any]:
    return {
        "maand": found.month,
        "eigenaren": [
            {
                "eigenaar": it.owner,
                "gesteld": it.asked,
                "onbeantwoord": it.unanswered,
                "reacties": it.feedback,
                "nietGeholpen": it.not_helpful,
                "dagenTotTekst": it.days_to_text,
                "teksten": [{"id": gap.item, "dagen": gap.days} for gap in it.gaps],
            }
            for it in found.owners
        ],
        "nietVastgelegd": found.lost,
    }


def _kept_table(kept: Kept) -> dict[str, Any]:
    return {
        "vraag": _question_table(kept.question) if kept.question else None,
        "reacties": [
            {
                "tijdstip": it.at.isoformat(),
                "id": it.item,
                "versie": it.version,
                "geholpen": it.helpful,
                "reden": it.reason,
                "opmerking": it.remark,
            }
            for it in kept.feedback
        ],
    }


def _question_table(asked: Asked) -> dict[str, Any]:
    return {
        "vraagkenmerk": asked.reference,
        "tijdstip": asked.at.isoformat(),
        "geldigOp": asked.day.isoformat(),
        "kanaal": asked.channel,
        "taal": asked.language,
        "vraag": asked.text,
        "uitkomst": asked.outcome,
        "zekerheid": asked.confidence,
        "momentopname": asked.snapshot,
        "publicatie": asked.publication,
        "antwoorden": [
            {"id": it.item, "versie": it.version, "taal": it.language} for it in asked.shown
        ],
    }


def _kept_lines(table: dict[str, Any]) -> Iterator[str]:
    for name, value in (table["vraag"] or {}).items():
        if name != "antwoorden":
            yield f"{name}: {'-' if value is None else value}"
    for it in (table["vraag"] or {}).get("antwoorden", []):
        yield f"getoond: {it['id']}, versie {it['versie']} ({it['taal']})"
    for it in table["reacties"]:
        said = "geholpen" if it["geholpen"] else "niet geholpen"
        more = "; ".join(it[name] for name in ("reden", "opmerking") if it[name])
        yield f"reactie: {it['id']}, versie {it['versie']}: {said}{f' ({more})' if more else ''}"
