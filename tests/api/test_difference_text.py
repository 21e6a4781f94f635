"""Differences in words: the line that counts them, and a block for each in a terminal."""

from __future__ import annotations

import click

from api.cli.difference_text import block
from api.differences import summary
from kb.differences import Change, Difference, FieldChange, FigureChange

TEXT = "Een.\nTwee.\nDrie."
GONE = Difference(
    "verwijzing",
    "svb@1900-01-01",
    "Waar krijg ik AOW?",
    Change.GONE,
    (FieldChange("kort", "De SVB.", ""), FieldChange("tekst", TEXT, "")),
)


def test_what_is_gone_is_named_and_not_told_again() -> None:
    assert list(block(GONE, colour=False)) == [
        "verwijzing vervallen: svb",
        "  Waar krijg ik AOW?",
        "  kort: [-De SVB.-]",
        "  tekst",
        "    [-Een.-]",
        "    (en nog 2 regels)",
    ]


def test_a_terminal_shows_colours_and_lines_instead_of_marks() -> None:
    found = Difference(
        "bedrag", "a@2015-01-01", "a", Change.CHANGED, (FieldChange("waarde", "6", "8"),)
    )
    line = [*block(found, colour=True)][-1]
    assert click.unstyle(line) == "  waarde: 68"
    assert "\x1b[31m" in line
    assert "\x1b[32m" in line


def test_a_long_paragraph_that_stayed_is_cut_off() -> None:
    stayed = "woord " * 50
    found = FieldChange("tekst", f"{stayed}\nBel ons.", f"{stayed}\nMail ons.")
    lines = [*block(Difference("vraag", "a", "a?", Change.CHANGED, (found,)), colour=False)]
    assert all(len(it) < 120 for it in lines)
    assert lines[-2].endswith("woord …")


def test_the_summary_counts_in_words() -> None:
    def of(sort: str, change: Change, *, worded: bool = True) -> Difference:
        fields = (FieldChange("kort", "a", "b"),) if worded else ()
        return Difference(sort, "k", "t", change, fields, (FigureChange("a", "1", "2"),))

    found = [
        *(of("vraag", Change.CHANGED) for _ in range(3)),
        of("vraag", Change.CHANGED, worded=False),
        of("brief", Change.NEW),
        of("teksten", Change.CHANGED),
        of("toelichting", Change.CHANGED, worded=False),
    ]
    assert summary(found) == (
        "3 vragen gewijzigd, 1 brief nieuw, vaste teksten gewijzigd. "
        "Anders te lezen door een bedrag of termijn: 1 vraag en 1 toelichting."
    )


def test_nothing_is_said_to_be_nothing() -> None:
    assert summary([]) == "Geen verschillen."
