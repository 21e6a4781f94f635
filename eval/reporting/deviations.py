"""Questions that do not end as expected, by the item that should answer them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from eval.reporting.told import ADVICE, Fault, ItemName, Names, Told, told
from eval.scoring import Scored
from kb.model import Outcome

PROTECTED: Final = "beschermd"
"""The key of the section that is read first."""

_FAULTS: Final = tuple(Fault)

_NO_ITEM: Final = {
    Outcome.ANSWER: "Vragen die een antwoord horen te krijgen",
    Outcome.CHOICE: "Vragen die een keuze horen te geven",
    Outcome.REFERRAL: "Vragen voor een andere organisatie",
    Outcome.OWN_CASE: "Vragen over het eigen dossier",
    Outcome.DISTRESS: "Vragen van mensen in nood",
    Outcome.GREETING: "Begroetingen",
    Outcome.NO_ANSWER: "Vragen waarop wij geen antwoord hebben",
}


@dataclass(frozen=True)
class Group:
    """The questions of one item. `item` is None where no text in particular was expected; `key` is
    its id, or how such questions should end.

    `asked` is how many were asked; `lost` those that do not end as expected, the protected first
    and then the most harmful.
    """

    key: str
    title: str
    item: ItemName | None
    asked: int
    lost: tuple[Told, ...]

    @property
    def protected(self) -> int:
        """How many protected questions are lost."""
        return sum(it.protected for it in self.lost)


@dataclass(frozen=True)
class Section:
    """Groups that want the same attention."""

    key: str
    title: str
    lead: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many questions are in it."""
        return sum(len(it.lost) for it in self.groups)


@dataclass(frozen=True)
class FaultCount:
    """How often questions end in one wrong way, and what to do about it."""

    fault: str
    advice: str
    count: int
    protected: int


def deviations(scored: Sequence[Scored], named: Names) -> tuple[Group, ...]:
    """Return a group for every item with a question that does not end as expected.

    Groups with protected questions first, then by the most harmful fault, then by how many. A
    question with several acceptable items belongs to the first of them.
    """
    asked: dict[str, list[Scored]] = {}
    for it in scored:
        asked.setdefault(_owner(it), []).append(it)
    groups = (_group(own, named) for own in asked.values())
    return in_order(it for it in groups if it.lost)


def sections(groups: Sequence[Group]) -> tuple[Section, ...]:
    """Return what is lost in the order in which it wants attention; empty sections are left out.

    A question that the asker can still answer by choosing comes last, protected or not.
    """
    offered = Fault.RIGHT_CHOICE
    parts: list[tuple[str, str, str, Callable[[Told], bool]]] = [
        (
            PROTECTED,
            "Beschermde vragen",
            "Deze antwoorden mogen niet wegraken. Het ergste staat bovenaan.",
            lambda it: it.protected and it.fault is not offered,
        ),
        (
            "andere",
            "Andere vragen",
            "Deze vragen krijgen het goede antwoord niet, ook niet in een keuze.",
            lambda it: not it.protected and it.fault is not offered,
        ),
        (
            "keuze",
            "Wel in de keuze, niet als antwoord",
            "Het goede antwoord staat bij de keuzes. Dit kan wachten.",
            lambda it: it.fault is offered,
        ),
    ]
    found = (Section(key, title, lead, _only(groups, wanted)) for key, title, lead, wanted in parts)
    return tuple(it for it in found if it.groups)


def _only(groups: Sequence[Group], wanted: Callable[[Told], bool]) -> tuple[Group, ...]:
    kept = (replace(it, lost=tuple(filter(wanted, it.lost))) for it in groups)
    return in_order(it for it in kept if it.lost)


def faults(groups: Iterable[Group]) -> tuple[FaultCount, ...]:
    """Return how often each fault occurs, the most harmful first; only those that do."""
    lost = [it for group in groups for it in group.lost]
    counts = (
        FaultCount(
            fault.value,
            ADVICE[fault],
            sum(it.fault is fault for it in lost),
            sum(it.fault is fault and it.protected for it in lost),
        )
        for fault in Fault
    )
    return tuple(it for it in counts if it.count)


def in_order(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Return groups, those that need somebody first at the top."""
    return tuple(
        sorted(
            groups,
            key=lambda it: (-bool(it.protected), harm(it.lost[0]), -len(it.lost), it.title),
        )
    )


def weakest(groups: Iterable[Group], most: int = 10) -> tuple[Group, ...]:
    """Return the items that lose the most questions: two at least, or it is no pattern."""
    found = [it for it in groups if it.item and len(it.lost) > 1]
    found.sort(key=lambda it: (-len(it.lost), -len(it.lost) / it.asked, it.title))
    return tuple(found[:most])


def harm(it: Told) -> int:
    """Return how harmful a question's fault is, 0 the most."""
    return _FAULTS.index(it.fault) if it.fault else len(_FAULTS)


def _owner(it: Scored) -> str:
    return it.question.expected[0] if it.question.expected else it.expected_outcome.value


def _group(own: Sequence[Scored], named: Names) -> Group:
    first = own[0]
    item = named(first.question.expected[0]) if first.question.expected else None
    lost = [told(it.question, it, named) for it in own if not it.right_at_1]
    lost.sort(key=lambda it: (not it.protected, harm(it), it.id))
    title = item.title if item else _NO_ITEM[first.expected_outcome]
    return Group(_owner(first), title, item, len(own), tuple(lost))
