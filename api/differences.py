"""Differences between releases as every face tells them: counted in a sentence, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, Final

from kb.differences import SORTS, Change, Difference

NAMES: Final = {
    "vraag": ("vraag", "vragen"),
    "brief": ("brief", "brieven"),
    "verwijzing": ("verwijzing", "verwijzingen"),
    "formuleringen": ("lijst formuleringen", "lijsten formuleringen"),
    "keuze": ("scheidende vraag", "scheidende vragen"),
    "bedrag": ("bedrag of termijn", "bedragen en termijnen"),
    "begrip": ("begrip", "begrippen"),
    "thema": ("thema", "thema's"),
    "teksten": ("vaste tekst", "vaste teksten"),
    "toelichting": ("toelichting", "toelichtingen"),
    "toetsvraag": ("toetsvraag", "toetsvragen"),
}
"""What one and several of a sort are called."""


def by_sort(found: Iterable[Difference]) -> list[tuple[str, list[Difference]]]:
    """Return the differences of each sort that has any, in the order in which they are told."""
    ordered = sorted(found, key=lambda it: SORTS.index(it.sort))
    return [(sort, [*of_sort]) for sort, of_sort in groupby(ordered, key=lambda it: it.sort)]


def summary(found: Sequence[Difference]) -> str:
    """Return on one line how much of what changed: `3 vragen gewijzigd, 1 brief nieuw.`

    What only reads differently, through a figure, is counted apart.
    """
    sorts = by_sort(found)
    changed = [
        f"{counted} {change}"
        for sort, of_sort in sorts
        for change in Change
        if (counted := _count(sort, sum(it.change is change for it in of_sort if it.fields)))
    ]
    reading = [_count(sort, sum(not it.fields for it in of_sort)) for sort, of_sort in sorts]
    only_read = _listed([it for it in reading if it])
    sentences = [
        f"{', '.join(changed)}." if changed else "",
        f"Anders te lezen door een bedrag of termijn: {only_read}." if only_read else "",
    ]
    return " ".join(it for it in sentences if it) or "Geen verschillen."


def shown_key(found: Difference) -> str:
    """Return the name of a piece as people know it: a referral holds always, so it has no date."""
    return found.key.partition("@")[0] if found.sort == "verwijzing" else found.key


def _count(sort: str, count: int) -> str:
    if not count:
        return ""
    one, several = NAMES[sort]
    if sort == "teksten":
        return several
    return f"{count} {one if count == 1 else several}"


def _listed(parts: Sequence[str]) -> str:
    *most, last = parts or [""]
    return f"{', '.join(most)} en {last}" if most else last


def difference_table(found: Difference) -> dict[str, Any]:
    """Return a difference as it is printed with --json."""
    return {
        "soort": found.sort,
        "sleutel": found.key,
        "titel": found.title,
        "wijziging": found.change.value,
        "velden": [{"veld": it.key, "was": it.before, "wordt": it.after} for it in found.fields],
        "bedragen": [
            {"naam": it.name, "was": it.before, "wordt": it.after} for it in found.figures
        ],
    }
