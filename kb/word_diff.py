"""What changed between two texts, word by word, so that a person can read it.

Lines come first: in content a paragraph, a list item and a table row are a line each. Then the
sentences of lines that say much the same, then the words of sentences that do. Others are
replaced whole: a sentence that shares only its small words with another reads as a puzzle.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_TOKEN: Final = re.compile(r"\{[^{}\n]*\}|\s+|[^\W_]+(?:[-'’.,:][^\W_]+)*|.")
"""A figure, white space, a word or number (`WW-uitkering`, `€ 1.234,50`, a date), or one sign."""

_SENTENCE: Final = re.compile(r".+?(?:[.!?][\"”’)]*\s+|\Z)", re.DOTALL)

_ALIKE: Final = 0.4
"""The share of words that two lines or sentences have in common when they are compared further;
the small words alone are less than that."""

_MOST_PAIRS: Final = 10_000
"""Pairs that are weighed: 100 lines against 100, more than any text that is rewritten."""

_MOST_TOKENS: Final = 20_000
"""Words and spaces of one sentence that are compared; one of a hundred words is long."""

_SLIGHT: Final = 3
"""Letters of a word that, alone between two replaced ones, is replaced along with them."""


class PieceKind(StrEnum):
    """What became of a piece of text."""

    SAME = "gelijk"
    GONE = "weg"
    NEW = "nieuw"


@dataclass(frozen=True)
class Piece:
    """A stretch of text and what became of it."""

    kind: PieceKind
    text: str


Paragraph = tuple[Piece, ...]
"""The pieces of one line, without the line feed."""


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one row of pieces, no two of the same kind side by side.

    What is `gelijk` or `weg` spells `before`; what is `gelijk` or `nieuw` spells `after`.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            found.append(Piece(PieceKind.SAME, "".join(old[i1:i2])))
        else:
            found += _by_part(old[i1:i2], new[j1:j2], _by_sentence)
    return tuple(_joined(_trimmed([*_joined(found)])))


def paragraphs(pieces: Iterable[Piece]) -> tuple[Paragraph, ...]:
    """Return the pieces by paragraph, those without a word or sign left out."""
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        found[-1].append(Piece(piece.kind, first))
        found += [[Piece(piece.kind, text)] for text in others]
    filled = (tuple(it for it in line if it.text) for line in found)
    return tuple(line for line in filled if any(it.text.strip() for it in line))


def changed_paragraphs(pieces: Iterable[Piece]) -> tuple[Paragraph | None, ...]:
    """Return the paragraphs with a change in them, and around each what places it.

    That is the paragraph before, the one after and the heading it stands under; None stands
    where others were left out. Empty when nothing but the division in lines changed.
    """
    all_ = paragraphs(pieces)
    shown: set[int] = set()
    heading: int | None = None
    for at, paragraph in enumerate(all_):
        if paragraph[0].text.startswith("#"):
            heading = at
        if _is_changed(paragraph):
            shown |= {at - 1, at, at + 1} | ({heading} if heading is not None else set())
    kept = sorted(shown & set(range(len(all_))))
    found: list[Paragraph | None] = []
    for at, before in zip(kept, [-1, *kept], strict=False):
        if at != before + 1:
            found.append(None)
        found.append(all_[at])
    if kept and kept[-1] != len(all_) - 1:
        found.append(None)
    return tuple(found)


def _is_changed(paragraph: Paragraph) -> bool:
    return any(it.kind is not PieceKind.SAME for it in paragraph)


Inside = Callable[[str, str], Iterator[Piece]]
"""Compares two parts that are versions of each other."""


def _by_part(old: Sequence[str], new: Sequence[str], inside: Inside) -> Iterator[Piece]:
    i = j = 0
    for at_old, at_new in [*_pairs(old, new), (len(old), len(new))]:
        yield Piece(PieceKind.GONE, "".join(old[i:at_old]))
        yield Piece(PieceKind.NEW, "".join(new[j:at_new]))
        if at_old < len(old):
            yield from inside(old[at_old], new[at_new])
        i, j = at_old + 1, at_new + 1


def _by_sentence(old: str, new: str) -> Iterator[Piece]:
    """Compare two lines; the line feed that both have belongs to no sentence."""
    ends = "\n" if old.endswith("\n") and new.endswith("\n") else ""
    old, new = old.removesuffix(ends), new.removesuffix(ends)
    yield from _by_part(_SENTENCE.findall(old), _SENTENCE.findall(new), _by_word)
    yield Piece(PieceKind.SAME, ends)


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return which parts are versions of each other, in order, with most words in common."""
    if len(old) * len(new) > _MOST_PAIRS:
        return []
    old_words, new_words = [*map(_words, old)], [*map(_words, new)]
    shared = [[_shared(a, b) for b in new_words] for a in old_words]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = best[i + 1][j + 1] + shared[i][j]
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found: list[tuple[int, int]] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if shared[i][j] and best[i][j] == best[i + 1][j + 1] + shared[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _words(part: str) -> Counter[str]:
    return Counter(it for it in _TOKEN.findall(part) if it[0].isalnum() or it[0] == "{")


def _shared(a: Counter[str], b: Counter[str]) -> int:
    """Return how many words two parts have in common; 0 when they are not alike.

    Parts without a word (a blank line, a rule) count as alike.
    """
    shared, total = (a & b).total(), a.total() + b.total()
    if not total:
        return 1
    return shared if 2 * shared >= _ALIKE * total else 0


def _by_word(before: str, after: str) -> Iterator[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > _MOST_TOKENS:
        yield Piece(PieceKind.GONE, before)
        yield Piece(PieceKind.NEW, after)
        return
    codes = SequenceMatcher(None, old, new).get_opcodes()
    tags = [tag for tag, *_ in codes]
    gone, added = "", ""
    for at, (tag, i1, i2, j1, j2) in enumerate(codes):
        text = "".join(old[i1:i2])
        around = (tags[at - 1 : at] + tags[at + 1 : at + 2]).count("replace")
        if tag == "equal" and not _goes_along(text, around):
            yield from (Piece(PieceKind.GONE, gone), Piece(PieceKind.NEW, added))
            yield Piece(PieceKind.SAME, text)
            gone, added = "", ""
        else:
            gone += text
            added += "".join(new[j1:j2])
    yield from (Piece(PieceKind.GONE, gone), Piece(PieceKind.NEW, added))


def _goes_along(text: str, replaced: int) -> bool:
    """Whether `text`, that stayed between changes, reads better as replaced along with them.

    `replaced` is on how many sides of it something was replaced: white space goes along with one,
    small words only with two.
    """
    if not text.strip():
        return replaced > 0
    return replaced == 2 and all(len(word) <= _SLIGHT for word in _words(text))


def _trimmed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces; white space that ends both what is gone and what is new stays."""
    gone = Piece(PieceKind.GONE, "")
    for piece in pieces:
        if piece.kind is PieceKind.GONE:
            gone = piece
            continue
        end = _common_end(gone.text, piece.text) if piece.kind is PieceKind.NEW else ""
        yield Piece(PieceKind.GONE, gone.text.removesuffix(end))
        yield Piece(piece.kind, piece.text.removesuffix(end))
        yield Piece(PieceKind.SAME, end)
        gone = Piece(PieceKind.GONE, "")
    yield gone


def _common_end(a: str, b: str) -> str:
    """Return the white space at the end that two texts have in common."""
    spaces = a[len(a.rstrip()) :]
    while not b.endswith(spaces):
        spaces = spaces[1:]
    return spaces


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last is not None and last.kind is piece.kind:
            last = Piece(last.kind, last.text + piece.text)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
