"""Options and parameter types that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class DayType(click.ParamType[date]):
    """A day as jjjj-mm-dd."""

    name = "dag"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with the form it should have."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 -- a day
        except ValueError:
            self.fail(f"'{value}' is geen bestaande datum in de vorm jjjj-mm-dd.", param, ctx)


class MomentType(click.ParamType[datetime]):
    """A moment in Dutch time; a day alone is its beginning, or its end where that is asked."""

    name = "moment"

    def __init__(self, *, end_of_day: bool = False) -> None:
        self._end_of_day = end_of_day

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the moment in UTC, or fail with the form it should have."""
        from kb.dutch_time import last_second, parse_moment

        if isinstance(value, datetime):
            return value
        try:
            moment = parse_moment(str(value))
            if self._end_of_day and len(str(value).strip()) == len("jjjj-mm-dd"):
                return last_second(date.fromisoformat(str(value).strip()))
        except ValueError as error:
            self.fail(f"'{value}' is {error}.", param, ctx)
        return moment


def content_option(command: F) -> F:
    """Add `--content DIR`."""
    return click.option(
        "--content",
        "root",
        type=click.Path(path_type=Path),
        default=Path("content"),
        show_default=True,
        metavar="MAP",
        help="Map met de inhoud.",
    )(command)


def json_option(command: F) -> F:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Druk JSON af.")(command)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error while long work runs; nothing when nobody is watching.

    Yields a function that takes how much is done and how much there is.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    bar: Any = None

    def advance(done: int, total: int) -> None:
        nonlocal bar
        if bar is None:
            bar = click.progressbar(length=total, label=label, file=sys.stderr)
            bar.render_progress()
        bar.update(done - bar.pos)

    try:
        yield advance
    finally:
        if bar is not None:
            bar.render_finish()


def step(name: str) -> None:
    """Say on standard error what is being done, when somebody is watching."""
    if sys.stderr.isatty():
        click.echo(f"… {name}", err=True)
