"""The search page in a real browser: small and wide, with and without JavaScript, by keyboard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

pytestmark = pytest.mark.browser

STARTED_SECONDS = 180
QUESTION = "Hoe vraag ik een WW-uitkering aan?"


@dataclass
class Visit:
    """A page and everything about it that a visitor should never meet."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Type a question, send it and wait for what comes back."""
        self.page.fill("#vraag", question)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(".result")

    def outcome(self) -> str | None:
        """Return how the question ended."""
        return self.page.get_attribute(".result", "data-uitkomst")

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(width))

    def focused(self) -> str:
        """Return the id or class of what has the focus."""
        found = "document.activeElement.id || document.activeElement.className"
        return str(self.page.evaluate(found))


Visitor = Callable[..., Visit]


@pytest.fixture(scope="module")
def address(real_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server of the content of this repository."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [Path(sys.executable).parent / "vraagbaak", "serve", "--port", str(port)]
    own = {"VRAAGBAAK_HOME": str(real_home), "OMP_NUM_THREADS": "1"}
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, **own}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        until = time.monotonic() + STARTED_SECONDS
        while not _is_ready(port):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10):
            return True
    except OSError:
        return False


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visitor]:
    """Return a function that opens a page; at the end nobody may have met a fault."""
    visits: list[Visit] = []

    def open_page(path: str = "/", *, width: int = 1280, javascript: bool = True) -> Visit:
        context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 800},
            java_script_enabled=javascript,
        )
        visit = Visit(context.new_page())
        visits.append(visit)

        faults = visit.faults

        def said(message: ConsoleMessage) -> None:
            if not (message.location["url"] == visit.page.url and "404" in message.text):
                faults.append(f"{message.type}: {message.text}")

        def asked(dialog: Dialog) -> None:
            faults.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        visit.page.on("console", said)
        visit.page.on("dialog", asked)
        visit.page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        visit.page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
        visit.page.goto(path)
        return visit

    yield open_page
    for it in visits:
        it.page.context.close()
    assert [fault for it in visits for fault in it.faults] == []


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_question_is_asked_and_its_answer_read(
    visit: Visitor, width: int, javascript: bool
) -> None:
    it = visit(width=width, javascript=javascript)
    it.ask(QUESTION)
    assert it.outcome() == "antwoord"
    answer = it.page.locator("article.answer")
    assert answer.get_attribute("data-id") == "ww-aanvragen"
    assert answer.locator("h2").first.is_visible()
    assert answer.locator(".body").is_visible()
    assert it.page.input_value("#vraag") == QUESTION


def test_the_page_needs_no_script_of_its_own(visit: Visitor) -> None:
    it = visit()
    it.ask(QUESTION)
    assert it.page.locator("script").count() == 0


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    "path", ["/", "/antwoord/ww-aanvragen", "/antwoord/ww-duur", "/brief/WW-101", "/nergens"]
)
def test_no_page_scrolls_sideways(visit: Visitor, path: str, width: int) -> None:
    assert visit(path, width=width).overflow() <= 0


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(
    "question",
    [
        QUESTION,
        "ik wil niet meer leven",
        "wanneer krijg ik aow",
        "hallo",
        "recept voor een appeltaart met kaneel",
        "arbeidsongeschiktheidsverzekeringsmaatschappij" * 10,
    ],
)
def test_no_answer_scrolls_sideways(visit: Visitor, question: str, width: int) -> None:
    it = visit(width=width)
    it.ask(question)
    assert it.overflow() <= 0


def test_other_answers_open_in_their_place(visit: Visitor) -> None:
    it = visit(width=360)
    it.ask(QUESTION)
    other = it.page.locator(".also details").first
    assert not other.locator(".body").is_visible()
    other.locator("summary").click()
    assert other.locator(".body").is_visible()
    assert it.overflow() <= 0


def test_the_keyboard_alone_is_enough(visit: Visitor) -> None:
    it = visit()
    for _ in range(6):
        it.page.keyboard.press("Tab")
        if it.focused() == "vraag":
            break
    assert it.focused() == "vraag"
    it.page.keyboard.type(QUESTION)
    it.page.keyboard.press("Enter")
    it.page.wait_for_selector(".result")
    assert it.page.locator("article.answer").get_attribute("data-id") == "ww-aanvragen"
    assert it.page.locator("article.answer .short").is_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["JavaScript", "no JavaScript"])
def test_the_skip_link_comes_first_shows_itself_and_leads_to_the_content(
    visit: Visitor, javascript: bool
) -> None:
    it = visit(javascript=javascript)
    it.page.keyboard.press("Tab")
    skip = it.page.locator("a.skip")
    assert it.page.locator("a.skip:focus").count() == 1
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["y"] >= 0
    it.page.keyboard.press("Enter")
    it.page.keyboard.press("Tab")
    assert it.page.locator("#inhoud :focus").count() == 1
    assert it.page.locator("header :focus").count() == 0


def test_every_element_that_gets_the_focus_shows_it(visit: Visitor) -> None:
    it = visit()
    for _ in range(4):
        it.page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement).outlineStyle"
        assert it.page.evaluate(style) != "none", it.focused()


@pytest.mark.parametrize("width", [1280, 360])
def test_distress_meets_people_to_call_and_no_list_of_links(visit: Visitor, width: int) -> None:
    it = visit(width=width)
    it.ask("ik wil niet meer leven")
    assert it.outcome() == "nood"
    people = it.page.locator(".distress .contact a")
    assert people.count() >= 1
    assert people.first.is_visible()
    assert (people.first.get_attribute("href") or "").startswith("tel:")
    assert it.page.locator(".links, .also, .choices, .themes, footer.people").count() == 0


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'\"><svg onload=alert(1)>",
        "</title></style><script>alert(1)</script>",
        '" autofocus onfocus="alert(1)',
        "<style>*{display:none}</style><b style=color:red>x</b>",
    ],
)
def test_markup_typed_into_the_field_stays_text(visit: Visitor, question: str) -> None:
    it = visit()
    it.ask(question)
    assert it.page.input_value("#vraag") == question
    assert it.page.locator("main script, main img, main svg, main style, main b").count() == 0


def test_an_address_that_does_not_exist_leads_back_to_the_search_page(visit: Visitor) -> None:
    it = visit("/antwoord/bestaat-niet")
    it.page.click("main a")
    assert it.page.locator("#vraag").is_visible()


def test_a_link_in_an_answer_opens_another_answer(visit: Visitor) -> None:
    it = visit("/antwoord/ww-aanvragen")
    it.page.click('article.answer a[href^="/antwoord/"]:not([href$="/ww-aanvragen"]) >> nth=0')
    it.page.wait_for_selector("article.answer h1")
    assert it.page.locator("article.answer").get_attribute("data-id") != "ww-aanvragen"
