"""Every number that decides which answer is given. Part of a snapshot: it can be replayed."""

from __future__ import annotations

from functools import cache
from importlib import resources

from pydantic import Field

from indexer.confidence import Calibration
from indexer.signals import Signal
from kb.model import Frozen
from kb.policy import Policy


class Weights(Frozen):
    """How much each signal counts; they add up to 1 (a convex combination)."""

    nearest: float = Field(default=0.1, alias=Signal.NEAREST.value)
    neighbours: float = Field(default=0.1, alias=Signal.NEIGHBOURS.value)
    topic: float = Field(default=0.2, alias=Signal.TOPIC.value)
    text: float = Field(default=0.2, alias=Signal.TEXT.value)
    words: float = Field(default=0.2, alias=Signal.WORDS.value)
    grams: float = Field(default=0.2, alias=Signal.GRAMS.value)
    pointed: float = Field(default=0.2, alias=Signal.POINTED.value)

    def per_signal(self) -> dict[Signal, float]:
        """Return the weight of every signal."""
        return {Signal(name): value for name, value in self.model_dump(by_alias=True).items()}

    def of_vectors(self) -> Weights:
        """Return the same without what comes from words."""
        return self.model_copy(update={"words": 0.0, "grams": 0.0, "pointed": 0.0})


class Follow(Frozen):
    """What a short question takes from the answer that was just read."""

    topic: float = Field(default=0.7, alias="onderwerp")
    """How much of its topic is added to the question, beside 1 for the question itself."""
    next_step: float = Field(default=0.1, alias="hierna")
    """What is added to the score of the items that it names as related or next."""


class Parameters(Frozen):
    """How scores are fused, what probability they mean, and what is done with that."""

    weights: Weights = Field(default=Weights(), alias="weging")
    follow: Follow = Field(default=Follow(), alias="vervolg")
    calibration: Calibration = Field(default=Calibration(), alias="ijking")
    policy: Policy = Field(default=Policy(), alias="beleid")


@cache
def fitted() -> Parameters:
    """Return the parameters that go with this program and its bundled encoder.

    Made by `vraagbaak eval calibrate --uit indexer/tuned/parameters.json` from `oefen` questions.
    """
    raw = resources.files("indexer").joinpath("tuned", "parameters.json").read_bytes()
    return Parameters.model_validate_json(raw, by_alias=True)
