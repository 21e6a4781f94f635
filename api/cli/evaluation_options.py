"""What the commands of `vraagbaak eval` share: what is measured, and with which questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from api.cli.options import progress, step

if TYPE_CHECKING:
    from eval.draft import Draft
    from eval.subjects import Measurable
    from kb.archive import Archive
    from kb.model import GoldenSet

F = TypeVar("F", bound=Callable[..., Any])


def sets_option(*default: str) -> Callable[[F], F]:
    """Add `--set NAAM`, which may be given more than once."""
    return click.option(
        "--set",
        "names",
        type=click.Choice(["oefen", "keuring", "toets"]),
        multiple=True,
        default=default,
        show_default=True,
        help="Welke toetsvragen; mag vaker.",
    )


def subject_options(command: F) -> F:
    """Add `--release NAAM` and `--content MAP`: what is measured."""
    command = click.option(
        "--content",
        "root",
        type=click.Path(path_type=Path),
        metavar="MAP",
        help="Meet de inhoud van deze map in plaats van wat gepubliceerd is.",
    )(command)
    return click.option(
        "--release",
        "name",
        default="actief",
        show_default=True,
        metavar="NAAM",
        help="Welke publicatie: actief, vorige, een nummer of het begin van een kenmerk.",
    )(command)


def slice_option(command: F) -> F:
    """Add `--deel SLEUTEL=WAARDE`, which may be given more than once."""
    return click.option(
        "--deel",
        "parts",
        multiple=True,
        metavar="SLEUTEL=WAARDE",
        help="Alleen deze vragen, bijvoorbeeld taal=en of persona=noor; mag vaker.",
    )(command)


@contextmanager
def measurable(archive: Archive, name: str, root: Path | None) -> Iterator[Measurable]:
    """Give what is to be measured: a publication by name, or the content of a folder."""
    from eval.subjects import Measurable, published

    if root is None:
        step("publicatie laden")
        yield published(archive, name)
        return
    with drafted(archive, root) as made:
        yield Measurable(made.subject, made.release.golden)


@contextmanager
def drafted(archive: Archive, root: Path) -> Iterator[Draft]:
    """Build the content at `root` in the store; nothing comes into force."""
    from api.cli.commands.check import show_problems
    from api.cli.state import encoder_choice
    from api.settings import Settings
    from eval.draft import Steps, draft
    from indexer.encoder import chosen
    from kb.errors import ContentRefusedError

    with archive.store.publishing(), progress("Teksten omzetten") as embedded:
        source = chosen(encoder_choice(Settings()), step)
        try:
            made = draft(root, archive, source, today_of(datetime.now(UTC)), Steps(step, embedded))
        except ContentRefusedError as error:
            show_problems(error.problems, root, err=True)
            raise
        yield made


def golden_sets(names: Iterable[str]) -> tuple[GoldenSet, ...]:
    """Return the sets with these names."""
    from kb.model import GoldenSet

    return tuple(GoldenSet(it) for it in names)


def parsed_parts(parts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return what `--deel` names as keys and values."""
    found = []
    for it in parts:
        key, separator, value = it.partition("=")
        if not separator or key not in _KEYS:
            raise click.UsageError(f"--deel {it}: gebruik {', '.join(_KEYS)}, zoals taal=en.")
        found.append((key, value))
    return tuple(found)


_KEYS = ("soort", "taal", "persona", "kanaal", "doelgroep", "beschermd", "uitkomst")


def today_of(now: datetime) -> date:
    """Return the Dutch day of a moment."""
    from kb.dutch_time import dutch_day

    return dutch_day(now)
