"""What to do first: the few things of a report that somebody with ten minutes should know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from eval.reporting.coverage import Rivals
from eval.reporting.deviations import PROTECTED, Group
from eval.reporting.shares import SliceTable
from eval.reporting.told import Fault, ItemName, Told, counted
from eval.reporting.verdict import Judged, Tone
from eval.summary import Slicing

MOST: Final = 5
"""More than five things are not first."""


class Part(StrEnum):
    """The parts of a report, by the name that a link uses."""

    VERDICT = "oordeel"
    DEVIATIONS = "afwijkingen"
    MEASURES = "cijfers"
    SLICES = "delen"
    ITEMS = "items"
    TEXTS = "teksten"
    PLOTS = "verloop"
    FACTS = "meting"


@dataclass(frozen=True)
class Step:
    """One thing to do. `anchor` is the part of the report that says more, or a group within it."""

    text: str
    anchor: str


def first_steps(
    judged: Judged,
    groups: Sequence[Group],
    weakest: Sequence[Group],
    rivals: Sequence[Rivals],
    tables: Sequence[SliceTable],
    *,
    complete: bool,
    only_reported: bool,
) -> tuple[Step, ...]:
    """Return at most `MOST` steps, the most urgent first. After an incomplete run there is one.

    Of a set that is only reported no step names a question or an item: texts that are fitted to
    its questions would spoil it.
    """
    if not complete:
        return (Step("Laat de meting opnieuw doen, en lees dan pas verder.", Part.FACTS),)
    if only_reported:
        return tuple(_themes(tables))
    urgent = (*_refused(judged), *_lost(groups))
    named = " ".join(it.text for it in urgent)
    other = [it for it in weakest if it.title not in named]
    return (*urgent, *_rivals(rivals), *_weakest(other), *_themes(tables))[:MOST]


def _refused(judged: Judged) -> Iterator[Step]:
    if judged.tone is not Tone.BAD:
        return
    lost = [it for finding in judged.reasons for it in finding.questions]
    count = len(judged.reasons)
    reasons = "de reden" if count == 1 else f"de {count} redenen"
    which = f": het gaat om {_asked(lost)}{_most(lost)}" if lost else ""
    yield Step(f"Neem eerst {reasons} van de afkeuring weg{which}.", Part.VERDICT)


def _lost(groups: Sequence[Group]) -> Iterator[Step]:
    lost = [it for group in groups for it in group.lost]
    missed = [it for it in lost if it.fault is Fault.DISTRESS_MISSED]
    if missed:
        who = counted(len(missed), "noodvraag kreeg", "noodvragen kregen")
        yield Step(f"{who} geen hulp aangeboden{_most(missed)}.", _anchor(missed))
    mild = (Fault.RIGHT_CHOICE, Fault.DISTRESS_MISSED, Fault.OTHER_HELP)
    bare = [it for it in lost if it.protected and it.fault not in mild]
    if bare:
        other = "andere " if missed else ""
        one, many = f"{other}beschermde vraag krijgt", f"{other}beschermde vragen krijgen"
        who = counted(len(bare), one, many)
        yield Step(f"{who} het goede antwoord niet{_most(bare)}.", _anchor(bare))
    wrong = [it for it in lost if it.fault is Fault.WRONG_ANSWER]
    if wrong:
        who = counted(len(wrong), "vraag kreeg", "vragen kregen")
        yield Step(f"{who} stellig een verkeerd antwoord{_most(wrong)}.", Part.DEVIATIONS)


def _rivals(found: Sequence[Rivals]) -> Iterator[Step]:
    for it in found[:1]:
        if it.often:
            shown, expected = it.shown.title, it.expected.title
            times = f"{len(it.questions)} keer"
            yield Step(f"‘{shown}’ stond {times} bovenaan waar ‘{expected}’ hoorde.", Part.ITEMS)


def _weakest(found: Sequence[Group]) -> Iterator[Step]:
    for it in found[:1]:
        mis = f"{len(it.lost)} van de {it.asked} vragen mis"
        yield Step(f"Het zwakste item is ‘{it.title}’: {mis}.", Part.ITEMS)


def _themes(tables: Sequence[SliceTable]) -> Iterator[Step]:
    rows = next((it.rows for it in tables if it.by is Slicing.THEME), ())
    for it in [row for row in rows if not row.at_1.few][:1]:
        yield Step(f"Het zwakste thema is ‘{it.name}’: {it.at_1.words} goed.", Part.SLICES)


def _asked(found: Sequence[Told]) -> str:
    return counted(len(found), "vraag", "vragen")


def _most(found: Sequence[Told]) -> str:
    """Return with which item to begin: the one that most of these questions are about."""
    item, times = _commonest(found)
    if item is None:
        return ""
    if len(found) == 1:
        return f", bij ‘{item.title}’"
    return f"; begin bij ‘{item.title}’ ({times} vragen)" if times > 1 else ""


def _anchor(found: Sequence[Told]) -> str:
    item, times = _commonest(found)
    known = item is not None and (times > 1 or len(found) == 1)
    protected = any(it.protected and item in it.items[:1] for it in found)
    return f"{PROTECTED}-{item.id}" if item and known and protected else Part.DEVIATIONS.value


def _commonest(found: Sequence[Told]) -> tuple[ItemName | None, int]:
    items = Counter(it.items[0] for it in found if it.items)
    return items.most_common(1)[0] if items else (None, 0)
