"""Where items and questions do not meet: rivals, questions without an item, items never asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from eval.reporting.told import ItemName, Names, Told, told
from eval.scoring import Scored
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion, Outcome, Referral


@dataclass(frozen=True)
class Rivals:
    """Questions for `expected` at which `shown` was shown first."""

    expected: ItemName
    shown: ItemName
    questions: tuple[Told, ...]

    @property
    def often(self) -> bool:
        """Whether it happened more than once, which is a pattern."""
        return len(self.questions) > 1


@dataclass(frozen=True)
class ByTheme:
    """Questions by the theme of the item that came nearest."""

    theme: str
    questions: tuple[Told, ...]

    @property
    def count(self) -> int:
        """How many questions."""
        return len(self.questions)


@dataclass(frozen=True)
class Unasked:
    """The items of one theme that no golden question expects, of `known` in it."""

    theme: str
    known: int
    unasked: tuple[ItemName, ...]


def rivals(scored: Iterable[Scored], named: Names) -> tuple[Rivals, ...]:
    """Return which item was shown first where another was expected, the most frequent first."""
    found: dict[tuple[str, str], list[Told]] = {}
    for it in scored:
        expected, first = it.question.expected, it.shown[:1]
        if expected and first and not it.right_at_1 and first[0].id not in expected:
            found.setdefault((expected[0], first[0].id), []).append(told(it.question, it, named))
    pairs = [Rivals(named(one), named(other), tuple(own)) for (one, other), own in found.items()]
    return tuple(sorted(pairs, key=lambda it: (-len(it.questions), it.expected.title)))


def without_item(scored: Iterable[Scored], named: Names) -> tuple[ByTheme, ...]:
    """Return the questions that should be refused, because no item answers them."""
    wanted = (it for it in scored if it.expected_outcome is Outcome.NO_ANSWER)
    return _by_theme(wanted, named)


def unanswered(scored: Iterable[Scored], named: Names) -> tuple[ByTheme, ...]:
    """Return the questions that got no answer though something else was expected."""
    wanted = (
        it
        for it in scored
        if it.outcome is Outcome.NO_ANSWER and it.expected_outcome is not Outcome.NO_ANSWER
    )
    return _by_theme(wanted, named)


def _by_theme(scored: Iterable[Scored], named: Names) -> tuple[ByTheme, ...]:
    found: dict[str, list[Told]] = {}
    for it in scored:
        question = told(it.question, it, named)
        theme = question.nearest.theme if question.nearest else ""
        found.setdefault(theme or "zonder thema", []).append(question)
    rows = [ByTheme(theme, tuple(own)) for theme, own in found.items()]
    return tuple(sorted(rows, key=lambda it: (-len(it.questions), it.theme)))


def unasked(
    knowledge: Knowledge, golden: Sequence[GoldenQuestion], day: date, named: Names
) -> tuple[Unasked, ...]:
    """Return the items that hold on `day` and that no golden question expects, by theme.

    Referrals that are shown without being looked for (a refusal, a greeting) are left out.
    """
    expected = {id_ for it in golden for id_ in it.expected}
    by_theme: dict[str, list[ItemName]] = {}
    for entry in knowledge.entries:
        standing = isinstance(entry, Referral) and entry.outcome in (
            Outcome.NO_ANSWER,
            Outcome.GREETING,
        )
        if entry.validity.contains(day) and not standing:
            by_theme.setdefault(named(entry.id).theme, []).append(named(entry.id))
    rows = [_row(theme, items, expected) for theme, items in by_theme.items()]
    found = [it for it in rows if it.unasked]
    return tuple(sorted(found, key=lambda it: (-len(it.unasked), it.theme)))


def _row(theme: str, items: Sequence[ItemName], expected: Iterable[str]) -> Unasked:
    known = frozenset(expected)
    return Unasked(theme, len(items), tuple(it for it in items if it.id not in known))
