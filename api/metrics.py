"""What a server counts and measures, in the form of Prometheus. Nothing of who or what was asked.

Every application has a registry of its own. What others count already (the journal, the encoder,
what is served) is read when the figures are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from api.observing import Exchange
from api.serving import Serving
from api.under_way import UnderWay
from api.watching import Watcher
from eval.journal.writer import Writer
from indexer.timely import Health, TimelyEncoder

CONTENT_TYPE: Final = CONTENT_TYPE_LATEST

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)
"""Up to the limit of a request; 2.5 is how long a question may take when the encoder hangs."""

_CONFIDENCE: Final = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


class Metrics:
    """The figures of one application."""

    def __init__(self, watcher: Watcher, under_way: UnderWay, journal: Writer) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "vraagbaak_requests",
            "Requests, by route as it is declared and by status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "vraagbaak_request_seconds",
            "How long a request took until its answer was sent.",
            ("method", "route"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "vraagbaak_answers",
            "Questions answered, by how they ended.",
            ("outcome",),
            registry=self._registry,
        )
        self._remarks = Counter(
            "vraagbaak_answer_remarks",
            "Remarks with an answer: `verminderd` is an answer by words alone.",
            ("code",),
            registry=self._registry,
        )
        self._confidence = Histogram(
            "vraagbaak_answer_confidence",
            "The probability that the first answer is right, as it was given.",
            buckets=_CONFIDENCE,
            registry=self._registry,
        )
        self._registry.register(_State(watcher, under_way, journal))
        ProcessCollector(registry=self._registry)

    def request(self, exchange: Exchange) -> None:
        """Count a request, and how the question in it ended."""
        where = (exchange.method, exchange.route)
        self._requests.labels(*where, str(exchange.status)).inc()
        self._seconds.labels(*where).observe(exchange.seconds)
        if (given := exchange.answer) is None:
            return
        self._answers.labels(given.outcome.value).inc()
        for it in given.remarks:
            self._remarks.labels(it.code).inc()
        if given.answers:
            self._confidence.observe(given.answers[0].confidence)

    def text(self) -> bytes:
        """Return all figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _State(Collector):
    """What is so at the moment that it is asked for."""

    def __init__(self, watcher: Watcher, under_way: UnderWay, journal: Writer) -> None:
        self._watcher = watcher
        self._under_way = under_way
        self._journal = journal

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        serving = self._watcher.current
        yield from self._serving(serving)
        if serving is not None:
            yield from _encoder(serving)
            yield from _texts(serving)
        yield from self._requests()
        yield from self._written()

    def _serving(self, serving: Serving | None) -> Iterator[Metric]:
        yield _gauge(
            "ready", "1 when questions can be answered, as /readyz says.", serving is not None
        )
        yield _gauge(
            "publication_refused",
            "1 when what should be served is not, or a plan waits; /readyz says why.",
            self._watcher.reason is not None,
        )
        yield _counter(
            "reload_failures", "Publications that could not be loaded.", self._watcher.failures
        )
        pulled = serving is not None and serving.pulled is not None
        yield _gauge("kill_switch", "1 while the kill switch is pulled.", pulled)
        if serving is None:
            return
        active = serving.activation
        yield _gauge("publication_number", "The entry of the ledger served from.", active.number)
        yield _gauge(
            "publication_activated_timestamp_seconds",
            "When that came into force.",
            active.at.timestamp(),
        )
        served = GaugeMetricFamily(
            "vraagbaak_serving",
            "1; what is served from is in the labels.",
            labels=("publication", "snapshot", "encoder"),
        )
        served.add_metric((active.public, active.snapshot, active.encoder), 1)
        yield served

    def _requests(self) -> Iterator[Metric]:
        under_way = self._under_way
        yield _gauge("requests_under_way", "Requests that are worked on now.", under_way.now)
        yield _gauge("requests_under_way_limit", "How many that can be.", under_way.most)
        yield _counter(
            "requests_turned_away", "Requests refused with 503: too many.", under_way.turned_away
        )

    def _written(self) -> Iterator[Metric]:
        stats = self._journal.stats
        yield _gauge("journal_waiting", "Records that wait to be written.", stats.waiting)
        yield _counter("journal_written", "Records written to the database.", stats.written)
        yield _counter(
            "journal_lost", "Records that no longer fitted while it was down.", stats.lost
        )
        yield _gauge("journal_up", "1 when the last attempt to write worked.", stats.error is None)


def _encoder(serving: Serving) -> Iterator[Metric]:
    encoder = serving.search.encoder
    health = encoder.health if isinstance(encoder, TimelyEncoder) else Health()
    yield _counter("encoder_late", "Questions for which the encoder was too late.", health.late)
    yield _counter("encoder_failed", "Questions at which it failed.", health.failed)
    yield _counter(
        "encoder_passed_over", "Questions for which it was left alone.", health.passed_over
    )
    yield _gauge("encoder_resting", "1 while it is left alone.", health.is_resting)


def _texts(serving: Serving) -> Iterator[Metric]:
    cache = serving.knowledge.kept_texts()
    yield _counter("texts_cached_hits", "Texts that were rendered before.", cache.hits)
    yield _counter("texts_cached_misses", "Texts that had to be rendered.", cache.misses)
    yield _gauge("texts_cached", "Rendered texts that are kept.", cache.kept)


def _gauge(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(f"vraagbaak_{name}", what, value=float(value))


def _counter(name: str, what: str, value: float) -> Metric:
    return CounterMetricFamily(f"vraagbaak_{name}", what, value=float(value))
