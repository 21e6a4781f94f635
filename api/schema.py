"""The wire models of /v1: Dutch names, every field always present."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from ulid import ULID

from api.serving import Serving
from kb.answering import DEFAULT_ANSWERS, MAX_ANSWERS, Answer, Link, Question, RankedAnswer
from kb.model import LANGUAGES, Audience, Contact, Day, Faq, Kind, Outcome, Reference
from kb.text import MAX_QUESTION_CHARS


class Wire(BaseModel):
    """A body of the API: unknown keys are refused, Dutch aliases are what is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)


class Channel(StrEnum):
    """Where a question was asked. It changes nothing in the answer."""

    WEBSITE = "website"
    CHAT = "chat"
    PHONE = "telefoon"
    DESK = "balie"
    MESSAGE = "bericht"


LanguageCode = Annotated[str, Field(pattern=f"^({'|'.join(LANGUAGES)})$")]


class AskBody(Wire):
    """A question. Only the Dutch keys of the contract are known in it."""

    model_config = ConfigDict(validate_by_name=False, validate_by_alias=True)

    question: str = Field(alias="vraag", min_length=1, max_length=MAX_QUESTION_CHARS)
    channel: Channel = Field(default=Channel.WEBSITE, alias="kanaal")
    audience: Audience | None = Field(default=None, alias="doelgroep")
    schemes: list[Annotated[str, Field(max_length=40)]] = Field(
        default=[], alias="regelingen", max_length=20
    )
    language: LanguageCode | None = Field(default=None, alias="taal")
    day: Day | None = Field(default=None, alias="geldigOp")
    previous: Reference | None = Field(default=None, alias="vorigAntwoord")
    most: int = Field(default=DEFAULT_ANSWERS, alias="maxAantal", ge=1, le=MAX_ANSWERS, strict=True)

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
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return value
    raise ValueError("geen tijdstip in de vorm jjjj-mm-ddTuu:mm:ss met Z of een verschil")


_MOMENT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2})"
)


class ReplayBody(AskBody):
    """A question as it was asked before, and the moment at which it was."""

    moment: Annotated[AwareDatetime, BeforeValidator(_moment_text)] | None = Field(
        default=None, alias="beschikbaarOp"
    )


class LinkBody(Wire):
    """Another item."""

    id: str
    question: str = Field(alias="vraag")


class FragmentBody(Wire):
    """The section that fits the question best."""

    heading: str = Field(alias="kop")
    text: str = Field(alias="tekst")


class AnswerBody(Wire):
    """One answer with its canonical text."""

    id: str
    version: str = Field(alias="versie")
    content_hash: str = Field(alias="inhoudHash")
    kind: Kind = Field(alias="soort")
    question: str = Field(alias="vraag")
    short: str = Field(alias="kort")
    text: str = Field(alias="tekst")
    html: str
    markdown: str
    language: str = Field(alias="taal")
    translated: bool = Field(alias="vertaald")
    theme: str | None = Field(alias="thema")
    schemes: list[str] = Field(alias="regelingen")
    audience: Audience = Field(alias="doelgroep")
    valid_from: date | None = Field(alias="geldigVanaf")
    valid_until: date | None = Field(alias="geldigTot")
    changed_at: str | None = Field(alias="gewijzigdOp")
    legal_basis: list[str] = Field(alias="grondslag")
    related: list[LinkBody] = Field(alias="verwant")
    next_steps: list[LinkBody] = Field(alias="hierna")
    confidence: float = Field(alias="zekerheid")
    fragment: FragmentBody | None
    note: str | None = Field(alias="toelichting")


class ChoiceBody(Wire):
    """Something to choose between."""

    label: str
    id: str
    short: str = Field(alias="kort")


class ReferralBody(Wire):
    """Another organisation."""

    organisation: str = Field(alias="organisatie")
    website: str | None
    phone: str | None = Field(alias="telefoon")


class ContactBody(Wire):
    """A way to reach people."""

    name: str = Field(alias="naam")
    address: str = Field(alias="adres")
    hours: str = Field(alias="openingstijden")


class LanguageBody(Wire):
    """The language of the question, and how sure we are of it."""

    asked: str = Field(alias="gevraagd")
    certainty: float = Field(alias="zekerheid")


class RemarkBody(Wire):
    """Something the reader should know about this answer."""

    code: str
    text: str = Field(alias="tekst")


class FoundBody(Wire):
    """The answer to a question. Apart from `vraagkenmerk` it depends on nothing but the snapshot,
    the question, the filters and the Dutch day.
    """

    outcome: Outcome = Field(alias="uitkomst")
    notice: str | None = Field(alias="melding")
    answers: list[AnswerBody] = Field(alias="antwoorden")
    choices: list[ChoiceBody] = Field(alias="keuzes")
    referral: ReferralBody | None = Field(alias="verwijzing")
    contact: list[ContactBody]
    language: LanguageBody = Field(alias="taal")
    day: date = Field(alias="geldigOp")
    publication: str = Field(alias="publicatie")
    snapshot: str = Field(alias="momentopname")
    reference: str = Field(alias="vraagkenmerk")
    remarks: list[RemarkBody] = Field(alias="aandachtspunten")

    def to_json(self) -> str:
        """Return the body exactly as every face prints it."""
        return self.model_dump_json(by_alias=True)


def found_body(answer: Answer, serving: Serving) -> FoundBody:
    """Return `answer` as it is sent."""
    referral = answer.referral
    return FoundBody(
        outcome=answer.outcome,
        notice=answer.notice,
        answers=[answer_body(it, serving) for it in answer.answers],
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


def answer_body(ranked: RankedAnswer, serving: Serving) -> AnswerBody:
    """Return one answer as it is sent."""
    entry, text = ranked.entry, ranked.text
    dated = entry.kind is not Kind.REFERRAL
    fragment = ranked.fragment
    return AnswerBody(
        id=entry.id,
        version=entry.version,
        content_hash=text.content_hash,
        kind=entry.kind,
        question=text.question,
        short=text.short,
        text=text.text,
        html=text.html,
        markdown=text.markdown,
        language=text.language,
        translated=text.translated,
        theme=entry.theme if isinstance(entry, Faq) else None,
        schemes=list(entry.schemes),
        audience=entry.audience,
        valid_from=entry.validity.start if dated else None,
        valid_until=entry.validity.end if dated else None,
        changed_at=_moment(serving.changed_at(entry)),
        legal_basis=list(getattr(entry, "legal_basis", ())),
        related=[link_body(it) for it in ranked.related],
        next_steps=[link_body(it) for it in ranked.next_steps],
        confidence=ranked.confidence,
        fragment=FragmentBody(heading=fragment[0], text=fragment[1]) if fragment else None,
        note=None,
    )


def link_body(link: Link) -> LinkBody:
    """Return a link as it is sent."""
    return LinkBody(id=link.id, question=link.question)


def contact_body(contact: Contact) -> ContactBody:
    """Return a way to reach people as it is sent."""
    return ContactBody(name=contact.name, address=contact.address, hours=contact.hours)


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
