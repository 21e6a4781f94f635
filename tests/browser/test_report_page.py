"""The report over the real content, in a real browser: on a telephone, in the dark, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from api.web.report import render_report
from eval.gate import verdict
from eval.report import report
from eval.run import Run
from eval.scoring import Scored, Shown, expected_outcome
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion, Outcome
from kb.release import build_release
from kb.source import read

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parent.parent.parent
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def given(at: int, golden: GoldenQuestion, others: list[str]) -> Scored:
    """Return a made-up ending: every fourth question gets another item, every fifth a choice."""
    other, expected = others[at % len(others)], golden.expected[:1]
    shown = (other, *expected) if at % 4 == 0 or not expected else expected
    outcome = Outcome.CHOICE if at % 5 == 0 else expected_outcome(golden)
    return Scored(
        question=golden,
        outcome=outcome,
        shown=tuple(Shown(id=it, content_hash="00") for it in shown),
        ranking=shown,
        rank=shown.index(expected[0]) + 1 if expected else None,
        confidence=(at % 100) / 100,
        language=golden.language,
        degraded=False,
    )


def ran(id_: str, scored: list[Scored], began: datetime) -> Run:
    return Run(
        id=id_,
        subject="concept",
        sets=("keuring",),
        release="sha256:0123",
        snapshot="sha256:4567",
        encoder="sha256:89ab",
        parameters="sha256:cdef",
        questions="sha256:0000",
        day=date(2026, 11, 22),
        began=began,
        seconds=1.0,
        median_ms=1.0,
        p95_ms=1.0,
        asked=len(scored),
        scored=tuple(scored),
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the page of a run over the real questions and items, with endings made up."""
    release = build_release(read(REPOSITORY / "content"))
    knowledge = Knowledge(release.public)
    others = [it.id for it in knowledge.entries]
    scored = [given(at, it, others) for at, it in enumerate(release.golden.gate)]
    right = [given(1, it, others) for it in release.golden.gate]
    before = ran("voor", right, NOON.replace(day=20))
    after = ran("na", scored, NOON)
    judged = verdict(before, after, knowledge)
    made = report(after, knowledge, made_at=NOON, verdict=judged, before=before, history=[before])
    path = tmp_path_factory.mktemp("rapport") / "rapport.html"
    path.write_text(render_report(made), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """Return the report on a telephone, without JavaScript; nothing else may be asked for."""
    context = browser.new_context(viewport={"width": 360, "height": 780}, java_script_enabled=False)
    asked: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda it: asked.append(it.url))
    opened.goto(file.as_uri())
    yield opened
    context.close()
    assert asked == [file.as_uri()]


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_wider_than_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 780})
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    page.evaluate("document.querySelectorAll('details').forEach(it => it.open = true)")
    assert page.evaluate(wide) == 0


def test_the_verdict_and_what_to_do_are_on_the_first_screen(page: Page) -> None:
    verdict_box = page.locator(".verdict").bounding_box()
    begin = page.locator("#begin").bounding_box()
    assert verdict_box
    assert begin
    assert verdict_box["y"] < begin["y"] < 780


def test_on_paper_what_is_folded_away_is_there(page: Page) -> None:
    folded = page.locator("#verloop ~ details table").first
    assert not folded.is_visible()
    page.emulate_media(media="print")
    height = "it => it.getBoundingClientRect().height"
    assert folded.evaluate(height) > 100
    assert not page.locator("nav").is_visible()


def test_text_in_a_plot_is_readable_on_a_telephone(page: Page) -> None:
    size = page.locator("svg.plot text").first.evaluate(
        "it => parseFloat(getComputedStyle(it).fontSize) * it.ownerSVGElement.clientWidth / 340"
    )
    assert size >= 10


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_enough_from_what_is_behind_it(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    faint = page.evaluate(CONTRAST)
    assert faint == []


CONTRAST = """
() => {
  const channel = value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) =>
    0.2126 * channel(r / 255) + 0.7152 * channel(g / 255) + 0.0722 * channel(b / 255);
  const rgb = text => text.match(/[0-9.]+/g).map(Number);
  const behind = it => {
    for (; it; it = it.parentElement) {
      const [r, g, b, a = 1] = rgb(getComputedStyle(it).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const it of document.querySelectorAll('body *')) {
    const own = [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || it.closest('svg')) continue;
    const [one, other] = [light(rgb(getComputedStyle(it).color)), light(behind(it))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.add(it.className + ' ' + ratio.toFixed(2));
  }
  return [...faint];
}
"""
