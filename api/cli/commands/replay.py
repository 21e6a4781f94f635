"""`vraagbaak replay`: what was answered at a moment, about the rules of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from api.cli.commands.ask import as_text, checked_question, found
from api.cli.options import DayType, MomentType, json_option


@click.command()
@click.argument("vraag")
@click.option(
    "--geldig-op",
    "day",
    type=DayType(),
    metavar="DAG",
    help="De dag waarvan de regels gelden; anders de dag van --beschikbaar-op.",
)
@click.option(
    "--beschikbaar-op",
    "moment",
    type=MomentType(end_of_day=True),
    metavar="MOMENT",
    help="Wat wij toen hadden gepubliceerd, in Nederlandse tijd: 'jjjj-mm-dd' (het einde van de "
    "dag) of 'jjjj-mm-dd uu:mm[:ss]'; anders nu.",
)
@click.option(
    "--doelgroep",
    "audience",
    type=click.Choice(["particulier", "werkgever", "beide"]),
    help="Voor wie het antwoord was.",
)
@json_option
def replay(
    vraag: str, day: date | None, moment: datetime | None, audience: str | None, as_json: bool
) -> int:
    """Stel een VRAAG aan wat op een eerder moment gepubliceerd was."""
    from api.serving import Reconstruction
    from api.settings import Settings
    from kb.answering import Question
    from kb.dutch_time import dutch_day, dutch_moment
    from kb.model import Audience

    checked_question(vraag)
    now = datetime.now(UTC)
    moment = moment or now
    if moment > now and moment.date() != now.date():
        raise click.UsageError("--beschikbaar-op ligt in de toekomst.")
    serving = Reconstruction(Settings().home).at(moment)
    question = Question(
        text=vraag,
        day=day or dutch_day(moment),
        audience=Audience(audience) if audience else None,
    )
    body = found(question, serving)
    if as_json:
        click.echo(body.to_json())
        return 0
    entry = serving.activation
    click.echo(
        f"Zoals beantwoord op {dutch_moment(moment)} over de regels van {question.day}: nummer "
        f"{entry.number} van het logboek, actief sinds {dutch_moment(entry.at)}."
    )
    click.echo(as_text(body))
    return 0
