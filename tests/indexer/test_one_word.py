"""One word that many items share points at none of them: then people choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

import pytest

from indexer.build import build
from indexer.encoder import Encoder
from indexer.search import Searcher
from indexer.snapshot import load
from kb.answering import Found, Query, decide
from kb.model import Outcome
from kb.policy import Policy
from kb.release import build_release
from kb.source import read
from kb.store import Store

NOUNS = (
    *("ziekte", "vakantie", "ontslag", "carnaval", "pensioen", "verhuizing", "geboorte"),
    *("overlijden", "staking", "brand", "sneeuw", "regen", "storm", "scholing", "stage"),
    *("detentie", "fusie", "reorganisatie", "vorst", "overwerk", "proefplaatsing"),
)
QUESTION = "Krijg ik in de WW mijn loon bij {}?"
ITEM = (
    "---\nvraag: {}\nkort: Dat hangt ervan af.\ndoelgroep: particulier\n"
    "geldig: {{vanaf: 2024-01-01}}\neigenaar: team-ww\n---\nDat hangt ervan af.\n"
)
TERMS = '- {term: WW, afkorting: WW, betekenis: "Een verzekering.", synoniemen: []}\n'


@pytest.fixture(scope="module")
def ask(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Found]:
    """Return a search among as many items about pay as there are nouns."""
    root = tmp_path_factory.mktemp("inhoud")
    files: Mapping[str, str] = {
        "themas.yml": "- {id: werk, titel: Werk, omschrijving: Over werk.}\n",
        "begrippen.yml": TERMS,
        **{f"faq/werk/loon-{it}.md": ITEM.format(QUESTION.format(it)) for it in NOUNS},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    store = Store(tmp_path_factory.mktemp("huis"))
    public = build_release(read(root)).public
    search = Searcher(load(store, build(store, public, encoder).id), encoder)
    return lambda text: search(Query(text, "nl", date(2026, 11, 22), None, ()))


@pytest.mark.parametrize("text", ["loon", "Loon?", "LOON"])
def test_a_word_that_many_items_share_says_too_little(
    ask: Callable[[str], Found], text: str
) -> None:
    assert ask(text).vague


@pytest.mark.parametrize(
    "text", ["carnaval", "loon bij carnaval", "mijn loon", "salaris", "WW", ""]
)
def test_a_rare_word_a_second_word_or_an_abbreviation_says_enough(
    ask: Callable[[str], Found], text: str
) -> None:
    assert not ask(text).vague


def test_what_is_vague_ends_in_a_choice_however_sure_the_first_seems(
    ask: Callable[[str], Found],
) -> None:
    found = ask("loon")
    sure = replace(
        found, hits=tuple(replace(it, confidence=0.95) for it in found.hits), unanswerable=0.0
    )
    assert decide(sure, Policy()) is Outcome.CHOICE
    assert decide(replace(sure, vague=False), Policy()) is Outcome.ANSWER
