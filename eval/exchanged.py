"""Items that were given what belongs to another item: its questions, its short answer, its text.

However well such an item is found, it answers the wrong question. The gate's questions do not see
that, because they look at which item is shown and not at what it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from eval.gate import Finding
from indexer.passages import questions
from kb.knowledge import Knowledge
from kb.model import Entry, Faq
from kb.release import key_of
from kb.rendering import public_body, short_of
from kb.text import fold

_SAME: Final = 0.6
"""Share of features that two texts have in common from which they count as one text. Neighbouring
items of content/ stay far below it; a text that was put under another item is near 1."""

_LOST: Final = 0.5
"""An item that keeps this share of its own text took something in; it was not replaced."""

_WORD: Final = re.compile(r"\w+")

Features: TypeAlias = frozenset[str] | frozenset[tuple[str, ...]]
"""What a text is compared by: its three-word sequences, or its questions as a set."""


def exchanged(before: Knowledge, after: Knowledge) -> tuple[Finding, ...]:
    """Return a finding when an item now has what another item had, and lost its own.

    A new validity version is compared with the last one of its item that was published.
    """
    in_order = sorted(before.entries, key=lambda it: it.validity.start)
    own = {it.id: it for it in in_order} | {key_of(it): it for it in in_order}
    changed = [
        (entry, was)
        for entry in after.entries
        if (was := own.get(key_of(entry)) or own.get(entry.id)) is not None and was != entry
    ]
    if not changed:
        return ()
    known = [(it.id, _parts(it)) for it in in_order]
    places = [place for entry, was in changed for place in _taken_from(entry, was, known)]
    if not places:
        return ()
    text = f"Hier staat nu wat bij een ander item hoort: {', '.join(places)}."
    return (Finding(code="verwisseld", text=text),)


def _taken_from(
    entry: Entry, was: Entry, known: Sequence[tuple[str, Mapping[str, Features]]]
) -> Iterator[str]:
    """Yield each part of `entry` that another item had, as `ww-duur (kort van ww-hoogte)`."""
    before = _parts(was)
    for part, features in _parts(entry).items():
        own = before.get(part, frozenset())
        if features == own or len(features & own) >= _LOST * len(own) > 0:
            continue
        rivals = ((_overlap(features, it.get(part)), id_) for id_, it in known if id_ != entry.id)
        likeness, rival = max(rivals, default=(0.0, ""))
        if likeness >= _SAME and likeness > _overlap(features, own):
            yield f"{entry.id} ({part} van {rival})"


def _parts(entry: Entry) -> dict[str, Features]:
    """Return what an item consists of, each part in each language by its features."""
    found: dict[str, Features] = {
        "vragen": frozenset(map(fold, questions(entry))),
        "kort": _sequences(short_of(entry)),
        "tekst": _sequences(public_body(entry)),
    }
    for it in entry.translations if isinstance(entry, Faq) else ():
        found[f"kort in het {it.language}"] = _sequences(it.short)
        found[f"tekst in het {it.language}"] = _sequences(it.body)
    return found


def _overlap(one: Features, other: Features | None) -> float:
    """Return the share of features that two texts have in common (Jaccard), 0-1."""
    return len(one & other) / len(one | other) if one and other else 0.0


def _sequences(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return frozenset(zip(words, words[1:], words[2:], strict=False))
