"""`vraagbaak ask`: the answer that every other face gives, in the terminal."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from api.cli.options import DayType, json_option

if TYPE_CHECKING:
    from api.schema import AnswerBody, FoundBody
    from api.serving import Serving
    from kb.answering import Question


@click.command()
@click.argument("vraag")
@click.option(
    "--doelgroep",
    "audience",
    type=click.Choice(["particulier", "werkgever", "beide"]),
    help="Voor wie het antwoord is.",
)
@click.option(
    "--geldig-op", "day", type=DayType(), metavar="DAG", help="De dag waarop het moet gelden."
)
@json_option
def ask(vraag: str, audience: str | None, day: date | None, as_json: bool) -> int:
    """Stel een VRAAG aan wat er gepubliceerd is."""
    from datetime import UTC, datetime

    from api.serving import load_serving
    from api.settings import Settings
    from kb.answering import Question
    from kb.dutch_time import dutch_day
    from kb.model import Audience
    from kb.switch import Switch

    checked_question(vraag)
    home = Settings().home
    serving = load_serving(home).under(Switch(home).state())
    question = Question(
        text=vraag,
        day=day or dutch_day(datetime.now(UTC)),
        audience=Audience(audience) if audience else None,
    )
    body = found(question, serving)
    click.echo(body.to_json() if as_json else as_text(body))
    return 0


def body_of(question: Question, serving: Serving) -> str:
    """Return what `ask --json` prints for a question."""
    return found(question, serving).to_json()


def found(question: Question, serving: Serving) -> FoundBody:
    """Return the answer to a question as every face gives it."""
    from api.schema import found_body

    return found_body(serving.answer(question), serving)


def checked_question(text: str) -> None:
    """Refuse a question that is empty or too long."""
    from kb.text import MAX_QUESTION_CHARS

    if not 0 < len(text.strip()) <= MAX_QUESTION_CHARS:
        raise click.UsageError(f"een vraag heeft 1 tot {MAX_QUESTION_CHARS} tekens.")


def as_text(body: FoundBody) -> str:
    """Return an answer for somebody who reads a terminal."""
    from kb.model import Outcome

    lines = [f"[{body.outcome.value}]"]
    lines += [f"! {it.text}" for it in body.remarks]
    if body.notice:
        lines += [body.notice, ""]
    if body.outcome is Outcome.CHOICE:  # which of them answers it is for the asker to say
        lines += [f"{at}. {it.label} ({it.id})" for at, it in enumerate(body.choices, 1)]
    else:
        lines += _answers(body)
    if body.contact:
        lines += ["", "Contact:"]
        lines += [f"- {it.name}: {it.address} {it.hours}".rstrip() for it in body.contact]
    return "\n".join(lines)


def _answers(body: FoundBody) -> list[str]:
    lines: list[str] = []
    if body.answers:
        lines += _first(body.answers[0])
    if len(body.answers) > 1:
        lines += ["", "Ook gevonden:"]
        lines += [f"- {it.question} ({it.id}, {it.confidence:.2f})" for it in body.answers[1:]]
    if body.choices:
        lines += ["", "Onderwerpen in de buurt:"]
        lines += [f"- {it.label}: {it.short}" for it in body.choices]
    return lines


def _first(it: AnswerBody) -> list[str]:
    mark = f"({it.id}, versie {it.version}, zekerheid {it.confidence:.2f})"
    lines = [it.question, mark, "", it.short, "", it.text]
    if it.next_steps:
        lines += ["", "Hierna:"] + [f"- {step.question} ({step.id})" for step in it.next_steps]
    return lines
