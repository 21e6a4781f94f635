"""What can go wrong in evaluation and publication.

EvalError
├── NoQuestionsError    a set without questions: nothing was measured, so nothing may look green
├── IncompleteError     not every question was measured, so there is no result to show
├── UnknownRunError     no stored run has the name given
├── GateRefusedError    the gate stopped a publication; nothing changed
├── ExternalSetError    a set of others (BEIR layout) that cannot be read
└── JournalError        the journal database cannot be used
    ├── JournalUrlError          what was set is not the address of one
    ├── JournalUnavailableError  it is down, locked, full or too slow
    └── JournalBehindError       its tables are not those of this program
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval.gate import Verdict


class EvalError(Exception):
    """Base of every error of this package; `str()` is one sentence in Dutch."""


class NoQuestionsError(EvalError):
    """There is nothing to measure with."""

    def __init__(self, name: str) -> None:
        super().__init__(f"De set '{name}' heeft geen vragen; er is niets gemeten.")
        self.name = name


class IncompleteError(EvalError):
    """Of the questions asked only some were measured; the rest got no vectors."""

    def __init__(self, measured: int, asked: int) -> None:
        super().__init__(
            f"Van de {asked} vragen zijn er {measured} gemeten; zo is er geen uitslag. "
            "Kijk of de encoder werkt."
        )
        self.measured = measured
        self.asked = asked


class UnknownRunError(EvalError):
    """No stored run has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"Er is geen meting '{name[:80]}'; `vraagbaak eval history` toont ze.")
        self.name = name


class GateRefusedError(EvalError):
    """The gate stopped a publication: `verdict` says why, with every question."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("De poort houdt deze publicatie tegen. Wat actief was, blijft actief.")
        self.verdict = verdict


class ExternalSetError(EvalError):
    """A file of an external set is not as the layout prescribes; `line` counts from 1.

    `line` is None when the file as a whole is meant; `reason` says what is wrong and the repair.
    """

    def __init__(self, file: str, line: int | None, reason: str) -> None:
        place = file if line is None else f"{file}, regel {line}"
        super().__init__(f"{place}: {reason}.")
        self.file = file
        self.line = line
        self.reason = reason


class JournalError(EvalError):
    """The journal database cannot be used. No answer depends on it."""


class JournalUrlError(JournalError):
    """The address is not that of a SQLite or PostgreSQL database; it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "VRAAGBAAK_JOURNAL_URL is geen adres van een database; schrijf "
            "postgresql://gebruiker:wachtwoord@server/database of sqlite:////map/bestand.sqlite."
        )


class JournalUnavailableError(JournalError):
    """The database does not do what was asked now; `reason` is Dutch and holds nothing sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Het journaal is niet te gebruiken: {reason}.")
        self.reason = reason


class JournalBehindError(JournalError):
    """The tables are of an older program, or of a newer one when `ahead`."""

    def __init__(self, *, ahead: bool) -> None:
        super().__init__(
            "De tabellen van het journaal zijn van een nieuwer programma; werk dit programma bij."
            if ahead
            else "De tabellen van het journaal zijn niet bijgewerkt; voer `vraagbaak journal "
            "migrate` uit."
        )
        self.ahead = ahead
