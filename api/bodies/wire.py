"""What every body of the API has in common, and the small parts that several share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

MomentText = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment as it is sent: in UTC, to the second."""

Count = Annotated[int, Field(ge=0)]


class Wire(BaseModel):
    """A body of the API: unknown keys are refused, Dutch aliases are what is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)

    def to_json(self) -> str:
        """Return the body exactly as every face prints it."""
        return self.model_dump_json(by_alias=True)


class Asked(Wire):
    """A body that is sent to us. Only the Dutch keys of the contract are known in it."""

    model_config = ConfigDict(validate_by_name=False, validate_by_alias=True)


class LinkBody(
    Wire, title="Link", json_schema_extra={"description": "Een ander antwoord, bij zijn vraag."}
):
    """Another item."""

    id: str = Field(description="Het kenmerk van het antwoord, of de code van een brief.")
    question: str = Field(alias="vraag", description="De vraag die het beantwoordt.")


class RemarkBody(
    Wire,
    title="Aandachtspunt",
    json_schema_extra={"description": "Iets dat de lezer bij dit antwoord moet weten."},
):
    """Something the reader should know about this answer."""

    code: str = Field(
        description="Wat er is: `masker` (er zijn persoonlijke gegevens uit de vraag gehaald), "
        "`verminderd` (er is alleen op woorden gezocht), `alleenNederlands`, `regelingBeeindigd` "
        "of `bedragNogNietBekend`. Er kunnen codes bij komen."
    )
    text: str = Field(alias="tekst", description="De zin die u aan de lezer laat zien.")


def moment_text(moment: datetime) -> str:
    """Return a moment as it is sent."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
