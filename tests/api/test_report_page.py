"""The report page stands on its own, can be heard as well as seen, and escapes what it shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from api.web.report import render_report
from eval.gate import verdict
from eval.report import report
from eval.run import Run
from eval.scoring import Scored, Shown
from kb.knowledge import Knowledge
from kb.model import Audience, Faq, GoldenQuestion, Outcome, Texts, Theme, Validity
from kb.problems import Place, problem
from kb.release import PublicContent

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTILE = "<script>alert('x')</script> & \"meer\""
VOID = {"meta", "br", "link", "img", "rect", "line", "circle", "polyline"}


def faq(id_: str) -> Faq:
    return Faq(
        id=id_,
        theme="werkloos",
        version="0123abcd",
        question=f"{id_} {HOSTILE}",
        short="Kort.",
        audience=Audience.CLIENT,
        validity=Validity(start=date(2024, 1, 1)),
        owner=HOSTILE,
        body="U vraagt het aan. " * 6,
    )


KNOWLEDGE = Knowledge(
    PublicContent(
        faqs=(faq("a"), faq("b"), faq("c")),
        letters=(),
        referrals=(),
        figures=(),
        themes=(Theme(id="werkloos", title=f"Werk {HOSTILE}"),),
        terms=(),
        texts=Texts(),
    )
)


def asked(at: int, right: bool, degraded: bool = False) -> Scored:
    shown = ("a",) if right else ("b", "a")
    return Scored(
        question=GoldenQuestion(
            id=f"v-{at}",
            question=f"vraag {at} {HOSTILE}",
            language="ar" if at == 1 else "nl",
            expected=("a",),
            on_day=date(2022, 3, 10) if at == 2 else None,
            protected=at % 2 == 0,
            persona=HOSTILE,
        ),
        outcome=Outcome.ANSWER if right or at % 3 else Outcome.CHOICE,
        shown=tuple(Shown(id=it, content_hash="00") for it in shown),
        ranking=shown,
        rank=shown.index("a") + 1,
        confidence=0.75,
        language="nl",
        degraded=degraded,
    )


def ran(id_: str, scored: list[Scored], days_ago: int = 0) -> Run:
    return Run(
        id=id_,
        subject=HOSTILE,
        sets=("keuring",),
        release="sha256:0123",
        snapshot="sha256:4567",
        encoder="sha256:89ab",
        parameters="sha256:cdef",
        questions="sha256:0000",
        day=date(2026, 11, 22),
        began=NOON - timedelta(days=days_ago),
        seconds=1.0,
        median_ms=1.0,
        p95_ms=1.0,
        asked=len(scored),
        scored=tuple(scored),
    )


BEFORE = ran("voor", [asked(at, right=at > 3) for at in range(24)], days_ago=1)
BETTER = ran("beter", [asked(at, right=at > 3) for at in range(24)])
WORSE = ran("slechter", [asked(at, right=at > 14) for at in range(24)])
PARTIAL = ran("deel", [asked(at, right=True, degraded=at > 20) for at in range(24)])


def page(run: Run) -> str:
    competing = problem(
        "vragen-concurreren", Place("faq/a.md"), vraag=HOSTILE, andere="x", ander="faq/b.md"
    )
    return render_report(
        report(
            run,
            KNOWLEDGE,
            made_at=NOON,
            verdict=verdict(BEFORE, run, KNOWLEDGE),
            before=BEFORE,
            history=[BEFORE],
            competing=[competing],
        )
    )


PAGES = {"goed": page(BETTER), "afgekeurd": page(WORSE), "onvolledig": page(PARTIAL)}


@dataclass
class Element:
    name: str
    attributes: dict[str, str]
    text: str = ""


@dataclass
class Parsed(HTMLParser):
    """Every element of a page in order, each with the text directly in it and below it."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().name == tag

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data

    def named(self, *names: str) -> list[Element]:
        return [it for it in self.elements if it.name in names]


