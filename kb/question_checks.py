"""Rules about how questions are put: no two texts claim one, and examinations stay unseen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import chain

from kb.content import AnySource, Content, Sourced
from kb.model import OFFERED, Faq, Letter, Phrasings, Referral
from kb.personal_data import find
from kb.problems import Place, Problem, problem
from kb.text import same_question
from kb.validation import meant


def questions(content: Content, _today: date) -> Iterator[Problem]:
    """Two items that hold on the same day do not claim the same question."""
    phrased = {it.value.id: it for it in content.phrasings}
    seen: dict[str, list[AnySource]] = defaultdict(list)
    for it in content.entries():
        own: set[str] = set()
        for question, place in _put(it, phrased.get(it.value.id)):
            key = same_question(question)
            rivals = [
                other
                for other in seen[key]
                if other.value.id != it.value.id
                and other.value.validity.overlaps(it.value.validity)
                and other.value.audience.serves(it.value.audience)
            ]
            if key in own or rivals:
                other_file = rivals[0].file if rivals else "dezelfde tekst"
                yield problem("dubbele-vraag", place, vraag=question, ander=other_file)
            own.add(key)
        for key in own:
            seen[key].append(it)


def phrasings(content: Content, _today: date) -> Iterator[Problem]:
    """Phrasings belong to one entry that exists, and hold no data of a person."""
    known = {it.value.id for it in content.entries()}
    first: dict[str, str] = {}
    for it in content.phrasings:
        id_ = it.value.id
        if id_ not in known:
            suggestion = meant(id_, known)
            yield problem("formulering-zonder-vraag", Place(it.file), id=id_, bedoeld=suggestion)
        if id_ in first:
            yield problem("dubbele-id", Place(it.file), id=id_, ander=first[id_])
        first.setdefault(id_, it.file)
        for language, at, text in it.value.each():
            for found in find(text):
                yield problem("persoonsgegeven", it.place(language, at), soort=found.kind)


def separations(content: Content, _today: date) -> Iterator[Problem]:
    """A separating question offers entries that exist and that can be chosen, each once."""
    offered = {it.value.id for it in content.faqs} | {it.value.id for it in content.letters}
    offered |= {it.value.id for it in content.referrals if it.value.outcome in OFFERED}
    first: dict[frozenset[str], int] = {}
    for it in content.separations:
        ids = [option.id for option in it.value.options]
        for at, id_ in enumerate(ids):
            if id_ not in offered:
                place, suggestion = it.place("keuzes", at, "id"), meant(id_, offered)
                yield problem("keuze-onbekend", place, id=id_, bedoeld=suggestion)
        line = it.place("vraag").line
        if len(set(ids)) < len(ids) or frozenset(ids) in first:
            other = first.get(frozenset(ids), line)
            yield problem("keuze-dubbel", it.place("vraag"), regel=other)
        first.setdefault(frozenset(ids), line)


def golden(content: Content, _today: date) -> Iterator[Problem]:
    """A golden question is new, has an id of its own and expects something that exists."""
    entries = list(content.entries())
    known = {it.value.id for it in entries}
    phrased = {it.value.id: it for it in content.phrasings}
    items = {
        same_question(question): place.file
        for it in entries
        for question, place in _put(it, phrased.get(it.value.id))
    }
    seen: dict[str, str] = {}
    for it in chain.from_iterable(content.golden.values()):
        asked = it.value
        if (file := items.get(same_question(asked.question))) is not None:
            yield problem("toetsvraag-bekend", it.place("vraag"), ander=file)
        if asked.id in seen:
            yield problem("dubbele-id", it.place("id"), id=asked.id, ander=seen[asked.id])
        seen.setdefault(asked.id, it.file)
        unknown = [id_ for id_ in asked.expected if id_ not in known]
        if unknown or not (asked.expected or asked.outcome):
            name = unknown[0] if unknown else ""
            yield problem(
                "toetsvraag-verwachting",
                it.place("verwacht"),
                uitleg=f"de id '{name}' bestaat niet" if name else "er staat geen id of uitkomst",
                bedoeld=meant(name, known),
            )


def _put(it: AnySource, phrased: Sourced[Phrasings] | None) -> Iterator[tuple[str, Place]]:
    """Yield every way in which the question of an entry is put, with its place."""
    entry: Faq | Letter | Referral = it.value
    if not isinstance(entry, Letter):
        yield entry.question, it.place("vraag")
        for at, alternative in enumerate(entry.alternatives):
            yield alternative, it.place("alternatieven", at)
    if phrased is not None:
        for language, at, text in phrased.value.each():
            yield text, phrased.place(language, at)
