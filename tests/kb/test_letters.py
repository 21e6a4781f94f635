"""A letter explained: the version that was sent, without its literal text, with its last days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kb.errors import NoLetterThenError, SentTooLateError, UnknownLetterError
from kb.figures import PLACEHOLDER
from kb.knowledge import Knowledge
from kb.letters import ExplainedLetter, explain, letter_sent
from kb.markdown import sections, to_text
from kb.release import build_release
from kb.rendering import LETTER_TEXT
from kb.source import read

TODAY = date(2026, 11, 22)
REPOSITORY = Path(__file__).parent.parent.parent

LETTER = """\
---
code: WW-101
titel: {title}
regelingen: [WW]
doelgroep: particulier
geldig: {{{valid}}}
wanneer: Als wij ja zeggen.
kenmerken: [U krijgt een WW-uitkering]
termijnen: {terms}
verwant: [ww-duur, ww-oud]
controleren_voor: 2027-06-01
eigenaar: brievenboek
---
{before}## Wat betekent deze brief?

U krijgt geld, {{termijn:bezwaar}} lang. **Let op.**

## Niet mee eens?

Maak bezwaar.

## Tekst van de brief

Beste {{naam}}, U krijgt een WW-uitkering. Geheim zinnetje.
"""
BEZWAAR = "[{naam: bezwaar, termijn: bezwaar, vanaf: dagtekening}]"
OLD_ITEM = """\
---
vraag: Hoe was het vroeger?
kort: Anders.
doelgroep: particulier
regelingen: [WW]
geldig: {vanaf: 2024-01-01, tot: 2026-01-01}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
Anders.
"""
Made = Callable[..., Knowledge]


def letter(
    title: str = "Ja", valid: str = "vanaf: 2024-01-01", terms: str = BEZWAAR, before: str = ""
) -> str:
    return LETTER.format(title=title, valid=valid, terms=terms, before=before)


@pytest.fixture
def made(tree: Callable[..., Path]) -> Made:
    """Return a function that gives the knowledge of the small tree with these letters in it."""

    def build(files: dict[str, str]) -> Knowledge:
        files = {f"brieven/{name}.md": text for name, text in files.items()}
        root = tree({**files, "faq/werkloos/ww-oud.md": OLD_ITEM})
        return Knowledge(build_release(read(root)).public)

    return build


@pytest.fixture
def two_versions(made: Made) -> Knowledge:
    """Return knowledge with an old and a new version of one letter, and a gap between them."""
    return made(
        {
            "WW-101@2024-01-01": letter("Oud", "vanaf: 2024-01-01, tot: 2025-01-01"),
            "WW-101@2025-07-01": letter("Nieuw", "vanaf: 2025-07-01"),
        }
    )


def told(knowledge: Knowledge, sent_on: date | None = None) -> ExplainedLetter:
    found = letter_sent("WW-101", knowledge, today=TODAY, sent_on=sent_on)
    return explain(found, knowledge, today=TODAY, sent_on=sent_on)


@pytest.mark.parametrize(
    ("sent_on", "title"),
    [
        (date(2024, 1, 1), "Oud"),
        (date(2024, 12, 31), "Oud"),
        (date(2025, 7, 1), "Nieuw"),
        (None, "Nieuw"),
    ],
)
def test_the_version_that_was_sent_is_the_one_explained(
    two_versions: Knowledge, sent_on: date | None, title: str
) -> None:
    assert told(two_versions, sent_on).title == title


@pytest.mark.parametrize("sent_on", [date(2023, 12, 31), date(2025, 1, 1), date(2025, 6, 30)])
def test_a_day_without_a_version_is_answered_with_the_days_that_have_one(
    two_versions: Knowledge, sent_on: date
) -> None:
    with pytest.raises(NoLetterThenError) as refused:
        told(two_versions, sent_on)
    assert str(refused.value) == (
        f"Van brief WW-101 hebben wij geen uitleg voor {sent_on}; die is er wel voor brieven "
        "van 2024-01-01 t/m 2024-12-31 en vanaf 2025-07-01."
    )


def test_a_letter_that_is_sent_no_more_needs_a_date(made: Made) -> None:
    knowledge = made({"WW-101": letter("Oud", "vanaf: 2024-01-01, tot: 2025-01-01")})
    with pytest.raises(NoLetterThenError, match="van 2024-01-01 t/m 2024-12-31"):
        told(knowledge)
    assert told(knowledge, date(2024, 5, 1)).title == "Oud"


@pytest.mark.parametrize("typed", ["WW101", "ww-101", "WW-1O1"])
def test_a_code_that_is_nearly_right_is_asked_back(made: Made, typed: str) -> None:
    with pytest.raises(UnknownLetterError, match="bedoelt u WW-101"):
        letter_sent(typed, made({"WW-101": letter()}), today=TODAY, sent_on=None)


def test_an_unknown_code_is_not_repeated(made: Made) -> None:
    with pytest.raises(UnknownLetterError) as refused:
        letter_sent("123456782", made({"WW-101": letter()}), today=TODAY, sent_on=None)
    assert "123456782" not in str(refused.value)


def test_a_date_far_ahead_is_a_slip_of_the_pen(made: Made) -> None:
    with pytest.raises(SentTooLateError, match="2027-11-23"):
        told(made({"WW-101": letter()}), date(2062, 3, 24))


def test_the_parts_are_told_in_order_without_the_literal_text(made: Made) -> None:
    parts = told(made({"WW-101": letter()})).sections
    assert [it.heading for it in parts] == ["Wat betekent deze brief?", "Niet mee eens?"]
    assert parts[0].text == "U krijgt geld, 6 weken lang. Let op."
    assert parts[0].html == "<p>U krijgt geld, 6 weken lang. <strong>Let op.</strong></p>"


def test_what_stands_before_the_first_heading_has_none(made: Made) -> None:
    parts = told(made({"WW-101": letter(before="Lees dit eerst.\n\n")})).sections
    assert (parts[0].heading, parts[0].text) == (None, "Lees dit eerst.")


def test_the_last_day_is_told_when_the_date_is(made: Made) -> None:
    knowledge = made({"WW-101": letter()})
    sentence = "Voor bezwaar heeft u 6 weken, gerekend vanaf de dag na de datum op de brief."
    without, on_time = told(knowledge).terms[0], told(knowledge, date(2026, 3, 24)).terms[0]
    assert (without.name, without.description, without.last_day) == ("bezwaar", sentence, None)
    assert (on_time.description, on_time.last_day) == (sentence, date(2026, 5, 6))


FIGURES = (
    '- {naam: bezwaar, waarde: "4", eenheid: weken, vanaf: 2015-01-01, tot: 2026-01-01}\n'
    '- {naam: bezwaar, waarde: "6", eenheid: weken, vanaf: 2026-01-01, tot: 2026-06-01}\n'
    '- {naam: aandeel, waarde: "6", eenheid: procent, vanaf: 2015-01-01}\n'
    '- {naam: deel, waarde: "1,5", eenheid: weken, vanaf: 2015-01-01}\n'
)


@pytest.fixture
def dated(tree: Callable[..., Path]) -> Callable[[str], Knowledge]:
    """Return a function that gives knowledge of one letter with dated figures and these terms."""

    def build(terms: str = BEZWAAR) -> Knowledge:
        root = tree({"brieven/WW-101.md": letter(terms=terms), "bedragen/algemeen.yml": FIGURES})
        return Knowledge(build_release(read(root)).public)

    return build


def test_figures_are_those_of_the_day_it_was_sent(dated: Callable[..., Knowledge]) -> None:
    old, new = told(dated(), date(2025, 12, 1)), told(dated(), date(2026, 1, 5))
    assert "4 weken" in old.sections[0].text
    assert old.terms[0].last_day == date(2025, 12, 29)
    assert "6 weken" in new.sections[0].text
    assert new.terms[0].last_day == date(2026, 2, 16)


def test_a_term_without_a_value_has_no_last_day(dated: Callable[..., Knowledge]) -> None:
    term = told(dated(), date(2026, 7, 1)).terms[0]
    assert term.last_day is None
    assert "een termijn die wij nog bijwerken" in term.description


@pytest.mark.parametrize(
    "term",
    [
        "{naam: betalen, termijn: aandeel, vanaf: dagtekening}",
        "{naam: betalen, termijn: deel, vanaf: dagtekening}",
        "{naam: betalen, termijn: bezwaar, vanaf: de dag waarop u wordt gehoord}",
    ],
)
def test_what_does_not_run_from_the_letter_or_is_no_term_has_no_last_day(
    dated: Callable[..., Knowledge], term: str
) -> None:
    assert told(dated(f"[{term}]"), date(2026, 3, 24)).terms[0].last_day is None


def test_links_lead_to_what_holds_today(made: Made) -> None:
    explained = told(made({"WW-101": letter()}), date(2024, 5, 1))
    assert [(it.id, it.question) for it in explained.related] == [
        ("ww-duur", "Hoe lang krijg ik een WW-uitkering?")
    ]


def test_its_hash_is_that_of_every_other_face(made: Made) -> None:
    knowledge = made({"WW-101": letter()})
    entry = knowledge.on("WW-101", TODAY)
    assert entry is not None
    assert told(knowledge).content_hash == knowledge.render(entry, TODAY).content_hash


@pytest.fixture(scope="module")
def real() -> Knowledge:
    """Return the knowledge of the content of this repository."""
    return Knowledge(build_release(read(REPOSITORY / "content")).public)


def test_no_placeholder_and_no_literal_text_of_any_letter_is_told(real: Knowledge) -> None:
    assert real.public.letters
    for it in real.public.letters:
        for sent_on in (it.validity.start, None):
            explained = explain(it, real, today=TODAY, sent_on=sent_on)
            shown = "\n".join(
                [
                    *(f"{part.heading}\n{part.text}\n{part.html}" for part in explained.sections),
                    *(term.description for term in explained.terms),
                    explained.title,
                ]
            )
            assert not PLACEHOLDER.search(shown)
            assert LETTER_TEXT not in shown
            assert "Met vriendelijke groet" not in shown
            literal = next(part for part in sections(it.body) if part.heading == LETTER_TEXT)
            blocks = to_text(literal.markdown).split("\n\n")
            assert not [block for block in blocks if len(block) > 60 and block in shown]


def test_every_letter_with_a_term_has_a_last_day_after_it_was_sent(real: Knowledge) -> None:
    for it in real.public.letters:
        sent_on = max(it.validity.start, date(2024, 1, 2))
        terms = explain(it, real, today=TODAY, sent_on=sent_on).terms
        assert len(terms) == len(it.terms)
        assert all(term.last_day and term.last_day > sent_on for term in terms)
