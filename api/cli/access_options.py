"""What the commands about keys and people share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from eval.journal.database import Database

F = TypeVar("F", bound=Callable[..., Any])

SCOPES: Final = ("adviseur", "redactie", "beheer")


def scope_option(command: F) -> F:
    """Add `--scope`, which may be given more than once."""
    return click.option(
        "--scope",
        "scopes",
        type=click.Choice(SCOPES),
        multiple=True,
        required=True,
        help="Een recht; meer keren te geven. Geen recht sluit een ander in.",
    )(command)


def opened_journal() -> Database:
    """Return the journal database of the settings, with its tables.

    Raises:
        JournalError: it cannot be used.
    """
    from api.journal_database import database_of
    from api.settings import Settings

    database = database_of(Settings())
    database.ensure()
    return database
