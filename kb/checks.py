"""Rules over the whole set of content. Each reports every place where it is broken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain, pairwise
from typing import Final

from kb.content import AnySource, Content
from kb.figure_checks import figure_uses, figure_values, first_shown
from kb.language_checks import languages
from kb.markdown import findings, internal_target, is_outside_address
from kb.model import Faq, Letter, Outcome, Referral, Validity
from kb.problems import Place, Problem, in_order, problem
from kb.question_checks import golden, phrasings, questions, separations
from kb.rendering import LETTER_TEXT
from kb.schemes import ended_schemes, is_over
from kb.text import same_question
from kb.validation import meant
from kb.wording import wording

_BODY_RULES: Final = {
    "html": "html-in-tekst",
    "image": "afbeelding",
    "h1": "kop-niveau-1",
    "hidden": "verborgen-teken",
}


def check(content: Content, today: date, others: Iterable[Problem] = ()) -> tuple[Problem, ...]:
    """Return every problem of `content` as of `today`, those of reading it included, in order.

    `others` are problems that needed more than the content, such as an encoder. A warning that
    its text justifies is left out; a justification of nothing is a warning itself.
    """
    rules: tuple[Callable[[Content, date], Iterable[Problem]], ...] = (
        _validity,
        _identity,
        _overlap,
        _themes,
        _references,
        _bodies,
        figure_values,
        figure_uses,
        _translations,
        _notes,
        _reviews,
        questions,
        _terms,
        _letter_marks,
        phrasings,
        separations,
        golden,
        languages,
        _completeness,
        _ended_schemes,
        wording,
    )
    found = [it for rule in rules for it in rule(content, today)]
    return in_order(_without_justified(content, [*content.problems, *found, *others]))


NEED_MORE: Final = frozenset({"vragen-concurreren", "taal-verslechterd"})
"""Codes of problems that only `others` can hold: absent, they may just not have been looked for."""


def _without_justified(content: Content, found: Iterable[Problem]) -> Iterator[Problem]:
    reasons = {
        (it.file, code): it.place("verantwoording", code)
        for it in content.entries()
        for code in it.value.justified
    }
    used: set[tuple[str, str]] = set()
    for it in found:
        key = (it.place.file, it.code)
        if it.is_error or key not in reasons:
            yield it
        used.add(key)
    for (file, code), place in reasons.items():
        if (file, code) not in used and code not in NEED_MORE:
            yield problem("verantwoording-overbodig", place, soort=code)


def _ids(content: Content) -> set[str]:
    return {it.value.id for it in content.entries()}


def _versions(items: Iterable[AnySource]) -> dict[str, list[AnySource]]:
    """Group the validity versions of each id, oldest first."""
    grouped: dict[str, list[AnySource]] = defaultdict(list)
    for it in items:
        grouped[it.value.id].append(it)
    for versions in grouped.values():
        versions.sort(key=lambda it: (it.value.validity.start, it.file))
    return grouped


def _validity(content: Content, _today: date) -> Iterator[Problem]:
    """A validity ends after it starts; only what ends has a successor."""
    for it in content.dated():
        yield from _ends_after_start(it, it.value.validity, ("geldig", "tot"))
        if it.value.successor and it.value.validity.end is None:
            yield problem("opvolger-zonder-einde", it.place("opvolger"))
    for figure in content.figures:
        yield from _ends_after_start(figure, figure.value.validity, ("tot",))


def _ends_after_start(
    it: AnySource, validity: Validity, path: tuple[str, ...]
) -> Iterator[Problem]:
    if validity.end is not None and validity.end <= validity.start:
        yield problem(
            "geldigheid-omgekeerd", it.place(*path), vanaf=validity.start, tot=validity.end
        )


def _identity(content: Content, _today: date) -> Iterator[Problem]:
    """An id lives in one folder, versions side by side; it has one note, one text per language."""
    for versions in _versions(content.entries()).values():
        by_file = sorted(versions, key=lambda it: it.file)
        folder = by_file[0].file.rpartition("/")[0]
        for it in by_file[1:]:
            if it.file.rpartition("/")[0] != folder:
                yield problem("dubbele-id", Place(it.file), id=it.value.id, ander=by_file[0].file)
    first: dict[tuple[str, str], str] = {}
    notes = ((it.value.id, "toelichting", it.file) for it in content.notes)
    translations = ((stem, it.value.language, it.file) for stem, it in content.translations)
    for id_, part, file in chain(notes, translations):
        if (id_, part) in first:
            yield problem("dubbele-id", Place(file), id=f"{id_}.{part}", ander=first[id_, part])
        first.setdefault((id_, part), file)


def _overlap(content: Content, _today: date) -> Iterator[Problem]:
    """On each day at most one version of an item, letter or figure holds; gaps are reported."""
    for items in (content.faqs, content.letters):
        for id_, versions in _versions(items).items():
            yield from _in_succession(id_, versions, ("geldig", "vanaf"))
    figures: dict[str, list[AnySource]] = defaultdict(list)
    for figure in content.figures:
        figures[figure.value.name].append(figure)
    for name, values in figures.items():
        values.sort(key=lambda it: (it.value.start, it.file))
        yield from _in_succession(name, values, ("vanaf",))


def _in_succession(id_: str, versions: list[AnySource], path: tuple[str, ...]) -> Iterator[Problem]:
    for before, after in pairwise(versions):
        earlier, later = before.value.validity, after.value.validity
        if earlier.overlaps(later):
            yield problem("geldigheid-overlapt", after.place(*path), ander=before.place(*path))
        elif earlier.end is not None and earlier.end < later.start:
            yield problem(
                "geldigheid-gat",
                after.place(*path),
                id=id_,
                tot=earlier.end,
                vanaf=later.start,
            )


def _themes(content: Content, _today: date) -> Iterator[Problem]:
    """The folder of an item is one of the themes, where themes are listed at all."""
    known = {it.value.id for it in content.themes}
    for faq in content.faqs if known else ():
        if (theme := faq.value.theme) not in known:
            yield problem(
                "onbekend-thema", Place(faq.file), thema=theme, bedoeld=meant(theme, known)
            )


def _references(content: Content, _today: date) -> Iterator[Problem]:
    """`verwant`, `hierna` and `opvolger` point at something that exists."""
    known = _ids(content)
    for it in content.dated():
        entry: Faq | Letter = it.value
        named = [("verwant", at, id_) for at, id_ in enumerate(entry.related)]
        if isinstance(entry, Faq):
            named += [("hierna", at, id_) for at, id_ in enumerate(entry.next_steps)]
        for key, at, id_ in named:
            if id_ not in known:
                yield problem(
                    "kapotte-link", it.place(key, at), doel=id_, bedoeld=meant(id_, known)
                )
        if entry.successor and entry.successor not in known:
            yield problem(
                "kapotte-link",
                it.place("opvolger"),
                doel=entry.successor,
                bedoeld=meant(entry.successor, known),
            )


def _bodies(content: Content, _today: date) -> Iterator[Problem]:
    """No HTML, images or level-1 headings; every link leads somewhere."""
    known = _ids(content)
    translated = (it for _, it in content.translations)
    for it in chain(content.entries(), content.notes, translated):
        for found in findings(it.value.body):
            place = it.in_body(found.line, found.column)
            if found.kind != "link":
                yield problem(_BODY_RULES[found.kind], place, stuk=found.detail, teken=found.detail)
                continue
            target = internal_target(found.detail)
            reaches = target in known if target else is_outside_address(found.detail)
            if not reaches:
                suggestion = meant(target or found.detail, known)
                yield problem("kapotte-link", place, doel=found.detail, bedoeld=suggestion)


def _translations(content: Content, _today: date) -> Iterator[Problem]:
    """A translation belongs to an item, and to its present text."""
    sources = content.faqs_by_stem()
    for stem, translation in content.translations:
        if (source := sources.get(stem)) is None:
            yield problem("vertaling-zonder-vraag", Place(translation.file), id=stem)
        elif not is_current(translation.value.made_from, source.value):
            yield problem(
                "vertaling-verouderd",
                translation.place("vertaling_van"),
                digest=source.value.version,
            )


def is_current(made_from: str, source: Faq) -> bool:
    """Whether a translation was made from this very version; longer digests may be given."""
    return made_from.startswith(source.version)


def _notes(content: Content, _today: date) -> Iterator[Problem]:
    """A note belongs to an item."""
    known = {it.value.id for it in content.faqs}
    for note in content.notes:
        if note.value.id not in known:
            yield problem("toelichting-zonder-vraag", Place(note.file), id=note.value.id)


def _reviews(content: Content, today: date) -> Iterator[Problem]:
    """Each text has an owner and a review day that has not passed."""
    for it in chain(content.entries(), content.notes):
        review, validity = it.value.review_before, getattr(it.value, "validity", None)
        if review is not None and review <= today and first_shown(validity, today):
            yield problem("controle-verlopen", it.place("controleren_voor"), dag=review)
        if it.value.owner is None:
            yield problem("geen-eigenaar", Place(it.file))


def _terms(content: Content, _today: date) -> Iterator[Problem]:
    """A term is explained once."""
    first: dict[str, AnySource] = {}
    for it in content.terms:
        key = it.value.term.casefold()
        if key in first:
            line = first[key].place("term").line
            yield problem("dubbele-term", it.place("term"), term=it.value.term, regel=line)
        first.setdefault(key, it)


def _letter_marks(content: Content, _today: date) -> Iterator[Problem]:
    """The marks by which a letter is recognised stand in its text."""
    for it in content.letters:
        text = same_question_text(it.value.body.partition(f"## {LETTER_TEXT}")[2])
        for at, mark in enumerate(it.value.marks):
            if same_question_text(mark) not in text:
                yield problem("kenmerk-niet-in-brief", it.place("kenmerken", at), kenmerk=mark)


def same_question_text(text: str) -> str:
    """Return a long text in the form that `same_question` gives a short one."""
    return same_question(text, limit=len(text))


def _completeness(content: Content, _today: date) -> Iterator[Problem]:
    """The service can say in its own words that it has no answer, and that it gives none now."""
    referrals: list[Referral] = [it.value for it in content.referrals]
    if content.files and not any(it.outcome is Outcome.NO_ANSWER for it in referrals):
        yield problem("geen-geen-antwoord", Place("verwijzingen/geen-antwoord.md"))
    written = content.texts.model_fields_set
    if written and "stopped" not in written:  # without the file that is what is said
        yield problem("geen-noodremtekst", Place("teksten.yml"))


def _ended_schemes(content: Content, today: date) -> Iterator[Problem]:
    """A text about a living scheme does not send people to one that has ended."""
    ended = ended_schemes(it.value for it in content.terms)
    over = {
        it.value.id: max(ended[name] for name in it.value.schemes)
        for it in content.dated()
        if is_over(it.value.schemes, ended, today)
    }
    for it in content.dated():
        value = it.value
        if value.id in over or not value.validity.contains(today):
            continue
        named = [(it.place("verwant", at), id_) for at, id_ in enumerate(value.related)]
        if isinstance(value, Faq):
            named += [(it.place("hierna", at), id_) for at, id_ in enumerate(value.next_steps)]
        for found in findings(value.body):
            if found.kind == "link" and (target := internal_target(found.detail)):
                named.append((it.in_body(found.line, found.column), target))
        for place, id_ in named:
            if id_ in over:
                yield problem("verwijst-naar-beeindigd", place, doel=id_, dag=over[id_])
