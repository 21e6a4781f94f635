"""What an encoder is tuned on: per entry, every way to ask for it and the texts that tell it.

Public content only. Golden questions are another part of a release (`kb.release`): they are not in
what comes in here, so no figure of `vraagbaak eval` is measured on what was trained.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import sqrt
from random import Random
from typing import Final

from indexer.passages import PassageKind, asked, passages
from kb.model import Faq
from kb.release import PublicContent

_PLAIN_SHARE: Final = 0.3
"""How often a phrasing is put in lower case without its mark, as people type."""
_SLIP_SHARE: Final = 0.15
"""How often a phrasing gets one slip of the fingers."""
_TOLD_SHARE: Final = 0.3
"""How often a phrasing is set beside a text of its entry instead of another phrasing."""


@dataclass(frozen=True)
class Lesson:
    """One entry, all its versions together: at least two ways to ask, and its texts."""

    id: str
    theme: str
    said: tuple[str, ...]
    told: tuple[str, ...]


def lessons(public: PublicContent) -> tuple[Lesson, ...]:
    """Return what there is to learn, by id; an entry that is asked in one way only is left out."""
    phrased = {it.id: it for it in public.phrasings}
    themes: dict[str, str] = {}
    said: dict[str, dict[str, None]] = {}
    told: dict[str, dict[str, None]] = {}
    for entry in public.entries():
        phrasings = phrased.get(entry.id)
        themes[entry.id] = entry.theme if isinstance(entry, Faq) else entry.kind.value
        said.setdefault(entry.id, {}).update(dict.fromkeys(it for _, it in asked(entry, phrasings)))
        texts = (it.text for it in passages(entry) if it.kind is PassageKind.TEXT)
        told.setdefault(entry.id, {}).update(dict.fromkeys(texts))
    return tuple(
        Lesson(id_, themes[id_], tuple(said[id_]), tuple(told[id_]))
        for id_ in sorted(themes)
        if len(said[id_]) > 1
    )


def digest_of(taught: Sequence[Lesson]) -> str:
    """Return the digest of everything that can be learned from, as `sha256:…`."""
    text = json.dumps([asdict(it) for it in taught], ensure_ascii=False, sort_keys=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def drawn(taught: Sequence[Lesson], size: int, draw: Random) -> list[int]:
    """Draw the places of `size` different lessons, or all; half of them share one theme.

    Entries of one theme are the hardest to tell apart. A theme is drawn by the root of its size:
    a large one more often, but not so much that small ones are never seen.
    """
    by_theme: dict[str, list[int]] = {}
    for at, it in enumerate(taught):
        by_theme.setdefault(it.theme, []).append(at)
    themes = sorted(by_theme)
    weights = [sqrt(len(by_theme[it])) for it in themes]
    near = by_theme[draw.choices(themes, weights=weights)[0]]
    chosen = draw.sample(near, min(size // 2, len(near)))
    others = sorted(set(range(len(taught))) - set(chosen))
    return chosen + draw.sample(others, min(size - len(chosen), len(others)))


def pair(lesson: Lesson, draw: Random) -> tuple[str, str]:
    """Draw a question and what should be found with it: another phrasing, or a text."""
    question, other = draw.sample(lesson.said, 2)
    if lesson.told and draw.random() < _TOLD_SHARE:
        return noisy(question, draw), draw.choice(lesson.told)
    return noisy(question, draw), noisy(other, draw)


def noisy(text: str, draw: Random) -> str:
    """Return `text` as somebody might type it: often as it is, now and then with one slip."""
    if draw.random() < _PLAIN_SHARE:
        text = text.lower().rstrip("?.! ")
    if len(text) > 8 and draw.random() < _SLIP_SHARE:
        return _slipped(text, draw.randrange(1, len(text) - 2), draw.random())
    return text


def _slipped(text: str, at: int, sort: float) -> str:
    """Leave the character at `at` out, change places with the next one, or type it twice."""
    before, here, following, rest = text[:at], text[at], text[at + 1], text[at + 2 :]
    if sort < 0.4:
        return before + following + rest
    if sort < 0.7:
        return before + following + here + rest
    return before + here + here + following + rest
