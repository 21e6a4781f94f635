"""The settings of one process, read once from the environment (`VRAAGBAAK_…`)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Role(StrEnum):
    """What a server process may show. A public one never loads notes, keys or drafts."""

    PUBLIC = "publiek"
    INTERNAL = "intern"


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
