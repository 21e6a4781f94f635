"""`vraagbaak history`: every moment at which one item became another."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from api.cli.options import json_option

if TYPE_CHECKING:
    from kb.history import ItemVersion, KnownVersion


@click.command()
@click.argument("id_", metavar="ID")
@json_option
def history(id_: str, as_json: bool) -> int:
    """Toon wanneer het item ID veranderde en wat er veranderde, het nieuwste eerst.

    ID is de id van een vraag of verwijzing, of de code van een brief.
    """
    from api.settings import Settings
    from kb.archive import Archive
    from kb.history import history as history_of

    found = history_of(Archive(Settings().home), id_)
    if as_json:
        click.echo(json.dumps([_table(it) for it in found], ensure_ascii=False))
        return 0
    click.echo(_headline(id_, found))
    for it in found:
        click.echo()
        click.echo("\n".join(_block(it, colour=sys.stdout.isatty())))
    return 0


def _table(found: ItemVersion) -> dict[str, Any]:
    from api.differences import difference_table

    activation = found.activation.model_dump(mode="json", by_alias=True, exclude={"new_versions"})
    return {
        **activation,
        "bewaard": found.kept,
        "versies": [_version_table(it) for it in found.versions],
        "vergelekenMet": found.compared_with,
        "verschillen": [difference_table(it) for it in found.differences],
    }


def _version_table(version: KnownVersion) -> dict[str, Any]:
    validity = version.validity
    return {
        "sleutel": version.key,
        "versie": version.digest,
        "vraag": version.question,
        "geldig": validity.model_dump(mode="json", by_alias=True) if validity else None,
    }


def _headline(id_: str, found: Sequence[ItemVersion]) -> str:
    asked = (it.question for version in found for it in version.versions if it.question)
    times = "1 moment" if len(found) == 1 else f"{len(found)} momenten"
    question = next(asked, None)
    return f"{id_}: {question} ({times})" if question else f"{id_} ({times})"


def _block(found: ItemVersion, *, colour: bool) -> Iterator[str]:
    from kb.dutch_time import dutch_moment

    entry = found.activation
    title = f"nummer {entry.number}, {dutch_moment(entry.at)}: {entry.kind} door {entry.by}"
    yield click.style(title, bold=True) if colour else title
    if entry.note:
        yield f"  notitie: {entry.note}"
    yield f"  release: {entry.release}"
    if not found.kept:
        yield "  Deze release is opgeruimd. Nieuw volgens het logboek:"
    yield from map(_version_line, found.versions)
    if not found.versions:
        yield "  Het item is uit de kennisbank gehaald."
    if found.kept:
        yield from _differences(found, colour=colour)


def _version_line(version: KnownVersion) -> str:
    from kb.readable import as_text

    days = f", geldig {as_text(version.validity)}" if version.validity else ""
    return f"  {version.key}, versie {version.digest}{days}"


def _differences(found: ItemVersion, *, colour: bool) -> Iterator[str]:
    from api.cli.difference_text import block
    from kb.differences import Change

    earlier = found.compared_with
    if earlier is not None and earlier != found.activation.number - 1:
        yield f"  Vergeleken met nummer {earlier}; wat ertussen lag is opgeruimd."
    if not found.differences:
        known = earlier is not None
        yield f"  {'De tekst bleef gelijk.' if known else 'Wat er eerder stond is opgeruimd.'}"
    for it in found.differences:
        lines = block(it, colour=colour)
        # a whole text would hide what changed in the others
        shown = lines if it.change is Change.CHANGED else [next(lines)]
        yield from (f"  {line}" for line in shown)
