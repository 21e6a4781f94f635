"""The canonical text of an item as it is sent, in an answer and at its own address."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import Field

from api.bodies.wire import LinkBody, MomentText, Wire, moment_text
from kb.composing import Link, RankedAnswer
from kb.model import Audience, Faq, Kind


class TextBody(Wire):
    """The canonical text of an item on a day, the same for every face."""

    id: str = Field(description="Het kenmerk van het antwoord; dat verandert nooit.")
    version: str = Field(alias="versie", description="Het kenmerk van deze versie van de tekst.")
    content_hash: str = Field(
        alias="inhoudHash",
        description="De digest van de woorden zoals ze hier staan. Gelijk op elk kanaal.",
    )
    kind: Kind = Field(alias="soort")
    question: str = Field(alias="vraag", description="De vraag die deze tekst beantwoordt.")
    short: str = Field(alias="kort", description="Het antwoord in een zin die op zichzelf staat.")
    text: str = Field(alias="tekst", description="Het hele antwoord als gewone tekst.")
    html: str = Field(
        description="Dezelfde tekst als veilige HTML. Een link naar een ander antwoord begint met "
        "`/antwoord/`, naar een brief met `/brief/`; zet daar uw eigen adres voor in de plaats."
    )
    markdown: str = Field(
        description="Dezelfde tekst als Markdown. Een link naar een ander antwoord is alleen zijn "
        "`id`."
    )
    language: str = Field(
        alias="taal", description="De taal van de tekst, als code van twee letters zoals `nl`."
    )
    translated: bool = Field(
        alias="vertaald", description="Of dit een vertaling is van de Nederlandse tekst."
    )
    theme: str | None = Field(
        alias="thema", description="Het thema; null voor een brief of een verwijzing."
    )
    schemes: list[str] = Field(alias="regelingen", description="Over welke regelingen het gaat.")
    audience: Audience = Field(alias="doelgroep")
    valid_from: date | None = Field(
        alias="geldigVanaf", description="De eerste dag waarop deze versie geldt; null: altijd."
    )
    valid_until: date | None = Field(
        alias="geldigTot",
        description="De eerste dag waarop deze versie niet meer geldt; null: nog geen einde.",
    )
    changed_at: MomentText | None = Field(
        alias="gewijzigdOp", description="Wanneer wij deze versie voor het eerst publiceerden."
    )
    legal_basis: list[str] = Field(alias="grondslag", description="De wetsartikelen erachter.")
    related: list[LinkBody] = Field(alias="verwant", description="Wat u ook kunt lezen.")
    next_steps: list[LinkBody] = Field(
        alias="hierna", description="Wat mensen hierna meestal willen weten."
    )


def text_fields(ranked: RankedAnswer, changed_at: datetime | None) -> dict[str, Any]:
    """Return the fields of a `TextBody`; a referral holds always, so it has no dates."""
    entry, text = ranked.entry, ranked.text
    dated = entry.kind is not Kind.REFERRAL
    return {
        "id": entry.id,
        "version": entry.version,
        "content_hash": text.content_hash,
        "kind": entry.kind,
        "question": text.question,
        "short": text.short,
        "text": text.text,
        "html": text.html,
        "markdown": text.markdown,
        "language": text.language,
        "translated": text.translated,
        "theme": entry.theme if isinstance(entry, Faq) else None,
        "schemes": list(entry.schemes),
        "audience": entry.audience,
        "valid_from": entry.validity.start if dated else None,
        "valid_until": entry.validity.end if dated else None,
        "changed_at": moment_text(changed_at) if changed_at else None,
        "legal_basis": list(getattr(entry, "legal_basis", ())),
        "related": [link_body(it) for it in ranked.related],
        "next_steps": [link_body(it) for it in ranked.next_steps],
    }


def link_body(link: Link) -> LinkBody:
    """Return a link as it is sent."""
    return LinkBody(id=link.id, question=link.question)
