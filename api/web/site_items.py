"""What the static site says: everything public that holds on a day, in the canonical words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.schema import AnswerBody, answer_body
from api.serving import Serving
from kb.composing import Hit, ranked_answer
from kb.knowledge import Knowledge
from kb.model import LANGUAGES, Contact, Entry, Faq, Kind, Outcome, Referral

DUTCH: Final = LANGUAGES[0]

_FOLDERS: Final = {Kind.FAQ: "antwoord", Kind.LETTER: "brief", Kind.REFERRAL: "verwijzing"}

_SPOKEN: Final = (Outcome.GREETING, Outcome.NO_ANSWER)
"""What a conversation needs and a book does not: nobody looks up a greeting."""


@dataclass(frozen=True)
class Item:
    """One text in one language. `path` is its page, from the root of the site."""

    entry: Entry
    answer: AnswerBody
    path: str
    remarks: tuple[str, ...]
    people: tuple[Contact, ...]

    @property
    def is_translation(self) -> bool:
        """Whether this is in another language than the content."""
        return self.answer.language != DUTCH

    @property
    def is_distress(self) -> bool:
        """Whether this is for people who need help at once."""
        return isinstance(self.entry, Referral) and self.entry.outcome is Outcome.DISTRESS

    @property
    def anchor(self) -> str:
        """The place of this text on the page with everything."""
        return self.path.removesuffix(".html").replace("/", "-")


@dataclass(frozen=True)
class Group:
    """Items that belong together, under a title. `page` is the page of a theme."""

    id: str
    title: str
    items: tuple[Item, ...]
    description: str = ""
    page: str | None = None


def items_on(serving: Serving, day: date) -> tuple[Item, ...]:
    """Return every text that holds on `day`, translations after their item, in release order."""
    knowledge = serving.knowledge
    return tuple(
        _item(entry, language, serving, day)
        for entry in knowledge.entries
        if knowledge.on(entry.id, day) is entry and _is_answer(entry)
        for language in (DUTCH, *_translated(entry))
    )


def groups_of(items: Sequence[Item], knowledge: Knowledge) -> tuple[Group, ...]:
    """Return `items` as one leafs through them: distress, themes, letters, elsewhere, translated.

    A group without items is left out.
    """
    dutch = [it for it in items if not it.is_translation]
    referrals = [it for it in dutch if isinstance(it.entry, Referral)]
    groups = (
        Group("nood", "Iemand in nood", tuple(it for it in referrals if it.is_distress)),
        *_themes(dutch, knowledge),
        Group("brieven", "Brieven", tuple(it for it in dutch if it.entry.kind is Kind.LETTER)),
        Group("elders", "Andere hulp", tuple(it for it in referrals if not it.is_distress)),
        Group("vertalingen", "Vertalingen", tuple(it for it in items if it.is_translation)),
    )
    return tuple(it for it in groups if it.items)


def _themes(dutch: Iterable[Item], knowledge: Knowledge) -> Iterator[Group]:
    """Yield a group for each theme: the described ones in their order, then the others."""
    by_theme: dict[str, list[Item]] = {it.id: [] for it in knowledge.public.themes}
    for it in dutch:
        if isinstance(it.entry, Faq):
            by_theme.setdefault(it.entry.theme, []).append(it)
    for id_, found in by_theme.items():
        theme = knowledge.theme(id_)
        page = f"thema/{id_}.html"
        yield Group(f"thema-{id_}", theme.title, tuple(found), theme.description, page)


def _item(entry: Entry, language: str, serving: Serving, day: date) -> Item:
    knowledge = serving.knowledge
    ranked = ranked_answer(Hit(entry, 1.0, 1.0), knowledge, day, language)
    texts = knowledge.public.texts
    remarks = (
        texts.scheme_ended if knowledge.is_over(entry, day) else "",
        texts.amount_unknown_notice if ranked.text.amount_unknown else "",
    )
    suffix = "" if language == DUTCH else f".{language}"
    return Item(
        entry=entry,
        answer=answer_body(ranked, serving),
        path=f"{_FOLDERS[entry.kind]}/{entry.id}{suffix}.html",
        remarks=tuple(it for it in remarks if it),
        people=_people(entry) if isinstance(entry, Referral) else (),
    )


def _people(referral: Referral) -> tuple[Contact, ...]:
    """Return how to reach whom a referral names; its organisation only where contact leaves it."""
    known = {it.address for it in referral.contact}
    organisation = referral.organisation
    if organisation is None:
        return referral.contact
    ways = (organisation.phone, organisation.website)
    more = (
        Contact(name=organisation.name, address=way) for way in ways if way and way not in known
    )
    return (*referral.contact, *more)


def _is_answer(entry: Entry) -> bool:
    return not isinstance(entry, Referral) or entry.outcome not in _SPOKEN


def _translated(entry: Entry) -> tuple[str, ...]:
    translations = entry.translations if isinstance(entry, Faq) else ()
    return tuple(it.language for it in translations)
