"""An item that was given what belongs to another is noticed; one that was edited is not."""

from __future__ import annotations

from datetime import date

import pytest

from eval.exchanged import exchanged
from kb.knowledge import Knowledge
from kb.model import Audience, Faq, Texts, Translation, Validity
from kb.release import PublicContent

WEEKS = "U heeft zes weken om bezwaar te maken. De tijd begint op de dag na onze brief."
MONEY = "Wij betalen uw geld in de week na de Inkomstenopgave. Kijk in Mijn UWV naar de dag."
LONG = "Bel ons als u twijfelt. Wij kijken samen met u naar de brief en zoeken uit wat klopt."


def faq(id_: str, body: str, **more: object) -> Faq:
    given: dict[str, object] = {
        "question": f"Hoe gaat het met {id_}?",
        "alternatives": (f"{id_} vraag", f"{id_} hulp", f"wat is {id_}"),
        "short": f"Zo gaat het hier met {id_} in de regel.",
        **more,
    }
    return Faq(
        id=id_,
        theme="oneens",
        version="0123abcd",
        audience=Audience.CLIENT,
        body=body,
        **{"validity": Validity(start=date(2024, 1, 1)), **given},
    )


def knowledge(*faqs: Faq) -> Knowledge:
    return Knowledge(
        PublicContent(
            faqs=faqs, letters=(), referrals=(), figures=(), themes=(), terms=(), texts=Texts()
        )
    )


def places(before: Knowledge, after: Knowledge) -> list[str]:
    """Return what is named, as `item (part van other)`."""
    said = "".join(it.text for it in exchanged(before, after))
    return said.partition(": ")[2].rstrip(".").split(", ") if said else []


BEFORE = knowledge(faq("termijn", WEEKS), faq("betaling", MONEY))


def test_nothing_that_changed_is_nothing_exchanged() -> None:
    assert exchanged(BEFORE, BEFORE) == ()


@pytest.mark.parametrize("change", [MONEY, MONEY + " " + "Bel ons gerust."])
def test_the_text_of_another_item_is_named_with_both_items(change: str) -> None:
    after = knowledge(faq("termijn", change), faq("betaling", MONEY))
    assert places(BEFORE, after) == ["termijn (tekst van betaling)"]


def test_questions_that_were_swapped_are_named_at_both_items() -> None:
    one, other = BEFORE.entries
    assert isinstance(one, Faq)
    assert isinstance(other, Faq)
    asked = ("question", "alternatives")
    after = knowledge(
        one.model_copy(update={it: getattr(other, it) for it in asked}),
        other.model_copy(update={it: getattr(one, it) for it in asked}),
    )
    assert set(places(BEFORE, after)) == {
        "termijn (vragen van betaling)",
        "betaling (vragen van termijn)",
    }


@pytest.mark.parametrize(
    "body",
    [WEEKS.replace("zes weken", "6 weken"), f"{WEEKS} {LONG}", LONG, "", f"{WEEKS} {MONEY}"],
    ids=["a word", "a sentence more", "written anew", "emptied", "another taken in"],
)
def test_a_text_that_keeps_its_own_or_is_nobodys_is_not_exchanged(body: str) -> None:
    after = knowledge(faq("termijn", body), faq("betaling", MONEY))
    assert exchanged(BEFORE, after) == ()


def test_a_new_item_may_say_what_an_item_said_that_is_gone() -> None:
    after = knowledge(faq("termijn", WEEKS), faq("uitbetaling", MONEY))
    assert exchanged(BEFORE, after) == ()


def test_a_later_version_with_the_text_of_another_item_is_named() -> None:
    later = faq("termijn", MONEY, validity=Validity(start=date(2027, 1, 1)))
    after = knowledge(*(it for it in BEFORE.entries if isinstance(it, Faq)), later)
    assert places(BEFORE, after) == ["termijn (tekst van betaling)"]


def test_a_later_version_may_repeat_its_own_item() -> None:
    later = faq("termijn", WEEKS, validity=Validity(start=date(2027, 1, 1)))
    after = knowledge(*(it for it in BEFORE.entries if isinstance(it, Faq)), later)
    assert exchanged(BEFORE, after) == ()


def test_a_translation_is_compared_with_translations_in_its_language() -> None:
    def both(first: str, second: str) -> Knowledge:
        return knowledge(
            faq("termijn", WEEKS, translations=(english(first),)),
            faq("betaling", MONEY, translations=(english(second),)),
        )

    def english(body: str) -> Translation:
        return Translation(
            language="en", question="How?", short="So.", made_from="0123abcd", body=body
        )

    one, other = "You have six weeks after our letter.", "We pay you after you send the form."
    assert set(places(both(one, other), both(other, one))) == {
        "termijn (tekst in het en van betaling)",
        "betaling (tekst in het en van termijn)",
    }
