"""What content is: items, letters, referrals, notes, figures, themes, terms. Frozen and strict.

Field names are English; the alias is the Dutch key of front matter, release files and API.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Final, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

ID_FORM: Final = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CODE_FORM: Final = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+"
LANGUAGES: Final = ("nl", "en", "de", "fr", "pl", "tr", "ar", "uk", "es", "ro", "bg")
"""The languages a question may be asked in; the first is that of the content."""

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(value: object) -> object:
    """Refuse what pydantic would read as a Unix timestamp, as a number or as a text."""
    if isinstance(value, date) or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise ValueError("geen datum in de vorm jjjj-mm-dd")


def _https(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("het adres moet met https:// beginnen")
    return value


def _yes_no(value: object) -> object:
    return {"ja": True, "nee": False}.get(value, value) if isinstance(value, str) else value


Text: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Phrasing: TypeAlias = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)
]
Id: TypeAlias = Annotated[str, StringConstraints(pattern=rf"^{ID_FORM}$", max_length=80)]
Code: TypeAlias = Annotated[str, StringConstraints(pattern=rf"^{CODE_FORM}$", max_length=40)]
Reference: TypeAlias = Annotated[
    str, StringConstraints(pattern=rf"^(?:{ID_FORM}|{CODE_FORM})$", max_length=80)
]
Day: TypeAlias = Annotated[date, BeforeValidator(_iso_day)]
YesNo: TypeAlias = Annotated[bool, BeforeValidator(_yes_no)]
Url: TypeAlias = Annotated[Text, AfterValidator(_https)]
Digest: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8,64}$")]


class Frozen(BaseModel):
    """A value: immutable, and nothing in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True)


class Audience(StrEnum):
    """Whom a text is for."""

    CLIENT = "particulier"
    EMPLOYER = "werkgever"
    BOTH = "beide"

    def serves(self, asked: Audience | None) -> bool:
        """Whether a text for this audience may be shown to somebody of audience `asked`."""
        return asked is None or Audience.BOTH in (self, asked) or self is asked


class Outcome(StrEnum):
    """How a question ends. Closed: every value has its texts in content."""

    ANSWER = "antwoord"
    CHOICE = "keuze"
    REFERRAL = "verwijzing"
    OWN_CASE = "eigenDossier"
    DISTRESS = "nood"
    GREETING = "begroeting"
    NO_ANSWER = "geenAntwoord"


OFFERED: Final = frozenset({Outcome.REFERRAL, Outcome.OWN_CASE})
"""The referrals that may be offered to choose from: a greeting or a cry for help is no choice."""


class Kind(StrEnum):
    """What sort of entry an answer came from."""

    FAQ = "vraag"
    LETTER = "brief"
    REFERRAL = "verwijzing"


class Validity(Frozen):
    """Half-open: `start` is the first day, `end` the first day no longer valid."""

    start: Day = Field(alias="vanaf")
    end: Day | None = Field(default=None, alias="tot")

    def contains(self, day: date) -> bool:
        """Whether `day` falls inside."""
        return self.start <= day and (self.end is None or day < self.end)

    def nearest(self, day: date) -> date:
        """Return `day` when it falls inside, else the nearest day that does."""
        if self.end is not None and day >= self.end:
            return self.end - timedelta(days=1)
        return max(day, self.start)

    def overlaps(self, other: Validity) -> bool:
        """Whether some day falls inside both."""
        return (other.end is None or self.start < other.end) and (
            self.end is None or other.start < self.end
        )


ALWAYS: Final = Validity(start=date(1900, 1, 1))


class Contact(Frozen):
    """A way to reach people."""

    name: Text = Field(alias="naam")
    address: Text = Field(alias="adres")
    hours: str = Field(default="", alias="openingstijden")


class Organisation(Frozen):
    """Another organisation that can help."""

    name: Text = Field(alias="naam")
    website: Url | None = None
    phone: Text | None = Field(default=None, alias="telefoon")


class Translation(Frozen):
    """An item in another language, made from the Dutch source with digest `made_from`."""

    language: str = Field(alias="taal")
    question: Text = Field(alias="vraag")
    alternatives: tuple[Text, ...] = Field(default=(), alias="alternatieven")
    short: Text = Field(alias="kort")
    made_from: Digest = Field(alias="vertaling_van")
    body: str = Field(alias="tekst")


