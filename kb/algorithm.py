"""What this service says about its own algorithm: the fixed part of a record in the Dutch register
of algorithms, after the fields of its publication standard 1.0.0 (lengths and choices are theirs).

It is content, `algoritme.yml`; what changes with every publication (model, index, measured
quality) is added where the record is shown.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from kb.model import Frozen, Text, Url

_MONTH: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])")


def _month(value: str) -> str:
    if not _MONTH.fullmatch(value):
        raise ValueError("geen maand in de vorm jjjj-mm")
    return value


def _reachable(value: str) -> str:
    if not (value.startswith("https://") or re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", value)):
        raise ValueError("geen e-mailadres en geen adres dat met https:// begint")
    return value


Name = Annotated[Text, StringConstraints(max_length=100)]
Short = Annotated[Text, StringConstraints(max_length=350)]
Story = Annotated[Text, StringConstraints(max_length=2500)]
Technical = Annotated[Text, StringConstraints(max_length=5000)]
Month = Annotated[str, AfterValidator(_month)]
Reachable = Annotated[Text, StringConstraints(max_length=500), AfterValidator(_reachable)]


class Subject(StrEnum):
    """The fields of policy in which an algorithm may be used."""

    BUSINESS = "Organisatie en bedrijfsvoering"
    CULTURE = "Cultuur en recreatie"
    ECONOMY = "Economie"
    FINANCE = "Overheidsfinanciën"
    HOUSING = "Wonen"
    INTERNATIONAL = "Internationaal"
    MIGRATION = "Migratie en integratie"
    NATURE = "Natuur en milieu"
    EDUCATION = "Onderwijs en wetenschap"
    ORDER = "Openbare orde en veiligheid"
    LAW = "Recht"
    SPACE = "Ruimte en infrastructuur"
    SOCIAL_SECURITY = "Sociale zekerheid"
    TRAFFIC = "Verkeer"
    WORK = "Werk"
    HEALTH = "Zorg en gezondheid"


class Status(StrEnum):
    """Whether the algorithm is used."""

    MAKING = "In ontwikkeling"
    USED = "In gebruik"
    ENDED = "Buiten gebruik"


class Category(StrEnum):
    """How much depends on the algorithm."""

    HIGH_RISK = "Hoog-risico AI-systeem"
    IMPACT = "Impactvolle algoritmes"
    OTHER = "Overige algoritmes"


class SeeAlso(Frozen):
    """A page about something, by its title."""

    title: Name = Field(alias="titel")
    link: Url


class AlgorithmRecord(Frozen):
    """The fixed fields of the record, under Dutch keys."""

    name: Name = Field(alias="naam")
    short: Short = Field(alias="omschrijving")
    organisation: Name = Field(alias="organisatie")
    subjects: Annotated[tuple[Subject, ...], Field(max_length=3)] = Field(
        default=(), alias="themas"
    )
    status: Status
    began: Month | None = Field(default=None, alias="begindatum")
    ended: Month | None = Field(default=None, alias="einddatum")
    contact: Reachable
    website: Url | None = None
    category: Category = Field(alias="publicatiecategorie")
    listed_at: Url | None = Field(default=None, alias="bronregistratie")
    goal: Story | None = Field(default=None, alias="doel_en_impact")
    proportionality: Story | None = Field(default=None, alias="afwegingen")
    human_intervention: Story | None = Field(default=None, alias="menselijke_tussenkomst")
    risks: Story | None = Field(default=None, alias="risicobeheer")
    lawful_basis: Story | None = Field(default=None, alias="wettelijke_basis")
    laws: tuple[SeeAlso, ...] = Field(default=(), alias="wetten")
    processing: Url | None = Field(default=None, alias="verwerkingsregister")
    assessments: tuple[SeeAlso, ...] = Field(default=(), alias="impacttoetsen")
    about_assessments: Story | None = Field(default=None, alias="toelichting_impacttoetsen")
    data: Story | None = Field(default=None, alias="gegevens")
    sources: tuple[SeeAlso, ...] = Field(default=(), alias="gegevensbronnen")
    workings: Technical | None = Field(default=None, alias="technische_werking")
    provider: Annotated[Text, StringConstraints(max_length=200)] | None = Field(
        default=None, alias="leverancier"
    )
    code: Url | None = Field(default=None, alias="broncode")
    source_id: Name | None = Field(default=None, alias="bron_id")
    tags: Story | None = Field(default=None, alias="zoektermen")
