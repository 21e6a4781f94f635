"""`vraagbaak publish` and `vraagbaak plan`: put content in force now, or at a moment to come."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from api.cli.commands.check import show_problems, summary
from api.cli.evaluation_text import show_verdict
from api.cli.options import MomentType, content_option, progress, step

if TYPE_CHECKING:
    from kb.plans import Plan

T = TypeVar("T")

FOUR_EYES_SKIPPED = "Vanaf de opdrachtregel kijkt er geen tweede persoon mee."


def note_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--note TEKST`."""
    return click.option(
        "--note", default="", metavar="TEKST", help="Waarom; het komt in het logboek."
    )(command)


def override_option(command: Callable[..., int]) -> Callable[..., int]:
    """Add `--ondanks REDEN`."""
    return click.option(
        "--ondanks",
        "override",
        metavar="REDEN",
        help="Ga door als de poort het tegenhoudt, om deze reden; zij komt in het logboek.",
    )(command)


@click.command()
@content_option
@note_option
@override_option
def publish(root: Path, note: str, override: str | None) -> int:
    """Publiceer de inhoud als zij zonder fouten is en de poort haar goedkeurt.

    Anders blijft actief wat actief is.
    """
    from eval.publication import publish as publish_content

    published = _attempted(publish_content, root, "gepubliceerd", note=note, override=override)
    if published is None:
        return 1
    show_problems(published.warnings, root, err=True)
    if published.verdict is not None:
        show_verdict(published.verdict)
    activation = published.activation
    click.echo(summary(published.content, published.warnings))
    done = "Gepubliceerd" if published.changed else "Al actief, niets gewijzigd"
    click.echo(f"{done}: nummer {activation.number}, publicatie {activation.public},")
    click.echo(f"momentopname {activation.snapshot}. {FOUR_EYES_SKIPPED}")
    show_compared(published.compared)
    return 0


@click.command()
@content_option
@click.option(
    "--op",
    "at",
    type=MomentType(),
    required=True,
    metavar="MOMENT",
    help="Wanneer, in Nederlandse tijd: 'jjjj-mm-dd' (0 uur) of 'jjjj-mm-dd uu:mm'.",
)
@note_option
@override_option
def plan(root: Path, at: datetime, note: str, override: str | None) -> int:
    """Plan een publicatie van de inhoud zoals die nu in de map staat."""
    from eval.planning import plan as plan_content
    from kb.dutch_time import dutch_moment

    planned = _attempted(plan_content, root, "gepland", at=at, note=note, override=override)
    if planned is None:
        return 1
    show_problems(planned.warnings, root, err=True)
    show_verdict(planned.verdict)
    made = planned.plan
    click.echo(summary(planned.content, planned.warnings))
    click.echo(f"Gepland: {made.id}, voor {dutch_moment(made.at)} Nederlandse tijd,")
    click.echo(f"publicatie {made.candidate.public}. {FOUR_EYES_SKIPPED}")
    return 0


@click.command()
@click.argument("plan_id", metavar="PLAN")
def unplan(plan_id: str) -> int:
    """Trek een geplande publicatie in."""
    from api.settings import Settings
    from eval.planning import cancel

    compared = cancel(Settings().home, plan_id, datetime.now(UTC))
    click.echo(f"Plan {plan_id} is ingetrokken.")
    show_compared(compared)
    return 0


def _attempted(use_case: Callable[..., T], root: Path, what: str, **request: object) -> T | None:
    """Carry out a publication or a plan; print why when it is refused, and return None then."""
    from api.cli.state import encoder_choice
    from api.settings import Settings
    from eval.draft import Steps
    from eval.errors import GateRefusedError
    from indexer.encoder import chosen
    from kb.errors import ContentRefusedError

    settings = Settings()
    try:
        with progress("Teksten omzetten") as embedded:
            return use_case(
                root,
                settings.home,
                chosen(encoder_choice(settings), step),
                clock=lambda: datetime.now(UTC),
                by=getpass.getuser(),
                steps=Steps(step, embedded),
                **request,
            )
    except ContentRefusedError as error:
        show_problems(error.problems, root, err=True)
        errors = sum(it.is_error for it in error.problems)
        click.echo(f"Niet {what}: {errors} fout(en). Wat actief was, blijft actief.", err=True)
    except GateRefusedError as error:
        show_verdict(error.verdict, err=True)
        click.echo(str(error), err=True)
    return None


def show_compared(compared: Iterable[Plan]) -> None:
    """Say which plans were compared with what is in force now, and what came of it."""
    for it in compared:
        if it.blocked:
            click.echo(f"Let op: plan {it.id} wordt niet uitgevoerd: {it.blocked}.", err=True)
        else:
            click.echo(f"Plan {it.id} is opnieuw vergeleken en blijft staan.")
