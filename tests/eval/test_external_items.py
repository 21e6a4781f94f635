"""Documents of others as items: which words they keep, and what can be found in them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eval.beir import ExternalDocument, ExternalSet
from eval.errors import ExternalSetError
from eval.external_items import as_items, escaped
from indexer.analyzer import words
from indexer.passages import wordings
from kb.markdown import to_text
from kb.model import Audience, Faq
from kb.text import normalise


def external(*documents: ExternalDocument) -> ExternalSet:
    return ExternalSet("klein", documents, ())


def item(title: str, text: str) -> Faq:
    return as_items(external(ExternalDocument("d", title, text, None))).public.faqs[0]


def test_a_title_is_the_question_and_the_first_sentence_the_short_answer() -> None:
    found = item("Wat kost het?", "Het kost bijv. € 5. Betaal\nmet de pin.\n\nOf contant.")
    assert (found.question, found.short) == ("Wat kost het?", "Het kost bijv. € 5.")
    assert to_text(found.body) == "Het kost bijv. € 5. Betaal met de pin.\n\nOf contant."


def test_without_a_title_the_first_sentence_is_the_question() -> None:
    found = item(" ", "\n\nDe app stopt. Dat is jammer.")
    assert (found.question, found.short) == ("De app stopt.", "De app stopt.")


def test_a_title_alone_is_its_own_short_answer() -> None:
    found = item("De app stopt", "")
    assert (found.question, found.short, found.body) == ("De app stopt", "De app stopt", "")


def test_an_item_holds_for_everybody_on_every_day() -> None:
    found = item("a", "b")
    assert found.audience is Audience.BOTH
    assert found.validity.contains(date(1900, 1, 1))
    assert found.validity.contains(date(9999, 12, 31))


def test_every_item_is_traced_to_its_document_whatever_that_is_called() -> None:
    names = ["https://x/1", "Één", "a" * 300]
    found = as_items(external(*(ExternalDocument(it, it, "", None) for it in names)))
    assert [found.documents[it.id] for it in found.public.faqs] == names


def test_ids_stand_in_the_order_of_the_file_so_that_ties_fall_that_way() -> None:
    found = as_items(external(*(ExternalDocument(str(at), "a", "", None) for at in range(12))))
    ids = [it.id for it in found.public.faqs]
    assert ids == sorted(ids)


def test_the_place_of_a_document_in_its_file_is_no_word_of_it() -> None:
    found = as_items(external(*(ExternalDocument(str(at), "a", "b", None) for at in range(12))))
    for it in found.public.faqs:
        found = wordings(it)
        said = [*words(found.asked), *words(found.told)]
        assert not [word for word in said if word.isdigit() or word == "doc"]


MARKDOWN_SIGNS = st.sampled_from(list("#*_`[]()<>!|\\-+=~&;:{}1.2) \t\nab"))


@given(st.text(MARKDOWN_SIGNS | st.characters(), max_size=40))
def test_signs_of_markdown_stand_in_an_item_as_they_stood_in_the_text(raw: str) -> None:
    line = normalise(raw)
    assume(line)
    assert to_text(escaped(line)) == line


def test_what_looks_like_a_heading_a_list_or_a_figure_stays_plain_text() -> None:
    text = "# Kop\n\n## Kop\n\n1. een\n\n    code\n\n{bedrag:ww}\n\n<b>vet</b> &amp;"
    assert re.split(r"\n+", to_text(item("a", text).body)) == [
        "# Kop",
        "## Kop",
        "1. een",
        "code",
        "{bedrag:ww}",
        "<b>vet</b> &amp;",
    ]


def test_a_long_text_stays_whole_although_a_question_is_capped() -> None:
    text = " ".join(f"woord{at}" for at in range(1000))
    found = item(text, text)
    assert (found.question, found.short, found.body) == (text, text, text)


def test_hidden_characters_and_half_a_character_are_left_out() -> None:
    found = item("Wat\u202e nu\ud800?", "Nul\x00 hier.")
    assert (found.question, found.short) == ("Wat nu?", "Nul hier.")


def test_a_document_of_hidden_characters_only_is_refused_by_its_name() -> None:
    empty = ExternalDocument("leeg", "\u200b", "\x00", None)
    with pytest.raises(ExternalSetError, match=r"^corpus\.jsonl: document 'leeg' heeft geen lees"):
        as_items(external(ExternalDocument("vol", "a", "b", None), empty))
