"""A text fits the letter whose words it has, as far as chance and other letters do not explain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.letter_fit import LetterIndex, fits, index_of
from indexer.letter_marks import wording
from kb.knowledge import Knowledge
from kb.release import build_release
from kb.source import read

OWN = {
    "WW-101": "U krijgt een uitkering omdat u uw baan verloor.",
    "ZW-201": "Wij stoppen het ziekengeld na de keuring door onze arts.",
    "WIA-301": "Stuur het verslag van uw werkgever mee met het formulier.",
}
SHARED = "Bent u het niet eens met deze beslissing? Maak dan bezwaar."


def letter(code: str, text: str) -> str:
    return (
        f"---\ncode: {code}\ntitel: Brief {code}\ndoelgroep: particulier\n"
        "geldig: {vanaf: 2024-01-01}\nwanneer: Soms.\nkenmerken: [Kom bij ons langs op kantoor]\n"
        f"---\nUitleg.\n{text}"
    )


@pytest.fixture
def index(tree: Callable[..., Path]) -> LetterIndex:
    """Return three letters that end alike, and one of which only a mark is known."""
    written = {
        code: letter(code, f"\n## Tekst van de brief\n\n{own}\n\n{SHARED}\n")
        for code, own in OWN.items()
    }
    written["BT-401"] = letter("BT-401", "")
    changes = {f"brieven/{code}.md": text for code, text in written.items()}
    return index_of(Knowledge(build_release(read(tree(changes))).public))


@pytest.mark.parametrize("code", OWN)
def test_the_letter_whose_words_they_are_fits_best_and_nearly_whole(
    index: LetterIndex, code: str
) -> None:
    best = fits(wording(OWN[code]), index)[0]
    assert best.version.letter.id == code
    assert best.share > 0.6


def test_what_many_letters_say_is_evidence_for_each_and_of_none_its_own(index: LetterIndex) -> None:
    found = fits(wording(SHARED), index)
    assert {it.version.letter.id for it in found} >= set(OWN)
    alike = [it for it in found if it.version.letter.id in OWN]
    assert min(it.evidence for it in alike) > 10
    assert [(it.own, it.share) for it in alike] == [(0.0, 0.0)] * len(OWN)


def test_a_letter_without_literal_text_is_known_by_its_marks(index: LetterIndex) -> None:
    assert fits(wording("kom langs op kantoor"), index)[0].version.letter.id == "BT-401"


@pytest.mark.parametrize("text", ["", "xyz", "qqqq wwww qqqq"])
def test_a_text_that_shares_no_four_signs_with_any_letter_fits_none(
    index: LetterIndex, text: str
) -> None:
    assert fits(wording(text), index) == []


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=300) | st.sampled_from([*OWN.values(), SHARED * 9]))
def test_fits_come_best_first_and_claim_no_more_than_there_is(
    index: LetterIndex, text: str
) -> None:
    form = wording(text)
    found = fits(form, index)
    assert [it.evidence for it in found] == sorted((it.evidence for it in found), reverse=True)
    for it in found:
        assert 0 <= it.own <= it.evidence <= len(form)
        assert 0 <= it.share <= 1
