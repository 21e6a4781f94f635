"""What can go wrong in the knowledge base.

KbError
├── SyntaxProblemError    a content file that cannot be read as YAML or front matter
├── ContentRefusedError   content with errors: nothing of it may be released
├── StoreError
│   ├── DamagedError      a stored folder or record does not match its digest
│   ├── MissingError      what is asked for is not in the store
│   ├── BusyError         another publisher holds the lock
│   ├── ForeignFolderError  a folder to write that holds something we did not make
│   └── HomeInUseError    a home to restore a backup in that holds something else
├── NothingActiveError    no release has been activated yet
├── NotPublishedYetError  nothing had been published at the moment asked for
├── UnknownReleaseError   no release, or more than one, has the name given
├── SupersededError       something else was put in force in the meantime
├── PlanError             a plan that cannot be made, found or carried out
├── UnknownItemError      no item with the id given was ever in force
├── ItemError
│   ├── UnpublishedItemError  no item has ever had the id given
│   ├── NotOnThatDayError     the item holds on other days
│   └── WithdrawnError        the item was published once, and is not any more
└── LetterError
    ├── UnknownLetterError  no letter has the code given
    ├── NoLetterThenError   no version of a letter held on the day it was sent
    └── SentTooLateError    the day a letter was sent lies far ahead
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from kb.dutch_time import dutch_moment

if TYPE_CHECKING:
    from pathlib import Path

    from kb.model import Validity
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


class ForeignFolderError(StoreError):
    """Where a folder should come stands something that was not made by this program."""

    def __init__(self, target: Path) -> None:
        super().__init__(
            f"{target} bestaat al en is geen eerdere uitvoer van dit programma; kies een andere "
            "map of haal deze eerst zelf weg."
        )
        self.target = target


class HomeInUseError(StoreError):
    """A backup is restored in an empty home only."""

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"{home} is al in gebruik; kies voor het terugzetten een lege map met VRAAGBAAK_HOME."
        )
        self.home = home


class NothingActiveError(KbError):
    """Nothing has been published yet."""

    def __init__(self) -> None:
        super().__init__("Er is nog niets gepubliceerd. Voer eerst `vraagbaak publish` uit.")


class NotPublishedYetError(KbError):
    """Nothing was in force yet at a moment."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(f"Op {dutch_moment(moment)} was er nog niets gepubliceerd.")
        self.moment = moment


class UnknownReleaseError(KbError):
    """A name of a release means none, or several."""

    def __init__(self, name: str, *, several: bool) -> None:
        why = "past op meer dan een publicatie" if several else "is geen publicatie"
        super().__init__(f"'{name[:80]}' {why}; `vraagbaak releases` toont welke er zijn.")
        self.name = name


class SupersededError(KbError):
    """While something was prepared, something else was put in force."""

    def __init__(self) -> None:
        super().__init__(
            "Intussen is iets anders actief geworden. Bekijk het met `vraagbaak releases` en "
            "publiceer opnieuw als het nog nodig is."
        )


class PlanError(KbError):
    """A planned publication cannot be made, found or carried out; `str()` says why."""


class UnknownItemError(KbError):
    """No item has ever been in force under an id; `hint` says which id looks like it."""

    def __init__(self, id_: str, hint: str = "") -> None:
        super().__init__(
            f"'{id_[:80]}' is nooit gepubliceerd{hint}; let op streepjes en hoofdletters."
        )
        self.id = id_


class ItemError(KbError):
    """Base of why an item is not shown; `successor` is the item that took its place, if any."""

    successor: str | None = None


class UnpublishedItemError(ItemError):
    """No item has ever had an id. It is not repeated: anything may have been typed there."""

    def __init__(self) -> None:
        super().__init__("Wij hebben geen antwoord met dit kenmerk; kijk of het goed is getypt.")


class NotOnThatDayError(ItemError):
    """No version of an item holds on a day; `held` are the days on which one does."""

    def __init__(self, day: date, held: Sequence[Validity], successor: str | None) -> None:
        periods = " en ".join(_period(it) for it in held)
        super().__init__(f"Dit antwoord geldt niet op {day}; het geldt {periods}.")
        self.day = day
        self.held = tuple(held)
        self.successor = successor


class WithdrawnError(ItemError):
    """An item that was published once is not any more."""

    def __init__(self, successor: str | None) -> None:
        instead = "; er is een ander antwoord voor in de plaats gekomen" if successor else ""
        super().__init__(f"Wij hebben dit antwoord ingetrokken{instead}.")
        self.successor = successor


class LetterError(KbError):
    """Base of why a letter is not explained."""


class UnknownLetterError(LetterError):
    """No letter has the code given; `meant` is the code most like it. What was given is not said:
    somebody may have typed a number that is theirs alone.
    """

    def __init__(self, meant: str | None = None) -> None:
        hint = f"; bedoelt u {meant}?" if meant else ", kijk hoe de code op de brief staat."
        super().__init__(f"Wij hebben geen uitleg van een brief met deze code{hint}")
        self.meant = meant


class NoLetterThenError(LetterError):
    """No version of a letter held on a day; `held` are the days on which one did."""

    def __init__(self, code: str, day: date, held: Sequence[Validity]) -> None:
        periods = " en ".join(_period(it) for it in held)
        super().__init__(
            f"Van brief {code} hebben wij geen uitleg voor {day}; die is er wel voor brieven "
            f"{periods}."
        )
        self.code = code
        self.day = day
        self.held = tuple(held)


class SentTooLateError(LetterError):
    """The day on which a letter was sent lies further ahead than letters are dated."""

    def __init__(self, latest: date) -> None:
        super().__init__(
            f"De dag van verzending ligt te ver in de toekomst; kies een dag tot en met {latest}."
        )
        self.latest = latest


def _period(validity: Validity) -> str:
    if validity.end is None:
        return f"vanaf {validity.start}"
    return f"van {validity.start} t/m {validity.end - timedelta(days=1)}"
