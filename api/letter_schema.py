"""The wire models of letters: one explained, and which letter a pasted text may be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pydantic import Field

from api.bodies.text import link_body
from api.bodies.wire import Asked, LinkBody, Wire
from indexer.letter_recognition import MAX_TEXT_CHARS, Recognised, Recognition, outcome_of
from indexer.snapshot import Snapshot
from kb.letters import ExplainedLetter
from kb.model import Day


class SectionBody(
    Wire,
    title="Deel",
    json_schema_extra={"description": "Een deel van de uitleg, onder zijn kop."},
):
    """A part of an explanation under its heading."""

    heading: str | None = Field(alias="kop", description="De kop; null voor wat ervoor staat.")
    text: str = Field(alias="tekst", description="Gewone tekst.")
    html: str = Field(description="Dezelfde tekst als veilige HTML.")


class TermBody(
    Wire,
    title="Termijn",
    json_schema_extra={"description": "Een termijn die met de brief begint te lopen."},
):
    """A term that the letter sets running."""

    name: str = Field(alias="naam", description="Waarvoor de termijn is, zoals bezwaar.")
    description: str = Field(alias="omschrijving", description="De termijn in een zin.")
    last_day: date | None = Field(
        alias="uiterlijk",
        description="De laatste dag volgens de Algemene termijnenwet; null zonder `verzondenOp` of "
        "als die dag niet te berekenen is. Dagen die een koninklijk besluit voor een jaar met een "
        "feestdag gelijkstelt, tellen niet mee.",
    )


class LetterBody(
    Wire,
    title="Brief",
    json_schema_extra={"description": "De uitleg van een brief."},
):
    """A letter explained. It depends on nothing but the snapshot, the code and the two days."""

    code: str = Field(description="De code van de brief.")
    title: str = Field(alias="titel", description="Waar de brief over gaat.")
    version: str = Field(alias="versie", description="Het kenmerk van deze versie.")
    content_hash: str = Field(alias="inhoudHash", description="De digest van de uitleg.")
    valid_from: date = Field(
        alias="geldigVanaf", description="De eerste dag waarop deze versie verzonden is."
    )
    valid_until: date | None = Field(
        alias="geldigTot", description="De eerste dag waarop deze versie niet meer verzonden is."
    )
    sections: list[SectionBody] = Field(alias="secties", description="De uitleg, deel voor deel.")
    terms: list[TermBody] = Field(alias="termijnen", description="De termijnen in de brief.")
    related: list[LinkBody] = Field(alias="verwant", description="Wat u ook kunt lezen.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


class RecogniseBody(
    Asked,
    title="Brieftekst",
    json_schema_extra={"description": "De tekst van een brief, overgetypt of gescand."},
):
    """The text of a letter, as somebody copied or scanned it."""

    text: str = Field(
        alias="tekst",
        min_length=1,
        max_length=MAX_TEXT_CHARS,
        description="De tekst van de brief of een deel ervan. Wij bewaren die niet.",
    )
    sent_on: Day | None = Field(
        default=None, alias="verzondenOp", description="De datum op de brief, als die bekend is."
    )


class RecognisedBody(
    Wire,
    title="HerkendeBrief",
    json_schema_extra={"description": "Een brief die het kan zijn."},
):
    """A letter that the text may be."""

    code: str = Field(description="De code van de brief.")
    title: str = Field(alias="titel", description="Waar de brief over gaat.")
    confidence: float = Field(alias="zekerheid", description="De kans dat het deze brief is, 0-1.")
    found_marks: list[str] = Field(
        alias="gevondenKenmerken",
        description="Wat wij van de brief zagen, in onze woorden: de code, vaste zinnen.",
    )


class FoundLettersBody(
    Wire,
    title="Herkenning",
    json_schema_extra={
        "description": "Welke brief het kan zijn. Van de tekst zelf staat er niets in."
    },
):
    """Which letter a text may be, likeliest first. Nothing of the text itself is in it."""

    outcome: Recognition = Field(
        alias="uitkomst",
        description="`herkend`: de eerste is het; `keuze`: wij kunnen niet zien welke het is; "
        "`onbekend`: geen brief van ons.",
    )
    letters: list[RecognisedBody] = Field(
        alias="brieven", description="De brieven die het kunnen zijn."
    )


def letter_body(letter: ExplainedLetter, snapshot: Snapshot) -> LetterBody:
    """Return an explained letter as it is sent."""
    return LetterBody(
        code=letter.code,
        title=letter.title,
        version=letter.version,
        content_hash=letter.content_hash,
        valid_from=letter.validity.start,
        valid_until=letter.validity.end,
        sections=[
            SectionBody(heading=it.heading, text=it.text, html=it.html) for it in letter.sections
        ],
        terms=[
            TermBody(name=it.name, description=it.description, last_day=it.last_day)
            for it in letter.terms
        ],
        related=[link_body(it) for it in letter.related],
        publication=snapshot.publication,
        snapshot=snapshot.id,
    )


def found_letters_body(found: Sequence[Recognised]) -> FoundLettersBody:
    """Return what was recognised as it is sent."""
    return FoundLettersBody(
        outcome=outcome_of(found),
        letters=[
            RecognisedBody(
                code=it.code,
                title=it.title,
                confidence=it.confidence,
                found_marks=list(it.found_marks),
            )
            for it in found
        ],
    )
