"""Two values for one thing are found; values for different things are left alone."""

from __future__ import annotations

import pytest

from kb.contradictions import claims, contradictions, loose_values


def contradict(first: str, second: str) -> bool:
    return bool(list(contradictions([*claims(0, first), *claims(1, second)])))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("U heeft 6 weken om bezwaar te maken.", "U heeft 4 weken om bezwaar te maken."),
        ("U krijgt 75 procent van uw dagloon.", "U krijgt 70% van uw dagloon."),
        ("Wij beslissen binnen 8 weken op uw aanvraag.", "Op uw aanvraag beslissen wij in 1 week."),
        ("De toeslag is € 1.200 per maand bruto.", "De toeslag is 1300 euro per maand bruto."),
    ],
)
def test_another_value_for_the_same_thing_is_a_contradiction(first: str, second: str) -> None:
    assert contradict(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("U heeft 6 weken om bezwaar te maken.", "U heeft 6 weken om bezwaar te maken."),
        ("Dat kost € 1.200,00 per maand bruto.", "Dat kost 1200 euro per maand bruto."),
        ("U heeft 6 weken om bezwaar te maken.", "U heeft 6 dagen om bezwaar te maken."),
        ("U heeft 6 weken om bezwaar te maken.", "Wij beslissen binnen 8 weken op uw aanvraag."),
        ("U bent 52 weken ziek.", "Na 104 weken ziekte vraagt u WIA aan."),
        ("Eerst 2 maanden 75 procent van uw dagloon.", "Daarna 70 procent van uw dagloon."),
    ],
)
def test_the_same_value_or_another_thing_is_none(first: str, second: str) -> None:
    assert not contradict(first, second)


def test_a_text_does_not_contradict_itself() -> None:
    body = "U heeft 6 weken om bezwaar te maken. U heeft 4 weken om bezwaar te maken."
    assert list(contradictions(claims(0, body))) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("binnen 6 weken", ["6 weken"]),
        ("70% of 75 procent", ["70%", "75 procent"]),
        ("€ 1.234,50 per maand", ["€ 1.234,50"]),
        ("bel 088 898 92 94, kies 1", []),
        ("artikel 7:629 en 2 formulieren", []),
        ("{termijn:bezwaar}", []),
    ],
)
def test_loose_values_are_amounts_shares_and_terms(text: str, found: list[str]) -> None:
    assert [piece for piece, _ in loose_values(text)] == found
