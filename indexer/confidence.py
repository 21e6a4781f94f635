"""A fused score becomes the probability that the hit is right."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from pydantic import Field

from kb.model import Frozen


class Look(NamedTuple):
    """What is known of a hit: its fused score, how far that is above the best rival, and its
    cosine with the nearest way to ask it."""

    score: float
    lead: float
    nearest: float


class Curve(Frozen):
    """A logistic curve over the look of a hit.

    Fitted on the `oefen` questions; `vraagbaak eval calibrate`
    prints the fit, cross-validated.
    """

    score: float
    lead: float = Field(alias="voorsprong")
    nearest: float = Field(alias="naasteVraag")
    offset: float = Field(alias="begin")

    def probability(self, look: Look) -> float:
        """Return the probability, rounded to 0.01, that a hit which looks like this is right."""
        logit = (
            self.score * look.score
            + self.lead * look.lead
            + self.nearest * look.nearest
            + self.offset
        )
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 2)


_UNFITTED: Final = Curve(score=11.0, lead=14.0, nearest=0.0, offset=-5.1)


class Calibration(Frozen):
    """What scores mean: that a hit is the right one, that a question is a cry for help, and that
    nobody here has its answer."""

    right: Curve = Field(default=_UNFITTED, alias="goed")
    distress: Curve = Field(default=_UNFITTED, alias="nood")
    unanswerable: Curve = Field(default=_UNFITTED, alias="geenAntwoord")
