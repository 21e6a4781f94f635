"""A scored question as a person reads it: what was asked, what it should give, what it gave.

Words for a report, in Dutch; who shows them decides how they look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from eval.scoring import Scored, expected_outcome
from kb.knowledge import Knowledge
from kb.model import Entry, Faq, GoldenQuestion, Kind, Outcome
from kb.rendering import question_of


class Fault(StrEnum):
    """In what way a question ended otherwise than expected, the most harmful first."""

    DISTRESS_MISSED = "noodvraag gemist"
    WRONG_ANSWER = "stellig een verkeerd antwoord"
    ANSWERED_ANYWAY = "geantwoord op wat wij niet beantwoorden"
    REFUSED = "gezegd dat wij het niet weten"
    WRONG_CHOICE = "keuze zonder het goede antwoord"
    FALSE_ALARM = "ten onrechte als nood behandeld"
    OTHER_HELP = "hulp bij nood, met een andere tekst dan bedoeld"
    OTHER = "anders geëindigd"
    RIGHT_CHOICE = "keuze met het goede antwoord erin"


ADVICE: Final[Mapping[Fault, str]] = {
    Fault.DISTRESS_MISSED: "Geef de verwijzing voor nood een alternatief dat zo klinkt. Doe dit "
    "eerst.",
    Fault.WRONG_ANSWER: "Leg de vraag naast beide teksten. Geef het bedoelde item een alternatief "
    "dat erop lijkt. Past het gegeven antwoord ook, zet dat item dan bij ‘verwacht’.",
    Fault.ANSWERED_ANYWAY: "Komt de vraag vaker voor, maak dan een item of een verwijzing. Kijk "
    "anders of het getoonde item een alternatief heeft dat te ruim is.",
    Fault.REFUSED: "Geef het item een alternatief in gewone woorden, of een trefwoord dat mensen "
    "echt gebruiken.",
    Fault.WRONG_CHOICE: "Geef het bedoelde item een alternatief dat erop lijkt.",
    Fault.FALSE_ALARM: "Kijk of de verwijzing voor nood een alternatief heeft dat ook bij een "
    "gewone vraag past.",
    Fault.OTHER_HELP: "Er zijn mensen genoemd die helpen. Geef de bedoelde verwijzing een "
    "alternatief dat erop lijkt.",
    Fault.OTHER: "Kijk of de verwachting nog klopt; geef anders het bedoelde item een alternatief.",
    Fault.RIGHT_CHOICE: "Dit kan wachten: het antwoord is één tik verder. Maak het verschil tussen "
    "de items in de keuze duidelijker.",
}
"""What an editor can do about each."""

EXPECTED: Final[Mapping[Outcome, str]] = {
    Outcome.ANSWER: "antwoord",
    Outcome.CHOICE: "keuze",
    Outcome.REFERRAL: "verwijzing",
    Outcome.OWN_CASE: "naar het eigen dossier",
    Outcome.DISTRESS: "hulp bij nood",
    Outcome.GREETING: "begroeting",
    Outcome.NO_ANSWER: "zeggen dat wij het niet weten",
}
"""How a question ends, in words."""


@dataclass(frozen=True)
class ItemName:
    """An item as people know it. `title` is its id when the content has it no more."""

    id: str
    title: str
    theme: str = ""
    owner: str = ""


Names: TypeAlias = Callable[[str], ItemName]
"""Gives the name of an id."""


@dataclass(frozen=True)
class Given:
    """How a question ended. `place` is where the expected text came among what was shown."""

    right: bool
    words: str
    first: ItemName | None
    place: int | None


@dataclass(frozen=True)
class Told:
    """One question with what it should give, what it gave before and what it gives now.

    `before` and `now` are None where it was not asked; `fault` when it ends as expected now.
    `nearest` is what search found first, whatever was then said.
    """

    id: str
    text: str
    language: str
    protected: bool
    asked_as: tuple[str, ...]
    day: date | None
    expected: str
    items: tuple[ItemName, ...]
    before: Given | None
    now: Given | None
    fault: Fault | None
    nearest: ItemName | None


def names(knowledge: Knowledge, day: date) -> Names:
    """Return what names the items of `knowledge`, in the version of `day` or else the last."""
    known: dict[str, ItemName] = {}
    for entry in sorted(knowledge.entries, key=lambda it: it.validity.contains(day)):
        known[entry.id] = _named(entry, knowledge)
    return lambda id_: known.get(id_) or ItemName(id_, id_)


def _named(entry: Entry, knowledge: Knowledge) -> ItemName:
    match entry.kind:
        case Kind.LETTER:
            theme = "Brieven"
        case Kind.REFERRAL:
            theme = "Verwijzingen"
        case _:
            theme = knowledge.theme(entry.theme).title if isinstance(entry, Faq) else ""
    return ItemName(entry.id, question_of(entry), theme, entry.owner or "")


def told(
    question: GoldenQuestion, now: Scored | None, named: Names, before: Scored | None = None
) -> Told:
    """Return a question as it is told."""
    return Told(
        id=question.id,
        text=question.question,
        language=question.language,
        protected=question.protected,
        asked_as=_asked_as(question, named),
        day=question.on_day,
        expected=EXPECTED[expected_outcome(question)],
        items=tuple(map(named, question.expected)),
        before=_given(before, named) if before else None,
        now=_given(now, named) if now else None,
        fault=fault_of(now) if now else None,
        nearest=named(now.ranking[0]) if now and now.ranking else None,
    )


def _asked_as(question: GoldenQuestion, named: Names) -> tuple[str, ...]:
    """Return under which circumstances it is asked, where that matters for the answer."""
    found = []
    if question.audience:
        found.append(f"als {question.audience.value}")
    if question.previous:
        found.append(f"na ‘{named(question.previous).title}’")
    return tuple(found)


def _given(it: Scored, named: Names) -> Given:
    words = EXPECTED[it.outcome]
    if it.outcome is Outcome.CHOICE:
        words = f"keuze uit {len(it.shown)}"
    if it.outcome is Outcome.NO_ANSWER:
        words = "wij zeiden dat wij het niet weten"
    says_itself = it.outcome in (Outcome.NO_ANSWER, Outcome.GREETING)
    first = named(it.shown[0].id) if it.shown and not says_itself else None
    places = (at for at, shown in enumerate(it.shown, 1) if shown.id in it.question.expected)
    return Given(it.right_at_1, words, first, next(places, None))


def fault_of(it: Scored) -> Fault | None:
    """Return in what way it ended otherwise than expected, or None when it did not."""
    expected = it.expected_outcome
    if it.right_at_1:
        return None
    if expected is Outcome.DISTRESS:
        seen = it.outcome is Outcome.DISTRESS
        return Fault.OTHER_HELP if seen else Fault.DISTRESS_MISSED
    if it.outcome is Outcome.DISTRESS:
        return Fault.FALSE_ALARM
    if it.kept:
        return Fault.RIGHT_CHOICE
    if it.out_of_scope and it.outcome in (Outcome.ANSWER, Outcome.CHOICE):
        return Fault.ANSWERED_ANYWAY
    if it.false_answer:
        return Fault.WRONG_ANSWER
    if it.false_refusal:
        return Fault.REFUSED
    return Fault.WRONG_CHOICE if it.outcome is Outcome.CHOICE else Fault.OTHER


def counted(count: int, one: str, many: str) -> str:
    """Return a count with its word: `1 vraag`, `3 vragen`."""
    return f"{count} {one if count == 1 else many}"


def enumerated(words: Sequence[str]) -> str:
    """Return words as a list within a sentence: `a, b en c`."""
    return " en ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
