"""The documents of an external set as items, so that the product can index and find them.

Such a document has a title and a text, no alternatives, keywords or short answer: what is measured
on it is retrieval without the work of editors.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from eval.beir import CORPUS, ExternalDocument, ExternalSet
from eval.errors import ExternalSetError
from kb.model import ALWAYS, Audience, Faq, Texts
from kb.prose import split
from kb.release import PublicContent
from kb.source import version_of
from kb.text import normalise

_THEME: Final = "extern"
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")
_PUNCTUATION: Final = re.compile(r"[!-/:-@\[-`{-~]")


@dataclass(frozen=True)
class ExternalItems:
    """A set as public content, and the id of the document that each item was made from."""

    public: PublicContent
    documents: Mapping[str, str]


def as_items(external: ExternalSet) -> ExternalItems:
    """Return every document of `external` as an item for everybody, on every day.

    The question is the title, or else the first sentence of the text; the short answer is that
    first sentence, or else the title; the body is the whole text.

    Raises:
        ExternalSetError: a document holds nothing that can be read.
    """
    digits = len(str(len(external.documents)))
    # no hyphen: the id is searched too, and a bare number in it would be found by numbers asked
    ids = [f"doc{at:0{digits}}" for at in range(1, len(external.documents) + 1)]
    public = PublicContent(
        faqs=tuple(_item(*it) for it in zip(ids, external.documents, strict=True)),
        letters=(),
        referrals=(),
        figures=(),
        themes=(),
        terms=(),
        texts=Texts(),
    )
    documents = {id_: it.id for id_, it in zip(ids, external.documents, strict=True)}
    return ExternalItems(public, MappingProxyType(documents))


def _item(id_: str, document: ExternalDocument) -> Faq:
    title = _line(document.title)
    paragraphs = [line for it in _PARAGRAPHS.split(document.text) if (line := _line(it))]
    first = next((sentence for it in paragraphs for sentence, _ in split(it)), "")
    if not (title or first):
        reason = f"document '{document.id}' heeft geen leesbare tekst; vul 'title' of 'text' in"
        raise ExternalSetError(CORPUS, None, reason)
    body = "\n\n".join(map(escaped, paragraphs))
    return Faq(
        id=id_,
        theme=_THEME,
        version=version_of(f"{title}\n{body}"),
        question=title or first,
        short=first or title,
        audience=Audience.BOTH,
        validity=ALWAYS,
        body=body,
    )


def escaped(text: str) -> str:
    r"""Return a line of plain text as Markdown that reads the same: `1. a*b` as `1\. a\*b`."""
    return _PUNCTUATION.sub(lambda match: "\\" + match[0], text)


def _line(text: str) -> str:
    """Return `text` as content is written: on one line, in NFC, without hidden characters."""
    return normalise(text, limit=sys.maxsize)
