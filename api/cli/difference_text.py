"""Differences as somebody reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import click

from api.differences import shown_key
from kb.differences import Difference, FieldChange
from kb.word_diff import Paragraph, Piece, PieceKind, changed_paragraphs, word_diff

_CONTEXT_CHARS: Final = 100
"""Characters of a paragraph that did not change: enough to know it by."""


def block(found: Difference, *, colour: bool) -> Iterator[str]:
    """Yield the lines of one difference: what it is, and what was and is in each field."""
    became = found.change.value if found.fields else "leest anders"
    title = f"{found.sort} {became}: {shown_key(found)}"
    yield click.style(title, bold=True) if colour else title
    if found.title not in found.key:
        yield f"  {found.title}"
    for field in found.fields:
        yield from _field(field, colour=colour)
    if found.figures and found.fields:
        yield "  leest ook anders door een bedrag of termijn"
    for it in found.figures:
        pieces = (Piece(PieceKind.GONE, it.before), Piece(PieceKind.NEW, it.after))
        yield f"  {it.name}: {marked(pieces, colour=colour)}"


def marked(pieces: Iterable[Piece], *, colour: bool) -> str:
    """Return a text with its changes: `[-weg-]{+nieuw+}`, or in red and green on a terminal."""
    return "".join(_marked(it, colour=colour) for it in pieces)


def _marked(piece: Piece, *, colour: bool) -> str:
    match piece.kind:
        case PieceKind.SAME:
            return piece.text
        case PieceKind.GONE if colour:
            return click.style(piece.text, fg="red", strikethrough=True)
        case PieceKind.NEW if colour:
            return click.style(piece.text, fg="green", underline=True)
        case PieceKind.GONE:
            return f"[-{piece.text}-]"
        case PieceKind.NEW:
            return f"{{+{piece.text}+}}"


def _field(field: FieldChange, *, colour: bool) -> Iterator[str]:
    shown = changed_paragraphs(word_diff(field.before, field.after))
    # what is gone is named, not told again
    more = len(shown) - 1 if not field.after and len(shown) > 2 else 0
    lines = [_paragraph(it, colour=colour) for it in (shown[:1] if more else shown)]
    if not lines:
        yield f"  {field.key}: alleen de indeling in regels is anders"
    elif len(lines) == 1 and not more:
        yield f"  {field.key}: {lines[0]}"
    else:
        yield f"  {field.key}"
        yield from (f"    {line}" for line in lines)
    if more:
        yield f"    (en nog {more} regels)"


def _paragraph(paragraph: Paragraph | None, *, colour: bool) -> str:
    if paragraph is None:
        return "…"
    text = marked(paragraph, colour=colour)
    changed = any(it.kind is not PieceKind.SAME for it in paragraph)
    if changed or len(text) <= _CONTEXT_CHARS:
        return text
    return text[:_CONTEXT_CHARS].rsplit(" ", 1)[0] + " …"
