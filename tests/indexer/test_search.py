"""Hits for a question: only what may be found, best first, and words alone when vectors fail."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from indexer.analyzer import words
from indexer.build import build
from indexer.encoder import Encoder, Vectors
from indexer.errors import EncoderError
from indexer.parameters import Parameters, Weights
from indexer.search import Searcher
from indexer.signals import Signal
from indexer.snapshot import load
from kb.answering import Found, Query
from kb.model import Audience, Faq
from kb.release import build_release, key_of
from kb.source import read
from kb.store import Store

Tree = Callable[..., Path]
Progress = Callable[[int], None]
DAY = date(2026, 11, 22)


class WordEncoder:
    """A text is the sum of one fixed direction per word."""

    id = "sha256:" + "1" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        rows = np.asarray([self._vector(text) for text in texts], np.float32).reshape(-1, 256)
        unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _vector(self, text: str) -> Vectors:
        seeds = [zlib.crc32(word.encode()) for word in words(text)]
        rows = [np.random.default_rng(seed).normal(size=256) for seed in seeds]
        total: Vectors = (
            np.sum(rows, axis=0, dtype=np.float32) if rows else np.ones(256, np.float32)
        )
        return total


class FailingEncoder(WordEncoder):
    def questions(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("De encoder gaf geen bruikbare vectoren.")


class EvenEncoder(WordEncoder):
    """Every text is the same to it."""

    def _vector(self, text: str) -> Vectors:
        return np.ones(256, np.float32)


def item(
    question: str,
    *,
    start: str = "2024-01-01",
    end: str = "",
    audience: str = "particulier",
    schemes: str = "WW",
    body: str = "Meer tekst.",
) -> str:
    until = f", tot: {end}" if end else ""
    return (
        f"---\nvraag: {question}\nkort: Kort antwoord.\ndoelgroep: {audience}\n"
        f"regelingen: [{schemes}]\ngeldig: {{vanaf: {start}{until}}}\n"
        f"controleren_voor: 2027-06-01\neigenaar: team-ww\n---\n{body}\n"
    )


def asked(
    text: str,
    day: date = DAY,
    audience: Audience | None = None,
    schemes: tuple[str, ...] = (),
) -> Query:
    return Query(text, "nl", day, audience, schemes)


FIXED = Parameters(
    weights=Weights(
        nearest=0.1, neighbours=0.1, topic=0.1, text=0.2, words=0.3, grams=0.1, pointed=0.1
    )
)
"""What is weighed here, whatever was fitted last."""

Searching = Callable[..., Searcher]
WORDS = WordEncoder()
FAILING = FailingEncoder()


@pytest.fixture
def searching(tree: Tree, tmp_path: Path) -> Searching:
    """Return a function that builds a snapshot of the small tree, changed, to search in."""

    def make(
        changes: Mapping[str, str | None] | None = None,
        used: Encoder = WORDS,
        parameters: Parameters = FIXED,
    ) -> Searcher:
        store = Store(tmp_path / "own-home")
        public = build_release(read(tree(changes))).public
        made_with = WORDS if used is FAILING else used
        built = build(store, public, made_with, parameters=parameters)
        return Searcher(load(store, built.id), used)

    return make


def only(*signals: Signal) -> Weights:
    """Return weights that count some signals alone, each as much."""
    shares = {it.value: (it in signals) / len(signals) for it in Signal}
    return Weights.model_validate(shares)


def ids(found: Found) -> list[str]:
    return [hit.entry.id for hit in found.hits]


VERSIONS = {
    "faq/werkloos/regel@2020-01-01.md": item(
        "Hoe was de regel?", start="2020-01-01", end="2022-07-01", schemes="WW, ZW"
    ),
    "faq/werkloos/regel@2022-07-01.md": item(
        "Hoe werd de regel?", start="2022-07-01", end="2024-02-29", audience="werkgever"
    ),
    "faq/werkloos/regel@2027-01-01.md": item("Hoe wordt de regel?", start="2027-01-01"),
    "faq/werkloos/een-dag.md": item("Welke dag?", start="2024-02-29", end="2024-03-01"),
    "faq/werkloos/voor-wie.md": item("Voor wie?", audience="beide", schemes=""),
}
BOUNDARIES = ["2020-01-01", "2022-07-01", "2024-01-01", "2024-02-29", "2024-03-01", "2027-01-01"]
DAYS = sorted(
    {date.fromisoformat(it) + timedelta(days=off) for it in BOUNDARIES for off in (-1, 0)}
)


@pytest.mark.parametrize("encoder", [WORDS, FAILING], ids=["vectors", "words"])
def test_exactly_what_holds_on_the_day_for_the_audience_and_the_schemes_is_found(
    searching: Searching, encoder: Encoder
) -> None:
    searcher = searching(VERSIONS, encoder)
    everything = searcher.snapshot.knowledge.entries
    audiences = (None, *Audience)
    schemes = ((), ("WW",), ("ZW",), ("WW", "ZW"), ("IOW",))
    for day, audience, asked_schemes in product(DAYS, audiences, schemes):
        expected = {
            key_of(it)
            for it in everything
            if it.validity.start <= day
            and (it.validity.end is None or day < it.validity.end)
            and (audience in (None, Audience.BOTH, it.audience) or it.audience is Audience.BOTH)
            and (not asked_schemes or not it.schemes or set(asked_schemes) & set(it.schemes))
        }
        for text in ("Hoe was de regel?", "Hoe wordt de regel?", "iets heel anders"):
            found = searcher(asked(text, day, audience, asked_schemes))
            assert sorted(key_of(hit.entry) for hit in found.hits) == sorted(expected)


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "2020-01-01"),
        (date(2022, 6, 30), "2020-01-01"),
        (date(2022, 7, 1), "2022-07-01"),
        (date(2024, 2, 29), None),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "2027-01-01"),
    ],
)
def test_the_version_of_the_day_is_found_even_when_another_fits_the_words_better(
    searching: Searching, day: date, found: str | None
) -> None:
    hits = searching(VERSIONS)(asked("Hoe was de regel?", day)).hits
    versions = [it.entry.validity.start.isoformat() for it in hits if it.entry.id == "regel"]
    assert versions == ([found] if found else [])


@pytest.mark.parametrize("encoder", [EvenEncoder(), FAILING], ids=["vectors", "words"])
def test_equal_scores_are_ranked_by_id(searching: Searching, encoder: Encoder) -> None:
    names = ["ww2", "ww-duur", "ww", "ww-aanvragen", "aow"]
    changes = {f"faq/werkloos/{name}.md": item("Zelfde vraag?") for name in names}
    alike = only(*set(Signal) - {Signal.POINTED})  # what was learned differs per entry
    searcher = searching(changes, encoder, parameters=Parameters(weights=alike))
    found = searcher(asked("niets hiervan"))
    assert len({hit.score for hit in found.hits}) == 1
    assert ids(found) == ["aow", "geen-antwoord", "ww", "ww-aanvragen", "ww-duur", "ww2"]


def test_an_entry_version_is_one_hit_however_many_passages_fit(searching: Searching) -> None:
    body = "\n\n".join(f"## Ontslag {at}\n\nOver ontslag en ontslag." for at in range(30))
    changes = {"faq/werkloos/ontslag.md": item("Wat is ontslag?", body=body)}
    found = searching(changes)(asked("ontslag"))
    assert ids(found)[0] == "ontslag"
    assert sorted(ids(found)) == ["geen-antwoord", "ontslag", "ww-aanvragen", "ww-duur"]


def test_hits_are_ordered_by_score_and_a_second_time_they_are_the_same(
    searching: Searching,
) -> None:
    searcher = searching(VERSIONS)
    found = searcher(asked("Hoe lang krijg ik een WW-uitkering?"))
    scores = [hit.score for hit in found.hits]
    assert ids(found)[0] == "ww-duur"
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= hit.confidence <= 1 for hit in found.hits)
    assert searcher(asked("Hoe lang krijg ik een WW-uitkering?")) == found


SECTIONS = item(
    "Wat gebeurt er bij ziekte?",
    body=(
        "Meld u ziek.\n\n## Let op\n\nBel uw werkgever meteen.\n\n"
        "## Let op\n\nVakantie in Spanje mag soms.\n\n## Leeg\n\n## Geld\n\nU krijgt loon."
    ),
)


@pytest.mark.parametrize(
    ("question", "heading", "markdown"),
    [
        ("bel werkgever meteen", "Let op", "Bel uw werkgever meteen."),
        ("vakantie in spanje", "Let op", "Vakantie in Spanje mag soms."),
        ("geld u krijgt loon.", "Geld", "U krijgt loon."),
    ],
)
def test_the_fragment_is_the_section_that_fits_the_question(
    searching: Searching, question: str, heading: str, markdown: str
) -> None:
    found = searching({"faq/werkloos/ziek.md": SECTIONS})(asked(question))
    hit = next(it for it in found.hits if it.entry.id == "ziek")
    assert hit.fragment is not None
    assert (hit.fragment.heading, hit.fragment.markdown) == (heading, markdown)


def test_an_entry_without_sections_has_no_fragment(searching: Searching) -> None:
    found = searching()(asked("Hoe lang krijg ik een WW-uitkering?"))
    assert next(it.fragment for it in found.hits if it.entry.id == "ww-duur") is None


def test_the_literal_text_of_a_letter_is_never_a_fragment(searching: Searching) -> None:
    letter = (
        "---\ncode: WW-101\ntitel: Besluit\nregelingen: [WW]\ndoelgroep: particulier\n"
        "geldig: {vanaf: 2024-01-01}\nwanneer: Na uw aanvraag.\nkenmerken: [Besluit]\n---\n"
        "## Wat betekent deze brief?\n\nGoedgekeurd.\n\n"
        "## Tekst van de brief\n\nGeachte {naam}, uw kanarie zingt.\n"
    )
    found = searching({"brieven/WW-101.md": letter})(asked("tekst van de brief kanarie zingt"))
    hit = next(it for it in found.hits if it.entry.id == "WW-101")
    assert hit.fragment is not None
    assert hit.fragment.heading == "Wat betekent deze brief?"
    assert "kanarie" not in hit.fragment.markdown


def test_when_the_encoder_fails_words_decide_and_the_result_says_so(searching: Searching) -> None:
    found = searching({"faq/werkloos/ziek.md": SECTIONS}, FAILING)(asked("spanje"))
    assert found.degraded
    assert ids(found)[0] == "ziek"
    assert [hit.fragment for hit in found.hits] == [None] * 4


@pytest.mark.parametrize(
    "weights",
    [
        only(Signal.NEAREST),
        only(Signal.NEIGHBOURS),
        only(Signal.TOPIC),
        only(Signal.TEXT),
    ],
    ids=["nearest", "neighbours", "topic", "text"],
)
def test_an_entry_is_judged_by_its_best_passage_when_vectors_alone_decide(
    searching: Searching, weights: Weights
) -> None:
    searcher = searching({"faq/werkloos/ziek.md": SECTIONS}, parameters=Parameters(weights=weights))
    found = searcher(asked("Wat gebeurt er bij ziekte? vakantie in spanje"))
    assert ids(found)[0] == "ziek"
    assert not found.degraded


@pytest.mark.parametrize("encoder", [WORDS, FAILING], ids=["vectors", "words"])
def test_a_day_on_which_nothing_holds_gives_only_referrals(
    searching: Searching, encoder: Encoder
) -> None:
    found = searching({}, encoder)(asked("ww", date(1999, 1, 1)))
    assert ids(found) == ["geen-antwoord"]


@pytest.mark.parametrize("encoder", [WORDS, FAILING], ids=["vectors", "words"])
def test_a_snapshot_without_entries_finds_nothing(searching: Searching, encoder: Encoder) -> None:
    names = ["faq/werkloos/ww-aanvragen.md", "faq/werkloos/ww-duur.md"]
    nothing = dict.fromkeys([*names, "verwijzingen/geen-antwoord.md"])
    assert searching(nothing, encoder)(asked("ww")).hits == ()


PHRASED: Mapping[str, str | None] = {
    "formuleringen/werkloos/ww-duur.yml": 'nl: [tot wanneer loopt het door]\nfr: ["jusque quand"]\n'
}


@pytest.mark.parametrize("encoder", [WORDS, FAILING], ids=["vectors", "words"])
@pytest.mark.parametrize("question", ["tot wanneer loopt het door", "jusque quand"])
def test_an_item_is_found_by_how_people_put_its_question_and_never_shows_that(
    searching: Searching, encoder: Encoder, question: str
) -> None:
    assert ids(searching(PHRASED, encoder)(asked(question)))[0] == "ww-duur"
    hit = searching(PHRASED, encoder)(asked(question)).hits[0]
    assert question not in repr(hit)


@pytest.mark.parametrize("signal", Signal)
def test_when_the_encoder_fails_there_are_hits_whatever_counted(
    searching: Searching, signal: Signal
) -> None:
    found = searching({}, FAILING, Parameters(weights=only(signal)))(asked("ww aanvragen"))
    assert found.degraded
    assert sorted(ids(found)) == ["geen-antwoord", "ww-aanvragen", "ww-duur"]


@pytest.mark.parametrize("shape", [(1, 255), (2, 256), (256,)])
def test_a_vector_of_another_form_is_an_encoder_that_fails(
    searching: Searching, shape: tuple[int, ...]
) -> None:
    class Misshapen(WordEncoder):
        def questions(self, texts: Sequence[str]) -> Vectors:
            return np.ones(shape, np.float32)

    searcher = Searcher(searching().snapshot, Misshapen())
    assert searcher(asked("ww aanvragen")).degraded


def test_the_bundled_encoder_finds_the_item_by_meaning_in_other_words_and_languages(
    searching: Searching, encoder: Encoder
) -> None:
    searcher = searching(VERSIONS, encoder)
    for question in ("ik ben ontslagen en wil geld", "How do I apply for unemployment benefit?"):
        best = searcher(asked(question)).hits[0].entry
        assert isinstance(best, Faq)
        assert best.id == "ww-aanvragen", question
