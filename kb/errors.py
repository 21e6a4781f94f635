"""What can go wrong in the knowledge base.

KbError
├── SyntaxProblemError    a content file that cannot be read as YAML or front matter
├── ContentRefusedError   content with errors: nothing of it may be released
├── StoreError
│   ├── DamagedError      a stored folder or record does not match its digest
│   ├── MissingError      what is asked for is not in the store
│   └── BusyError         another publisher holds the lock
└── NothingActiveError    no release has been activated yet
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.problems import Problem


class KbError(Exception):
    """Base of every error of this package; `str()` is one sentence in Dutch."""


class SyntaxProblemError(KbError):
    """A content file cannot be read: where, and which problem of the catalogue.

    `line` and `column` count from 1 in the file.
    """

    def __init__(self, code: str, line: int, column: int, **facts: str) -> None:
        super().__init__(f"{line}:{column}: {code}")
        self.code = code
        self.line = line
        self.column = column
        self.facts = facts


class ContentRefusedError(KbError):
    """The content has errors; `problems` holds every one, warnings included."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("De inhoud heeft fouten en is als geheel geweigerd.")
        self.problems = problems


class StoreError(KbError):
    """Base of what the store refuses."""


class DamagedError(StoreError):
    """A stored thing does not match its digest."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what} is beschadigd of vreemd: {reason}")
        self.what = what
        self.reason = reason


class MissingError(StoreError):
    """What is asked for is not in the store."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} staat niet in de opslag.")
        self.what = what


class BusyError(StoreError):
    """Another process is publishing."""

    def __init__(self) -> None:
        super().__init__("Er loopt al een publicatie. Probeer het opnieuw als die klaar is.")


class NothingActiveError(KbError):
    """Nothing has been published yet."""

    def __init__(self) -> None:
        super().__init__("Er is nog niets gepubliceerd. Voer eerst `vraagbaak publish` uit.")
