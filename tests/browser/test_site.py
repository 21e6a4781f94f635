"""The static site of the content of this repository, opened from a folder in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Browser, Page

from api.serving import Serving
from api.web.site import export_site
from kb.knowledge import Knowledge
from kb.release import build_release, digest_of
from kb.source import read

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parent.parent.parent
DAY = date(2026, 11, 22)
PAGES = [
    "index.html",
    "alles.html",
    "thema/ziek.html",
    "antwoord/ww-aanvragen.html",
    "antwoord/ww-aanvragen.en.html",
    "brief/WW-101.html",
    "verwijzing/nood-zelfdoding.html",
]


@dataclass
class Visit:
    """A page and everything about it that a visitor should never meet."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def search(self, question: str) -> list[str]:
        """Type a question and return what is found, the best first."""
        self.page.fill("#vraag", question)
        self.page.press("#vraag", "Enter")
        return self.found()

    def found(self) -> list[str]:
        """Return the pages that the results lead to."""
        links = self.page.locator("#resultaten a")
        return [str(link.get_attribute("href")) for link in links.all()]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(width))


Visitor = Callable[..., Visit]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the real content, in a folder with a name that must be escaped.

    Its texts need no encoder, so none is loaded: this serves what a page is made from, no more.
    """
    public = build_release(read(REPOSITORY / "content")).public
    serving = SimpleNamespace(
        knowledge=Knowledge(public),
        snapshot=SimpleNamespace(publication=digest_of(public)),
        changed_at=lambda _entry: None,
    )
    target = tmp_path_factory.mktemp("stick") / "nood map é #1"
    export_site(cast(Serving, serving), DAY, datetime(2026, 11, 22, 9, tzinfo=UTC), target)
    return target


@pytest.fixture
def visit(browser: Browser, site: Path) -> Iterator[Visitor]:
    """Return a function that opens a page; at the end nobody may have met a fault."""
    visits: list[Visit] = []

    def open_page(path: str = "index.html", *, width: int = 1280, javascript: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=javascript
        )
        visit = Visit(context.new_page())
        visits.append(visit)
        faults = visit.faults
        visit.page.on("console", lambda message: faults.append(f"console: {message.text}"))
        visit.page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        visit.page.on(
            "requestfailed",
            # what a click leaves behind unfinished is no fault
            lambda it: None if it.failure == "net::ERR_ABORTED" else faults.append(it.url),
        )
        visit.page.on(
            "request",
            lambda it: None if it.url.startswith("file:") else faults.append(f"asked: {it.url}"),
        )
        visit.page.goto((site / path).as_uri())
        return visit

    yield open_page
    for it in visits:
        it.page.context.close()
    assert [fault for it in visits for fault in it.faults] == []


@pytest.mark.parametrize("width", [1280, 360])
def test_a_question_is_searched_and_its_answer_read(visit: Visitor, width: int) -> None:
    it = visit(width=width)
    assert "antwoord/ww-aanvragen.html" in it.search("baan kwijt")[:3]
    assert it.overflow() <= 0
    it.page.click('#resultaten a[href="antwoord/ww-aanvragen.html"]')
    it.page.wait_for_selector("article.answer h1")
    assert it.page.locator("article.answer").get_attribute("data-id") == "ww-aanvragen"
    it.page.go_back()
    it.page.wait_for_selector("#resultaten a")
    assert it.page.input_value("#vraag") == "baan kwijt"


def test_results_come_while_typing(visit: Visitor) -> None:
    it = visit()
    it.page.locator("#vraag").press_sequentially("jaaropgave")
    it.page.wait_for_selector("#resultaten a")
    assert "antwoord/jaaropgave.html" in it.found()[:3]


@pytest.mark.parametrize("typed", ["WW-101", "ww 101", "ww101", "brief Ww-101?"])
def test_a_letter_is_found_by_its_code(visit: Visitor, typed: str) -> None:
    assert visit().search(typed) == ["brief/WW-101.html"]


@pytest.mark.parametrize(
    ("typed", "same"),
    [("ZWANGER", "zwanger"), ("zwángër", "zwanger"), ("vakantie geld", "vakantiegeld")],
)
def test_case_accents_and_a_space_in_a_word_do_not_matter(
    visit: Visitor, typed: str, same: str
) -> None:
    it = visit()
    assert it.search(typed)[0] == it.search(same)[0]


def test_a_word_with_a_slip_of_the_pen_is_found(visit: Visitor) -> None:
    assert "antwoord/zwangerschapsverlof.html" in visit().search("zwangerschapsverolf")


@pytest.mark.parametrize(
    ("typed", "page", "number"),
    [
        ("ik wil niet meer leven", "verwijzing/nood-zelfdoding.html", "113"),
        ("mijn man slaat mij", "verwijzing/nood-geweld.html", "0800 2000"),
    ],
)
def test_distress_comes_first_with_whom_to_call(
    visit: Visitor, typed: str, page: str, number: str
) -> None:
    it = visit()
    assert it.search(typed)[0] == page
    assert number in it.page.locator("#resultaten li").first.inner_text()


def test_what_is_found_is_announced_politely(visit: Visitor) -> None:
    it = visit()
    status = it.page.locator("#gevonden[role=status][aria-live=polite]")
    it.search("ww-101")
    assert status.inner_text() == "1 tekst gevonden."
    it.search("xqzvw")
    assert status.inner_text().startswith("Niets gevonden.")
    it.search("")
    assert status.inner_text() == ""


def test_the_keyboard_alone_is_enough(visit: Visitor) -> None:
    it = visit()
    focused = "document.activeElement.id"
    for _ in range(12):
        it.page.keyboard.press("Tab")
        if it.page.evaluate(focused) == "vraag":
            break
    it.page.keyboard.type("ww-101")
    it.page.keyboard.press("Enter")
    it.page.keyboard.press("Tab")  # the button
    it.page.keyboard.press("Tab")
    assert it.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    it.page.keyboard.press("Enter")
    it.page.wait_for_selector("article.answer")
    assert it.page.locator("article.answer").get_attribute("data-id") == "WW-101"


def test_markup_typed_into_the_field_stays_text(visit: Visitor) -> None:
    it = visit()
    it.search("<img src=x onerror=alert(1)> ww")
    assert it.page.locator("main img, main script").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways(visit: Visitor, path: str, width: int) -> None:
    assert visit(path, width=width).overflow() <= 0


@pytest.mark.parametrize("width", [1280, 360])
def test_without_javascript_one_leafs_through_themes_and_letters(
    visit: Visitor, width: int
) -> None:
    it = visit(width=width, javascript=False)
    assert not it.page.locator("#zoeken").is_visible()
    assert it.page.locator("#niet-zoeken").is_visible()
    assert it.page.locator(".distress a[href='tel:113']").is_visible()
    it.page.click('a[href="thema/werkloos.html"]')
    it.page.click('a[href="../antwoord/ww-aanvragen.html"]')
    assert it.page.locator("article.answer h1").is_visible()
    it.page.click("nav a >> text=Brieven")
    it.page.click('a[href="brief/WW-101.html"]')
    assert it.page.locator("article.answer h1").inner_text().startswith("Brief WW-101")


def test_with_javascript_nothing_says_that_searching_does_not_work(visit: Visitor) -> None:
    it = visit()
    assert it.page.locator("#zoeken").is_visible()
    assert not it.page.locator("#niet-zoeken").is_visible()


@pytest.mark.parametrize("path", ["brief/WW-101.html", "alles.html"])
def test_paper_has_the_texts_and_whom_to_call_and_no_menu(visit: Visitor, path: str) -> None:
    it = visit(path)
    it.page.emulate_media(media="print")
    assert it.page.locator("article.answer .short").first.is_visible()
    assert it.page.locator(".people").first.is_visible()
    assert it.page.locator(".banner").is_visible()
    assert it.page.locator(".made").is_visible()
    assert not it.page.locator("header nav").is_visible()
    assert not it.page.locator(".links").first.is_visible()
