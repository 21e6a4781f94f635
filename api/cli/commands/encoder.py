"""`vraagbaak encoder`: the model that turns text into vectors."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from api.cli.options import content_option, step

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexer.tuning import Step
    from kb.release import PublicContent
    from kb.store import Store

_SHOWN: Final = 10
"""Every so many steps a line is printed."""


@click.group()
def encoder() -> None:
    """Beheer de encoder: het model dat tekst vergelijkbaar maakt."""


@encoder.command()
def prepare() -> int:
    """Zet de ingestelde encoder klaar in de opslag en verifieer hem."""
    from api.cli.state import encoder_choice
    from api.settings import Settings
    from indexer.encoder import prepare as prepare_encoder
    from kb.store import Artefact, Store

    settings = Settings()
    store = Store(settings.home)
    with store.publishing():
        id_ = prepare_encoder(store, encoder_choice(settings), step)
    click.echo(f"{id_} {store.path(Artefact.ENCODER, id_)}")
    return 0


def _writable(_context: click.Context, _option: click.Parameter, target: Path) -> Path:
    """Refuse at once what could not be written, or not be used, after an hour of work."""
    if target.suffix != ".safetensors" or not target.parent.is_dir():
        raise click.BadParameter("geef een bestand op .safetensors in een map die bestaat.")
    return target


@encoder.command()
@content_option
@click.option(
    "--uit",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    callback=_writable,
    metavar="BESTAND",
    help="Waar de aanpassing komt, een bestand op .safetensors.",
)
@click.option(
    "--stappen",
    "steps",
    type=click.IntRange(1, 10_000),
    default=450,
    show_default=True,
    metavar="AANTAL",
    help="Hoe lang er geleerd wordt; enkele seconden per stap.",
)
@click.option(
    "--zaad",
    "seed",
    type=click.IntRange(0, 2**31 - 1),
    default=0,
    show_default=True,
    metavar="GETAL",
    help="Bepaalt wat er geloot wordt.",
)
def tune(root: Path, target: Path, steps: int, seed: int) -> int:
    """Stem de meegeleverde encoder af op de inhoud.

    Er wordt geleerd van de items en hun formuleringen, nooit van de vragen in de map `vragen`. Wat
    er in gebruik is verandert niet; de uitkomst is een bestand met een eigen kenmerk.
    """
    from api.settings import Settings
    from indexer.adapter import write
    from indexer.lessons import lessons
    from indexer.tuning import tune as tune_encoder
    from kb.store import Store

    public = _public(root)
    if public is None:
        return 1
    taught = lessons(public)
    said = sum(len(it.said) for it in taught)
    click.echo(f"Leert van {said} manieren om {len(taught)} items te vragen.")
    base = _prepared_base(Store(Settings().home))
    step("beginnen met wat de encoder al weet")
    tuned = tune_encoder(taught, base, steps=steps, seed=seed, progress=_shown())
    click.echo(f"Aanpassing {write(tuned, target)} staat in {target}.")
    click.echo(f"Om haar te gebruiken: VRAAGBAAK_ENCODER={target} vraagbaak publish")
    click.echo("Om haar mee te leveren: zet haar als adapter.safetensors in indexer/tuned.")
    return 0


def _public(root: Path) -> PublicContent | None:
    """Return the public content of `root`; print why not when it has errors, and return None."""
    from datetime import UTC, datetime

    from api.cli.commands.check import show_problems
    from kb.checks import check
    from kb.dutch_time import dutch_day
    from kb.release import build_release
    from kb.source import read

    content = read(root)
    errors = tuple(it for it in check(content, dutch_day(datetime.now(UTC))) if it.is_error)
    if not errors:
        return build_release(content).public
    show_problems(errors, root, err=True)
    click.echo(f"Niet afgestemd: {len(errors)} fout(en) in de inhoud.", err=True)
    return None


def _prepared_base(store: Store) -> Path:
    from indexer.encoder import BUNDLED_BASE, EncoderChoice
    from indexer.encoder import prepare as prepare_encoder
    from kb.store import Artefact

    with store.publishing():
        id_ = prepare_encoder(store, EncoderChoice(BUNDLED_BASE), step)
    return store.path(Artefact.ENCODER, id_)


def _shown() -> Callable[[Step], None]:
    """Return what prints the losses of now and then a step, and of the last."""

    def show(it: Step) -> None:
        if it.number % _SHOWN == 0 or it.number in {1, it.total}:
            losses = f"klassen {it.classes:.3f}, paren {it.pairs:.3f}"
            click.echo(f"Stap {it.number} van {it.total}: verlies {losses}.")

    return show
