"""Rules over the wording of texts: numbers, personal data, tone, plain language, contradictions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from kb.content import SHOWN_KEYS, AnySource, Content
from kb.contradictions import Claim, claims, contradictions, loose_values
from kb.figures import Figures, Wording
from kb.model import Entry, Faq, Letter, Note
from kb.personal_data import find
from kb.problems import Place, Problem, problem
from kb.prose import split
from kb.readability import Remark, Thresholds, official_from, remarks, signals
from kb.tone import harsh, harsh_pieces


def wording(content: Content, today: date) -> Iterator[Problem]:
    """Yield every problem of wording, as of `today`."""
    yield from _loose_values(content)
    yield from _personal_data(content)
    yield from _tone(content)
    yield from _language(content)
    yield from _contradictions(content, today)


def worsened(content: Content, active: Iterable[Entry]) -> Iterator[Problem]:
    """Yield a warning per text that reads clearly worse than what is published now."""
    before = {(it.id, it.validity.start): signals(it.body) for it in active}
    for it in public_texts(content):
        old = before.get((it.value.id, it.value.validity.start))
        if old is None:
            continue
        if worse := signals(it.value.body).worse_than(old):
            place = Place(it.file, it.body_line)
            yield problem("taal-verslechterd", place, signalen=", ".join(worse))


def public_texts(content: Content) -> Iterator[AnySource]:
    """Return every text that the public reads: items, letters, referrals."""
    return content.entries()


def _outside_body(it: AnySource) -> Iterator[tuple[str, Place]]:
    """Yield the short texts of an entry with their places."""
    for name, key in SHOWN_KEYS.items():
        if text := getattr(it.value, name, None):
            yield text, it.place(key)


def _loose_values(content: Content) -> Iterator[Problem]:
    """Amounts, percentages and terms come from the register, so that they change by date."""
    for it in chain(public_texts(content), content.notes):
        for at, line in enumerate(it.value.body.split("\n"), 1):
            for piece, start in loose_values(line):
                yield problem("los-bedrag", it.in_body(at, start + 1), stuk=piece)
        if isinstance(it.value, Note):
            continue
        for text, place in _outside_body(it):
            for piece, _ in loose_values(text):
                yield problem("los-bedrag", place, stuk=piece)


def _personal_data(content: Content) -> Iterator[Problem]:
    """No real person's data in content, not even as an example."""
    for it in chain(public_texts(content), content.notes, (it for _, it in content.translations)):
        for at, line in enumerate(it.value.body.split("\n"), 1):
            for found in find(line):
                yield problem("persoonsgegeven", it.in_body(at, found.start + 1), soort=found.kind)
        for text, place in _outside_body(it):
            for found in find(text):
                yield problem("persoonsgegeven", place, soort=found.kind)
        for at, alternative in enumerate(getattr(it.value, "alternatives", ())):
            for found in find(alternative):
                yield problem("persoonsgegeven", it.place("alternatieven", at), soort=found.kind)


def _tone(content: Content) -> Iterator[Problem]:
    """Nobody is lectured or threatened."""
    for it in public_texts(content):
        for found in harsh(it.value.body):
            place = it.in_body(found.line, found.column)
            yield problem("toon", place, stuk=found.piece, advies=found.advice)
        for text, place in _outside_body(it):
            for piece, advice in harsh_pieces(text):
                yield problem("toon", place, stuk=piece, advies=advice)


def _language(content: Content) -> Iterator[Problem]:
    """Signals of plain language past their thresholds."""
    thresholds = content.thresholds
    official = official_from(it.value for it in content.terms)
    for it in public_texts(content):
        for found in remarks(it.value.body, thresholds, official):
            yield _language_problem(it, found)
        if isinstance(it.value, Faq):
            yield from _short_language(it, thresholds)


def _language_problem(it: AnySource, found: Remark) -> Problem:
    return problem(found.code, it.in_body(found.line, found.column), **found.facts)


def _short_language(it: AnySource, thresholds: Thresholds) -> Iterator[Problem]:
    """The one sentence that is read aloud is a sentence of normal length, and is one."""
    sentences = list(split(it.value.short))
    for sentence, _ in sentences:
        count = len(sentence.split())
        if count > thresholds.sentence_words:
            facts = {"aantal": count, "grens": thresholds.sentence_words}
            yield problem("taal-lange-zin", it.place("kort"), **facts)


def _contradictions(content: Content, today: date) -> Iterator[Problem]:
    """Within a theme, no two texts that hold on the same day give other values for one thing."""
    figures = Figures(tuple(it.value for it in content.figures))
    unknown = Wording("onbekend bedrag", "onbekende termijn")
    by_theme: dict[str, list[Claim]] = defaultdict(list)
    held: list[AnySource] = []
    themes = {it.value.id: it.value.theme for it in content.faqs}
    for it in content.dated():
        day = max(today, it.value.validity.start)
        if not it.value.validity.contains(day):
            continue
        text = f"{_short(it)}\n\n{it.value.body}"
        body, _ = figures.substitute(text, day, unknown)
        for theme in _themes_of(it, themes):
            by_theme[theme].extend(claims(len(held), body))
        held.append(it)
    seen: set[tuple[Place, Place]] = set()
    for theme in sorted(by_theme):
        for found in contradictions(by_theme[theme]):
            first, second = _claim_place(held, found.first), _claim_place(held, found.second)
            one, other = held[found.first.source].value, held[found.second.source].value
            if not one.validity.overlaps(other.validity) or (first, second) in seen:
                continue
            seen.add((first, second))
            yield problem(
                "tegenstrijdig", second, zin=found.second.text, ander=first, andere=found.first.text
            )


def _short(it: AnySource) -> str:
    short: str = getattr(it.value, "short", "") or it.value.sent_when
    return " ".join(short.split())


def _claim_place(held: list[AnySource], claim: Claim) -> Place:
    """Return the place of a claim: its text starts with the short answer and an empty line."""
    it = held[claim.source]
    if claim.line == 1:
        return it.place("kort" if isinstance(it.value, Faq) else "wanneer")
    return it.in_body(claim.line - 2, claim.column)


def _themes_of(it: AnySource, themes: Mapping[str, str]) -> set[str]:
    """Return the themes of an item; a letter belongs to those of the items it names.

    `themes` has the theme of each item by its id.
    """
    if isinstance(it.value, Faq):
        return {it.value.theme}
    assert isinstance(it.value, Letter)  # noqa: S101 -- the caller hands in no other sort
    return {themes[id_] for id_ in it.value.related if id_ in themes}
