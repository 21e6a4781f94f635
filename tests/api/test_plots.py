"""Plots are SVG that shows what was measured, escaped, and nothing that was not."""

from __future__ import annotations

import re

from api.web.plots import Dot, Line, history_plot, reliability_plot, share_bar
from eval.statistics import Interval

HOSTILE = "<script>alert('x')</script> & \"meer\""


def test_a_plot_escapes_its_words() -> None:
    svg = history_plot(
        [Line(HOSTILE, "a", [0.5])], [HOSTILE], name="x", title=HOSTILE, description=HOSTILE
    )
    assert "<script" not in svg


def test_a_history_leaves_out_what_was_not_measured() -> None:
    line = Line("goed", "a", [0.5, None, 1.0])
    svg = history_plot([line], ["een", "twee", "drie"], name="x", title="t", description="d")
    points = re.findall(r'points="([^"]*)"', svg)[0].split()
    assert points == ["34.0,210.0", "328.0,12.0"]


def test_a_dot_of_few_questions_is_open_and_has_no_interval() -> None:
    few = Dot(0.5, 0.5, count=3, interval=Interval(0.1, 0.9), sure=False)
    svg = reliability_plot([few], name="x", title="t", description="d")
    assert 'class="dot unsure"' in svg
    assert "spread" not in svg


def test_a_bar_is_as_long_as_its_share_and_hidden_from_who_hears_the_page() -> None:
    bar = share_bar(0.25, Interval(0.1, 0.5))
    assert 'class="part" width="25.0"' in bar
    assert 'x1="10.0"' in bar
    assert 'aria-hidden="true"' in bar
