"""Keys and the kill switch, for who has the scope `beheer`."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from api.access.keys import Key
from api.access.scopes import GRANTED, Scope
from api.bodies.wire import Asked, MomentText, Wire, moment_text
from api.limits import KEY_DAYS, MAX_KEY_DAYS
from kb.switch import Pulled

MAX_NAME_CHARS = 80
"""Characters of the name of a key: enough to say which system has it."""

MAX_REASON_CHARS = 300
"""Characters of a reason: one or two sentences, read in a hurry."""


def _granted(scope: Scope) -> Scope:
    if scope not in GRANTED:
        raise ValueError("what is public needs no gift")
    return scope


Granted = Annotated[
    Scope,
    AfterValidator(_granted),
    WithJsonSchema({"type": "string", "enum": [it.value for it in GRANTED]}),
]
"""What a key can be given."""


class NewKeyBody(
    Asked, title="NieuweSleutel", json_schema_extra={"description": "Wat een sleutel moet worden."}
):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME_CHARS)] = Field(
        alias="naam", description="Welk systeem hem krijgt."
    )
    scopes: list[Granted] = Field(
        default=[], alias="bereik", max_length=3, description="Wat het ermee mag; leeg: openbaar."
    )
    days: int = Field(
        default=KEY_DAYS,
        alias="dagen",
        ge=1,
        le=MAX_KEY_DAYS,
        strict=True,
        description="Hoeveel dagen hij geldt.",
    )


class KeyBody(
    Wire, title="Sleutel", json_schema_extra={"description": "Een sleutel, zonder zijn geheim."}
):
    """A key without its secret."""

    id: str = Field(description="Het kenmerk van de sleutel; dat is geen geheim.")
    name: str = Field(alias="naam", description="Welk systeem hem heeft.")
    scopes: list[Scope] = Field(alias="bereik", description="Wat het ermee mag.")
    created_at: MomentText = Field(alias="gemaaktOp", description="Wanneer hij is gemaakt.")
    expires_at: MomentText = Field(alias="verlooptOp", description="Tot wanneer hij geldt.")
    revoked_at: MomentText | None = Field(
        alias="ingetrokkenOp", description="Wanneer hij is ingetrokken; null als dat niet zo is."
    )
    last_used_on: date | None = Field(
        alias="gebruiktOp", description="De laatste dag waarop hij is gebruikt; null: nog nooit."
    )


class MadeKeyBody(
    KeyBody,
    title="GemaakteSleutel",
    json_schema_extra={"description": "Een nieuwe sleutel. Alleen nu is hij te lezen."},
):
    """A key that was just made, with its secret."""

    key: str = Field(
        alias="sleutel", description="De sleutel zelf. Bewaar hem: wij laten hem niet meer zien."
    )


class KeysBody(
    Wire, title="Sleutels", json_schema_extra={"description": "Alle sleutels, de oudste eerst."}
):
    """Every key."""

    keys: list[KeyBody] = Field(alias="sleutels", description="De sleutels.")


class TurnBody(
    Asked, title="NoodremZetten", json_schema_extra={"description": "Aan of uit, en waarom."}
):
    """The kill switch as it should be."""

    on: bool = Field(alias="aan", strict=True, description="Aan: er komen geen antwoorden meer.")
    reason: Annotated[str, Field(min_length=1, max_length=MAX_REASON_CHARS)] = Field(
        alias="reden", description="Waarom. Dit komt in het logboek van de noodrem."
    )


class SwitchBody(
    Wire, title="Noodrem", json_schema_extra={"description": "Of de noodrem aan staat."}
):
    """The kill switch as it is."""

    on: bool = Field(alias="aan", description="Aan: er komen geen antwoorden.")
    since: MomentText | None = Field(alias="sinds", description="Sinds wanneer; null: uit.")
    by: str | None = Field(alias="door", description="Wie hem aanzette; null: uit.")
    reason: str | None = Field(alias="reden", description="Waarom; null: uit.")


def key_body(key: Key) -> KeyBody:
    """Return a key as it is sent."""
    return KeyBody(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        created_at=moment_text(key.created_at),
        expires_at=moment_text(key.expires_at),
        revoked_at=moment_text(key.revoked_at) if key.revoked_at else None,
        last_used_on=key.last_used_day,
    )


def made_key(text: str, key: Key) -> MadeKeyBody:
    """Return a key that was just made as it is sent: once."""
    return MadeKeyBody(**key_body(key).model_dump(), key=text)


def switch_body(pulled: Pulled | None) -> SwitchBody:
    """Return the kill switch as it is sent."""
    return SwitchBody(
        on=pulled is not None,
        since=moment_text(pulled.at) if pulled else None,
        by=pulled.by if pulled else None,
        reason=pulled.reason if pulled else None,
    )
