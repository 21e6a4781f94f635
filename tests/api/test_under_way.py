"""So many requests at a time and no more; whether the process lives is told all the while."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import anyio.to_thread
import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.routing import Mount

from api.limits import MAX_AT_ONCE, MAX_UNDER_WAY
from api.serving import Serving
from api.time_limit import TimeLimit
from api.under_way import UnderWay
from kb.answering import Found

Face = Callable[..., TestClient]

SEARCH = "/v1/antwoorden/_zoek"
ASKED = {"vraag": "Hoe vraag ik een WW-uitkering aan?"}
PATIENCE_SECONDS = 60


class Gate:
    """A search that waits until it may go on."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.waiting = threading.Semaphore(0)

    def __call__(self, _query: Any) -> Found:
        self.waiting.release()
        self.open.wait(PATIENCE_SECONDS)
        return Found(())


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open.set()


@pytest.fixture
def app(face: Face, serving: Serving, gate: Gate) -> FastAPI:
    """Return an application in which a question waits at the gate."""
    app = face(answering=replace(serving, search=gate)).app  # type: ignore[arg-type]
    assert isinstance(app, FastAPI)
    return app


def client_of(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def asked(client: httpx.AsyncClient, gate: Gate, count: int) -> list[asyncio.Task[Any]]:
    """Ask `count` questions and wait until as many as can be worked on are at the gate."""
    tasks = [asyncio.ensure_future(client.post(SEARCH, json=ASKED)) for _ in range(count)]
    for _ in range(min(count, MAX_AT_ONCE)):
        assert await anyio.to_thread.run_sync(gate.waiting.acquire, True, PATIENCE_SECONDS)
    return tasks


def patient(app: FastAPI, seconds: float) -> UnderWay:
    """Let requests wait so long for a place."""
    under_way = UnderWay(seconds=seconds)
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            route.app.state.under_way = under_way
    app.state.under_way = under_way
    return under_way


def test_one_too_many_is_turned_away_at_once_and_may_come_back(app: FastAPI, gate: Gate) -> None:
    under_way = patient(app, PATIENCE_SECONDS)

    async def story() -> None:
        async with client_of(app) as client:
            tasks = await asked(client, gate, MAX_UNDER_WAY)
            while under_way.now < MAX_UNDER_WAY:
                await asyncio.sleep(0.01)
            refused = await client.post(SEARCH, json=ASKED)
            page = await client.post("/", data=ASKED)
            gate.open.set()
            answered = [await task for task in tasks]
            again = await client.post(SEARCH, json=ASKED)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.headers["content-type"] == "application/problem+json"
        assert (page.status_code, page.headers["retry-after"]) == (503, "1")
        assert page.headers["content-type"].startswith("text/html")
        assert {it.status_code for it in answered} == {200}
        assert again.status_code == 200
        assert (under_way.now, under_way.turned_away) == (0, 2)

    asyncio.run(story())


def test_a_request_that_waits_too_long_for_others_is_turned_away(app: FastAPI, gate: Gate) -> None:
    under_way = patient(app, 0.1)

    async def story() -> None:
        async with client_of(app) as client:
            tasks = await asked(client, gate, MAX_AT_ONCE)
            refused = await client.post(SEARCH, json=ASKED)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
            gate.open.set()
            assert {(await task).status_code for task in tasks} == {200}
        assert (under_way.now, under_way.turned_away) == (0, 1)

    asyncio.run(story())


def test_who_leaves_while_waiting_gives_the_place_back(app: FastAPI, gate: Gate) -> None:
    under_way = patient(app, PATIENCE_SECONDS)

    async def story() -> None:
        async with client_of(app) as client:
            tasks = await asked(client, gate, MAX_AT_ONCE + 1)
            while under_way.now <= MAX_AT_ONCE:
                await asyncio.sleep(0.01)
            tasks[-1].cancel()
            await asyncio.gather(tasks[-1], return_exceptions=True)
            until = time.monotonic() + PATIENCE_SECONDS
            while under_way.now > MAX_AT_ONCE and time.monotonic() < until:
                await asyncio.sleep(0.01)
            assert under_way.now == MAX_AT_ONCE
            gate.open.set()
            await asyncio.gather(*tasks[:-1])

    asyncio.run(story())


def test_liveness_readiness_and_figures_wait_for_no_question(app: FastAPI, gate: Gate) -> None:
    async def story() -> list[int]:
        async with client_of(app) as client:
            tasks = await asked(client, gate, MAX_AT_ONCE)
            limiter = anyio.to_thread.current_default_thread_limiter()
            others = [
                asyncio.ensure_future(anyio.to_thread.run_sync(gate.open.wait, PATIENCE_SECONDS))
                for _ in range(int(limiter.available_tokens))
            ]
            while limiter.available_tokens:
                await asyncio.sleep(0.01)
            paths = ("/healthz", "/readyz")
            statuses = [(await client.get(path)).status_code for path in paths * 10]
            assert not gate.open.is_set()
            gate.open.set()
            await asyncio.gather(*tasks, *others)
            return statuses

    assert asyncio.run(story()) == [200] * 20


def test_a_thread_is_there_for_every_request_that_may_be_under_way() -> None:
    async def threads() -> float:
        return anyio.to_thread.current_default_thread_limiter().total_tokens

    assert asyncio.run(threads()) > MAX_UNDER_WAY


@pytest.mark.parametrize(
    ("path", "body"),
    [(SEARCH, b"{"), (SEARCH, b"{}"), ("/v1/brieven/XX-1", None), ("/antwoord/niets", None)],
)
def test_a_place_is_given_back_whatever_comes_of_the_request(
    face: Face, path: str, body: bytes | None
) -> None:
    client = face()
    assert isinstance(client.app, FastAPI)
    json = {"Content-Type": "application/json"}
    for _ in range(MAX_UNDER_WAY + 1):
        response = client.post(path, content=body, headers=json) if body else client.get(path)
        assert response.status_code < 500
    assert client.app.state.under_way.now == 0


def test_a_place_is_given_back_after_an_error_of_ours(
    face: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Serving, "answer", fail)
    client = face()
    statuses = {client.post(SEARCH, json=ASKED).status_code for _ in range(MAX_UNDER_WAY + 1)}
    assert statuses == {500}


def test_a_body_that_is_still_coming_in_holds_no_place(app: FastAPI, gate: Gate) -> None:
    async def story() -> None:
        may_end = asyncio.Event()

        async def slowly() -> Any:
            yield b'{"vraag": '
            await may_end.wait()
            yield b'"hallo"}'

        async with client_of(app) as client:
            json = {"Content-Type": "application/json"}
            slow = asyncio.ensure_future(client.post(SEARCH, content=slowly(), headers=json))
            for _ in range(10):
                await asyncio.sleep(0)
            assert app.state.under_way.now == 0
            may_end.set()
            gate.open.set()
            assert (await slow).status_code == 200

    asyncio.run(story())


def test_a_request_that_hangs_is_answered_and_keeps_its_place(app: FastAPI, gate: Gate) -> None:
    limited = TimeLimit(app, seconds=0.2)

    async def story() -> None:
        async with client_of(limited) as client:
            given_up = await client.post(SEARCH, json=ASKED)
            assert (given_up.status_code, given_up.headers["retry-after"]) == (503, "5")
            assert given_up.headers["content-type"] == "application/problem+json"
            assert app.state.under_way.now == 1
            gate.open.set()
            until = time.monotonic() + PATIENCE_SECONDS
            while app.state.under_way.now and time.monotonic() < until:
                await asyncio.sleep(0.01)
            assert app.state.under_way.now == 0
            assert (await client.get("/healthz")).status_code == 200

    asyncio.run(story())


def test_a_page_that_hangs_is_answered_with_a_page(app: FastAPI) -> None:
    async def story() -> httpx.Response:
        async with client_of(TimeLimit(app, seconds=0.2)) as client:
            return await client.post("/", data=ASKED)

    response = asyncio.run(story())
    assert response.status_code == 503
    assert response.headers["content-type"].startswith("text/html")


def test_an_answer_that_has_begun_is_sent_to_its_end() -> None:
    async def slow(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in (b"een", b"twee"):
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0.2)
        await send({"type": "http.response.body", "body": b"drie"})

    async def story() -> str:
        async with client_of(TimeLimit(slow, seconds=0.1)) as client:
            return (await client.get("/")).text

    assert asyncio.run(story()) == "eentweedrie"
