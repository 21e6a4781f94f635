"""The record of the algorithm: the fixed part as the register wants it, and what is active now."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, WithJsonSchema

from api.bodies.wire import Count, MomentText, Wire
from kb.algorithm import AlgorithmRecord, Category, SeeAlso, Status

STANDARD = "1.0.0"
"""Version of the publication standard of the Dutch register of algorithms."""

Month = Annotated[str, WithJsonSchema({"type": "string", "format": "year-month"})]


class SeeAlsoBody(
    Wire, title="VerwijzingNaar", json_schema_extra={"description": "Een pagina met haar titel."}
):
    """A page about something."""

    title: str = Field(description="De titel.")
    link: str = Field(description="Het adres.")


class RecordBody(
    Wire,
    title="Registratie",
    json_schema_extra={
        "description": "De vaste gegevens, met de namen van de publicatiestandaard 1.0.0 van het "
        "Algoritmeregister. Wat wij niet invullen, is null of leeg."
    },
):
    """The fixed fields, under the names that the register reads."""

    name: str = Field(description="Naam.")
    description_short: str = Field(description="Korte omschrijving.")
    organization: str = Field(description="Organisatie.")
    category: list[str] = Field(description="Thema.")
    status: Status = Field(description="Status.")
    begin_date: Month | None = Field(description="Begindatum: jaar en maand.")
    end_date: Month | None = Field(description="Einddatum: jaar en maand.")
    contact_email: str = Field(description="Contactgegevens: een e-mailadres of een webadres.")
    website: str | None = Field(description="Link naar publiekspagina.")
    publication_category: Category = Field(description="Publicatiecategorie.")
    url: str | None = Field(description="Link naar bronregistratie.")
    goal: str | None = Field(description="Doel en impact.")
    proportionality: str | None = Field(description="Afwegingen.")
    human_intervention: str | None = Field(description="Menselijke tussenkomst.")
    risks: str | None = Field(description="Risicobeheer.")
    lawful_basis: str | None = Field(description="Wettelijke basis.")
    lawful_basis_grouping: list[SeeAlsoBody] = Field(description="Verwijzingen wettelijke basis.")
    process_index_url: str | None = Field(description="Link naar verwerkingsregister.")
    impacttoetsen_grouping: list[SeeAlsoBody] = Field(description="Verwijzingen impacttoetsen.")
    impacttoetsen: str | None = Field(description="Toelichting op impacttoetsen.")
    source_data: str | None = Field(description="Gegevens.")
    source_data_grouping: list[SeeAlsoBody] = Field(description="Verwijzingen gegevensbronnen.")
    methods_and_models: str | None = Field(description="Technische werking.")
    provider: str | None = Field(description="Leverancier.")
    publiccode: str | None = Field(description="Link naar broncode.")
    lang: str = Field(description="Taal (ISO 639-3).")
    standard_version: str = Field(description="Versie publicatiestandaard.")
    source_id: str | None = Field(description="Bron-ID.")
    tags: str | None = Field(description="Zoektermen.")


class ModelBody(
    Wire, title="Taalmodel", json_schema_extra={"description": "Het taalmodel dat nu vergelijkt."}
):
    """The encoder that is active."""

    id: str = Field(description="De digest van het model.")
    source: str = Field(alias="bron", description="Waar de gewichten vandaan komen.")


class IndexBody(Wire, title="Index", json_schema_extra={"description": "Waarin nu wordt gezocht."}):
    """What is searched."""

    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")
    passages: Count = Field(
        alias="passages", description="Hoeveel stukken tekst vergeleken worden."
    )
    faqs: Count = Field(alias="vragen", description="Hoeveel versies van vragen met een antwoord.")
    letters: Count = Field(alias="brieven", description="Hoeveel versies van brieven.")
    referrals: Count = Field(alias="verwijzingen", description="Hoeveel verwijzingen.")
    languages: list[str] = Field(alias="talen", description="In welke talen iets geschreven is.")


class MeasureBody(Wire, title="Maat", json_schema_extra={"description": "Een gemeten kwaliteit."}):
    """One measure with its 95 % interval."""

    name: str = Field(alias="maat", description="Hoe de maat heet.")
    explained: str = Field(alias="uitleg", description="Wat zij zegt.")
    n: Count = Field(description="Over hoeveel vragen.")
    value: float | None = Field(
        alias="waarde", description="De waarde; null als er geen vragen zijn."
    )
    low: float | None = Field(alias="laag", description="De ondergrens van het interval van 95 %.")
    high: float | None = Field(alias="hoog", description="De bovengrens van het interval van 95 %.")


class QualityBody(
    Wire,
    title="Kwaliteit",
    json_schema_extra={"description": "Wat de keuring van de huidige publicatie mat."},
):
    """What the gate measured of what is active."""

    run: str = Field(alias="meting", description="Het kenmerk van de meting.")
    measured_at: MomentText = Field(alias="gemetenOp", description="Wanneer is gemeten.")
    day: date = Field(alias="geldigOp", description="Van welke dag de regels zijn gevraagd.")
    status: str = Field(
        description="`volledig`, of `onvolledig` als niet alles gevraagd kon worden."
    )
    asked: Count = Field(alias="aantalVragen", description="Hoeveel vragen er zijn gesteld.")
    gate: str = Field(alias="poort", description="Het oordeel van de keuring.")
    measures: list[MeasureBody] = Field(alias="maten", description="De maten.")


class CurrentBody(Wire, title="Actueel", json_schema_extra={"description": "Wat nu actief is."}):
    """What is active now."""

    number: int = Field(alias="nummer", description="Het nummer van de publicatie.")
    at: MomentText = Field(alias="tijdstip", description="Wanneer zij in werking kwam.")
    publication: str = Field(alias="publicatie", description="De digest van de openbare teksten.")
    program: str = Field(
        alias="programma", description="De versie van het programma dat publiceerde."
    )
    model: ModelBody = Field(alias="taalmodel")
    index: IndexBody
    quality: QualityBody | None = Field(
        alias="kwaliteit", description="De gemeten kwaliteit; null als er niet gemeten is."
    )


class AlgorithmBody(
    Wire,
    title="Algoritme",
    json_schema_extra={"description": "Wat er over dit algoritme te weten is."},
):
    """The whole record."""

    record: RecordBody | None = Field(
        alias="registratie", description="De vaste gegevens; null als die niet zijn geschreven."
    )
    current: CurrentBody = Field(alias="actueel")


def record_body(record: AlgorithmRecord) -> RecordBody:
    """Return the fixed part under the names that the register reads."""
    it = record
    return RecordBody(
        name=it.name,
        description_short=it.short,
        organization=it.organisation,
        category=[subject.value for subject in it.subjects],
        status=it.status,
        begin_date=it.began,
        end_date=it.ended,
        contact_email=it.contact,
        website=it.website,
        publication_category=it.category,
        url=it.listed_at,
        goal=it.goal,
        proportionality=it.proportionality,
        human_intervention=it.human_intervention,
        risks=it.risks,
        lawful_basis=it.lawful_basis,
        lawful_basis_grouping=_pages(it.laws),
        process_index_url=it.processing,
        impacttoetsen_grouping=_pages(it.assessments),
        impacttoetsen=it.about_assessments,
        source_data=it.data,
        source_data_grouping=_pages(it.sources),
        methods_and_models=it.workings,
        provider=it.provider,
        publiccode=it.code,
        lang="nld",
        standard_version=STANDARD,
        source_id=it.source_id,
        tags=it.tags,
    )


def _pages(pages: tuple[SeeAlso, ...]) -> list[SeeAlsoBody]:
    return [SeeAlsoBody(title=it.title, link=it.link) for it in pages]
