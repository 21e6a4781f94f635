"""The settings of one process, read once from the environment (`VRAAGBAAK_…`)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from api import limits


class Role(StrEnum):
    """What a server process may show. A public one never loads notes, keys or drafts."""

    PUBLIC = "publiek"
    INTERNAL = "intern"


_HTTP = r"^https?://[^\s/?#@]+(/[^\s?#]*)?$"


def _listed(text: object) -> object:
    return [it.strip() for it in text.split(",") if it.strip()] if isinstance(text, str) else text


def _reachable(address: str) -> str:
    """Return `address`, of https, or of http on this machine."""
    parts = urlsplit(address)
    if parts.query or parts.fragment or parts.username or not parts.hostname:
        raise ValueError("no address")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise ValueError("no https")
    return address


def _without_path(address: str) -> str:
    if urlsplit(address).path.strip("/"):
        raise ValueError("has a path")
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Say whether `host` is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Settings(BaseSettings):
    """Every setting of the product; each has a default that works."""

    model_config = SettingsConfigDict(env_prefix="VRAAGBAAK_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path("var"),
        description="Folder of what was published: releases, snapshots, encoders, ledger.",
    )
    encoder: str = Field(
        default="bundled",
        description="Encoder for publishing: `bundled`, `bundled-base` (the same without the "
        "adapter that comes with the product), an adapter file that `vraagbaak encoder tune` made, "
        "the name of a sentence-transformers model on the hub, or a folder with one.",
    )
    encoder_question_prompt: str | None = Field(
        default=None,
        description="Text put before every question; without it the model's own prompt.",
    )
    encoder_passage_prompt: str | None = Field(
        default=None,
        description="Text put before every passage; without it the model's own prompt.",
    )
    watch_seconds: float = Field(
        default=1.0,
        gt=0,
        description="How often a server looks whether something else was published.",
    )
    retention_days: int = Field(
        default=2557,
        ge=1,
        description="For how long what was published can be replayed, in days; `vraagbaak gc` "
        "clears away what was last in force before that. Seven years by default.",
    )
    journal_url: SecretStr | None = Field(
        default=None,
        description="Address of the journal database, such as "
        "`postgresql://user:password@server/database`; without it a SQLite file in the home.",
    )
    otel_endpoint: Annotated[str, StringConstraints(pattern=_HTTP)] | None = Field(
        default=None,
        description="Address of an OpenTelemetry collector that takes OTLP over HTTP, such as "
        "`http://localhost:4318`; without it no traces are made. Needs `pip install "
        "vraagbaak[otel]`.",
    )
    security_contact: Annotated[
        tuple[Annotated[str, StringConstraints(pattern=r"^(mailto:|https://|tel:)\S+$")], ...],
        NoDecode,
        BeforeValidator(_listed),
    ] = Field(
        default=(),
        description="Whom to tell about a weakness, for security.txt: `mailto:` or `https://` "
        "addresses with a comma between. Without it there is no security.txt.",
    )
    journal_days: int = Field(
        default=90,
        ge=1,
        description="For how long questions, and remarks in feedback, are kept, in days; a server "
        "deletes older ones once a day.",
    )
    trusted_proxies: Annotated[
        tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)
    ] = Field(
        default=(),
        description="Addresses or networks of your own proxies, with a comma between: only they "
        "may say for whom they ask (X-Forwarded-For) and whether that was over https "
        "(X-Forwarded-Proto).",
    )
    requests_per_minute: int = Field(
        default=limits.REQUESTS_PER_MINUTE,
        ge=1,
        description="How many requests one address may make in a minute; IPv6 counts per /64.",
    )
    key_requests_per_minute: int = Field(
        default=limits.KEY_REQUESTS_PER_MINUTE,
        ge=1,
        description="How many requests one key, or one person who signed in, may make in a minute.",
    )
    sign_ins_per_minute: int = Field(
        default=limits.SIGN_INS_PER_MINUTE,
        ge=1,
        description="How many passwords may be tried from one address in a minute.",
    )
    public_url: Annotated[str, AfterValidator(_reachable), AfterValidator(_without_path)] | None = (
        Field(
            default=None,
            description="Where people find the public role, such as `https://vragen.example.nl`. "
            "The document of the API names it; without it, the address at which that is read.",
        )
    )
    api_contact_name: str = Field(
        default="Team Vraagbaak",
        description="Who answers questions about the API; in its document.",
    )
    api_contact_url: Annotated[str, AfterValidator(_reachable)] = Field(
        default="https://vraagbaak.example.nl/documentatie",
        description="A page about the API, or where to report that something is wrong with it.",
    )
    api_contact_email: str = Field(
        default="api@vraagbaak.example.nl",
        description="The mailbox of whoever looks after the API: not that of the organisation.",
    )
    internal_url: (
        Annotated[str, AfterValidator(_reachable), AfterValidator(_without_path)] | None
    ) = Field(
        default=None,
        description="Where people find the internal role, such as `https://intern.example.nl`. "
        "With https, cookies go over https only. Needed to sign in elsewhere.",
    )
    oidc_issuer: Annotated[str, AfterValidator(_reachable)] | None = Field(
        default=None,
        description="Address of the OpenID Connect issuer with which people sign in; without it "
        "they do with a password, see `vraagbaak gebruikers`.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="What this service is called at the issuer."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None,
        description="The secret of this service at the issuer; a public client has none.",
    )
    oidc_scope: str = Field(
        default="openid profile",
        description="What is asked of the issuer; enough to get the claim with the roles.",
    )
    oidc_roles_claim: str = Field(
        default="roles",
        description="Claim of the ID token in which the roles are; a dot goes a level deeper, as "
        "in `realm_access.roles`.",
    )
    oidc_roles: Mapping[str, tuple[Literal["adviseur", "redactie", "beheer"], ...]] = Field(
        default={},
        description="Which role gives which scopes, in JSON: "
        '`{"kcc": ["adviseur"], "redacteuren": ["adviseur", "redactie"]}`.',
    )
