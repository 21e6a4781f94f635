"""A content file becomes a table of texts and a body, every value with its line and column.

YAML is read strictly: every scalar is text (`no` stays "no"), no anchors, no tags, no duplicate
keys, bounded in size and depth. An empty value counts as absent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import yaml

from kb.errors import SyntaxProblemError
from kb.text import is_hidden, named

MAX_FRONT_MATTER_BYTES: Final = 8 * 1024
"""A full item has about 2 KiB of front matter; more is text in the wrong place."""

MAX_DEPTH: Final = 6
"""The deepest format we have (a list of tables with lists) nests four levels."""

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
Path: TypeAlias = tuple[str | int, ...]
Position: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""


@dataclass(frozen=True)
class Table:
    """YAML as texts, lists and tables, and where each of them stands.

    `places` maps a path such as ("geldig", "vanaf") or ("alternatieven", 2) to the position of its
    value, and the same path with "#" appended to the position of its key.
    """

    value: Value
    places: dict[Path, Position]

    def place(self, path: Path) -> Position:
        """Return where the value at `path` stands, or else the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if (found := self.places.get(path[:length])) is not None:
                return found
        return (1, 1)

    def key_place(self, path: Path) -> Position:
        """Return where the key at `path` stands, or else the nearest value around it."""
        return self.places.get((*path, "#")) or self.place(path)


@dataclass(frozen=True)
class Document:
    """A file of front matter and Markdown. `body_line` is the line where the body starts."""

    table: Table
    body: str
    body_line: int


def read_document(text: str) -> Document:
    """Split `text` into front matter and body.

    Raises:
        SyntaxProblemError: no front matter, not closed, too large, or not strict YAML.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise SyntaxProblemError("front-matter-ontbreekt", 1, 1)
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise SyntaxProblemError("front-matter-niet-gesloten", 1, 1)
    front = "\n".join(lines[1:end])
    if len(front.encode("utf-8", "surrogatepass")) > MAX_FRONT_MATTER_BYTES:
        raise SyntaxProblemError("front-matter-te-groot", 1, 1, grens="8 KiB")
    table = read_yaml(front, first_line=2)
    if not isinstance(table.value, dict):
        raise SyntaxProblemError("front-matter-ontbreekt", 2, 1)
    body_at = end + 1
    while body_at < len(lines) and not lines[body_at].strip():
        body_at += 1
    body_line = min(body_at + 1, len(lines))
    return Document(table, "\n".join(lines[body_at:]).rstrip(), body_line)


def read_yaml(text: str, *, first_line: int = 1) -> Table:
    """Read `text`, which starts at line `first_line` of its file, as strict YAML.

    Raises:
        SyntaxProblemError: not YAML, or YAML beyond the strict part.
    """
    try:
        _refuse_beyond_strict(text, first_line)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        explanation = _IN_DUTCH.get(error.problem or "", _NOT_YAML)
        raise SyntaxProblemError(
            "yaml", line + first_line, column + 1, uitleg=explanation
        ) from None
    except yaml.YAMLError:
        raise SyntaxProblemError("yaml", first_line, 1, uitleg=_NOT_YAML) from None
    places: dict[Path, Position] = {}
    if root is None:
        return Table({}, {(): (first_line, 1)})
    return Table(_texts(root, (), first_line, places), places)


def _refuse_beyond_strict(text: str, first_line: int) -> None:
    """Look at the event stream, which needs no recursion, before anything is composed."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        mark = event.start_mark
        where = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        tagged = isinstance(event, yaml.NodeEvent | yaml.CollectionStartEvent) and (
            event.anchor is not None or getattr(event, "tag", None) not in (None, "!")
        )
        if tagged:
            raise SyntaxProblemError("yaml-anker", *where)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise SyntaxProblemError("yaml-te-diep", *where)


def _texts(node: yaml.Node, path: Path, first_line: int, places: dict[Path, Position]) -> Value:
    places[path] = (node.start_mark.line + first_line, node.start_mark.column + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, first_line, places)
    if isinstance(node, yaml.SequenceNode):
        return [_texts(item, (*path, at), first_line, places) for at, item in enumerate(node.value)]
    return _visible(node, places[path])


def _visible(node: yaml.Node, where: Position) -> str:
    """Return a scalar as text. An escape ("\\u202e") may hide what the file itself may not hold."""
    text = str(node.value)
    if (hidden := next(filter(is_hidden, text), None)) is not None:
        raise SyntaxProblemError("verborgen-teken", *where, teken=named(hidden))
    return text


def _mapping(
    node: yaml.MappingNode, path: Path, first_line: int, places: dict[Path, Position]
) -> dict[str, Value]:
    table: dict[str, Value] = {}
    seen: set[str] = set()
    for key_node, value_node in node.value:
        where = (key_node.start_mark.line + first_line, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            raise SyntaxProblemError("yaml", *where, uitleg="een sleutel moet gewone tekst zijn")
        key = _visible(key_node, where)
        if key in seen:
            raise SyntaxProblemError("dubbele-sleutel", *where, sleutel=key)
        seen.add(key)
        places[(*path, key, "#")] = where
        value = _texts(value_node, (*path, key), first_line, places)
        if not (isinstance(value, str) and value == "" and not value_node.style):
            table[key] = value
    return table


_IN_DUTCH: Final = {
    "mapping values are not allowed in this context": "een dubbele punt op deze plek kan niet",
    "did not find expected key": "hier wordt een sleutel verwacht",
    "could not find expected ':'": "na een sleutel hoort een dubbele punt",
    "did not find expected ',' or ']'": "de lijst tussen [ ] is niet goed afgesloten",
    "did not find expected ',' or '}'": "de tabel tussen { } is niet goed afgesloten",
    "found unexpected end of stream": "een aanhalingsteken is niet afgesloten",
    "found character that cannot start any token": "een tekst kan niet met dit teken beginnen",
    "did not find expected '-' indicator": "hier wordt een '- ' verwacht",
    "block sequence entries are not allowed in this context": "een '- ' op deze plek kan niet",
    "did not find expected node content": "hier wordt een waarde verwacht",
    "did not find expected <document start>": "hier staat iets buiten de tabel",
    "did not find expected alphabetic or numeric character": (
        "zet tekst die met & of * begint tussen aanhalingstekens"
    ),
    "did not find expected comment or line break": (
        "zet tekst die met > of | begint tussen aanhalingstekens"
    ),
    "found undefined tag handle": "zet tekst die met een ! begint tussen aanhalingstekens",
    "found unknown escape character": "na een \\ tussen aanhalingstekens kan dit teken niet",
    "found invalid Unicode character escape code": "dit teken bestaat niet",
    "did not find expected hexdecimal number": "na \\x of \\u hoort de code van een teken",
    "mapping keys are not allowed in this context": "een vraagteken op deze plek kan niet",
    "found unexpected non-alphabetical character": "een tekst kan niet met een % beginnen",
    "found unexpected document indicator": "een aanhalingsteken is niet afgesloten",
    "but found another document": "een regel kan niet met '---' beginnen",
}
"""The messages of libyaml that editors meet most."""

_NOT_YAML: Final = "de vorm klopt niet op deze plek"
