"""One item at its own address, and its history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from api.bodies.text import TextBody, text_fields
from api.bodies.wire import MomentText, RemarkBody, Wire, moment_text
from kb.items import Reading
from kb.model import ALWAYS, Faq
from kb.versions import HeldVersion, Period


class ItemBody(
    TextBody,
    title="Tekst",
    json_schema_extra={"description": "Een antwoord zoals het op een dag luidt."},
):
    """One item as it reads on a day."""

    successor: str | None = Field(
        alias="opvolger", description="Welk antwoord hierna komt als dit niet meer geldt."
    )
    remarks: list[RemarkBody] = Field(
        alias="aandachtspunten", description="Wat de lezer hierbij moet weten."
    )
    day: date = Field(alias="geldigOp", description="De dag waarop de tekst zo luidt.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


class PeriodBody(
    Wire,
    title="Publicatieperiode",
    json_schema_extra={"description": "Een tijd waarin wij deze versie lieten zien."},
):
    """A stretch of time in which a version was published."""

    start: MomentText = Field(alias="van", description="Vanaf dit moment.")
    end: MomentText | None = Field(alias="tot", description="Tot dit moment; null: nog steeds.")
    number: int = Field(
        alias="nummer", description="Het nummer van de publicatie waarmee het begon."
    )
    publication: str = Field(alias="publicatie", description="De digest van die publicatie.")


class VersionBody(
    Wire, title="Versie", json_schema_extra={"description": "Een versie van een antwoord."}
):
    """One version of an item, on both clocks."""

    version: str = Field(alias="versie", description="Het kenmerk van deze versie.")
    question: str | None = Field(
        alias="vraag", description="De vraag; null als de publicatie is opgeruimd."
    )
    valid_from: date | None = Field(
        alias="geldigVanaf", description="De eerste dag waarop deze versie geldt; null: altijd."
    )
    valid_until: date | None = Field(
        alias="geldigTot", description="De eerste dag waarop deze versie niet meer geldt."
    )
    published: list[PeriodBody] = Field(
        alias="gepubliceerd", description="Wanneer wij deze versie lieten zien, oudste eerst."
    )
    published_now: bool = Field(
        alias="nuGepubliceerd",
        description="Of zij in de huidige publicatie staat. Anders is zij ingetrokken, en is de "
        "tekst er alleen voor adviseurs.",
    )


class VersionsBody(
    Wire,
    title="Versies",
    json_schema_extra={"description": "Welke versies er van een antwoord zijn geweest."},
):
    """Every version that there was of an item, the newest first."""

    id: str = Field(description="Het kenmerk van het antwoord.")
    versions: list[VersionBody] = Field(alias="versies", description="De versies, nieuwste eerst.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


def item_body(
    reading: Reading, changed_at: datetime | None, publication: str, snapshot: str
) -> ItemBody:
    """Return an item as it is sent, with the publication that it was read from."""
    entry = reading.text.entry
    return ItemBody(
        **text_fields(reading.text, changed_at),
        successor=entry.successor if isinstance(entry, Faq) else None,
        remarks=[RemarkBody(code=it.code, text=it.text) for it in reading.remarks],
        day=reading.day,
        publication=publication,
        snapshot=snapshot,
    )


def versions_body(
    id_: str, versions: Sequence[HeldVersion], publication: str, snapshot: str
) -> VersionsBody:
    """Return the history of an item as it is sent."""
    return VersionsBody(
        id=id_,
        versions=[_version(it) for it in versions],
        publication=publication,
        snapshot=snapshot,
    )


def _version(version: HeldVersion) -> VersionBody:
    days = version.validity if version.validity != ALWAYS else None
    return VersionBody(
        version=version.digest,
        question=version.question,
        valid_from=days.start if days else None,
        valid_until=days.end if days else None,
        published=[_period(it) for it in version.periods],
        published_now=version.published_now,
    )


def _period(period: Period) -> PeriodBody:
    return PeriodBody(
        start=moment_text(period.start),
        end=moment_text(period.end) if period.end else None,
        number=period.activation.number,
        publication=period.activation.public,
    )