class Faq(Frozen):
    """A question-answer item in one validity version. `version` is the digest of its source."""

    id: Id
    theme: Id = Field(alias="thema")
    version: Digest = Field(alias="versie")
    question: Text = Field(alias="vraag")
    alternatives: tuple[Text, ...] = Field(default=(), alias="alternatieven")
    short: Text = Field(alias="kort")
    audience: Audience = Field(alias="doelgroep")
    schemes: tuple[Text, ...] = Field(default=(), alias="regelingen")
    keywords: tuple[Text, ...] = Field(default=(), alias="trefwoorden")
    validity: Validity = Field(alias="geldig")
    successor: Reference | None = Field(default=None, alias="opvolger")
    legal_basis: tuple[Text, ...] = Field(default=(), alias="grondslag")
    related: tuple[Reference, ...] = Field(default=(), alias="verwant")
    next_steps: tuple[Reference, ...] = Field(default=(), alias="hierna")
    review_before: Day | None = Field(default=None, alias="controleren_voor")
    owner: Text | None = Field(default=None, alias="eigenaar")
    justified: dict[str, Text] = Field(default={}, alias="verantwoording")
    body: str = Field(alias="tekst")
    translations: tuple[Translation, ...] = Field(default=(), alias="vertalingen")

    @property
    def kind(self) -> Kind:
        """Say what sort of entry this is."""
        return Kind.FAQ


class LetterTerm(Frozen):
    """A term that runs from a date in the letter."""

    name: Text = Field(alias="naam")
    figure: Id = Field(alias="termijn")
    runs_from: Text = Field(alias="vanaf")


class Letter(Frozen):
    """A letter that people receive, explained. Its `id` is its code."""

    id: Code = Field(alias="code")
    version: Digest = Field(alias="versie")
    title: Text = Field(alias="titel")
    schemes: tuple[Text, ...] = Field(default=(), alias="regelingen")
    audience: Audience = Field(alias="doelgroep")
    validity: Validity = Field(alias="geldig")
    sent_when: Text = Field(alias="wanneer")
    marks: tuple[Text, ...] = Field(default=(), alias="kenmerken")
    terms: tuple[LetterTerm, ...] = Field(default=(), alias="termijnen")
    legal_basis: tuple[Text, ...] = Field(default=(), alias="grondslag")
    related: tuple[Reference, ...] = Field(default=(), alias="verwant")
    successor: Reference | None = Field(default=None, alias="opvolger")
    review_before: Day | None = Field(default=None, alias="controleren_voor")
    owner: Text | None = Field(default=None, alias="eigenaar")
    justified: dict[str, Text] = Field(default={}, alias="verantwoording")
    body: str = Field(alias="tekst")

    @property
    def kind(self) -> Kind:
        """Say what sort of entry this is."""
        return Kind.LETTER


class Referral(Frozen):
    """An answer that sends people on: another organisation, their own file, people in distress."""

    id: Id
    version: Digest = Field(alias="versie")
    outcome: Outcome = Field(alias="uitkomst")
    question: Text = Field(alias="vraag")
    alternatives: tuple[Text, ...] = Field(default=(), alias="alternatieven")
    short: Text = Field(alias="kort")
    organisation: Organisation | None = Field(default=None, alias="organisatie")
    contact: tuple[Contact, ...] = ()
    review_before: Day | None = Field(default=None, alias="controleren_voor")
    owner: Text | None = Field(default=None, alias="eigenaar")
    justified: dict[str, Text] = Field(default={}, alias="verantwoording")
    body: str = Field(alias="tekst")

    @property
    def kind(self) -> Kind:
        """Say what sort of entry this is."""
        return Kind.REFERRAL

    @property
    def validity(self) -> Validity:
        """Referrals hold on every day."""
        return ALWAYS

    @property
    def audience(self) -> Audience:
        """Referrals are for everybody."""
        return Audience.BOTH

    @property
    def schemes(self) -> tuple[str, ...]:
        """Referrals belong to no scheme."""
        return ()


Entry: TypeAlias = Faq | Letter | Referral
"""Whatever can be an answer."""


class Phrasings(Frozen):
    """How people put the question of the entry `id`, per language. Searched, never shown."""

    id: Reference
    nl: tuple[Phrasing, ...] = ()
    en: tuple[Phrasing, ...] = ()
    de: tuple[Phrasing, ...] = ()
    fr: tuple[Phrasing, ...] = ()
    pl: tuple[Phrasing, ...] = ()
    tr: tuple[Phrasing, ...] = ()
    ar: tuple[Phrasing, ...] = ()
    uk: tuple[Phrasing, ...] = ()
    es: tuple[Phrasing, ...] = ()
    ro: tuple[Phrasing, ...] = ()
    bg: tuple[Phrasing, ...] = ()

    def each(self) -> Iterator[tuple[str, int, str]]:
        """Yield every phrasing with its language and its place among those of that language."""
        for language in LANGUAGES:
            for at, text in enumerate(getattr(self, language)):
                yield language, at, text


