"""The texts that are the hardest to read, by the signals of plain language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from eval.reporting.shares import Share
from eval.reporting.told import ItemName, Names
from kb.knowledge import Knowledge
from kb.readability import MIN_SENTENCES, Signals, Thresholds, signals
from kb.rendering import public_body


@dataclass(frozen=True)
class HardText:
    """A text with its signals, and which of them pass the threshold of the house."""

    item: ItemName
    signals: Signals
    over: tuple[str, ...]

    @property
    def passive(self) -> Share:
        """How many sentences are passive."""
        return Share(
            round(self.signals.passive_share * self.signals.sentences), self.signals.sentences
        )


@dataclass(frozen=True)
class HardTexts:
    """The hardest texts, the hardest first; `over` of all texts pass a threshold."""

    rows: tuple[HardText, ...]
    over: Share


READABILITY, WORDS, LONGEST, PASSIVE = "leesbaarheid", "woorden", "langste zin", "lijdend"
"""What the signals are called in `HardText.over`."""


def hard_texts(
    knowledge: Knowledge, day: date, named: Names, thresholds: Thresholds, most: int = 10
) -> HardTexts:
    """Return the texts that hold on `day` with the lowest Flesch-Douma.

    Texts of fewer than `MIN_SENTENCES` sentences say nothing and are left out.
    """
    measured = [
        (named(it.id), signals(public_body(it)))
        for it in knowledge.entries
        if it.validity.contains(day)
    ]
    found = [
        HardText(item, it, _over(it, thresholds))
        for item, it in measured
        if it.sentences >= MIN_SENTENCES
    ]
    found.sort(key=lambda it: (it.signals.flesch_douma, it.item.id))
    over = Share(sum(bool(it.over) for it in found), len(found))
    return HardTexts(tuple(found[:most]), over)


def _over(it: Signals, thresholds: Thresholds) -> tuple[str, ...]:
    found = {
        READABILITY: it.flesch_douma < thresholds.flesch_douma,
        WORDS: it.mean_words > thresholds.mean_words,
        LONGEST: it.longest > thresholds.sentence_words,
        PASSIVE: it.passive_share > thresholds.passive_share,
    }
    return tuple(name for name, passed in found.items() if passed)
