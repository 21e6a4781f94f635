"""The `vraagbaak` command: for editors, operators and checks.

Exit status 0, 1, 2: done, refused with reasons, wrong usage. What it says is Dutch. Heavy imports
live inside the commands, so that `--help` is instant.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from api.cli.commands import (
    ask,
    backup,
    check,
    diff,
    encoder,
    evaluate,
    export,
    history,
    journal,
    keys,
    letter,
    people,
    publish,
    releases,
    replay,
    serve,
    switch,
    verify,
)
from kb import __version__


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vraagbaak", message="%(prog)s %(version)s")
def cli() -> None:
    """Vraagbaak: controleer, publiceer en bevraag de kennisbank."""


_COMMANDS: Sequence[click.Command] = (
    check.check,
    publish.publish,
    publish.plan,
    publish.unplan,
    releases.releases,
    releases.rollback,
    releases.activate_due,
    diff.diff,
    history.history,
    replay.replay,
    verify.verify,
    verify.gc,
    backup.backup,
    backup.restore,
    ask.ask,
    letter.letter,
    serve.serve,
    switch.switch,
    journal.journal,
    keys.keys,
    people.people,
    encoder.encoder,
    evaluate.evaluate,
    export.export,
)
for _command in _COMMANDS:
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status."""
    sys.exit(run(cli, list(sys.argv[1:] if arguments is None else arguments)))


def run(command: Callable[..., Any], arguments: list[str]) -> int:
    """Run `command` and return the exit status; a refusal is one sentence on standard error."""
    from pydantic import ValidationError

    from api.access.errors import AccessError
    from eval.errors import EvalError
    from indexer.errors import IndexerError
    from kb.errors import KbError

    if not isinstance(command, click.Command):
        raise TypeError("a click command is needed")
    try:
        status = command.main(arguments, prog_name="vraagbaak", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.message, err=True)
        return 2
    except click.UsageError as error:
        click.echo(f"Verkeerd gebruik: {_in_dutch(error)}", err=True)
        if error.ctx is not None:
            click.echo(f"Hulp: {error.ctx.command_path} --help", err=True)
        return 2
    except click.Abort:
        click.echo("Afgebroken.", err=True)
        return 1
    except (KbError, IndexerError, EvalError, AccessError) as error:
        click.echo(str(error), err=True)
        return 1
    except ValidationError as error:
        if error.title != "Settings":
            raise
        wrong = ", ".join(f"VRAAGBAAK_{it['loc'][0]}".upper() for it in error.errors())
        click.echo(f"Deze instelling heeft geen goede waarde: {wrong}.", err=True)
        return 2
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        click.echo(f"Lezen of schrijven is niet gelukt: {error.strerror}{where}.", err=True)
        return 1
    return status if isinstance(status, int) else 0


def _in_dutch(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"de optie {error.option_name} bestaat niet."
        case click.exceptions.NoSuchCommand():
            return f"de opdracht {error.command_name} bestaat niet."
        case click.BadOptionUsage():
            return f"bij de optie {error.option_name} ontbreekt de waarde, of er hoort er geen bij."
        case click.MissingParameter():
            return f"{_name(error)} ontbreekt."
        case click.BadParameter():
            return f"{_name(error)}: {_expected(error)}"
        case _ if error.message.startswith("Got unexpected extra argument"):
            return "er staat meer achter de opdracht dan erbij hoort."
        case _:
            return error.message


def _name(error: click.BadParameter) -> str:
    """Return a parameter as one types it."""
    match error.param:
        case None:
            return "een waarde"
        case click.Option() as option:
            return option.opts[0]
        case argument:
            return argument.human_readable_name


def _expected(error: click.BadParameter) -> str:
    match error.param.type if error.param else None:
        case click.Choice() as choice:
            return f"kies uit {', '.join(map(str, choice.choices))}."
        case click.IntRange() as bounds:
            return f"geef een heel getal van {bounds.min} tot en met {bounds.max}."
        case _:
            return error.message
