"""Plots as inline SVG: no script, no outside host, colours and dark mode from the page's styles.

Every plot has a title and a description for who cannot see it; whoever shows one puts the same
numbers in a table beside it. Widths are in units of a telephone, so that text stays readable there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from markupsafe import Markup

from eval.statistics import Interval

_WIDTH: Final = 340
_HEIGHT: Final = 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 12, 12, 40
_EMPTY: Final = Markup("")


@dataclass(frozen=True)
class Dot:
    """A point at (`x`, `y`), both 0-1, that stands for `count` questions. `sure` fills it."""

    x: float
    y: float
    count: int
    interval: Interval | None
    sure: bool


@dataclass(frozen=True)
class Line:
    """A named series over the same moments; None where nothing was measured.

    `style` is `a` or `b`: another colour, another marker and another dash.
    """

    name: str
    style: str
    values: Sequence[float | None]


def reliability_plot(dots: Sequence[Dot], *, name: str, title: str, description: str) -> Markup:
    """Return what was promised (across) against what was kept (up), with the line of agreement."""
    biggest = max((it.count for it in dots), default=1)
    ideal = Markup('<line class="ideal" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        *_at(0, 0), *_at(1, 1)
    )
    marks = _EMPTY.join(_dot(it, biggest) for it in dots)
    axes = _axes(0.0, "hoe zeker de dienst was, van de 100", [0, 0.25, 0.5, 0.75, 1])
    return _plot(name, title, description, axes + ideal + marks)


def history_plot(
    lines: Sequence[Line], labels: Sequence[str], *, name: str, title: str, description: str
) -> Markup:
    """Return shares over time, one step for each label; the first and the last label are shown."""
    known = [value for line in lines for value in line.values if value is not None]
    low = 0.5 if min(known, default=0.0) >= 0.5 else 0.0
    drawn = _EMPTY.join(_line(it, len(labels), low) for it in lines)
    first, last = (labels[0], labels[-1]) if labels else ("", "")
    ends = _text(_LEFT, _HEIGHT - 22, first, "start")
    if len(labels) > 1:
        ends += _text(_WIDTH - _RIGHT, _HEIGHT - 22, last, "end")
    return _plot(name, title, description, _axes(low, "", []) + ends + drawn + _key(lines))


def share_bar(value: float, interval: Interval | None) -> Markup:
    """Return a bar with its interval. Decoration: the numbers must stand beside it in words."""
    spread = _EMPTY
    if interval:
        spread = Markup('<line class="spread" x1="{}" y1="5" x2="{}" y2="5"/>').format(
            _number(100 * interval.low), _number(100 * interval.high)
        )
    return Markup(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="whole" width="100" height="10"/>'
        '<rect class="part" width="{}" height="10"/>{}</svg>'
    ).format(_number(100 * value), spread)


def _plot(name: str, title: str, description: str, inside: Markup) -> Markup:
    return Markup(
        '<svg class="plot" role="img" viewBox="0 0 {w} {h}" aria-labelledby="{n}-t {n}-d">'
        '<title id="{n}-t">{title}</title><desc id="{n}-d">{description}</desc>{inside}</svg>'
    ).format(w=_WIDTH, h=_HEIGHT, n=name, title=title, description=description, inside=inside)


def _axes(low: float, across: str, ticks: Sequence[float]) -> Markup:
    """Return the frame: lines and numbers of hundred upwards, and those across that are asked."""
    step = 0.25 if low == 0 else 0.1
    levels = [low + step * at for at in range(round((1 - low) / step) + 1)]
    grid = Markup('<line class="grid" x1="{}" y1="{}" x2="{}" y2="{}"/>')
    parts = [
        grid.format(*_at(0, value, low), *_at(1, value, low))
        + _text(_LEFT - 5, _at(0, value, low)[1] + 4, str(round(100 * value)), "end")
        for value in levels
    ]
    parts += [
        _text(_at(value, 0)[0], _HEIGHT - _BOTTOM + 15, str(round(100 * value)), "middle")
        for value in ticks
    ]
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 6, across, "middle"))
    return _EMPTY.join(parts)


def _dot(it: Dot, biggest: int) -> Markup:
    x, y = _at(it.x, it.y)
    whisker = _EMPTY
    if it.interval and it.sure:
        _, high = _at(it.x, it.interval.high)
        _, low = _at(it.x, it.interval.low)
        whisker = Markup('<line class="spread" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
            x, high, x, low
        )
    radius = _number(3 + 6 * sqrt(it.count / biggest))
    shown = Markup('<circle class="dot{}" cx="{}" cy="{}" r="{}"/>').format(
        "" if it.sure else " unsure", x, y, radius
    )
    return whisker + shown


def _line(line: Line, count: int, low: float) -> Markup:
    places = [
        _at(at / (count - 1) if count > 1 else 0.5, value, low)
        for at, value in enumerate(line.values)
        if value is not None
    ]
    path = " ".join(f"{x},{y}" for x, y in places)
    drawn = Markup('<polyline class="line {}" points="{}"/>').format(line.style, path)
    return drawn + _EMPTY.join(_marker(line.style, x, y) for x, y in places)


def _marker(style: str, x: float, y: float) -> Markup:
    if style == "a":
        return Markup('<circle class="dot a" cx="{}" cy="{}" r="4"/>').format(x, y)
    return Markup('<rect class="dot {}" x="{}" y="{}" width="8" height="8"/>').format(
        style, _number(x - 4), _number(y - 4)
    )


def _key(lines: Sequence[Line]) -> Markup:
    """Return which marker is what, under the plot."""
    found = _EMPTY
    for at, line in enumerate(lines):
        x = _LEFT + at * (_WIDTH - _LEFT) / max(1, len(lines))
        found += _marker(line.style, round(x + 5, 1), _HEIGHT - 8)
        found += _text(x + 14, _HEIGHT - 4, line.name, "start")
    return found


def _at(x: float, y: float, low: float = 0.0) -> tuple[float, float]:
    """Return where a point is drawn; `low` is the value at the bottom."""
    across = _LEFT + x * (_WIDTH - _LEFT - _RIGHT)
    up = _HEIGHT - _BOTTOM - (y - low) / (1 - low) * (_HEIGHT - _TOP - _BOTTOM)
    return round(across, 1), round(up, 1)


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text x="{}" y="{}" text-anchor="{}">{}</text>').format(
        _number(x), _number(y), anchor, text
    )


def _number(value: float) -> float:
    return round(value, 1)
