"""`vraagbaak check`: every problem of the content, with its place and repair."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import content_option, json_option, step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.settings import Settings
    from kb.content import Content
    from kb.problems import Problem
    from kb.store import Store


@click.command()
@content_option
@json_option
@click.option("--signalen", "with_signals", is_flag=True, help="Druk de taalsignalen per tekst af.")
@click.option("--snel", "quick", is_flag=True, help="Zoek niet naar vragen die op elkaar lijken.")
def check(root: Path, as_json: bool, with_signals: bool, quick: bool) -> int:
    """Controleer de inhoud: fouten houden een publicatie tegen, waarschuwingen niet."""
    from datetime import UTC, datetime

    from api.settings import Settings
    from kb.checks import check as check_content
    from kb.dutch_time import dutch_day
    from kb.source import read

    content = read(root)
    settings = Settings()
    others, left_out = joined(content, settings, quick=quick)
    problems = check_content(content, dutch_day(datetime.now(UTC)), others)
    if as_json:
        table: dict[str, Any] = {
            "aantallen": counts(content),
            "nietGecontroleerd": left_out,
            "problemen": [problem_table(it) for it in problems],
        }
        if with_signals:
            table["taalsignalen"] = list(signal_rows(content))
        click.echo(json.dumps(table, ensure_ascii=False))
    else:
        if with_signals:
            show_signals(content)
        show_problems(problems, root)
        for reason in left_out:
            click.echo(f"Niet gecontroleerd: {reason}", err=True)
        click.echo(summary(content, problems))
    return int(any(it.is_error for it in problems))


def joined(
    content: Content, settings: Settings, *, quick: bool = False
) -> tuple[list[Problem], list[str]]:
    """Return the problems that need more than the content, and what could not be looked for."""
    from kb.errors import NothingActiveError
    from kb.ledger import Ledger
    from kb.release import PUBLIC, PublicContent, read_part
    from kb.store import Artefact, Store
    from kb.wording import worsened

    store = Store(settings.home)
    found: list[Problem] = []
    left_out: list[str] = []
    try:
        release = store.open(Artefact.RELEASE, Ledger(settings.home).active().release)
    except NothingActiveError:
        left_out.append("verslechtering, want er is nog niets gepubliceerd.")
    else:
        active = read_part(release.folder / PUBLIC, PublicContent)
        found += worsened(content, active.entries())
    if quick:
        left_out.append("vragen die op elkaar lijken, want --snel is gevraagd.")
    elif (known := _prepared_encoder(store, settings)) is None:
        left_out.append("vragen die op elkaar lijken; voer eerst `vraagbaak encoder prepare` uit.")
    else:
        found += _competing(content, store, known)
    return found, left_out


def _prepared_encoder(store: Store, settings: Settings) -> str | None:
    """Return the id of the configured encoder; nothing heavy is imported when there is none."""
    from kb.store import Artefact

    if store.find(Artefact.ENCODER, {}) is None:
        return None
    from api.cli.state import encoder_choice

    return store.find(Artefact.ENCODER, {"bron": encoder_choice(settings).source()})


def _competing(content: Content, store: Store, encoder_id: str) -> Iterator[Problem]:
    from eval.competition import competing
    from indexer import encoder as encoders
    from indexer.vector_cache import CachingEncoder

    step("encoder laden")
    encoder = CachingEncoder(encoders.load(store, encoder_id), store.home / "cache")
    step("vragen vergelijken")
    return competing(content, encoder)


def signal_rows(content: Content) -> Iterator[dict[str, Any]]:
    """Yield the plain-language signals of each public text."""
    from kb.readability import signals
    from kb.wording import public_texts

    for it in public_texts(content):
        measured = signals(it.value.body)
        yield {
            "bestand": it.file,
            "zinnen": measured.sentences,
            "gemiddeldWoorden": measured.mean_words,
            "langsteZin": measured.longest,
            "lijdend": measured.passive_share,
            "fleschDouma": measured.flesch_douma,
        }


def show_signals(content: Content) -> None:
    """Print the signals as a table, the least readable first, and their means."""
    rows = sorted(signal_rows(content), key=lambda row: row["fleschDouma"])
    click.echo(f"{'zinnen':>6} {'gem.':>5} {'langst':>6} {'lijdend':>7} {'Flesch':>6}  bestand")
    for row in rows:
        click.echo(
            f"{row['zinnen']:>6} {row['gemiddeldWoorden']:>5.1f} {row['langsteZin']:>6}"
            f" {row['lijdend']:>7.0%} {row['fleschDouma']:>6.1f}  {row['bestand']}"
        )
    if rows:
        mean_words = sum(row["gemiddeldWoorden"] for row in rows) / len(rows)
        flesch = sum(row["fleschDouma"] for row in rows) / len(rows)
        click.echo(
            f"Gemiddeld over {len(rows)} teksten: {mean_words:.1f} woorden per zin, "
            f"Flesch-Douma {flesch:.1f}."
        )


def show_problems(problems: tuple[Problem, ...], root: Path, *, err: bool = False) -> None:
    """Print one line per problem, with a path that an editor or a CI log can open."""
    for it in problems:
        prefix = "" if it.place.file == str(root) else f"{root.as_posix()}/"
        click.echo(f"{prefix}{it}", err=err)


def summary(content: Content, problems: tuple[Problem, ...]) -> str:
    """Return one line about what was read and found."""
    errors = sum(it.is_error for it in problems)
    named = ", ".join(f"{count} {name}" for name, count in counts(content).items())
    return f"Gelezen: {named}. Fouten: {errors}. Waarschuwingen: {len(problems) - errors}."


def counts(content: Content) -> dict[str, int]:
    """Return how much of each sort of content was read without an error."""
    return {
        "vragen": len({it.value.id for it in content.faqs}),
        "versies van vragen": len(content.faqs),
        "vertalingen": len(content.translations),
        "toelichtingen": len(content.notes),
        "brieven": len({it.value.id for it in content.letters}),
        "versies van brieven": len(content.letters),
        "verwijzingen": len(content.referrals),
        "bedragen": len(content.figures),
        "begrippen": len(content.terms),
        "toetsvragen": sum(len(questions) for questions in content.golden.values()),
    }


def problem_table(problem: Problem) -> dict[str, Any]:
    """Return a problem as it is printed with --json."""
    return {
        "code": problem.code,
        "ernst": problem.severity.value,
        "bestand": problem.place.file,
        "regel": problem.place.line,
        "kolom": problem.place.column,
        "melding": problem.message,
        "herstel": problem.repair,
    }
