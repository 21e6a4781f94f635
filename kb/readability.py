"""Signals of plain language. Signals, not a verdict: no validated automatic test of B1 exists.

Thresholds: 12 words on average and one comma come from the Direct Duidelijk checklist as quoted in
the press in 2019, 15 words from trainers, six lines from the same checklist; Flesch-Douma is
206.835 - 0.93 * (words per sentence) - 77 * (syllables per word). The rest is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import Field

from kb.model import Frozen, Term
from kb.prose import Paragraph, Sentence, paragraphs, words
from kb.text import fold

_VOWELS: Final = re.compile(r"[äëïöü]?[aeiouyáéíóúàèâêîôû]+|[äëïöü]", re.IGNORECASE)
"""A group of vowels is a syllable; a diaeresis starts a new one."""
_AUXILIARY: Final = frozenset(["word", "wordt", "worden", "werd", "werden", "geworden"])
_PARTICIPLE: Final = re.compile(
    r"(?:(?:aan|af|bij|door|in|mee|na|om|op|over|terug|toe|uit|vast|voor|weg)?ge\w+(?:d|t|en)"
    r"|(?:be|ver|ont|her|er)\w{2,}(?:d|t|en))"
)
_NO_PARTICIPLES: Final = frozenset(
    [
        "geen",
        "gemeente",
        "gegevens",
        "geheel",
        "geld",
        "gesprek",
        "bent",
        "betekent",
        "beslist",
        "geldt",
        "gebeurt",
        "gewoon",
        "verwacht",
        "vertelt",
        "bericht",
        "gebied",
        "gebruikt",
        "heren",
        "geluid",
        "bestaat",
        "begint",
        "verandert",
    ]
)
_SMALL: Final = frozenset(
    ["de", "het", "een", "uw", "u", "van", "om", "te", "in", "op", "bij", "en", "of", "is"]
)
"""Words of an explanation that explain nothing by themselves."""

MIN_SENTENCES: Final = 5
"""Shares and means over fewer sentences than this say nothing."""


class Thresholds(Frozen):
    """When a signal becomes a warning. Editors may change them in `content/taalsignalen.yml`."""

    sentence_words: int = Field(default=15, alias="woorden_per_zin", ge=5, le=60)
    mean_words: float = Field(default=12, alias="gemiddeld_woorden_per_zin", ge=5, le=60)
    commas: int = Field(default=1, alias="kommas_per_zin", ge=0, le=10)
    paragraph_words: int = Field(default=75, alias="woorden_per_alinea", ge=20, le=500)
    passive_share: float = Field(default=0.10, alias="deel_lijdende_vorm", ge=0, le=1)
    flesch_douma: float = Field(default=60, alias="flesch_douma", ge=0, le=100)


OFFICIAL_WORDS: Final[Mapping[str, str]] = {
    "aangaande": "over",
    "alsmede": "en ook",
    "alvorens": "voordat",
    "betreffende": "over",
    "conform": "volgens",
    "derhalve": "daarom",
    "desbetreffende": "deze",
    "echter": "maar",
    "geschieden": "gebeuren",
    "hetgeen": "wat",
    "indien": "als",
    "inzake": "over",
    "jegens": "tegen",
    "middels": "met",
    "mits": "als",
    "naar aanleiding van": "door",
    "onverwijld": "meteen",
    "reeds": "al",
    "ten behoeve van": "voor",
    "ten gevolge van": "door",
    "teneinde": "om te",
    "tevens": "ook",
    "thans": "nu",
    "tot op heden": "tot nu toe",
    "verstrekken": "geven",
    "verstrekt": "geeft",
    "verzoeken": "vragen",
    "voorts": "ook",
    "vooralsnog": "voorlopig",
    "zulks": "dat",
}
"""Official words that have an everyday word, after the pairs the national government gives."""


@dataclass(frozen=True)
class Signals:
    """What was measured of one text, over its running text."""

    sentences: int
    mean_words: float
    longest: int
    passive_share: float
    flesch_douma: float

    def worse_than(self, other: Signals) -> tuple[str, ...]:
        """Return the names of the signals that are clearly worse here than in `other`.

        A tenth is the margin: smaller differences come and go with one word.
        """
        found = {
            "gemiddelde zinslengte": self.mean_words > other.mean_words * 1.1,
            "langste zin": self.longest > other.longest * 1.1 and self.longest > other.longest + 1,
            "lijdende vorm": self.passive_share > other.passive_share + 0.1,
            "leesbaarheid": self.flesch_douma < other.flesch_douma - 5,
        }
        return tuple(name for name, worse in found.items() if worse)


@dataclass(frozen=True)
class Remark:
    """A language problem at a place in a body, with the facts of its sentence."""

    code: str
    line: int
    column: int
    facts: Mapping[str, object]


def signals(body: str) -> Signals:
    """Measure the running text of a body."""
    found = [sentence for paragraph in paragraphs(body) for sentence in paragraph.sentences]
    lengths = [len(it.words()) for it in found] or [0]
    spoken = [word for it in found for word in it.words()]
    mean = sum(lengths) / len(lengths)
    per_word = sum(map(syllables, spoken)) / max(1, len(spoken))
    return Signals(
        sentences=len(found),
        mean_words=round(mean, 1),
        longest=max(lengths),
        passive_share=round(sum(map(is_passive, found)) / max(1, len(found)), 2),
        flesch_douma=round(206.835 - 0.93 * mean - 77 * per_word, 1) if spoken else 100.0,
    )


def syllables(word: str) -> int:
    """Return the syllables of a word, counted as groups of vowels; a number counts as one."""
    return max(1, len(_VOWELS.findall(word)))


def is_passive(sentence: Sentence) -> bool:
    """Whether a sentence has a form of worden and a participle. Heuristic; "ons werk wordt beter"
    does not count, "uw geld wordt betaald" does.
    """
    spoken = [word.casefold() for word in sentence.words()]
    if not _AUXILIARY & set(spoken):
        return False
    return any(_PARTICIPLE.fullmatch(word) and word not in _NO_PARTICIPLES for word in spoken)


def remarks(body: str, thresholds: Thresholds, official: Mapping[str, str]) -> Iterable[Remark]:
    """Yield every place in a body where a signal passes its threshold."""
    for paragraph in paragraphs(body):
        yield from _paragraph_remarks(paragraph, thresholds)
    yield from _official_remarks(body, official)
    measured = signals(body)
    if measured.sentences < MIN_SENTENCES:
        return
    whole = {
        "taal-gemiddelde": measured.mean_words > thresholds.mean_words,
        "taal-lijdend": measured.passive_share > thresholds.passive_share,
        "taal-leesbaarheid": measured.flesch_douma < thresholds.flesch_douma,
    }
    facts = {
        "taal-gemiddelde": (measured.mean_words, thresholds.mean_words),
        "taal-lijdend": (f"{measured.passive_share:.0%}", f"{thresholds.passive_share:.0%}"),
        "taal-leesbaarheid": (measured.flesch_douma, thresholds.flesch_douma),
    }
    for code, passed in whole.items():
        if passed:
            value, limit = facts[code]
            yield Remark(code, 1, 1, {"waarde": value, "grens": limit})


def _paragraph_remarks(paragraph: Paragraph, thresholds: Thresholds) -> Iterable[Remark]:
    total = len(words(paragraph.text))
    if total > thresholds.paragraph_words:
        facts: dict[str, object] = {"aantal": total, "grens": thresholds.paragraph_words}
        yield Remark("taal-lange-alinea", paragraph.line, 1, facts)
    for sentence in paragraph.sentences:
        where = (sentence.line, sentence.column)
        count = len(sentence.words())
        if count > thresholds.sentence_words:
            facts = {"aantal": count, "grens": thresholds.sentence_words}
            yield Remark("taal-lange-zin", *where, facts)
        commas = len(re.findall(r",(?!\d)", sentence.text))
        if commas > thresholds.commas:
            facts = {"aantal": commas, "grens": thresholds.commas}
            yield Remark("taal-kommas", *where, facts)


def _official_remarks(body: str, official: Mapping[str, str]) -> Iterable[Remark]:
    """Yield the first use of each official word whose plain word is nowhere in the body."""
    spoken = _spoken(body)
    present = set(spoken.split())
    wanted = {
        word: plain
        for word, plain in official.items()
        if f" {word} " in spoken and not _explains(plain, spoken, present)
    }
    for paragraph in paragraphs(body):
        for sentence in paragraph.sentences:
            for word in [word for word in wanted if f" {word} " in _spoken(sentence.text)]:
                facts = {"woord": word, "gewoon": wanted.pop(word)}
                yield Remark("taal-ambtelijk", sentence.line, sentence.column, facts)


def _explains(plain: str, spoken: str, present: set[str]) -> bool:
    """Whether the plain words stand somewhere in a text; words that say little must be together."""
    telling = set(words(fold(plain))) - _SMALL
    return telling <= present if telling else f" {fold(plain)} " in spoken


def _spoken(text: str) -> str:
    return f" {' '.join(words(fold(text)))} "


def official_from(terms: Iterable[Term]) -> dict[str, str]:
    """Return the official words of the house and those terms that have a plain word."""
    own = {fold(term.term): term.plain for term in terms if term.plain}
    return {**OFFICIAL_WORDS, **own}
