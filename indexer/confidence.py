"""A fused score becomes the probability that the hit is right."""

from __future__ import annotations

import math

from pydantic import Field

from kb.model import Frozen


class Calibration(Frozen):
    """A logistic curve over the score of a hit and its lead over the best other hit.

    Fitted on the `oefen` questions; `python -m benchmarks.thresholds` prints the fit.
    """

    score: float = 11.0
    lead: float = Field(default=14.0, alias="voorsprong")
    offset: float = Field(default=-5.1, alias="begin")

    def probability(self, score: float, lead: float) -> float:
        """Return the probability, rounded to 0.01, that a hit with this score and lead is right."""
        logit = self.score * score + self.lead * lead + self.offset
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 2)
