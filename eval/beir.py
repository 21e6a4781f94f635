"""Questions and texts of others, in the layout of the BEIR benchmark (Thakur et al. 2021).

    corpus.jsonl       {"_id": …, "title": …, "text": …, "metadata": {"lang": …}}
    queries.jsonl      {"_id": …, "text": …, "metadata": {"lang": …}}
    qrels/test.tsv     query-id, corpus-id, score; separated by tabs, with that header

Such sets measure retrieval on what we did not write. They never become content.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from eval.errors import ExternalSetError

CORPUS: Final = "corpus.jsonl"
QUERIES: Final = "queries.jsonl"
JUDGEMENTS: Final = "qrels/test.tsv"
_HEADER: Final = ("query-id", "corpus-id", "score")


@dataclass(frozen=True)
class ExternalDocument:
    """A text that can be found. `title` or `text` may be empty, not both."""

    id: str
    title: str
    text: str
    language: str | None


@dataclass(frozen=True)
class ExternalQuestion:
    """A question with its judgements: the gain per document id; 0 is "judged, not relevant"."""

    id: str
    text: str
    language: str | None
    gains: Mapping[str, int]

    @property
    def relevant(self) -> frozenset[str]:
        """The documents with a gain above 0."""
        return frozenset(id_ for id_, gain in self.gains.items() if gain > 0)


@dataclass(frozen=True)
class ExternalSet:
    """A whole set, in the order of its files. `name` is that of its folder.

    `language` of its parts is None where the set does not say it.
    """

    name: str
    documents: tuple[ExternalDocument, ...]
    questions: tuple[ExternalQuestion, ...]


@dataclass(frozen=True)
class _Record:
    """One line of a JSONL file."""

    file: str
    line: int
    table: dict[str, Any]

    def error(self, reason: str) -> ExternalSetError:
        return ExternalSetError(self.file, self.line, reason)

    def text(self, key: str) -> str:
        """Return the text under `key`, "" when it is left out."""
        value = self.table.get(key, "")
        if not isinstance(value, str):
            raise self.error(f"'{key}' is geen tekst; zet de waarde tussen aanhalingstekens")
        return value

    def language(self) -> str | None:
        metadata = self.table.get("metadata") or {}
        language = metadata.get("lang") if isinstance(metadata, dict) else metadata
        if language is None or (isinstance(language, str) and isinstance(metadata, dict)):
            return language
        raise self.error('schrijf de taal als "metadata": {"lang": "nl"}')


def read_external_set(folder: Path) -> ExternalSet:
    """Read the set in `folder`; keys of a record other than those above are passed over.

    Only the questions that `qrels/test.tsv` judges are in it: in this layout `queries.jsonl` also
    holds those of other parts, such as a training part.

    Raises:
        ExternalSetError: a file is missing, is not UTF-8, or has a line that does not fit: not the
            right form, an id twice, a judgement of what is not there.
    """
    documents, questions = _records(folder, CORPUS), _records(folder, QUERIES)
    gains = _gains(folder, documents, questions)
    every = [_question(id_, it, gains.get(id_, {})) for id_, it in questions.items()]
    return ExternalSet(
        name=folder.resolve().name,
        documents=tuple(_document(id_, it) for id_, it in documents.items()),
        questions=tuple(it for it in every if it.gains),
    )


def _document(id_: str, record: _Record) -> ExternalDocument:
    title, text = record.text("title"), record.text("text")
    if not (title.strip() or text.strip()):
        raise record.error(f"document '{id_}' is leeg; vul 'title' of 'text' in")
    return ExternalDocument(id_, title, text, record.language())


def _question(id_: str, record: _Record, gains: Mapping[str, int]) -> ExternalQuestion:
    text = record.text("text")
    if not text.strip():
        raise record.error(f"vraag '{id_}' is leeg; vul 'text' in")
    return ExternalQuestion(id_, text, record.language(), MappingProxyType(dict(gains)))


def _records(folder: Path, file: str) -> dict[str, _Record]:
    """Return the records of a JSONL file by their id, in the order of the file."""
    found: dict[str, _Record] = {}
    for number, line in _lines(folder, file):
        record = _Record(file, number, _table(file, number, line))
        id_ = record.text("_id")
        if not id_:
            raise record.error("een '_id' ontbreekt; geef elke regel een eigen '_id'")
        if id_ in found:
            first = found[id_].line
            raise record.error(f"'_id' '{id_}' staat ook op regel {first}; wijzig een van beide")
        found[id_] = record
    return found


def _table(file: str, number: int, line: str) -> dict[str, Any]:
    try:
        table = json.loads(line)
    except (ValueError, RecursionError):
        table = None
    if not isinstance(table, dict):
        reason = "dit is geen JSON-object; zet op elke regel één object tussen { en }"
        raise ExternalSetError(file, number, reason)
    return table


def _gains(
    folder: Path, documents: Mapping[str, _Record], questions: Mapping[str, _Record]
) -> dict[str, dict[str, int]]:
    """Return the gain per document id, per question id."""
    lines = _lines(folder, JUDGEMENTS)
    number, header = next(lines)
    if tuple(header.split("\t")) != _HEADER:
        reason = f"de kop hoort te zijn: {', '.join(_HEADER)}, met tabs ertussen"
        raise ExternalSetError(JUDGEMENTS, number, reason)
    found: dict[str, dict[str, int]] = {}
    for number, line in lines:
        question, document, gain = _judgement(number, line)
        for id_, known, file in ((question, questions, QUERIES), (document, documents, CORPUS)):
            if id_ not in known:
                reason = f"'{id_}' staat niet in {file}; voeg het daar toe of haal deze regel weg"
                raise ExternalSetError(JUDGEMENTS, number, reason)
        if document in found.setdefault(question, {}):
            reason = (
                f"'{question}' met '{document}' is al beoordeeld; haal een van beide regels weg"
            )
            raise ExternalSetError(JUDGEMENTS, number, reason)
        found[question][document] = gain
    if not found:
        raise ExternalSetError(JUDGEMENTS, None, "er staat geen oordeel in; voeg er een toe")
    return found


def _judgement(number: int, line: str) -> tuple[str, str, int]:
    cells = line.split("\t")
    try:
        question, document, score = cells
        return question, document, int(score)
    except ValueError:
        reason = "hier horen drie velden met tabs ertussen, het laatste een geheel getal"
        raise ExternalSetError(JUDGEMENTS, number, reason) from None


def _lines(folder: Path, file: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their number from 1; at least one.

    Only a line feed ends a line: JSON may hold other separators, such as U+2028, in a text.
    """
    try:
        raw = (folder / file).read_bytes()
    except OSError as cause:
        reason = f"dit bestand is niet te lezen; zet het in {folder}"
        raise ExternalSetError(file, None, reason) from cause
    if not raw.strip():
        raise ExternalSetError(file, None, "dit bestand is leeg; vul het of haal de set weg")
    for number, line in enumerate(raw.removeprefix(BOM_UTF8).split(b"\n"), 1):
        try:
            text = line.decode("utf-8").rstrip("\r")
        except UnicodeDecodeError:
            reason = "deze regel is geen UTF-8; bewaar het bestand opnieuw als UTF-8"
            raise ExternalSetError(file, number, reason) from None
        if text.strip():
            yield number, text
