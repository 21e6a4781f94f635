"""Entries asked for by name, cries for help and short questions after an answer."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analyzer import words
from indexer.build import build
from indexer.confidence import Calibration, Curve
from indexer.encoder import Encoder, Vectors
from indexer.errors import EncoderError
from indexer.parameters import Follow, Parameters, Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.answering import Found, Query, Question, answer, decide
from kb.model import Audience, Letter, Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Store

Tree = Callable[..., Path]
Progress = Callable[[int], None]
DAY = date(2026, 11, 22)
EVEN = Curve(score=0, lead=0, nearest=0, offset=0)
"""Promises .5 of everything, so that what is promised otherwise shows."""
PARAMETERS = Parameters(
    weights=Weights(
        nearest=0.2, neighbours=0.1, topic=0.1, text=0.1, words=0.2, grams=0.2, pointed=0.1
    ),
    follow=Follow(topic=0.4, next_step=0.05),
    calibration=Calibration(right=EVEN, distress=Curve(score=0, lead=60, nearest=0, offset=0)),
    policy=Policy(answer_at=0.4, choice_at=0.2, distress_at=0.9, also_at=0.1),
)


class WordEncoder:
    """A text is the sum of one fixed direction per word."""

    id = "sha256:" + "1" * 64

    def questions(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def passages(self, texts: Sequence[str], progress: Progress = lambda _count: None) -> Vectors:
        rows = [self._direction(words(text)) for text in texts]
        return np.asarray(rows, np.float32).reshape(-1, 128)

    def _direction(self, said: object) -> Vectors:
        seeds = [zlib.crc32(word.encode()) for word in list(said)]  # type: ignore[call-overload]
        total = sum((np.random.default_rng(it).normal(size=128) for it in seeds), np.zeros(128))
        unit: Vectors = total / max(float(np.linalg.norm(total)), 1e-9)
        return unit


class FailingEncoder(WordEncoder):
    def questions(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("De encoder gaf geen bruikbare vectoren.")


def item(question: str, valid: str = "vanaf: 2024-01-01", more: str = "") -> str:
    return (
        f"---\nvraag: {question}\nkort: Kort.\ndoelgroep: particulier\nregelingen: [WW]\n"
        f"geldig: {{{valid}}}\n{more}eigenaar: team-ww\n---\nMeer tekst.\n"
    )


def letter(code: str, title: str, valid: str, audience: str = "particulier") -> str:
    return (
        f"---\ncode: {code}\ntitel: {title}\nregelingen: [WW]\ndoelgroep: {audience}\n"
        f"geldig: {{{valid}}}\nwanneer: Soms.\nkenmerken: [{title}]\neigenaar: x\n---\nUitleg.\n"
    )


CONTENT: Mapping[str, str] = {
    "faq/werkloos/ww-aanvragen.md": item(
        "Hoe vraag ik een WW-uitkering aan?", more="hierna: [ww-duur]\nverwant: [oud]\n"
    ),
    "faq/werkloos/ww-duur.md": item("Hoe lang krijg ik een WW-uitkering?"),
    "faq/werkloos/ziek-melden.md": item("Hoe meld ik mij ziek?", more="hierna: [ziek-duur]\n"),
    "faq/werkloos/ziek-duur.md": item("Hoe lang krijg ik ziekengeld?"),
    "faq/werkloos/jaaropgave.md": item("Waar vind ik mijn jaaropgave?"),
    "faq/werkloos/oud.md": item("Hoe lang was de WW?", "vanaf: 2020-01-01, tot: 2022-01-01"),
    "brieven/WW-101@2024-01-01.md": letter(
        "WW-101", "Besluit", "vanaf: 2024-01-01, tot: 2026-01-01"
    ),
    "brieven/WW-101@2026-01-01.md": letter("WW-101", "Beschikking", "vanaf: 2026-01-01"),
    "brieven/WW-102.md": letter("WW-102", "Voorschot", "vanaf: 2024-01-01, tot: 2025-01-01"),
    "brieven/WG-101.md": letter("WG-101", "Melding", "vanaf: 2024-01-01", "werkgever"),
    "verwijzingen/nood.md": (
        "---\nuitkomst: nood\nvraag: Ik wil niet meer leven\nkort: Bel 113.\n"
        'contact:\n  - {naam: 113, adres: "113"}\neigenaar: x\n---\nBel nu 113.\n'
    ),
}


@pytest.fixture
def searcher(tree: Tree, tmp_path: Path) -> Searcher:
    """Return a search in the content above."""
    store = Store(tmp_path / "own-home")
    public = build_release(read(tree(CONTENT))).public
    return Searcher(
        load(store, build(store, public, WordEncoder(), parameters=PARAMETERS).id), WordEncoder()
    )


def asked(text: str, day: date = DAY, previous: str | None = None) -> Query:
    return Query(text, "nl", day, None, (), previous)


def ids(found: Found) -> list[str]:
    return [hit.entry.id for hit in found.hits]


def without_vectors(searcher: Searcher) -> Searcher:
    return Searcher(searcher.snapshot, FailingEncoder())


# --- by name


@pytest.mark.parametrize("text", ["ww101", "WW 101", "brief ww-101?", "hoe lang ziekengeld ww-101"])
def test_a_letter_that_is_named_comes_first_and_surely(searcher: Searcher, text: str) -> None:
    for search in (searcher, without_vectors(searcher)):
        first, *others = search(asked(text)).hits
        assert (first.entry.id, first.confidence) == ("WW-101", 0.99)
        assert {hit.confidence for hit in others} == {0.5}


@pytest.mark.parametrize(
    ("day", "title"), [(date(2025, 12, 31), "Besluit"), (date(2026, 1, 1), "Beschikking")]
)
def test_a_letter_that_is_named_is_that_of_the_day(
    searcher: Searcher, day: date, title: str
) -> None:
    found = searcher(asked("ww-101", day))
    assert getattr(found.hits[0].entry, "title", "") == title
    assert ids(found).count("WW-101") == 1


@pytest.mark.parametrize("text", ["ww-102", "wg999", "brief WW-999?", "ww-1010", "oud-item"])
def test_a_code_of_no_letter_of_today_is_no_name(searcher: Searcher, text: str) -> None:
    found = searcher(asked(text))
    assert "WW-102" not in ids(found)
    assert {hit.confidence for hit in found.hits} == {0.5}


def test_a_letter_for_others_is_not_found_by_its_code(searcher: Searcher) -> None:
    query = replace(asked("wg-101"), audience=Audience.CLIENT)
    assert "WG-101" not in ids(searcher(query))
    assert ids(searcher(replace(query, audience=Audience.EMPLOYER)))[0] == "WG-101"


def test_all_letters_that_are_named_come_first(searcher: Searcher) -> None:
    found = searcher(asked("hoe lang ziekengeld: wg101 of jaaropgave of ww-101"))
    assert set(ids(found)[:2]) == {"WW-101", "WG-101"}
    assert [hit.confidence for hit in found.hits[:3]] == [0.99, 0.99, 0.5]


def test_an_id_names_its_item_when_nothing_else_is_said(searcher: Searcher) -> None:
    first = searcher(asked("ziek-duur?")).hits[0]
    assert (first.entry.id, first.confidence) == ("ziek-duur", 0.99)
    assert {it.confidence for it in searcher(asked("ziek-duur van de ww")).hits} == {0.5}


# --- a cry for help


@pytest.mark.parametrize(
    "text",
    ["Ik wil niet meer leven", "ik wil niet meer leven ww-101", "WW-101 wil niet meer leven"],
)
def test_a_cry_for_help_is_heard_also_beside_a_letter_that_is_named(
    searcher: Searcher, text: str
) -> None:
    for search in (searcher, without_vectors(searcher)):
        found = search(asked(text))
        assert found.distress is not None
        assert found.distress.entry.id == "nood"
        assert decide(found, PARAMETERS.policy) is Outcome.DISTRESS


@pytest.mark.parametrize("text", ["Hoe lang krijg ik ziekengeld?", "ww-101", "jaaropgave"])
def test_what_is_no_cry_for_help_never_shows_one(searcher: Searcher, text: str) -> None:
    everything = Policy(answer_at=0.0, choice_at=0.0, distress_at=0.9, also_at=0.0)
    question = Question(text, DAY, most=10)
    given = answer(question, searcher.snapshot.knowledge, searcher, everything)
    assert given.outcome is Outcome.ANSWER
    assert "nood" not in [it.entry.id for it in given.answers]


def test_content_without_help_hears_no_cry(tree: Tree, tmp_path: Path) -> None:
    store = Store(tmp_path / "other-home")
    public = build_release(read(tree())).public
    snapshot = load(store, build(store, public, WordEncoder(), parameters=PARAMETERS).id)
    assert Searcher(snapshot, WordEncoder())(asked("Ik wil niet meer leven")).distress is None


# --- after an answer


@pytest.mark.parametrize(
    ("previous", "expected"), [("ww-aanvragen", "ww-duur"), ("ziek-melden", "ziek-duur")]
)
@pytest.mark.parametrize("text", ["en hoe lang krijg ik dat dan?", "hoelang lang"])
def test_a_short_question_after_an_answer_goes_to_what_follows_on_it(
    searcher: Searcher, text: str, previous: str, expected: str
) -> None:
    for search in (searcher, without_vectors(searcher)):
        assert ids(search(asked(text, previous=previous)))[0] == expected


def test_what_follows_on_an_answer_but_does_not_hold_today_is_not_found(searcher: Searcher) -> None:
    assert "oud" not in ids(searcher(asked("hoe lang was de ww", previous="ww-aanvragen")))


LONG = "sinds vorige maand thuis ziek griep koorts dokter werkgever loon stopt plotseling"


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        (LONG, "ww-aanvragen"),
        ("hoe lang", "bestaat-niet"),
        ("hoe lang", "oud"),
        ("hoe lang", "WW-102"),
        ("hoe lang", None),
    ],
)
def test_a_long_question_or_one_after_nothing_of_today_stands_on_its_own(
    searcher: Searcher, text: str, previous: str | None
) -> None:
    for search in (searcher, without_vectors(searcher)):
        assert search(asked(text, previous=previous)) == search(asked(text))


@pytest.mark.parametrize("text", ["waar vind ik mijn jaaropgave", "hoe meld ik mij ziek"])
def test_a_short_question_about_something_else_gets_its_own_answer(
    searcher: Searcher, text: str
) -> None:
    on_its_own = ids(searcher(asked(text)))[0]
    assert ids(searcher(asked(text, previous="ww-aanvragen")))[0] == on_its_own
    assert on_its_own in {"jaaropgave", "ziek-melden"}


def following(searcher: Searcher, topic: float, next_step: float) -> Searcher:
    follow = Follow(topic=topic, next_step=next_step)
    parameters = PARAMETERS.model_copy(update={"follow": follow})
    return Searcher(replace(searcher.snapshot, parameters=parameters), searcher.encoder)


def test_what_an_answer_names_as_next_gets_what_the_parameters_say_and_nothing_else_does(
    searcher: Searcher,
) -> None:
    scores = [
        {it.entry.id: it.score for it in search(asked("lang", previous="ww-aanvragen")).hits}
        for search in (following(searcher, 0, 0.05), following(searcher, 0, 0))
    ]
    gained = {id_: round(score - scores[1][id_], 4) for id_, score in scores[0].items()}
    assert gained == {**dict.fromkeys(gained, 0.0), "ww-duur": 0.05}


def test_a_short_question_takes_from_the_topic_what_the_parameters_say(searcher: Searcher) -> None:
    plain, still, much = (
        following(searcher, topic, 0).heard(asked("lang", previous=previous)).rows
        for topic, previous in ((0.4, None), (0, "ww-aanvragen"), (9, "ww-aanvragen"))
    )
    assert plain is not None
    assert still is not None
    assert much is not None
    assert np.allclose(plain, still, atol=1e-6)
    first = searcher.snapshot.passages[int(much.argmax())]
    assert first.entry == "ww-aanvragen@2024-01-01"


# --- whatever is asked

TEXTS = ["ww-101", "ww-102 wg 101", "Ik wil niet meer leven", "en hoe lang?", LONG, "oud", "قطة"]
VECTORS_ONLY = Weights(nearest=1, neighbours=0, topic=0, text=0, words=0, grams=0, pointed=0)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Return the same search, made once."""
    root = tmp_path_factory.mktemp("inhoud")
    themes = "- {id: werkloos, titel: W, omschrijving: W.}\n"
    for name, text in {**CONTENT, "themas.yml": themes}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    store = Store(tmp_path_factory.mktemp("huis"))
    public = build_release(read(root)).public
    made = build(store, public, WordEncoder(), parameters=PARAMETERS)
    return Searcher(load(store, made.id), WordEncoder())


