"""Traces: one span a request, of our making alone, and nothing of what was asked in it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.app import create_app
from api.serving import Serving
from api.settings import Settings
from api.tracing import tracing_of, tracing_to

SEARCH = "/v1/antwoorden/_zoek"
CANARY = "kanarievogel"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
REPOSITORY = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Fixed:
    """Serves one reference for ever."""

    current: Serving | None
    reason: str | None = None
    failures: int = 0

    def start(self) -> None:
        """There is nothing to watch."""

    def stop(self) -> None:
        """There is nothing to stop."""


Traced = Callable[..., tuple[TestClient, InMemorySpanExporter]]


@pytest.fixture
def traced(serving: Serving, tmp_path: Path) -> Traced:
    """Return a function that gives a client, and where its spans come."""

    def make(
        answering: Serving = serving, trusted: str = "192.0.2.0/24", client: str = "198.51.100.1"
    ) -> tuple[TestClient, InMemorySpanExporter]:
        spans = InMemorySpanExporter()
        tracing = tracing_to(SimpleSpanProcessor(spans), "publiek", [ip_network(trusted)])
        watcher: Any = Fixed(answering)
        app = create_app(Settings(home=tmp_path), watcher=watcher, tracing=tracing)
        return TestClient(app, raise_server_exceptions=False, client=(client, 1)), spans

    return make


def only(spans: InMemorySpanExporter) -> ReadableSpan:
    (span,) = spans.get_finished_spans()
    return span


def test_a_question_is_one_span_with_its_route_status_and_outcome(traced: Traced) -> None:
    client, spans = traced()
    response = client.post(SEARCH, json={"vraag": "Hoe vraag ik een WW-uitkering aan?"})
    span = only(spans)
    assert span.name == f"POST {SEARCH}"
    assert dict(span.attributes or {}) == {
        "http.request.method": "POST",
        "http.route": SEARCH,
        "http.response.status_code": 200,
        "vraagbaak.request_id": response.headers["x-request-id"],
        "vraagbaak.role": "publiek",
        "vraagbaak.outcome": "antwoord",
        "vraagbaak.remarks": (),
    }
    assert span.resource.attributes["service.name"] == "vraagbaak-publiek"


def test_an_error_of_ours_is_an_error_in_the_trace(
    traced: Traced, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(Serving, "answer", fail)
    client, spans = traced()
    assert client.post(SEARCH, json={"vraag": CANARY}).status_code == 500
    span = only(spans)
    assert span.status.is_ok is False
    assert CANARY not in span.to_json()


def test_nothing_of_a_question_or_of_who_asked_is_in_a_span(traced: Traced) -> None:
    client, spans = traced()
    headers = {"User-Agent": CANARY, "traceparent": PARENT, "baggage": f"wie={CANARY}"}
    client.post(SEARCH, json={"vraag": CANARY}, headers=headers)
    client.post("/", data={"vraag": CANARY}, headers=headers)
    client.get(f"/antwoord/{CANARY}?{CANARY}={CANARY}", headers=headers)
    client.get(f"/v1/brieven/{CANARY}", headers=headers)
    client.request(CANARY.upper(), f"/{CANARY}", headers=headers)
    told = "".join(it.to_json() for it in spans.get_finished_spans()).lower()
    assert len(spans.get_finished_spans()) == 5
    assert CANARY not in told
    assert "198.51.100.1" not in told
    assert "0af7651916cd43dd8448eb211c80319c" not in told


def test_a_trace_that_a_proxy_of_ours_began_goes_on(traced: Traced) -> None:
    client, spans = traced(client="192.0.2.7")
    client.get("/healthz", headers={"traceparent": PARENT})
    span = only(spans)
    assert span.context is not None
    assert format(span.context.trace_id, "032x") == "0af7651916cd43dd8448eb211c80319c"


def test_without_an_endpoint_nothing_is_traced() -> None:
    assert tracing_of(None, "publiek", ()) is None


def test_without_the_extra_a_server_says_so_and_starts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace.export", None)
    assert tracing_of("http://127.0.0.1:4318", "publiek", ()) is None
    assert "vraagbaak[otel]" in caplog.text


def test_a_collector_that_is_away_holds_up_no_stop() -> None:
    tracing = tracing_of("http://127.0.0.1:9", "publiek", ())
    assert tracing is not None
    with tracing.span()({"type": "http", "headers": [], "client": None}):
        pass
    began = time.monotonic()
    tracing.stop()
    assert time.monotonic() - began < 5


def test_the_framework_tells_a_tracer_of_the_process_nothing() -> None:
    program = f"""
import json
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

spans = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(spans))
trace.set_tracer_provider(provider)

from pathlib import Path
from fastapi.testclient import TestClient
from api.app import create_app
from api.settings import Settings

client = TestClient(create_app(Settings(home=Path("{{home}}"))), raise_server_exceptions=False)
client.get("/v1/suggesties?begin={CANARY}")
client.get("/{CANARY}?{CANARY}={CANARY}")
print(len(spans.get_finished_spans()))
""".replace("{home}", "/nonexistent/vraagbaak")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "0"), done.stderr
