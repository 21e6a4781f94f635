"""Over the real content, on many days: nothing that has ended is served, nothing before its day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, timedelta
from pathlib import Path

import pytest

from indexer.build import build
from indexer.encoder import Encoder
from indexer.passages import questions
from indexer.search import Searcher
from indexer.snapshot import load
from kb.answering import Question, answer
from kb.dutch_time import dutch_day, parse_moment
from kb.figures import Figures, Wording
from kb.release import build_release
from kb.source import read
from kb.store import Store

REPOSITORY = Path(__file__).parents[2]
MIDNIGHTS = [
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2026, 3, 29),  # the clock goes forward
    date(2026, 7, 1),
    date(2026, 10, 25),  # and back
    date(2027, 1, 1),
    date(2028, 2, 29),
]


@pytest.fixture(scope="module")
def searcher(
    tmp_path_factory: pytest.TempPathFactory, word_encoder: Callable[[Store], Encoder]
) -> Searcher:
    """Return the real content, made searchable with the encoder that needs no model."""
    store = Store(tmp_path_factory.mktemp("dates"))
    encoder = word_encoder(store)
    public = build_release(read(REPOSITORY / "content")).public
    return Searcher(load(store, build(store, public, encoder).id), encoder)


def days_of(searcher: Searcher) -> list[date]:
    """Return the day before, of and after every border of validity in the content."""
    borders = {
        border
        for entry in searcher.snapshot.knowledge.entries
        for border in (entry.validity.start, entry.validity.end)
        if border is not None and border.year > 1900
    }
    around = {it + timedelta(days=off) for it in (*borders, *MIDNIGHTS) for off in (-1, 0, 1)}
    return sorted(around)


@pytest.mark.slow
def test_no_answer_choice_or_link_is_outside_its_validity_on_any_border(
    searcher: Searcher,
) -> None:
    knowledge = searcher.snapshot.knowledge
    asked = [questions(entry)[0] for entry in knowledge.entries][::9]
    served = 0
    for day in days_of(searcher):
        for text in asked[day.toordinal() % 5 :: 5]:
            given = answer(
                Question(text=text, day=day), knowledge, searcher, searcher.parameters.policy
            )
            for it in given.answers:
                assert it.entry.validity.contains(day), (text, day, it.entry.id)
                served += 1
                for link in (*it.related, *it.next_steps):
                    assert knowledge.on(link.id, day) is not None, (text, day, link.id)
    assert served > 200


def test_a_figure_is_never_shown_outside_its_days(searcher: Searcher) -> None:
    public = searcher.snapshot.knowledge.public
    figures = Figures(public.figures)
    wording = Wording("een bedrag", "een termijn")
    shown = 0
    for figure in public.figures:
        for border in (figure.start, figure.end):
            for off in (-1, 0):
                if border is None:
                    continue
                day = border + timedelta(days=off)
                text, unknown = figures.substitute(f"{{bedrag:{figure.name}}}", day, wording)
                known = figures.on(figure.name, day)
                assert unknown is (known is None)
                assert known is None or known.validity.contains(day)
                assert (text == "een bedrag") is unknown
                shown += 1
    assert shown > len(public.figures)


@pytest.mark.parametrize("day", MIDNIGHTS, ids=str)
def test_a_day_begins_at_dutch_midnight_whatever_the_season(day: date) -> None:
    midnight = parse_moment(day.isoformat())
    assert dutch_day(midnight) == day
    assert dutch_day(midnight - timedelta(seconds=1)) == day - timedelta(days=1)
    assert midnight.tzinfo is UTC