@given(
    st.sampled_from(TEXTS),
    st.dates(date(2019, 1, 1), date(2028, 1, 1)),
    st.sampled_from([None, *Audience]),
    st.sampled_from([(), ("WW",), ("ZW",)]),
    st.sampled_from([None, "ww-aanvragen", "oud", "WW-101", "nood", "weg"]),
    st.sampled_from([WordEncoder(), FailingEncoder()]),
    st.sampled_from([PARAMETERS.weights, VECTORS_ONLY]),
)
@settings(max_examples=200, deadline=None)
def test_exactly_what_may_be_found_is_found_whatever_is_named_cried_or_read_before(
    shared: Searcher,
    text: str,
    day: date,
    audience: Audience | None,
    schemes: tuple[str, ...],
    previous: str | None,
    encoder: Encoder,
    weights: Weights,
) -> None:
    parameters = PARAMETERS.model_copy(update={"weights": weights})
    search = Searcher(replace(shared.snapshot, parameters=parameters), encoder)
    found = search(Query(text, "nl", day, audience, schemes, previous))
    expected = [
        it
        for it in shared.snapshot.knowledge.entries
        if it.validity.start <= day
        and (it.validity.end is None or day < it.validity.end)
        and (audience in (None, Audience.BOTH, it.audience) or it.audience is Audience.BOTH)
        and (not schemes or not it.schemes or set(schemes) & set(it.schemes))
    ]
    coded = text in TEXTS[:2]
    codes = text.replace(" ", "-").upper()
    if coded and not any(it.id in codes for it in expected if isinstance(it, Letter)):
        # the letter that is named may not be found: no other is explained in its place
        expected = [it for it in expected if not isinstance(it, Letter)]
    assert sorted(map(str, (hit.entry for hit in found.hits))) == sorted(map(str, expected))
    assert found.degraded is isinstance(encoder, FailingEncoder)
    if found.distress is None:  # a code and nothing else says nothing about who has the letter
        assert coded
        return
    assert found.distress.entry in expected