class Option(Frozen):
    """An answer to a separating question, and the entry that fits whoever gives it."""

    id: Reference
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class Separation(Frozen):
    """A question that tells entries apart by what people know about themselves."""

    question: Text = Field(alias="vraag")
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=4)] = Field(
        alias="keuzes"
    )


class Note(Frozen):
    """Advice for advisors beside an item. Another type and another artefact: never public."""

    id: Id
    version: Digest = Field(alias="versie")
    review_before: Day | None = Field(default=None, alias="controleren_voor")
    owner: Text | None = Field(default=None, alias="eigenaar")
    justified: dict[str, Text] = Field(default={}, alias="verantwoording")
    body: str = Field(alias="tekst")


class Figure(Frozen):
    """An amount, rate or term that holds from one date until another."""

    name: Id = Field(alias="naam")
    value: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9.,]*$")] = Field(alias="waarde")
    unit: Text = Field(alias="eenheid")
    start: Day = Field(alias="vanaf")
    end: Day | None = Field(default=None, alias="tot")
    source: Text | None = Field(default=None, alias="bron")
    checked: YesNo = Field(default=False, alias="gecontroleerd")

    @property
    def validity(self) -> Validity:
        """The days on which this value holds."""
        return Validity(start=self.start, end=self.end)


class Theme(Frozen):
    """A folder of items, as visitors browse them."""

    id: Id
    title: Text = Field(alias="titel")
    description: str = Field(default="", alias="omschrijving")
    schemes: tuple[Text, ...] = Field(default=(), alias="regelingen")


class Term(Frozen):
    """A word of the trade, explained, with what people say instead.

    `ended_on` is for a scheme: the first day on which it no longer exists.
    """

    term: Text
    abbreviation: str = Field(default="", alias="afkorting")
    meaning: Text = Field(alias="betekenis")
    synonyms: tuple[Text, ...] = Field(default=(), alias="synoniemen")
    plain: str = Field(default="", alias="gewoon")
    ended_on: Day | None = Field(default=None, alias="beeindigd_op")

    def names(self) -> tuple[str, ...]:
        """Return what a scheme is called: its term and its abbreviation."""
        return tuple(name for name in (self.term, self.abbreviation) if name)


class Texts(Frozen):
    """The sentences that belong to no item: banner and notices.

    `units` says, per language, how the words of a unit are written in a translation; a key may
    hold the number too, as in `1 jaar: 1 year`.
    """

    banner: str = ""
    amount_unknown: Text = Field(
        default="een bedrag dat wij nog bijwerken", alias="bedrag_onbekend"
    )
    term_unknown: Text = Field(
        default="een termijn die wij nog bijwerken", alias="termijn_onbekend"
    )
    units: dict[str, dict[str, Text]] = Field(default={}, alias="eenheden")
    amount_unknown_notice: Text = Field(
        default="Van dit antwoord werken wij nog een bedrag of termijn bij.",
        alias="bedrag_onbekend_melding",
    )
    no_answer: Text = Field(
        default="Op deze vraag hebben wij geen antwoord.", alias="geen_antwoord"
    )
    choose: Text = Field(default="Wat past het best bij uw vraag?", alias="keuze")
    scheme_ended: Text = Field(default="Deze regeling is gestopt.", alias="regeling_beeindigd")
    masked: Text = Field(
        default="Wij hebben persoonlijke gegevens uit uw vraag gehaald.", alias="masker"
    )
    degraded: Text = Field(default="Het zoeken werkt nu beperkt.", alias="verminderd")
    stopped: Text = Field(default="Wij geven hier nu geen antwoorden.", alias="noodrem")
    only_dutch: dict[str, Text] = Field(default={}, alias="alleen_nederlands")
    contact: tuple[Contact, ...] = ()


class GoldenQuestion(Frozen):
    """A question with the answer it should get. `expected` lists every acceptable id."""

    id: Text
    question: Text = Field(alias="vraag")
    language: Text = Field(default="nl", alias="taal")
    expected: tuple[Reference, ...] = Field(default=(), alias="verwacht")
    outcome: Outcome | None = Field(default=None, alias="uitkomst")
    on_day: Day | None = Field(default=None, alias="geldigOp")
    audience: Audience | None = Field(default=None, alias="doelgroep")
    previous: Reference | None = Field(default=None, alias="vorigAntwoord")
    persona: str = ""
    channel: str = Field(default="website", alias="kanaal")
    sort: str = Field(default="", alias="soort")
    protected: YesNo = Field(default=False, alias="beschermd")
    source: str = Field(default="", alias="bron")


class GoldenSet(StrEnum):
    """`oefen` tunes, `keuring` gates, `toets` is only reported."""

    TRAIN = "oefen"
    GATE = "keuring"
    TEST = "toets"
