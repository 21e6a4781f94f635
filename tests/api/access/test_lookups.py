"""A database that hangs: who shows a key or a session waits a little, and nobody else does."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from anyio import to_thread
from fastapi.testclient import TestClient
from httpx import ASGITransport, AsyncClient

from api.access.lookups import Lookups
from api.settings import Role
from eval.errors import JournalUnavailableError

House = Callable[..., TestClient]


@pytest.fixture
def hanging() -> Iterator[str]:
    """Return the address of a database that takes calls and never says anything."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as server:
        yield f"postgresql://wie@127.0.0.1:{server.getsockname()[1]}/dan"


@pytest.fixture
def release() -> Iterator[Event]:
    """Return what ends work that hangs; it is set at the end in any case."""
    event = Event()
    yield event
    event.set()


def test_what_is_found_in_time_is_returned() -> None:
    assert asyncio.run(Lookups().ask(lambda: "gevonden")) == "gevonden"


def test_work_that_hangs_is_waited_for_no_longer_than_is_said(release: Event) -> None:
    async def asked() -> None:
        with pytest.raises(JournalUnavailableError):
            await Lookups(seconds=0.05).ask(release.wait)
        release.set()

    asyncio.run(asked())


def test_work_that_hangs_keeps_its_thread_and_what_waited_for_it_is_forgotten(
    release: Event,
) -> None:
    lookups, done = Lookups(at_once=1, seconds=0.05), list[str]()

    async def asked() -> None:
        for work in (release.wait, lambda: done.append("te laat")):
            with pytest.raises(JournalUnavailableError):
                await lookups.ask(work)
        release.set()
        await lookups.ask(lambda: done.append("op tijd"))

    asyncio.run(asked())
    assert done == ["op tijd"]


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        (
            "POST",
            "/v1/antwoorden/_zoek",
            {"Authorization": f"Bearer vb_{'0' * 12}_{'A' * 43}", "Content-Type": "text/plain"},
        ),
        ("GET", "/publicatie", {"Cookie": f"vraagbaak={'A' * 43}"}),
        ("GET", "/aanmelden", {}),
    ],
)
def test_a_database_that_hangs_takes_no_thread_of_those_that_answer(
    house: House, hanging: str, method: str, path: str, sent: dict[str, str]
) -> None:
    app: Any = house(Role.INTERNAL, journal_url=hanging).app

    async def asked() -> tuple[int, set[int]]:
        transport = ASGITransport(app, client=("192.0.2.1", 1))
        async with AsyncClient(transport=transport, base_url="http://testserver") as client:
            every = [
                asyncio.create_task(client.request(method, path, headers=sent)) for _ in range(12)
            ]
            await asyncio.sleep(0.5)
            taken = to_thread.current_default_thread_limiter().borrowed_tokens
            return taken, {(await it).status_code for it in every}

    taken, statuses = asyncio.run(asked())
    assert taken == 0
    # let in as nobody, and told what is wrong with the body; or told to come back
    assert statuses == ({415} if method == "POST" else {503})
