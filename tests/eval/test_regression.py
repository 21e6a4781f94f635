"""Wordings that no longer find their item stop a publication; what an editor meant does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from eval.regression import Regression, lost_wordings
from eval.run import Subject
from eval.wordings import touched
from indexer.build import build
from indexer.confidence import Calibration, Curve
from indexer.encoder import Encoder
from indexer.parameters import Parameters, Weights
from indexer.search import Searcher
from indexer.snapshot import load
from kb.policy import Policy
from kb.release import build_release
from kb.source import read, version_of
from kb.store import Store

Tree = Callable[..., Path]
Change = dict[str, str | None]

DAY = date(2026, 11, 22)
FIXED = Parameters(
    weights=Weights(nearest=0.35, neighbours=0, topic=0, text=0.35, words=0.3, grams=0, pointed=0),
    calibration=Calibration(
        right=Curve(score=11, lead=14, nearest=0, offset=-5.1),
        distress=Curve(score=11, lead=14, nearest=0, offset=-5.1),
    ),
    policy=Policy(answer_at=0.5, choice_at=0.25, distress_at=0.2, also_at=0.1),
)
OBJECTION = "faq/oneens/bezwaar.md"
PAYMENT = "faq/betaling/betaaldag.md"
CHILD = "faq/zwanger/verlof.md"


def item(question: str, alternatives: tuple[str, ...], body: str, more: str = "") -> str:
    lines = "".join(f"  - {it}\n" for it in alternatives)
    return (
        f"---\nvraag: {question}\nalternatieven:\n{lines}kort: {body}\ndoelgroep: particulier\n"
        f"geldig: {{vanaf: 2024-01-01}}\neigenaar: team-a\n{more}---\n{body}\n"
    )


ITEMS: Change = {
    "themas.yml": "".join(
        f"- {{id: {it}, titel: {it}, omschrijving: Over {it}.}}\n"
        for it in ("werkloos", "oneens", "betaling", "zwanger")
    ),
    OBJECTION: item(
        "Hoe maak ik bezwaar tegen een beslissing?",
        ("ik ben het niet eens met de brief", "bezwaarschrift sturen", "jullie besluit klopt niet"),
        "U maakt bezwaar met een brief waarin staat waarom u het niet eens bent.",
    ),
    PAYMENT: item(
        "Wanneer staat mijn uitkering op mijn rekening?",
        ("welke dag betalen jullie", "geld nog niet binnen", "betaaldag uitkering"),
        "Wij betalen elke maand op een vaste dag op uw bankrekening.",
    ),
    CHILD: item(
        "Hoe lang duurt het zwangerschapsverlof?",
        ("ik ben zwanger wanneer stop ik met werken", "verlof rond de bevalling"),
        "Uw verlof rond de geboorte van uw kind duurt minstens zestien weken.",
    ),
}


@pytest.fixture
def subject(tree: Tree, tmp_path: Path, encoder: Encoder) -> Callable[..., Subject]:
    """Return a function that makes the small content with more items, changed as given, askable."""
    store = Store(tmp_path / "askable")

    def make(changes: Change | None = None) -> Subject:
        public = build_release(read(tree({**ITEMS, **(changes or {})}))).public
        with store.publishing():
            built = build(store, public, encoder, parameters=FIXED)
            return Subject("x", Searcher(load(store, built.id), encoder))

    return make


@pytest.fixture
def compared(subject: Callable[..., Subject]) -> Callable[..., Regression]:
    """Return a function that publishes one change after another and compares the last two."""

    def compare(after: Change, before: Change | None = None) -> Regression:
        return lost_wordings(subject(before), subject({**(before or {}), **after}), DAY)

    return compare


def changed(name: str, pattern: str, new: str) -> Change:
    text, found = re.subn(pattern, new, str(ITEMS[name]), flags=re.M)
    assert found
    return {name: text}


def lost(found: Regression) -> dict[str, set[str]]:
    """Return the wordings that are lost, by the code of the reason."""
    return {it.code: {case.question.question for case in it.cases} for it in found.reasons}


def test_an_item_that_is_gone_leaves_its_wordings_without_an_answer(
    compared: Callable[..., Regression],
) -> None:
    assert lost(compared({CHILD: None}))["formulering"] >= {"verlof rond de bevalling"}


def test_an_alternative_that_finds_its_item_without_being_written_down_is_not_lost(
    compared: Callable[..., Regression],
) -> None:
    assert lost(compared(changed(CHILD, r"  - verlof rond de bevalling\n", ""))) == {}


def test_wordings_that_were_moved_to_another_item_are_not_lost(
    compared: Callable[..., Regression],
) -> None:
    text = str(ITEMS[CHILD]).replace("doelgroep", "trefwoorden: [kind]\ndoelgroep")
    assert compared({CHILD: None, "faq/zwanger/verlof-nieuw.md": text}) == Regression()


def test_a_successor_answers_for_what_ended(compared: Callable[..., Regression]) -> None:
    newer = {"faq/zwanger/nieuw.md": str(ITEMS[CHILD]).replace("kort: Uw", "kort: Dit")}
    ended = r"geldig: {vanaf: 2024-01-01, tot: 2025-01-01}"
    end = changed(CHILD, r"^geldig: .*$", ended)
    followed = changed(CHILD, r"^geldig: .*$", f"{ended}\nopvolger: nieuw")
    elsewhere = {"faq/zwanger/nieuw.md": newer["faq/zwanger/nieuw.md"].replace("  - ", "  - dus ")}
    assert "formulering" in lost(compared({**end, **elsewhere}))
    assert lost(compared({**followed, **elsewhere})) == {}


@pytest.mark.parametrize(
    ("pattern", "new"),
    [(r"team-a", "team-b"), (r"^eigenaar", "controleren_voor: 2028-01-01\neigenaar")],
    ids=["owner", "review date"],
)
def test_what_a_searcher_cannot_see_asks_nothing_again(
    subject: Callable[..., Subject], pattern: str, new: str
) -> None:
    before, after = subject(), subject(changed(CHILD, pattern, new))
    assert touched(before.searcher.snapshot, after.searcher.snapshot, DAY) == []


def test_a_new_meaning_of_a_word_asks_again_where_the_word_stands(
    subject: Callable[..., Subject],
) -> None:
    term = "- {term: bezwaarschrift, betekenis: Een brief., synoniemen: [protest]}\n"
    before, after = subject(), subject({"begrippen.yml": term})
    asked = touched(before.searcher.snapshot, after.searcher.snapshot, DAY)
    assert [it.question.question for it in asked] == ["bezwaarschrift sturen"]


def english(source: str) -> str:
    return (
        "---\nvraag: How long is the maternity leave?\nalternatieven:\n  - the stork is underway\n"
        f"kort: Sixteen weeks.\nvertaling_van: {version_of(source)}\n---\nLong.\n"
    )


def test_a_translation_that_is_out_of_date_is_a_note_and_one_that_was_deleted_a_reason(
    compared: Callable[..., Regression],
) -> None:
    name = CHILD.replace(".md", ".en.md")
    translated: Change = {name: english(str(ITEMS[CHILD]))}
    deleted = compared({name: None}, before=translated)
    outdated = compared(changed(CHILD, "zestien", "16"), before=translated)
    assert lost(deleted) == {"formulering": {"the stork is underway"}}
    assert lost(outdated) == {}
    assert [it.code for it in outdated.notes] == ["vertaling-weg"]


THIEF = item(
    "Hoe maak ik nu bezwaar tegen een beslissing?",
    (
        "ik ben het toch niet eens met de brief",
        "een bezwaarschrift sturen",
        "jullie besluit klopt gewoon niet",
    ),
    "U maakt bezwaar met een brief, en niet op een andere manier.",
)


def test_a_newcomer_that_takes_what_people_ask_in_their_own_words_is_stopped(
    compared: Callable[..., Regression],
) -> None:
    (reason,) = compared({"faq/oneens/protest.md": THIEF}).reasons
    assert reason.code == "wegvangen"
    assert "'protest' vangt" in reason.text
    assert {it.question.expected for it in reason.cases} == {("bezwaar",)}


def test_a_newcomer_for_other_people_takes_nothing(compared: Callable[..., Regression]) -> None:
    other = THIEF.replace("doelgroep: particulier", "doelgroep: werkgever")
    assert "wegvangen" not in lost(compared({"faq/oneens/protest.md": other}))


PHRASED = "formuleringen/zwanger/verlof.yml"
PHRASINGS = "nl:\n  - mag ik vrij als de baby komt\n  - hoeveel weken kraamtijd\n"


def test_a_phrasing_that_is_taken_out_is_asked_again(subject: Callable[..., Subject]) -> None:
    before, after = subject({PHRASED: PHRASINGS}), subject({PHRASED: None})
    asked = touched(before.searcher.snapshot, after.searcher.snapshot, DAY)
    told = {it.question.question: it.question.expected for it in asked}
    assert told["hoeveel weken kraamtijd"] == ("verlof",)
    assert told["verlof rond de bevalling"] == ("verlof",)


def test_a_phrasing_whose_item_is_gone_is_lost(compared: Callable[..., Regression]) -> None:
    gone = compared({CHILD: None, PHRASED: None}, before={PHRASED: PHRASINGS})
    assert "mag ik vrij als de baby komt" in lost(gone)["formulering"]


def test_a_phrasing_that_was_moved_to_another_item_is_not_lost(
    subject: Callable[..., Subject],
) -> None:
    before = subject({PHRASED: PHRASINGS})
    after = subject({PHRASED: None, "formuleringen/betaling/betaaldag.yml": PHRASINGS})
    asked = touched(before.searcher.snapshot, after.searcher.snapshot, DAY)
    assert not {it.question.question for it in asked} & {"hoeveel weken kraamtijd"}


def test_what_could_not_be_asked_again_is_said(subject: Callable[..., Subject]) -> None:
    found = lost_wordings(subject(), subject({CHILD: None}), DAY, most=1)
    (note,) = found.notes
    assert (note.code, note.text[:2]) == ("niet-gevraagd", "2 ")
