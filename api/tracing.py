"""A span for every request, sent to a collector of OpenTelemetry where one is configured.

The span holds what `api.observing` tells and nothing else. The exporter is an extra that has to be
installed; the tracer is never made the global one, with which the framework would trace the
addresses that were asked for, query strings included.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final

from fastapi.telemetry import TelemetryConfig
from starlette.datastructures import Headers
from starlette.types import Scope

from api.limits import TRACES_STOP_SECONDS
from api.observing import Exchange, Span, Traced
from kb import __version__

if TYPE_CHECKING:
    from opentelemetry import trace
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider

log = logging.getLogger(__name__)

SILENT: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""What the framework itself may tell a collector: nothing, whatever the environment says."""

Network = IPv4Network | IPv6Network


class Tracing:
    """Makes spans and sends them, off the path of the request."""

    def __init__(self, provider: TracerProvider, role: str, trusted: Sequence[Network]) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("vraagbaak", __version__)
        self._role = role
        self._trusted = trusted

    def span(self) -> Span:
        """Return what makes the span of a request."""

        @contextmanager
        def of(scope: Scope) -> Iterator[Traced]:
            from opentelemetry.trace import SpanKind

            with self._tracer.start_as_current_span(
                "request",
                context=self._parent(scope),
                kind=SpanKind.SERVER,
                record_exception=False,
                set_status_on_exception=False,
            ) as span:
                yield _RequestSpan(span, self._role)

        return of

    def stop(self) -> None:
        """Send what was not sent yet, as long as a stopping server has time for that."""
        ending = threading.Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        ending.join(TRACES_STOP_SECONDS)

    def _parent(self, scope: Scope) -> Context:
        """Return the trace that a proxy of ours began; what others say of one is not believed."""
        from opentelemetry.context import Context
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        client = scope.get("client")
        if client is None or not _is_in(client[0], self._trusted):
            return Context()
        sent = Headers(scope=scope).get("traceparent", "")
        return TraceContextTextMapPropagator().extract({"traceparent": sent}, context=Context())


class _RequestSpan:
    def __init__(self, span: trace.Span, role: str) -> None:
        self._span = span
        self._role = role
        self.trace_id = format(span.get_span_context().trace_id, "032x")

    def ended(self, exchange: Exchange) -> None:
        from opentelemetry.trace import Status, StatusCode

        span = self._span
        span.update_name(f"{exchange.method} {exchange.route}")
        span.set_attribute("http.request.method", exchange.method)
        span.set_attribute("http.route", exchange.route)
        span.set_attribute("http.response.status_code", exchange.status)
        span.set_attribute("vraagbaak.request_id", exchange.request_id)
        span.set_attribute("vraagbaak.role", self._role)
        if exchange.answer is not None:
            span.set_attribute("vraagbaak.outcome", exchange.answer.outcome.value)
            remarks = [it.code for it in exchange.answer.remarks]
            span.set_attribute("vraagbaak.remarks", remarks)
        if exchange.status >= 500:
            span.set_status(Status(StatusCode.ERROR))


def tracing_of(endpoint: str | None, role: str, trusted: Sequence[Network]) -> Tracing | None:
    """Return what traces to the collector at `endpoint`; None when there is none, or no exporter.

    A service without traces is worth more than none: that is logged, and no reason not to start.
    """
    if endpoint is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        log.warning("no traces: install vraagbaak[otel], or unset VRAAGBAAK_OTEL_ENDPOINT")
        return None
    address = endpoint.rstrip("/") + "/v1/traces"
    return tracing_to(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)), role, trusted)


def tracing_to(processor: SpanProcessor, role: str, trusted: Sequence[Network] = ()) -> Tracing:
    """Return what traces to `processor`."""
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create(
        {"service.name": f"vraagbaak-{role}", "service.version": __version__}
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(processor)
    return Tracing(provider, role, trusted)


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)
