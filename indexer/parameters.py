"""Every number that decides which answer is given. Part of a snapshot: it can be replayed."""

from __future__ import annotations

from pydantic import Field

from indexer.confidence import Calibration
from kb.model import Frozen
from kb.policy import Policy


class Weights(Frozen):
    """How much each comparison counts; they add up to 1 (a convex combination)."""

    question: float = Field(default=0.35, alias="vraag")
    text: float = Field(default=0.35, alias="tekst")
    lexical: float = Field(default=0.3, alias="woorden")


class Parameters(Frozen):
    """How scores are fused, what probability they mean, and what is done with that."""

    weights: Weights = Field(default=Weights(), alias="weging")
    calibration: Calibration = Field(default=Calibration(), alias="ijking")
    policy: Policy = Field(default=Policy(), alias="beleid")
