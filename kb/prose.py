"""Texts as sentences, each with the line and column where it starts: what language rules read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kb.markdown import blocks

_END: Final = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9ÀÉÈËÏÖÜ€])")
_ABBREVIATIONS: Final = re.compile(
    r"\b(?:bijv|bv|nr|art|o\.a|d\.w\.z|enz|evt|incl|excl|max|min|tel|dhr|mw|mr|drs)\.$",
    re.IGNORECASE,
)
_FIGURE: Final = re.compile(r"\{[^{}\n]*\}")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d[\d.,]*")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a body; line and column count from 1 in that body."""

    text: str
    line: int
    column: int
    heading: str | None

    def words(self) -> list[str]:
        """Return the words, numbers included, as they are written."""
        return words(self.text)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph or list item: where it starts and its sentences. Headings and cells are none."""

    text: str
    line: int
    heading: str | None
    sentences: tuple[Sentence, ...]


def words(text: str) -> list[str]:
    """Return the words of `text`; a number is one word, a figure as many as readers mostly see."""
    return _WORD.findall(_FIGURE.sub(" 6 weken ", text))


def paragraphs(markdown: str) -> Iterator[Paragraph]:
    """Yield the running text of a body; headings and table cells have no sentences."""
    lines = markdown.split("\n")
    for block in blocks(markdown):
        if block.kind not in ("paragraph", "item"):
            continue
        sentences = tuple(
            _placed(text, start, block.text, block.line, block.heading, lines)
            for text, start in split(block.text)
        )
        yield Paragraph(block.text, block.line, block.heading, sentences)


def split(text: str) -> Iterator[tuple[str, int]]:
    """Yield each sentence of a plain text with the character at which it starts."""
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATIONS.search(text[start : match.start()]):
            continue
        yield text[start : match.start()].strip(), start
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip(), start


def _placed(
    text: str, start: int, block: str, first: int, heading: str | None, lines: list[str]
) -> Sentence:
    """Return a sentence with its place: the plain text has no markup, so its start is looked up."""
    line = first + block.count("\n", 0, start)
    beginning = re.split(r"\W", text.split("\n", 1)[0].lstrip('"“‘('), maxsplit=1)[0]
    before = block.rfind("\n", 0, start) + 1
    source = lines[line - 1] if line <= len(lines) else ""
    # the markup before a sentence only makes it start later than in the plain text
    found = source.find(beginning, start - before) if beginning else -1
    return Sentence(" ".join(text.split()), line, max(found, 0) + 1, heading)
