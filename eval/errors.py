"""What can go wrong in evaluation and publication.

EvalError
└── NoQuestionsError    a set without questions: nothing was measured, so nothing may look green
"""

from __future__ import annotations


class EvalError(Exception):
    """Base of every error of this package; `str()` is one sentence in Dutch."""


class NoQuestionsError(EvalError):
    """There is nothing to measure with."""

    def __init__(self, name: str) -> None:
        super().__init__(f"De set '{name}' heeft geen vragen; er is niets gemeten.")
        self.name = name
