"""What was put in force when, and what changed between two publications."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from api.bodies.wire import Count, MomentText, Wire, moment_text
from api.differences import summary
from kb.differences import Change, Difference
from kb.ledger import NO_GATE, Activation, ActivationKind


class PublicationBody(
    Wire,
    title="Publicatie",
    json_schema_extra={"description": "Een regel van het logboek: iets kwam in werking."},
):
    """One entry of the ledger."""

    number: int = Field(alias="nummer", ge=1, description="Het nummer in het logboek.")
    kind: ActivationKind = Field(alias="soort")
    at: MomentText = Field(alias="tijdstip", description="Wanneer het in werking kwam.")
    until: MomentText | None = Field(
        alias="tot", description="Tot wanneer het werkte; null: het werkt nog."
    )
    by: str = Field(alias="door", description="Wie het deed.")
    note: str = Field(alias="notitie", description="Waarom, in de woorden van wie het deed.")
    gate: str = Field(
        alias="poort",
        description="Het oordeel van de keuring: `goedgekeurd`, `afgekeurd`, `eerste` (er was "
        "niets om mee te vergelijken), `niet gemeten`, of `geen` als er geen keuring was.",
    )
    override: str | None = Field(
        alias="doorgezetOmdat",
        description="Waarom het ondanks dat oordeel doorging; null als dat niet zo was.",
    )
    new_versions: Count = Field(
        alias="nieuweVersies", description="Hoeveel versies er voor het eerst in stonden."
    )
    release: str = Field(description="De digest van alles: teksten, toelichtingen, toetsvragen.")
    publication: str = Field(alias="publicatie", description="De digest van de openbare teksten.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")
    encoder: str = Field(description="De digest van het taalmodel.")
    program: str = Field(alias="programma", description="De versie van het programma.")


class PublicationsBody(
    Wire, title="Publicaties", json_schema_extra={"description": "Het logboek, het nieuwste eerst."}
):
    """The ledger."""

    publications: list[PublicationBody] = Field(alias="publicaties", description="De publicaties.")


class FieldChangeBody(
    Wire,
    title="Veldverschil",
    json_schema_extra={"description": "Een veld dat anders is; leeg waar het er niet was."},
):
    """A field that differs."""

    key: str = Field(alias="veld", description="Hoe het veld heet.")
    before: str = Field(alias="was", description="Wat er stond.")
    after: str = Field(alias="wordt", description="Wat er staat.")


class FigureChangeBody(
    Wire,
    title="Bedragverschil",
    json_schema_extra={"description": "Een bedrag of termijn die de lezer anders leest."},
):
    """A figure that reads differently."""

    name: str = Field(alias="naam", description="Hoe het bedrag of de termijn heet.")
    before: str = Field(alias="was", description="Wat er te lezen was.")
    after: str = Field(alias="wordt", description="Wat er te lezen is.")


class DifferenceBody(
    Wire, title="Verschil", json_schema_extra={"description": "Een stuk inhoud dat anders is."}
):
    """A piece of content that differs."""

    sort: str = Field(alias="soort", description="Wat voor stuk, zoals `vraag` of `bedrag`.")
    key: str = Field(alias="sleutel", description="Het kenmerk van het stuk.")
    title: str = Field(alias="titel", description="Hoe mensen het noemen.")
    change: Change = Field(alias="wijziging")
    fields: list[FieldChangeBody] = Field(alias="velden", description="De velden die anders zijn.")
    figures: list[FigureChangeBody] = Field(
        alias="bedragen", description="Wat de lezer anders leest in een tekst die gelijk bleef."
    )


class DifferencesBody(
    Wire, title="Verschillen", json_schema_extra={"description": "Wat er anders is."}
):
    """What is not the same in two publications."""

    before: int = Field(alias="van", description="Het nummer van de ene publicatie.")
    after: int = Field(alias="naar", description="Het nummer van de andere publicatie.")
    summary: str = Field(alias="samenvatting", description="Het geheel in een zin.")
    differences: list[DifferenceBody] = Field(alias="verschillen", description="De verschillen.")


def publication_body(entry: Activation, following: Activation | None) -> PublicationBody:
    """Return an entry as it is sent; `following` is the one that ended it."""
    return PublicationBody(
        number=entry.number,
        kind=entry.kind,
        at=moment_text(entry.at),
        until=moment_text(following.at) if following else None,
        by=entry.by,
        note=entry.note,
        gate=entry.gate if entry.gate != NO_GATE else "geen",
        override=entry.override,
        new_versions=len(entry.new_versions),
        release=entry.release,
        publication=entry.public,
        snapshot=entry.snapshot,
        encoder=entry.encoder,
        program=entry.program,
    )


def differences_body(
    before: Activation, after: Activation, found: Sequence[Difference]
) -> DifferencesBody:
    """Return differences as they are sent."""
    return DifferencesBody(
        before=before.number,
        after=after.number,
        summary=summary(found),
        differences=[_difference(it) for it in found],
    )


def _difference(found: Difference) -> DifferenceBody:
    return DifferenceBody(
        sort=found.sort,
        key=found.key,
        title=found.title,
        change=found.change,
        fields=[
            FieldChangeBody(key=it.key, before=it.before, after=it.after) for it in found.fields
        ],
        figures=[
            FigureChangeBody(name=it.name, before=it.before, after=it.after) for it in found.figures
        ],
    )
