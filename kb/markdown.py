"""The one Markdown parser: safe HTML, plain text, sections, and what may not be in a body."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from kb.text import is_hidden, named

_INTERNAL: Final = re.compile(
    r"(?:\.{0,2}/)*(?:[\w-]+/)*(?P<id>[A-Za-z0-9-]+)(?:@[0-9-]+)?(?:\.md)?"
)
_OUTSIDE: Final = ("https://", "mailto:", "tel:")
_BEFORE_ADDRESS: Final = ("](", "](<", "<", "")
"""What stands before the address of a link, most usual first; nothing as the last resort."""

_REMEMBERED: Final = 4096
"""Texts whose tokens are kept: every body, section and short answer of a release, a few times."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, as Markdown. The first may have no heading."""

    heading: str | None
    markdown: str


@dataclass(frozen=True)
class Finding:
    """Something in a body that a rule is about; line and column count from 1 in the body."""

    kind: str
    detail: str
    line: int
    column: int


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    # Content with HTML is refused by the checks; should any reach this point, it is shown as text.
    for name in ("html_inline", "html_block"):
        parser.add_render_rule(name, _escaped)
    return parser


def _escaped(
    _self: object, tokens: Sequence[Token], at: int, _options: object, _env: object
) -> str:
    return escapeHtml(tokens[at].content)


_MARKDOWN: Final = _parser()


@lru_cache(_REMEMBERED)
def _tokens(markdown: str) -> tuple[Token, ...]:
    """Return the tokens of `markdown`, parsed once for all who read them. They are not changed."""
    return tuple(_MARKDOWN.parse(markdown))


def internal_target(href: str) -> str | None:
    """Return the id or code that a link inside the content points to; None when it goes outside.

    An editor may write `ww-duur`, `ww-duur.md` or `../werkloos/ww-duur.md`.
    """
    match = _INTERNAL.fullmatch(href)
    return match["id"] if match else None


def address_of(target: str) -> str:
    """Return the site address of an item id or letter code."""
    return f"/brief/{target}" if target[:1].isupper() else f"/antwoord/{target}"


@lru_cache(_REMEMBERED)
def to_html(markdown: str) -> str:
    """Return `markdown` as HTML that is safe to put in a page. Internal links become addresses."""
    tokens = _MARKDOWN.parse(markdown)
    for token in _walk(tokens):
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            if (target := internal_target(href)) is not None:
                token.attrSet("href", address_of(target))
            else:
                token.attrSet("rel", "noopener noreferrer")
        elif token.type in ("th_open", "td_open") and token.attrGet("style"):
            # an inline style would be refused by the Content-Security-Policy
            token.attrs.pop("style")
    return str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})).strip()


def to_text(markdown: str) -> str:
    """Return `markdown` as plain text: list items with a dash or number, table rows with |."""
    blocks: list[str] = []
    lists: list[int | None] = []  # the next number of each list around us; None for bullets
    cells: list[str] | None = None
    prefix = ""
    for token in _tokens(markdown):
        match token.type:
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                lists.append(1 if start is None else int(start))
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
            case "list_item_open":
                prefix = _list_prefix(lists)
            case "tr_open":
                cells = []
            case "tr_close":
                blocks.append(" | ".join(cells or ()))
                cells = None
            case "inline" if cells is not None:
                cells.append(_inline_text(token))
            case "inline":
                blocks.append(prefix + _inline_text(token))
                prefix = "  " * len(lists)
            case "fence" | "code_block":
                blocks.append(token.content.rstrip())
            case _:
                pass
        if not lists:
            prefix = ""
    return _spaced(blocks)


def _list_prefix(lists: list[int | None]) -> str:
    indent = "  " * (len(lists) - 1)
    number = lists[-1]
    if number is None:
        return f"{indent}- "
    lists[-1] = number + 1
    return f"{indent}{number}. "


def _inline_text(token: Token, line_break: str = " ") -> str:
    parts: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "html_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(line_break)
    return "".join(parts)


def _spaced(blocks: Sequence[str]) -> str:
    """Put list items and table rows on following lines, other blocks a blank line apart."""
    out: list[str] = []
    for block in blocks:
        if out:
            tight = _is_row(block) and _is_row(out[-1])
            out.append("\n" if tight else "\n\n")
        out.append(block)
    return "".join(out)


def _is_row(block: str) -> bool:
    return bool(re.match(r"\s*(?:- |\d+\. )", block)) or " | " in block


