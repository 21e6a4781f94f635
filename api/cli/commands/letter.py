"""`vraagbaak letter`: a letter explained by its code, or recognised by its text."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.options import DayType, json_option

if TYPE_CHECKING:
    from api.letter_schema import FoundLettersBody, LetterBody
    from indexer.snapshot import Snapshot


@click.command()
@click.argument("code", required=False)
@click.option(
    "--verzonden-op", "sent_on", type=DayType(), metavar="DAG", help="De datum op de brief."
)
@click.option(
    "--herken",
    "file",
    metavar="BESTAND",
    help="Een bestand met de tekst van de brief, of - voor wat binnenkomt.",
)
@json_option
def letter(code: str | None, sent_on: date | None, file: str | None, as_json: bool) -> int:
    """Leg de brief met deze CODE uit, of herken een brief aan zijn tekst."""
    from api.letter_schema import found_letters_body
    from api.serving import load_snapshot
    from api.settings import Settings
    from kb.switch import Switch

    if (code is None) == (file is None):
        raise click.UsageError("geef een code of --herken met een bestand, niet allebei.")
    text = _text_of(file) if file is not None else ""
    home = Settings().home
    snapshot = load_snapshot(home)
    if code is not None:
        body = explained(code, snapshot, sent_on)
        click.echo(body.to_json() if as_json else as_text(body))
        return 0
    stopped = Switch(home).state() is not None
    found = found_letters_body(()) if stopped else _recognised(text, snapshot, sent_on)
    if as_json:
        click.echo(found.to_json())
        return 0
    click.echo(_named(found))
    if found.outcome.value == "herkend":
        click.echo("\n" + as_text(explained(found.letters[0].code, snapshot, sent_on)))
    return 0


def explained(code: str, snapshot: Snapshot, sent_on: date | None) -> LetterBody:
    """Return the explanation of a letter as every face gives it."""
    from datetime import UTC, datetime

    from api.letter_schema import letter_body
    from kb.dutch_time import dutch_day
    from kb.letters import explain, letter_sent

    today = dutch_day(datetime.now(UTC))
    found = letter_sent(code, snapshot.knowledge, today=today, sent_on=sent_on)
    return letter_body(explain(found, snapshot.knowledge, today=today, sent_on=sent_on), snapshot)


def _recognised(text: str, snapshot: Snapshot, sent_on: date | None) -> FoundLettersBody:
    from api.letter_schema import found_letters_body
    from indexer.letter_fit import index_of
    from indexer.letter_recognition import recognise

    return found_letters_body(recognise(text, index_of(snapshot.knowledge), sent_on))


def _text_of(file: str) -> str:
    """Return a text as every face takes it: not empty, and no longer than a letter."""
    from indexer.letter_recognition import MAX_TEXT_CHARS

    raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    text = raw.decode(errors="replace")
    if not 0 < len(text) <= MAX_TEXT_CHARS:
        raise click.UsageError(f"een brief heeft 1 tot {MAX_TEXT_CHARS} tekens.")
    return text


def as_text(body: LetterBody) -> str:
    """Return an explained letter for somebody who reads a terminal."""
    lines = [f"Brief {body.code}: {body.title}", f"(versie {body.version}, {_held(body)})"]
    for section in body.sections:
        lines += ["", *([f"## {section.heading}", ""] if section.heading else []), section.text]
    if body.terms:
        lines += ["", "## Termijnen", ""]
    for term in body.terms:
        last = f" De laatste dag is {term.last_day}." if term.last_day else ""
        lines.append(f"- {term.description}{last}")
    if body.related:
        lines += ["", "Lees ook:"] + [f"- {it.question} ({it.id})" for it in body.related]
    return "\n".join(lines)


def _held(body: LetterBody) -> str:
    until = f" tot {body.valid_until}" if body.valid_until else ""
    return f"voor brieven vanaf {body.valid_from}{until}"


def _named(found: FoundLettersBody) -> str:
    lines = [f"[{found.outcome.value}]"]
    for it in found.letters:
        lines.append(f"- {it.code} {it.title} ({it.confidence:.2f})")
        lines += [f"    gezien: {mark}" for mark in it.found_marks]
    return "\n".join(lines)
