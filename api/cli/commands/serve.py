"""`vraagbaak serve`: a server process of one role."""

from __future__ import annotations

import ipaddress

import click


@click.command()
@click.option(
    "--rol",
    "role_name",
    type=click.Choice(["publiek", "intern"]),
    default="publiek",
    show_default=True,
    help="Wat de server laat zien.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adres om op te luisteren.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Poort om op te luisteren.",
)
def serve(role_name: str, host: str, port: int) -> int:
    """Start de server."""
    import logging
    import os

    # A question is short: one thread answers it in tens of milliseconds, and does not wait for a
    # core that another process holds. It must be said before the encoder's library is loaded.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

    import uvicorn

    from api import limits
    from api.app import create_app
    from api.settings import Role, Settings

    role = Role(role_name)
    if role is Role.INTERNAL and not _is_loopback(host):
        raise click.UsageError(
            "de interne rol heeft nog geen aanmelding en luistert daarom alleen op deze machine; "
            "kies --host 127.0.0.1."
        )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("bm25s", "sentence_transformers"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    uvicorn.run(
        create_app(Settings(), role),
        host=host,
        port=port,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_keep_alive=limits.KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=limits.STOP_SECONDS,
        h11_max_incomplete_event_size=limits.MAX_HEADER_BYTES,
        http="h11",
    )
    return 0


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
