"""Identical answers, proved: every golden question through every channel, compared byte for byte.

The API and the command line must print the same body. The page must show the same outcome, the
same texts in the same order by id, version and digest, those very texts each in its place, and the
same notice, remarks, organisation and contacts.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode

from starlette.types import ASGIApp

from api.app import create_app
from api.cli.commands.ask import body_of
from api.inprocess import post
from api.serving import Serving
from api.settings import Settings
from eval.run import Remembered, question_of
from indexer.search import Searcher
from kb.answering import searched
from kb.model import GoldenQuestion

CHANNELS: Final = ("api", "pagina", "opdrachtregel")
_REFERENCE: Final = re.compile(rb'"vraagkenmerk":"[0-9A-Z]{26}"')
Advance = Callable[[int, int], None]


@dataclass(frozen=True)
class Disagreement:
    """A question that a channel answered otherwise than the API, and in what."""

    question: GoldenQuestion
    channel: str
    what: str


class _Still:
    """Serves one reference and watches nothing."""

    reason = None
    failures = 0

    def __init__(self, serving: Serving) -> None:
        self.current = serving

    def start(self) -> None:
        """There is nothing to watch."""

    def stop(self) -> None:
        """There is nothing to stop."""


def disagreements(
    serving: Serving,
    questions: Sequence[GoldenQuestion],
    now: datetime,
    day: date,
    progress: Advance = lambda _done, _total: None,
) -> tuple[Disagreement, ...]:
    """Ask `questions` through every channel and return where one byte differs."""
    known = Remembered(serving.search.encoder, [searched(it.question) for it in questions])
    quick = Serving(
        activation=serving.activation,
        snapshot=serving.snapshot,
        search=Searcher(serving.snapshot, known),
        published=serving.published,
        policy=serving.policy,
    )
    app = create_app(Settings(), watcher=_Still(quick), clock=lambda: now)  # type: ignore[arg-type]
    found: list[Disagreement] = []
    for done, golden in enumerate(questions, 1):
        found += [Disagreement(golden, *it) for it in _compared(app, quick, golden, day)]
        progress(done, len(questions))
    return tuple(found)


def _compared(
    app: ASGIApp, serving: Serving, golden: GoldenQuestion, day: date
) -> list[tuple[str, str]]:
    asked = question_of(golden, day)
    request = {"vraag": golden.question, "geldigOp": asked.day.isoformat()}
    if golden.audience:
        request["doelgroep"] = golden.audience.value
    if golden.previous:
        request["vorigAntwoord"] = golden.previous
    raw = json.dumps(request).encode()
    response = post(app, "/v1/antwoorden/_zoek", raw, "application/json")
    if response.status != _OK:
        return [("api", f"de vraag wordt geweigerd (status {response.status})")]
    told = response.body
    found: list[tuple[str, str]] = []
    if without_reference(told) != without_reference(body_of(asked, serving).encode()):
        found.append(("opdrachtregel", "het antwoord verschilt"))
    if golden.on_day is None and golden.previous is None:  # the page asks about today alone
        form = {"vraag": golden.question, "doelgroep": request.get("doelgroep", "")}
        shown = post(app, "/", urlencode(form).encode(), "application/x-www-form-urlencoded").body
        found += [("pagina", it) for it in missing_from_page(json.loads(told), shown.decode())]
    return found


def without_reference(body: bytes) -> bytes:
    """Return a body without the reference, which is random in each."""
    return _REFERENCE.sub(b'"vraagkenmerk":""', body)


def missing_from_page(body: dict[str, Any], page: str) -> list[str]:
    """Return what a page does not show of `body` as it should."""
    reader = _Reader()
    reader.feed(page)
    found: list[str] = []
    if (reader.outcome, reader.snapshot) != (body["uitkomst"], body["momentopname"]):
        found.append("de afloop of de momentopname verschilt")
    shown = body["antwoorden"] if body["uitkomst"] not in _WITHOUT_TEXTS else []
    if reader.marks != [(it["id"], it["versie"], it["inhoudHash"]) for it in shown]:
        found.append("de teksten of hun volgorde verschillen")
    result = page.partition(_RESULT)[2].partition("</main>")[0]
    for it, piece in zip(shown, result.split(_MARK)[1:], strict=False):
        if any(f">{part}<" not in piece for part in _words_of(it, body["uitkomst"])):
            found.append(f"de tekst van {it['id']} verschilt")
    for what, text in _beside(body):
        if f">{escaped(text)}<" not in result:
            found.append(f"{what} ontbreekt")
    return found


_WITHOUT_TEXTS: Final = ("geenAntwoord", "begroeting")
_RESULT: Final = "data-uitkomst="
_MARK: Final = "data-inhoud-hash="
"""What the result on a page, and each text in it, begins with."""
_OK: Final = 200


def _words_of(text: dict[str, Any], outcome: str) -> list[str]:
    """Return what a page with this outcome shows of one text."""
    titled = [] if outcome == "nood" else [escaped(text["vraag"]), escaped(text["kort"])]
    return titled if outcome == "keuze" else [*titled, text["html"]]


def _beside(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Return by name what an answer says beside its texts."""
    named = [("de melding", body["melding"])] if body["melding"] else []
    named += [(f"aandachtspunt {it['code']}", it["tekst"]) for it in body["aandachtspunten"]]
    if body["verwijzing"]:
        named.append(("de organisatie", body["verwijzing"]["organisatie"]))
    return named + [(f"het contact {it['naam']}", it["naam"]) for it in body["contact"]]


def escaped(text: str) -> str:
    """Return text as the templates write it."""
    return html.escape(text).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


class _Reader(HTMLParser):
    """Collects what a page says that it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.outcome: str | None = None
        self.snapshot: str | None = None
        self.marks: list[tuple[str | None, str | None, str | None]] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the marks of a text, and of the result as a whole."""
        known = dict(attrs)
        if "data-uitkomst" in known:
            self.outcome, self.snapshot = known["data-uitkomst"], known.get("data-momentopname")
        if "data-inhoud-hash" in known:
            mark = known.get("data-id"), known.get("data-versie"), known["data-inhoud-hash"]
            self.marks.append(mark)
