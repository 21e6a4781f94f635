"""Questions told apart by what they are and by what their answer is."""

from __future__ import annotations

import pytest

from eval.scoring import Scored
from eval.summary import Slicing, slices
from kb.knowledge import Knowledge
from kb.model import GoldenQuestion, Outcome
from kb.release import PublicContent

DATED = {"version": "0123abcd", "validity": {"vanaf": "2024-01-01"}, "body": "Tekst."}
KNOWLEDGE = Knowledge(
    PublicContent.model_validate(
        {
            "faqs": [
                {
                    "id": "ww-duur",
                    "theme": "werkloos",
                    "question": "Hoe lang?",
                    "short": "Kort.",
                    "audience": "particulier",
                    "owner": "team-ww",
                    **DATED,
                }
            ],
            "letters": [
                {
                    "id": "WW-101",
                    "title": "U krijgt WW",
                    "audience": "werkgever",
                    "sent_when": "Altijd.",
                    **DATED,
                }
            ],
            "referrals": [
                {
                    "id": "svb",
                    "version": "0123abcd",
                    "outcome": "verwijzing",
                    "question": "AOW?",
                    "short": "Kort.",
                    "owner": "team-contact",
                    "body": "Tekst.",
                }
            ],
            "figures": [],
            "themes": [],
            "terms": [],
            "texts": {},
        }
    )
)


def asked(expected: str | None, expects: Outcome | None = None, **question: str) -> Scored:
    """Return a question that expects this; how it ended does not matter here."""
    named = (expected,) if expected else ()
    return Scored(
        question=GoldenQuestion(
            id="t", question="wat nu", expected=named, outcome=expects, **question
        ),
        outcome=Outcome.ANSWER,
        shown=(),
        ranking=(),
        rank=None,
        confidence=None,
        language="nl",
        degraded=False,
    )


@pytest.mark.parametrize(
    ("by", "item", "letter", "referral"),
    [
        (Slicing.KIND, "formeel", "formeel", "formeel"),
        (Slicing.LANGUAGE, "pl", "pl", "pl"),
        (Slicing.PERSONA, "noor", "noor", "noor"),
        (Slicing.CHANNEL, "chat", "chat", "chat"),
        (Slicing.OUTCOME, "antwoord", "antwoord", "verwijzing"),
        (Slicing.THEME, "werkloos", "brief", "verwijzing"),
        (Slicing.AUDIENCE, "particulier", "werkgever", "beide"),
        (Slicing.OWNER, "team-ww", "", "team-contact"),
    ],
)
def test_questions_are_told_apart_by(by: Slicing, item: str, letter: str, referral: str) -> None:
    for expected, expects, value in (
        ("ww-duur", None, item),
        ("WW-101", None, letter),
        ("svb", Outcome.REFERRAL, referral),
    ):
        it = asked(
            *(expected, expects), sort="formeel", language="pl", persona="noor", channel="chat"
        )
        assert slices([it], KNOWLEDGE, by) == {value: (it,)}


@pytest.mark.parametrize("by", [Slicing.THEME, Slicing.AUDIENCE, Slicing.OWNER])
def test_a_question_of_which_the_item_is_gone_is_under_nothing(by: Slicing) -> None:
    gone, unnamed = asked("weg"), asked(None, Outcome.NO_ANSWER)
    assert slices([gone, unnamed], KNOWLEDGE, by) == {"": (gone, unnamed)}


def test_slices_hold_every_question_once_and_are_in_alphabetical_order() -> None:
    some = [asked("ww-duur", persona=it) for it in ("noor", "frank", "noor", "", "anna")]
    found = slices(some, KNOWLEDGE, Slicing.PERSONA)
    assert [(name, len(own)) for name, own in found.items()] == [
        ("", 1),
        ("anna", 1),
        ("frank", 1),
        ("noor", 2),
    ]
