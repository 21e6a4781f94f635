"""`vraagbaak encoder`: the model that turns text into vectors."""

from __future__ import annotations

import click

from api.cli.options import step


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
