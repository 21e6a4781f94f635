"""When an answer is given and when not: every threshold of the product, with its reason."""

from __future__ import annotations

from pydantic import Field

from kb.model import Frozen


class Policy(Frozen):
    """Thresholds on probabilities (0-1): what must be how likely before it is said.

    Chosen on the `oefen` questions; `vraagbaak eval calibrate` prints what they give there.
    """

    answer_at: float = Field(default=0.5, alias="antwoordVanaf")
    """From here on the first hit is given as the answer: what is sooner wrong than right is not."""

    choice_at: float = Field(default=0.15, alias="keuzeVanaf")
    """From here on the best few are offered to choose from; below it we say that we do not know."""

    distress_at: float = Field(default=0.2, alias="noodVanaf")
    """From here on a question is a cry for help, met with people: we rather offer help to somebody
    who did not ask than miss somebody who did."""

    refuse_at: float = Field(default=0.5, alias="geenAntwoordVanaf")
    """From here on a question is one that nobody here can answer."""

    also_at: float = Field(default=0.02, alias="ookVanaf")
    """Further answers below this are not worth a reader's time."""