def parsed(text: str) -> Parsed:
    found = Parsed()
    found.feed(text)
    assert found.open == []
    return found


every_page = pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)


@every_page
def test_there_is_one_h1_and_no_level_is_skipped(html: str) -> None:
    levels = [int(it.name[1]) for it in parsed(html).named("h1", "h2", "h3", "h4", "h5")]
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(after - before <= 1 for before, after in pairwise(levels))


@every_page
def test_there_is_one_of_each_landmark_and_every_section_has_a_name(html: str) -> None:
    found = parsed(html)
    assert [len(found.named(it)) for it in ("header", "nav", "main", "footer")] == [1, 1, 1, 1]
    ids = {it.attributes["id"] for it in found.elements if "id" in it.attributes}
    assert {it.attributes["aria-labelledby"] for it in found.named("section")} <= ids


@every_page
def test_every_table_has_a_caption_and_every_header_says_what_it_heads(html: str) -> None:
    found = parsed(html)
    assert len(found.named("table")) == len(found.named("caption")) > 5
    assert {it.attributes.get("scope") for it in found.named("th")} == {"col", "row"}
    for it in found.named("table"):
        assert it.attributes.get("class") != "stack" or it.attributes.get("role") == "table"


@every_page
def test_ids_are_unique_and_every_link_leads_somewhere_on_the_page(html: str) -> None:
    found = parsed(html)
    ids = [it.attributes["id"] for it in found.elements if "id" in it.attributes]
    assert len(ids) == len(set(ids))
    assert {it.attributes["href"].removeprefix("#") for it in found.named("a")} <= set(ids)


@every_page
def test_nothing_is_fetched_and_nothing_is_run(html: str) -> None:
    found = parsed(html)
    assert found.named("script", "link", "img", "iframe", "object") == []
    assert "url(" not in html
    assert "@import" not in html
    assert not re.search(r"(?:https?:)?//[a-z]", html)
    assert not any(name.startswith("on") for it in found.elements for name in it.attributes)


@every_page
def test_whatever_is_shown_is_escaped(html: str) -> None:
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@every_page
def test_every_plot_has_a_title_a_description_and_its_numbers_in_a_table(html: str) -> None:
    found = parsed(html)
    plots = [it for it in found.named("svg") if it.attributes.get("aria-hidden") != "true"]
    assert plots
    texts = {it.attributes["id"]: it.text for it in found.named("title", "desc") if it.attributes}
    for it in plots:
        assert it.attributes["role"] == "img"
        assert all(texts[name] for name in it.attributes["aria-labelledby"].split())
    assert html.count("Dezelfde getallen als tabel") == len(plots)


def test_an_incomplete_run_is_said_in_the_first_line_and_nothing_on_the_page_looks_good() -> None:
    html = PAGES["onvolledig"]
    found = parsed(html)
    first = found.named("p")[0]
    assert "Onvolledig gemeten" in first.text
    assert first.attributes["class"] == "verdict unknown"
    assert "goedgekeurd" not in html.lower()
    classes = {name for it in found.elements for name in it.attributes.get("class", "").split()}
    assert not classes & {"good", "better"}
    assert "gaan vooruit" not in html


def test_an_approved_run_looks_good_so_that_the_test_above_could_fail() -> None:
    found = parsed(PAGES["goed"])
    assert found.named("p")[0].attributes["class"] == "verdict good"


def test_the_verdict_comes_first_and_then_what_to_do() -> None:
    found = parsed(PAGES["afgekeurd"])
    assert found.named("p")[0].text.split()[1:3] == ["Afgekeurd:", "er"]
    assert [it.text for it in found.named("h2")][:2] == ["Begin hier", "In dit rapport"]


def test_a_question_is_marked_with_its_own_language() -> None:
    quoted = [it.attributes for it in parsed(PAGES["afgekeurd"]).named("q")]
    assert {"lang": "ar", "dir": "auto"} in quoted


def test_a_question_about_another_day_says_which() -> None:
    assert "over 10 maart 2022" in PAGES["afgekeurd"]
