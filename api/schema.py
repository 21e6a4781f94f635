"""The wire models of a question and its answer: Dutch names, every field always present."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field
from ulid import ULID

from api.bodies.text import TextBody, text_fields
from api.bodies.wire import Asked, RemarkBody, Wire
from api.serving import Serving
from kb.answering import DEFAULT_ANSWERS, MAX_ANSWERS, Question
from kb.composing import Answer, RankedAnswer
from kb.model import LANGUAGES, Audience, Contact, Day, Outcome, Reference
from kb.text import MAX_QUESTION_CHARS

NO_NOTES: Final[Mapping[str, str]] = MappingProxyType({})


class Channel(StrEnum):
    """Where a question was asked. It changes nothing in the answer."""

    WEBSITE = "website"
    CHAT = "chat"
    PHONE = "telefoon"
    DESK = "balie"
    MESSAGE = "bericht"


LanguageCode = Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")]


class AskBody(Asked, title="Vraag", json_schema_extra={"description": "Wat u wilt weten."}):
    """A question."""

    question: str = Field(
        alias="vraag",
        min_length=1,
        max_length=MAX_QUESTION_CHARS,
        description="De vraag in eigen woorden. Persoonlijke gegevens halen wij er eerst uit.",
    )
    channel: Channel = Field(default=Channel.WEBSITE, alias="kanaal")
    audience: Audience | None = Field(
        default=None,
        alias="doelgroep",
        description="Alleen antwoorden voor deze doelgroep; null voor iedereen.",
    )
    schemes: list[Annotated[str, Field(max_length=40)]] = Field(
        default=[],
        alias="regelingen",
        max_length=20,
        description="Alleen antwoorden over deze regelingen; leeg voor alle.",
    )
    language: LanguageCode | None = Field(
        default=None, alias="taal", description="De taal van de vraag; null: die herkennen wij."
    )
    day: Day | None = Field(
        default=None,
        alias="geldigOp",
        description="De dag waarvan u de regels wilt weten; null: vandaag in Nederland.",
    )
    previous: Reference | None = Field(
        default=None,
        alias="vorigAntwoord",
        description="Het kenmerk van het antwoord waar deze vraag op volgt.",
    )
    most: int = Field(
        default=DEFAULT_ANSWERS,
        alias="maxAantal",
        ge=1,
        le=MAX_ANSWERS,
        strict=True,
        description="Hoeveel antwoorden u hooguit wilt.",
    )

    def to_question(self, today: date) -> Question:
        """Return the question as the knowledge base knows it; `today` in Dutch time."""
        return Question(
            text=self.question,
            day=self.day or today,
            audience=self.audience,
            schemes=tuple(self.schemes),
            language=self.language,
            previous=self.previous,
            most=self.most,
        )


def _moment_text(value: object) -> object:
    """Refuse what pydantic would read as a Unix timestamp, and a moment without its offset."""
    if isinstance(value, str) and _MOMENT.fullmatch(value) and not value.endswith("-00:00"):
        return value
    raise ValueError("geen tijdstip in de vorm jjjj-mm-ddTuu:mm:ss met Z of een verschil")


_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})"
)


def _within_reach(moment: datetime) -> datetime:
    """Refuse a moment so long ago that it has no place on every clock of the world."""
    if moment.year < _FIRST_YEAR:
        raise ValueError("te lang geleden")
    return moment


_FIRST_YEAR: Final = 1900


class ReplayBody(
    AskBody,
    title="EerdereVraag",
    json_schema_extra={"description": "Een vraag van toen, en het moment waarop zij is gesteld."},
):
    """A question as it was asked before, and the moment at which it was."""

    moment: (
        Annotated[AwareDatetime, BeforeValidator(_moment_text), AfterValidator(_within_reach)]
        | None
    ) = Field(
        default=None,
        alias="beschikbaarOp",
        description="Het moment waarop de vraag is gesteld, met `Z` of een verschil; null: nu.",
    )


class FragmentBody(
    Wire, title="Fragment", json_schema_extra={"description": "Het deel dat het beste past."}
):
    """The section that fits the question best."""

    heading: str = Field(alias="kop", description="De kop boven dit deel.")
    text: str = Field(alias="tekst", description="Dit deel als gewone tekst.")


class AnswerBody(
    TextBody, title="Antwoord", json_schema_extra={"description": "Een antwoord op de vraag."}
):
    """One answer to a question, with how sure we are of it."""

    confidence: float = Field(
        alias="zekerheid", ge=0, le=1, description="De kans dat dit het goede antwoord is, 0-1."
    )
    fragment: FragmentBody | None
    note: str | None = Field(
        alias="toelichting",
        description="Uitleg voor de adviseur, in Markdown; null in de openbare rol en voor wie het "
        "bereik `adviseur` niet heeft.",
    )


class ChoiceBody(Wire, title="Keuze", json_schema_extra={"description": "Iets om uit te kiezen."}):
    """Something to choose between."""

    label: str = Field(description="Wat er op de knop staat.")
    id: str = Field(description="Het kenmerk van het antwoord, of van het thema.")
    short: str = Field(alias="kort", description="In een zin waar het over gaat.")


class ReferralBody(
    Wire,
    title="Verwijzing",
    json_schema_extra={"description": "De organisatie die hier wel over gaat."},
):
    """Another organisation."""

    organisation: str = Field(alias="organisatie", description="De naam.")
    website: str | None = Field(description="Het webadres; null als er geen is.")
    phone: str | None = Field(alias="telefoon", description="Het nummer; null als er geen is.")


class ContactBody(
    Wire, title="Contact", json_schema_extra={"description": "Een manier om iemand te spreken."}
):
    """A way to reach people."""

    name: str = Field(alias="naam", description="Wie of wat u bereikt.")
    address: str = Field(alias="adres", description="Een telefoonnummer of een webadres.")
    hours: str = Field(alias="openingstijden", description="Wanneer; leeg als dat niet vastligt.")


class LanguageBody(
    Wire, title="Taal", json_schema_extra={"description": "In welke taal is gevraagd."}
):
    """The language of the question, and how sure we are of it."""

    asked: str = Field(alias="gevraagd", description="De taal van de vraag.")
    certainty: float = Field(alias="zekerheid", ge=0, le=1, description="Hoe zeker wij dat weten.")


class FoundBody(
    Wire,
    title="Uitkomst",
    json_schema_extra={
        "description": "Het antwoord op een vraag. Op `vraagkenmerk` na hangt het alleen af van "
        "de momentopname, de vraag, de filters en de dag."
    },
):
    """The answer to a question. Apart from `vraagkenmerk` it depends on nothing but the snapshot,
    the question, the filters and the Dutch day.
    """

    outcome: Outcome = Field(alias="uitkomst")
    notice: str | None = Field(
        alias="melding", description="Wat u boven de antwoorden laat zien; null als er niets is."
    )
    answers: list[AnswerBody] = Field(
        alias="antwoorden", description="De antwoorden, het beste eerst."
    )
    choices: list[ChoiceBody] = Field(
        alias="keuzes", description="Waaruit iemand kan kiezen: antwoorden, of thema's."
    )
    referral: ReferralBody | None = Field(
        alias="verwijzing", description="Wie hier wel over gaat; null als wij dat zelf zijn."
    )
    contact: list[ContactBody] = Field(description="Hoe iemand een mens kan spreken.")
    language: LanguageBody = Field(alias="taal")
    day: date = Field(alias="geldigOp", description="De dag waarvan dit de regels zijn.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")
    reference: str = Field(
        alias="vraagkenmerk",
        description="Willekeurig. Wie het heeft, kan de vraag ermee laten wissen.",
    )
    remarks: list[RemarkBody] = Field(
        alias="aandachtspunten", description="Wat de lezer hierbij moet weten."
    )


def found_body(answer: Answer, serving: Serving, notes: Mapping[str, str] = NO_NOTES) -> FoundBody:
    """Return `answer` as it is sent; `notes` are those that go with it, by the id of the item."""
    referral = answer.referral
    return FoundBody(
        outcome=answer.outcome,
        notice=answer.notice,
        answers=[answer_body(it, serving, notes.get(it.entry.id)) for it in answer.answers],
        choices=[ChoiceBody(label=it.label, id=it.id, short=it.short) for it in answer.choices],
        referral=ReferralBody(
            organisation=referral.name, website=referral.website, phone=referral.phone
        )
        if referral
        else None,
        contact=[contact_body(it) for it in answer.contact],
        language=LanguageBody(asked=answer.language.code, certainty=answer.language.probability),
        day=answer.day,
        publication=serving.snapshot.publication,
        snapshot=serving.snapshot.id,
        reference=str(ULID()),
        remarks=[RemarkBody(code=it.code, text=it.text) for it in answer.remarks],
    )


def answer_body(ranked: RankedAnswer, serving: Serving, note: str | None = None) -> AnswerBody:
    """Return one answer as it is sent; `note` only to who may read it."""
    fragment = ranked.fragment
    return AnswerBody(
        **text_fields(ranked, serving.changed_at(ranked.entry)),
        confidence=ranked.confidence,
        fragment=FragmentBody(heading=fragment[0], text=fragment[1]) if fragment else None,
        note=note,
    )


def contact_body(contact: Contact) -> ContactBody:
    """Return a way to reach people as it is sent."""
    return ContactBody(name=contact.name, address=contact.address, hours=contact.hours)
