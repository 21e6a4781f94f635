"""A problem in content: what is wrong where, in an editor's words, and how to repair it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kb.catalogue import CATALOGUE, Severity


@dataclass(frozen=True, order=True)
class Place:
    """A position in a content file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Return `file:line:column`, as editors and CI logs link it."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One problem at one place, in an editor's words."""

    code: str
    severity: Severity
    place: Place
    message: str
    repair: str

    @property
    def is_error(self) -> bool:
        """Whether this problem stops a publication."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        """Return the problem on one line."""
        said = f"{self.place}: {self.severity} [{self.code}] {self.message} Herstel: {self.repair}"
        return " ".join(said.splitlines())  # a quoted question or a file name may hold a line end


def problem(code: str, place: Place, **facts: object) -> Problem:
    """Return the problem `code` at `place`, its sentence filled with `facts`.

    Raises:
        KeyError: `code` is not in the catalogue, or a fact of its sentence is missing.
    """
    rule = CATALOGUE[code]
    return Problem(
        code=code,
        severity=rule.severity,
        place=place,
        message=rule.sentence.format(**facts),
        repair=rule.repair.format(**facts),
    )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems by place, then code: the order of every list and log."""
    return tuple(sorted(problems, key=lambda found: (found.place, found.code, found.message)))
