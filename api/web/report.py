"""The evaluation report as one page that stands on its own: to read, print or send along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from markupsafe import Markup

from api.web.pages import dutch_date, templates
from api.web.plots import Dot, Line, history_plot, reliability_plot, share_bar
from eval.report import Report
from eval.reporting.first_steps import Part
from eval.reporting.shares import Share, decimal
from eval.reporting.trend import Calibration, Point
from eval.reporting.verdict import Tone
from eval.statistics import wilson_interval
from eval.summary import Slicing
from kb.dutch_time import AMSTERDAM

HEADINGS: Final = {
    Part.VERDICT: "Waarom dit oordeel",
    Part.DEVIATIONS: "Vragen die anders eindigen dan verwacht",
    Part.MEASURES: "De cijfers",
    Part.SLICES: "Per thema, doelgroep en team",
    Part.ITEMS: "Items die aandacht vragen",
    Part.TEXTS: "De minst leesbare teksten",
    Part.PLOTS: "Verloop en zekerheid",
    Part.FACTS: "Over deze meting",
}
"""What the parts of the page are called, in their order."""

_SLICED: Final = {
    Slicing.THEME: "Per thema",
    Slicing.AUDIENCE: "Per doelgroep",
    Slicing.PERSONA: "Per persona",
    Slicing.LANGUAGE: "Per taal",
    Slicing.KIND: "Per soort vraag",
    Slicing.OWNER: "Per eigenaar",
}
_TONES: Final = {
    Tone.GOOD: ("good", "✓"),
    Tone.BAD: ("bad", "✗"),
    Tone.NEUTRAL: ("neutral", "●"),
    Tone.UNKNOWN: ("unknown", "?"),
}
"""The style and the sign of a verdict; both say nothing that the words do not."""


def render_report(report: Report) -> str:
    """Return a page that needs nothing else: no server, no script, no other host."""
    template = templates().get_template("report.html")
    return template.render(
        report=report,
        tone=_TONES[report.judged.tone],
        headings=HEADINGS,
        sliced=_SLICED,
        calibration_plot=calibration_plot(report.calibration),
        history_plot=runs_plot(report.history),
        bar=bar,
        moment=moment,
        decimal=decimal,
    )


def calibration_plot(found: Calibration) -> Markup:
    """Return the plot of promised against kept confidence."""
    dots = [
        Dot(
            x=it.promised,
            y=it.right.value,
            count=it.right.n,
            interval=wilson_interval(it.right.right, it.right.n),
            sure=not it.right.few,
        )
        for it in found.promises
        if it.promised is not None and it.right.value is not None
    ]
    return reliability_plot(
        dots,
        name="zekerheid",
        title="Hoe zeker de dienst was, en hoe vaak dat klopte",
        description=f"{found.sentence} De getallen staan in de tabel onder dit plaatje.",
    )


def runs_plot(points: Sequence[Point]) -> Markup:
    """Return the plot of runs over time."""
    shares = {
        "goed op 1": [it.right for it in points],
        "nood herkend": [it.distress for it in points],
    }
    lines = [
        Line(name, style, [it.value for it in own])
        for (name, own), style in zip(shares.items(), "ab", strict=True)
    ]
    first_and_last = [
        f"{name}: eerst {own[0].words}, het laatst {own[-1].words}."
        for name, own in shares.items()
        if own
    ]
    return history_plot(
        lines,
        _labels(points),
        name="verloop-plaatje",
        title="Goed op 1 en nood herkend, per meting",
        description=" ".join([*first_and_last, "De getallen staan in de tabel eronder."]),
    )


def bar(share: Share) -> Markup:
    """Return a share as a bar; nothing where there is too little to look at."""
    if share.value is None or share.few:
        return Markup("")
    return share_bar(share.value, wilson_interval(share.right, share.n))


def moment(at: datetime) -> str:
    """Return a moment as it is written in Dutch: 1 januari 2026, 09.30 uur."""
    local = at.astimezone(AMSTERDAM)
    return f"{dutch_date(local.date())}, {local:%H.%M} uur"


def _labels(points: Sequence[Point]) -> list[str]:
    """Return when each run was; with the hour when they are all of one day."""
    moments = [it.began.astimezone(AMSTERDAM) for it in points]
    one_day = len({it.date() for it in moments}) == 1
    return [f"{it:%d-%m-%Y %H.%M}" if one_day else f"{it:%d-%m-%Y}" for it in moments]
