"""The public content of one release, ready to be asked: what holds on a day, by id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Final

from kb.figures import Figures, Wording
from kb.model import Entry, Outcome, Referral, Separation, Theme
from kb.release import PublicContent, key_of
from kb.rendering import Rendered, render
from kb.schemes import ended_schemes, is_over

_RENDERED: Final = 4096
"""How many rendered texts are remembered: all of a large publication on a few days, some 40 MB."""


@dataclass(frozen=True)
class KeptTexts:
    """How often a text was there already, and was not; and how many are kept."""

    hits: int
    misses: int
    kept: int


class Knowledge:
    """Look-ups over public content. Immutable after construction."""

    def __init__(self, public: PublicContent) -> None:
        self.public = public
        self.entries = public.entries()
        self.figures = Figures(public.figures)
        self._ended = ended_schemes(public.terms)
        self._versions: dict[str, list[Entry]] = {}
        for entry in self.entries:
            self._versions.setdefault(entry.id, []).append(entry)
        self._themes = {theme.id: theme for theme in public.themes}
        referrals = (it for it in public.referrals if it.outcome is Outcome.NO_ANSWER)
        self.no_answer: Referral | None = next(referrals, None)
        self._by_key = {key_of(entry): entry for entry in self.entries}
        self._rendered = lru_cache(_RENDERED)(
            partial(_rendered, self._by_key, self.figures, public)
        )

    def on(self, id_: str, day: date) -> Entry | None:
        """Return the version of `id_` that holds on `day`, or None."""
        versions = self._versions.get(id_, ())
        return next((it for it in versions if it.validity.contains(day)), None)

    def theme(self, id_: str) -> Theme:
        """Return a theme; one that is not described gets its id for a title."""
        return self._themes.get(id_) or Theme(id=id_, title=id_)

    def separating(self, ids: Sequence[str]) -> Separation | None:
        """Return the question that tells entries apart: that which offers the first two and most
        of the others, then the one that offers the fewest besides."""
        fitting = [it for it in self.public.separations if self._offers(it, ids[:2]) == 2]
        return max(fitting, key=lambda it: (self._offers(it, ids), -len(it.options)), default=None)

    @staticmethod
    def _offers(separation: Separation, ids: Sequence[str]) -> int:
        return len({it.id for it in separation.options} & set(ids))

    def is_over(self, entry: Entry, day: date) -> bool:
        """Whether `entry` is, on `day`, about schemes that have ended and nothing else."""
        return is_over(entry.schemes, self._ended, day)

    def render(self, entry: Entry, day: date, language: str = "nl") -> Rendered:
        """Return `entry` as it reads on `day`, in `language` where it is translated."""
        if self._by_key.get(key_of(entry)) is entry:
            return self._rendered(key_of(entry), day, language)
        return render(entry, day, self.figures, self.wording(language), language)

    def kept_texts(self) -> KeptTexts:
        """Return how rendering goes."""
        known = self._rendered.cache_info()
        return KeptTexts(known.hits, known.misses, known.currsize)

    def wording(self, language: str = "nl") -> Wording:
        """Return how figures are worded in a text of `language`."""
        return _wording(self.public, language)


def _wording(public: PublicContent, language: str) -> Wording:
    texts = public.texts
    units = texts.units.get(language, {})
    return Wording(texts.amount_unknown, texts.term_unknown, units)


def _rendered(
    by_key: Mapping[str, Entry],
    figures: Figures,
    public: PublicContent,
    key: str,
    day: date,
    language: str,
) -> Rendered:
    """Render an entry. It knows nothing of a `Knowledge`: one that remembers what it rendered in
    itself would be freed by the garbage collector alone, long after the swap.
    """
    return render(by_key[key], day, figures, _wording(public, language), language)