def headings(markdown: str) -> tuple[tuple[int, int, str], ...]:
    """Return each heading of level 2: its lines, half-open and counted from 0, and its text."""
    tokens = _tokens(markdown)
    return tuple(
        (token.map[0], token.map[1], _inline_text(tokens[at + 1]))
        for at, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2" and token.level == 0 and token.map
    )


def sections(markdown: str) -> tuple[Section, ...]:
    """Split `markdown` at its headings of level 2; deeper headings stay inside their section."""
    lines = markdown.split("\n")
    starts = headings(markdown)
    found: list[Section] = []
    first = starts[0][0] if starts else len(lines)
    if (intro := "\n".join(lines[:first]).strip()) != "":
        found.append(Section(None, intro))
    ends = [*(line for line, _, _ in starts), len(lines)][1:]
    for (_, below, heading), end in zip(starts, ends, strict=True):
        found.append(Section(heading, "\n".join(lines[below:end]).strip()))
    return tuple(found)


def findings(markdown: str) -> Iterator[Finding]:
    """Yield every link, image, piece of HTML and level-1 heading, with its place in the body."""
    lines = markdown.split("\n")
    for token in _tokens(markdown):
        line = token.map[0] if token.map else 0
        end = token.map[1] if token.map else len(lines)
        if token.type == "html_block":
            column = len(lines[line]) - len(lines[line].lstrip()) + 1
            yield Finding("html", _excerpt(token.content), line + 1, column)
        elif token.type == "heading_open" and token.tag == "h1":
            yield Finding("h1", "", line + 1, 1)
        elif token.type == "inline":
            yield from _inline_findings(token, lines, line, end)


def _inline_findings(token: Token, lines: Sequence[str], first: int, end: int) -> Iterator[Finding]:
    locate = _locator(lines, first, end)
    href = ""
    for child in token.children or ():
        if child.type == "html_inline":
            yield Finding("html", _excerpt(child.content), *locate(child.content))
        elif child.type == "image":
            yield Finding("image", str(child.attrGet("src") or ""), *locate("!["))
        elif child.type == "link_open":
            href = str(child.attrGet("href") or "")
        elif child.type == "link_close":  # the address is written after the words
            yield Finding("link", href, *locate(href, *_BEFORE_ADDRESS))
        elif (hidden := next(filter(is_hidden, child.content), None)) is not None:
            # the file itself holds none, so it is written as an entity: &#x202e;
            yield Finding("hidden", named(hidden), *locate("&"))


def _locator(lines: Sequence[str], first: int, end: int) -> Callable[..., tuple[int, int]]:
    """Return a function that finds each piece after the one before it, as line and column.

    Inline tokens carry no positions of their own. A piece that is written otherwise than it was
    parsed (an escaped address) is placed where the block starts. `openings` are what may stand
    right before a piece, tried in turn.
    """
    line, column = first, 0

    def locate(piece: str, *openings: str) -> tuple[int, int]:
        nonlocal line, column
        for opening in openings or ("",):
            needle = opening + piece.split("\n", 1)[0]
            for at in range(line, end):
                found = lines[at].find(needle, column if at == line else 0)
                if found >= 0:
                    line, column = at, found + max(1, len(needle))
                    return at + 1, found + len(opening) + 1
        return first + 1, 1

    return locate


def _walk(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.children:
            yield from _walk(token.children)


def _excerpt(content: str) -> str:
    return content.strip().split("\n", 1)[0][:40]


def is_outside_address(href: str) -> bool:
    """Whether `href` is an address outside the content that a page may link to."""
    return href.startswith(_OUTSIDE)


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list item or table cell as plain text, line breaks kept.

    `line` counts from 1 in the body; `heading` is the level-2 heading it stands under.
    """

    kind: str
    text: str
    line: int
    heading: str | None


def blocks(markdown: str) -> Iterator[Block]:
    """Yield the blocks of `markdown` that hold prose, in order."""
    kind, level, heading = "paragraph", "", None
    opened = {"heading_open": "heading", "th_open": "cell", "td_open": "cell"}
    in_list = 0
    for token in _tokens(markdown):
        in_list += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "paragraph_open":
            kind = "item" if in_list else "paragraph"
        elif token.type in opened:
            kind = opened[token.type]
            level = token.tag
        elif token.type == "inline":
            text = _inline_text(token, line_break="\n")
            if kind == "heading" and level == "h2":
                heading = text
            yield Block(kind, text, (token.map[0] if token.map else 0) + 1, heading)
