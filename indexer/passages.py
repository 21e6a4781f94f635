"""An entry becomes the ordered passages that are embedded, and the text its words come from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from pydantic import Field

from kb.language import DUTCH, detect
from kb.markdown import Section, sections, to_text
from kb.model import Entry, Faq, Frozen, Letter, Phrasings
from kb.release import key_of
from kb.rendering import public_body, question_of, short_of


class PassageKind(StrEnum):
    """What a vector stands for. Questions are compared with questions, texts with questions."""

    QUESTION = "vraag"
    TEXT = "tekst"


class Passage(Frozen):
    """A text to embed, the entry version (`id@first day`) it belongs to, and its section."""

    entry: str = Field(alias="item")
    kind: PassageKind = Field(alias="soort")
    heading: str | None = Field(default=None, alias="kop")
    text: str = Field(alias="tekst")
    language: str = Field(default=DUTCH, alias="taal")


def passages(entry: Entry, phrasings: Phrasings | None = None) -> Iterator[Passage]:
    """Yield the passages of `entry`: how it is asked, how it begins, each section."""
    key = key_of(entry)
    for language, question in asked(entry, phrasings):
        yield Passage(entry=key, kind=PassageKind.QUESTION, text=question, language=language)
    title = question_of(entry)
    begins = "\n".join(it.markdown for it in sections(public_body(entry)) if it.heading is None)
    yield Passage(
        entry=key,
        kind=PassageKind.TEXT,
        text=f"{title}\n{short_of(entry)}\n{to_text(begins)}".rstrip(),
    )
    for section in headed(entry):
        text = f"{title}\n{section.heading}\n{to_text(section.markdown)}"
        yield Passage(entry=key, kind=PassageKind.TEXT, heading=section.heading, text=text)


def headed(entry: Entry) -> tuple[Section, ...]:
    """Return the sections of `entry` that have a passage of their own, in that order."""
    return tuple(it for it in sections(public_body(entry)) if it.heading and it.markdown)


def questions(entry: Entry) -> tuple[str, ...]:
    """Return every way in which `entry` itself puts its question, translations included."""
    if isinstance(entry, Letter):
        return (entry.title, f"Ik heb brief {entry.id} gekregen. Wat betekent dat?")
    translated = entry.translations if isinstance(entry, Faq) else ()
    foreign = (text for it in translated for text in (it.question, *it.alternatives))
    return (entry.question, *entry.alternatives, *foreign)


def asked(entry: Entry, phrasings: Phrasings | None) -> Iterator[tuple[str, str]]:
    """Yield every way in which the question of `entry` is put, each once, after its language.

    An alternative does not say its language: it is told from its words.
    """
    seen: set[str] = set()
    own = questions(entry)
    said = [(DUTCH if at == 0 else detect(text).code, text) for at, text in enumerate(own)]
    for language, text in [*said, *_said(phrasings)]:
        if text not in seen:
            seen.add(text)
            yield language, text


@dataclass(frozen=True)
class Wordings:
    """The text of an entry in which words are found: as it is asked, and as it is told."""

    asked: str
    told: str


def wordings(entry: Entry, phrasings: Phrasings | None = None) -> Wordings:
    """Return everything in which a word of a question may be found.

    Its own questions, keywords and codes come twice: they are short and chosen with care.
    """
    chosen = [*questions(entry), entry.id.replace("-", " "), entry.id]
    if isinstance(entry, Faq):
        chosen += [*entry.keywords, *entry.schemes]
    if isinstance(entry, Letter):
        chosen += [*entry.marks, *entry.schemes, entry.sent_when]
    said = [text for _, text in _said(phrasings)]
    return Wordings(
        asked="\n".join([*chosen, *chosen, *said]),
        told=f"{short_of(entry)}\n{to_text(public_body(entry))}",
    )


def _said(phrasings: Phrasings | None) -> list[tuple[str, str]]:
    return [(language, text) for language, _, text in phrasings.each()] if phrasings else []
