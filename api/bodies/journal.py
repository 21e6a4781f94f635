"""What people tell us back, and what we keep under a `vraagkenmerk`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from api.bodies.wire import Asked, MomentText, Wire, moment_text
from api.forms import DIGEST_FORM, ULID_FORM
from eval.journal.reading import Kept
from eval.journal.records import Feedback
from kb.model import Outcome, Reference

MAX_REMARK_CHARS: Final = 500
"""As long as a question: a remark that is longer is a letter, and letters have an address."""

MAX_SOURCES: Final = 10
"""As many as one answer can hold."""

QuestionReference = Annotated[str, Field(pattern=f"^{ULID_FORM}$")]
"""A `vraagkenmerk`: a ULID."""

VersionDigest = Annotated[str, Field(pattern=f"^{DIGEST_FORM}$")]


class Unhelpful(StrEnum):
    """Why an answer did not help."""

    UNCLEAR = "onduidelijk"
    WRONG = "onjuist"
    INCOMPLETE = "onvolledig"
    OTHER_QUESTION = "anderOnderwerp"
    OTHER = "anders"


class NotFound(StrEnum):
    """Why an advisor did not find what somebody asked."""

    NOTHING = "nietsGevonden"
    UNCLEAR = "onduidelijk"
    WRONG = "onjuist"
    OWN_CASE = "eigenDossier"
    OTHER = "anders"


class FeedbackBody(
    Asked,
    title="Reactie",
    json_schema_extra={"description": "Of een antwoord hielp, bij de versie die iemand las."},
):
    """Whether a version of an item helped."""

    reference: QuestionReference | None = Field(
        default=None,
        alias="vraagkenmerk",
        description="Bij welke vraag; null als iemand het antwoord zonder vraag las.",
    )
    item: Reference = Field(
        alias="antwoord", description="Het kenmerk van het antwoord, of de code van de brief."
    )
    version: VersionDigest = Field(alias="versie", description="De versie die iemand las.")
    helpful: bool = Field(alias="nuttig", strict=True, description="Of het hielp.")
    reason: Unhelpful | None = Field(
        default=None,
        alias="reden",
        description="Waarom het niet hielp; null als dat niet bekend is.",
    )
    remark: Annotated[str, Field(min_length=1, max_length=MAX_REMARK_CHARS)] | None = Field(
        default=None,
        alias="opmerking",
        description="In eigen woorden. Persoonlijke gegevens halen wij eruit.",
    )


class SourceBody(
    Asked, title="Bron", json_schema_extra={"description": "Een versie van een tekst van ons."}
):
    """An item version that was used."""

    item: Reference = Field(
        alias="id", description="Het kenmerk van het antwoord, of de code van de brief."
    )
    version: VersionDigest = Field(alias="versie", description="Het kenmerk van de versie.")


class ContactMomentBody(
    Asked,
    title="Contactmoment",
    json_schema_extra={
        "description": "Of een adviseur vond wat iemand vroeg. Wie de adviseur was, hoe laat het "
        "was en hoelang het duurde, vragen en bewaren wij niet."
    },
):
    """What an advisor found."""

    found: bool = Field(alias="gevonden", strict=True, description="Of het antwoord er was.")
    sources: list[SourceBody] = Field(
        default=[],
        alias="bronnen",
        max_length=MAX_SOURCES,
        description="Welke teksten zijn gebruikt.",
    )
    reason: NotFound | None = Field(
        default=None, alias="reden", description="Waarom niet; null als het gevonden is."
    )


class ReceivedBody(
    Wire, title="Ontvangen", json_schema_extra={"description": "Het is opgeschreven."}
):
    """It was written down."""

    received_on: date = Field(alias="ontvangenOp", description="Op welke dag.")


class ShownBody(
    Wire, title="GetoondAntwoord", json_schema_extra={"description": "Wat iemand te zien kreeg."}
):
    """An item version that was shown."""

    item: str = Field(alias="id", description="Het kenmerk van het antwoord.")
    version: str = Field(alias="versie", description="Het kenmerk van de versie.")
    language: str = Field(alias="taal", description="In welke taal.")


class KeptFeedbackBody(
    Wire, title="BewaardeReactie", json_schema_extra={"description": "Een reactie bij een vraag."}
):
    """Feedback on a question as it is kept."""

    at: MomentText = Field(alias="tijdstip", description="Wanneer.")
    item: str = Field(alias="antwoord", description="Bij welk antwoord.")
    version: str = Field(alias="versie", description="Bij welke versie.")
    helpful: bool = Field(alias="nuttig", description="Of het hielp.")
    reason: str | None = Field(
        alias="reden", description="Waarom niet; null als dat niet bekend is."
    )
    remark: str | None = Field(
        alias="opmerking", description="In eigen woorden, zonder persoonlijke gegevens."
    )


class KeptQuestionBody(
    Wire,
    title="BewaardeVraag",
    json_schema_extra={"description": "Een vraag zoals wij haar bewaren."},
):
    """A question as it is kept."""

    at: MomentText = Field(alias="tijdstip", description="Wanneer.")
    question: str = Field(alias="vraag", description="De vraag, zonder persoonlijke gegevens.")
    channel: str = Field(alias="kanaal", description="Waar zij is gesteld.")
    language: str = Field(alias="taal", description="In welke taal.")
    day: date = Field(alias="geldigOp", description="Van welke dag de regels zijn gevraagd.")
    outcome: Outcome = Field(alias="uitkomst")
    confidence: float | None = Field(
        alias="zekerheid", description="Van het eerste antwoord; null als er geen was."
    )
    shown: list[ShownBody] = Field(alias="antwoorden", description="Wat er is getoond.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


class KeptBody(
    Wire,
    title="Inzage",
    json_schema_extra={"description": "Alles wat wij onder een vraagkenmerk bewaren."},
):
    """All that is kept under one reference."""

    reference: str = Field(alias="vraagkenmerk", description="Het kenmerk.")
    question: KeptQuestionBody | None = Field(
        alias="vraag", description="De vraag; null als die al is gewist."
    )
    feedback: list[KeptFeedbackBody] = Field(
        alias="reacties", description="De reacties bij deze vraag."
    )


def kept_body(reference: str, kept: Kept) -> KeptBody:
    """Return what is kept as it is sent."""
    return KeptBody(
        reference=reference,
        question=_question(kept),
        feedback=[_feedback(it) for it in kept.feedback],
    )


def _question(kept: Kept) -> KeptQuestionBody | None:
    if (it := kept.question) is None:
        return None
    return KeptQuestionBody(
        at=moment_text(it.at),
        question=it.text,
        channel=it.channel,
        language=it.language,
        day=it.day,
        outcome=Outcome(it.outcome),
        confidence=it.confidence,
        shown=[
            ShownBody(item=one.item, version=one.version, language=one.language) for one in it.shown
        ],
        publication=it.publication,
        snapshot=it.snapshot,
    )


def _feedback(it: Feedback) -> KeptFeedbackBody:
    return KeptFeedbackBody(
        at=moment_text(it.at),
        item=it.item,
        version=it.version,
        helpful=it.helpful,
        reason=it.reason,
        remark=it.remark,
    )
