"""When an answer is given and when not: every threshold of the product, with its reason."""

from __future__ import annotations

from pydantic import Field

from kb.model import Frozen


class Policy(Frozen):
    """Thresholds on the confidence (0-1) that the first hit is right.

    Chosen on the `oefen` questions; `python -m benchmarks.thresholds` prints what they give there.
    """

    answer_at: float = Field(default=0.5, alias="antwoordVanaf")
    """From here on the first hit is given as the answer: on `oefen` three in four are right."""

    choice_at: float = Field(default=0.25, alias="keuzeVanaf")
    """From here on the best few are offered to choose from. Below it the service says that it
    does not know: on `oefen` that refuses seven in ten of the questions nobody here can answer."""

    distress_at: float = Field(default=0.2, alias="noodVanaf")
    """A cry for help that ranks first from here on is met with people: we rather offer help to
    somebody who did not ask than miss somebody who did."""

    also_at: float = Field(default=0.1, alias="ookVanaf")
    """Further answers below this are not worth a reader's time."""
