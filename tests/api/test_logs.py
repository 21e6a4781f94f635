"""The log: one JSON object a line, and nothing of who asked or what was asked."""

from __future__ import annotations

import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NoReturn

import pytest
from fastapi.testclient import TestClient

from api import logs
from api.serving import Serving

Face = Callable[..., TestClient]

CANARY = "kanarievogel"
SEARCH = "/v1/antwoorden/_zoek"
ULID = re.compile(r"[0-9A-Z]{26}")


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what a server would write to its log."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.formatter("publiek"))
    handler.addFilter(logs.named)
    handler.addFilter(lambda record: not record.name.startswith("httpx"))  # the client of the test
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def lines(written: io.StringIO, logger: str = "vraagbaak.request") -> list[dict[str, Any]]:
    parsed = [json.loads(line) for line in written.getvalue().splitlines()]
    return [it for it in parsed if it["logger"] == logger]


def test_a_request_is_a_line_with_its_route_status_and_time(
    face: Face, written: io.StringIO
) -> None:
    response = face().get("/v1/brieven/WW-101", params={"verzondenOp": "2026-01-01"})
    (line,) = lines(written)
    told = {key: line[key] for key in ("level", "role", "method", "route", "status")}
    assert told == {
        "level": "INFO",
        "role": "publiek",
        "method": "GET",
        "route": "/v1/brieven/{code}",
        "status": 200,
    }
    assert line["milliseconds"] > 0
    assert line["request_id"] == response.headers["x-request-id"]
    assert line["time"].endswith("+00:00")


@pytest.mark.parametrize(
    ("method", "path", "route"),
    [
        ("GET", "/", "/"),
        ("GET", "/antwoord/ww-duur", "/antwoord/{id_}"),
        ("GET", f"/{CANARY}", "(geen)"),
        ("GET", f"/v1/{CANARY}", "/v1/*"),
        ("GET", "/static/style.css", "/static/*"),
        ("DELETE", SEARCH, SEARCH),
        ("KANARIE", "/", "/"),
    ],
)
def test_a_route_is_told_as_it_is_declared(
    face: Face, written: io.StringIO, method: str, path: str, route: str
) -> None:
    face().request(method, path)
    (line,) = lines(written)
    assert line["route"] == route
    assert line["method"] in (method, "(ander)")
    assert "anarie" not in written.getvalue()


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_machine_that_looks_whether_we_are_there_is_no_line(
    face: Face, written: io.StringIO, path: str
) -> None:
    face().get(path)
    assert lines(written) == []


def test_nothing_of_a_question_reaches_the_log(face: Face, written: io.StringIO) -> None:
    client = face()
    headers = {"User-Agent": CANARY, "X-Request-Id": CANARY, "X-Forwarded-For": CANARY}
    client.post(SEARCH, json={"vraag": CANARY}, headers=headers)
    client.post(SEARCH, json={"vraag": 1, CANARY: 1})
    client.post(SEARCH, content=f'{{"vraag": {CANARY}')
    client.post("/", data={"vraag": CANARY, CANARY: CANARY})
    client.post("/v1/brieven/_herken", json={"tekst": CANARY})
    client.get(f"/antwoord/{CANARY}", params={CANARY: CANARY})
    client.get(f"/v1/brieven/{CANARY}")
    assert len(lines(written)) == 7
    assert CANARY not in written.getvalue()
    assert "testclient" not in written.getvalue()


class Failing:
    """Searches by raising an error that quotes the question."""

    def __call__(self, query: Any) -> NoReturn:
        raise RuntimeError(f"mislukt: {query.text}") from ValueError(query.text)


@pytest.mark.parametrize("path", [SEARCH, "/"])
def test_an_unexpected_error_is_told_by_its_type_and_place_alone(
    face: Face, serving: Serving, written: io.StringIO, path: str
) -> None:
    broken = replace(serving, search=Failing())  # type: ignore[arg-type]
    client = face(answering=broken)
    sent: dict[str, Any] = {"vraag": CANARY}
    response = client.post(path, json=sent) if path == SEARCH else client.post(path, data=sent)
    assert response.status_code == 500
    logging.getLogger("uvicorn.error").error("Exception in ASGI application", exc_info=_error())
    assert CANARY not in written.getvalue()
    told = written.getvalue()
    assert "builtins.ValueError" in told
    assert "test_logs.py" in told


def _error() -> BaseException:
    try:
        int(CANARY)
    except ValueError as error:
        return error
    raise AssertionError


def test_other_lines_of_a_request_name_it_too(
    face: Face, serving: Serving, written: io.StringIO
) -> None:
    broken = replace(serving, search=Failing())  # type: ignore[arg-type]
    response = face(answering=broken).post(SEARCH, json={"vraag": CANARY})
    (line,) = lines(written, "api.problems")
    assert line["request_id"] == response.headers["x-request-id"]
    assert ULID.fullmatch(line["request_id"])


def test_a_thread_that_ends_by_an_error_is_a_line_without_its_message(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", logs.thread_ended)

    def fail() -> NoReturn:
        raise ValueError(CANARY)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    (line,) = lines(written, "api.logs")
    assert "builtins.ValueError" in line["exc_info"]
    assert CANARY not in written.getvalue()


def test_every_field_of_a_line_is_known(face: Face, written: io.StringIO) -> None:
    face().get("/")
    logging.getLogger("elders").error("mis", exc_info=_error())
    fields = {key for line in written.getvalue().splitlines() for key in json.loads(line)}
    assert fields <= set(logs.FIELDS)
    assert set(logs.FIELDS) - fields == {"trace_id", "event", "account"}
