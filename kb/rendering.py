"""The text of an entry on a day and in a language: canonical, the same for every face."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kb import markdown
from kb.figures import Figures, Wording
from kb.model import Entry, Faq, Letter, Translation
from kb.prose import split

LETTER_TEXT: Final = "Tekst van de brief"
"""The section of a letter with its literal text. Its placeholders may never reach an answer."""

_MEANING: Final = "Wat betekent deze brief?"


@dataclass(frozen=True)
class Rendered:
    """What a reader gets. `content_hash` is the digest of exactly these words."""

    question: str
    short: str
    markdown: str
    html: str
    text: str
    language: str
    translated: bool
    content_hash: str
    amount_unknown: bool


def public_body(entry: Entry) -> str:
    """Return the Markdown of an entry that may be shown: a letter without its literal text."""
    if not isinstance(entry, Letter):
        return entry.body
    kept = (it for it in markdown.sections(entry.body) if it.heading != LETTER_TEXT)
    return "\n\n".join(
        f"## {it.heading}\n\n{it.markdown}" if it.heading else it.markdown for it in kept
    )


def question_of(entry: Entry) -> str:
    """Return the question that an entry answers."""
    return f"Brief {entry.id}: {entry.title}" if isinstance(entry, Letter) else entry.question


def question_in(entry: Entry, language: str) -> str:
    """Return the question that an entry answers, in `language` where it is translated."""
    return (
        translation.question
        if (translation := _translation(entry, language))
        else question_of(entry)
    )


def _translation(entry: Entry, language: str) -> Translation | None:
    if not isinstance(entry, Faq):
        return None
    return next((it for it in entry.translations if it.language == language), None)


def short_of(entry: Entry) -> str:
    """Return the one sentence that answers by itself; for a letter, the first of its meaning."""
    if not isinstance(entry, Letter):
        return entry.short
    for section in markdown.sections(entry.body):
        if section.heading == _MEANING:
            first = markdown.to_text(section.markdown).split("\n", 1)[0]
            return next((sentence for sentence, _ in split(first)), entry.sent_when)
    return entry.sent_when


def render(
    entry: Entry, day: date, figures: Figures, wording: Wording, language: str = "nl"
) -> Rendered:
    """Return `entry` as it reads on `day`, in `language` where it is translated, else Dutch."""
    translation = _translation(entry, language)
    source = translation or entry
    if translation is None:
        wording = replace(wording, units={})
    question = question_in(entry, language)
    short, short_unknown = figures.substitute(
        translation.short if translation else short_of(entry), day, wording
    )
    body, body_unknown = figures.substitute(
        source.body if translation else public_body(entry), day, wording
    )
    return Rendered(
        question=question,
        short=short,
        markdown=body,
        html=markdown.to_html(body),
        text=markdown.to_text(body),
        language=language if translation else "nl",
        translated=translation is not None,
        content_hash=content_hash(question, short, body),
        amount_unknown=short_unknown or body_unknown,
    )


def content_hash(question: str, short: str, body: str) -> str:
    """Return the digest of a rendered text: SHA-256 over the JSON list of its three parts."""
    canonical = json.dumps([question, short, body], ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()
