"""What is embedded of an entry, in which order, and what never is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from indexer.passages import Passage, PassageKind, asked, headed, passages, questions, wordings
from kb.model import Entry, Phrasings
from kb.release import build_release
from kb.source import read

Tree = Callable[..., Path]

LETTER = """\
---
code: WW-101
titel: U krijgt een WW-uitkering
regelingen: [WW]
doelgroep: particulier
geldig: {vanaf: 2023-07-01}
wanneer: Als wij uw aanvraag hebben goedgekeurd.
kenmerken: ["Uw uitkering gaat in op"]
controleren_voor: 2027-06-01
eigenaar: team-ww
---
## Wat betekent deze brief?

Wij hebben uw aanvraag goedgekeurd.

## Wat moet u doen?

Controleer uw gegevens.

## Tekst van de brief

Geachte {naam}, hierbij ontvangt u de FLAMINGO.
"""

FAQ = """\
---
vraag: Hoe vraag ik een WW-uitkering aan?
alternatieven: [ww aanvragen, ik ben mijn baan kwijt]
kort: U vraagt de WW-uitkering online aan.
doelgroep: particulier
regelingen: [WW]
trefwoorden: [werkloos, formulier]
geldig: {vanaf: 2024-01-01}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
Ga naar **Mijn UWV**.

## Wat moet u doen?

1. Log in.
2. Vul de aanvraag in.

## Leeg

## Daarna

Wij sturen [een brief](WW-101).

### Binnen hoeveel tijd?

Binnen 4 weken.
"""


def entries(root: Path) -> Mapping[str, Entry]:
    content = read(root)
    assert [it for it in content.problems if it.is_error] == []
    return {entry.id: entry for entry in build_release(content).public.entries()}


def test_an_item_gives_its_questions_how_it_begins_and_each_section_in_that_order(
    tree: Tree,
) -> None:
    entry = entries(tree({"faq/werkloos/ww-aanvragen.md": FAQ}))["ww-aanvragen"]
    title = "Hoe vraag ik een WW-uitkering aan?"
    found = list(passages(entry))
    assert [(it.kind, it.heading, it.text) for it in found] == [
        (PassageKind.QUESTION, None, title),
        (PassageKind.QUESTION, None, "ww aanvragen"),
        (PassageKind.QUESTION, None, "ik ben mijn baan kwijt"),
        (
            PassageKind.TEXT,
            None,
            f"{title}\nU vraagt de WW-uitkering online aan.\nGa naar Mijn UWV.",
        ),
        (
            PassageKind.TEXT,
            "Wat moet u doen?",
            f"{title}\nWat moet u doen?\n1. Log in.\n2. Vul de aanvraag in.",
        ),
        (
            PassageKind.TEXT,
            "Daarna",
            f"{title}\nDaarna\nWij sturen een brief.\n\nBinnen hoeveel tijd?\n\nBinnen 4 weken.",
        ),
    ]
    assert {it.entry for it in found} == {"ww-aanvragen@2024-01-01"}


def test_a_section_has_a_passage_exactly_when_it_has_a_heading_and_a_text(tree: Tree) -> None:
    entry = entries(tree({"faq/werkloos/ww-aanvragen.md": FAQ}))["ww-aanvragen"]
    of_passages = [it.heading for it in passages(entry) if it.heading is not None]
    assert [it.heading for it in headed(entry)] == of_passages == ["Wat moet u doen?", "Daarna"]


def test_the_literal_text_of_a_letter_is_in_no_passage_and_in_no_word(tree: Tree) -> None:
    entry = entries(tree({"brieven/WW-101.md": LETTER}))["WW-101"]
    words = wordings(entry)
    said = "\n".join([*(it.model_dump_json() for it in passages(entry)), words.asked, words.told])
    assert "FLAMINGO" not in said
    assert "Tekst van de brief" not in said
    assert "{" not in words.asked + words.told


def test_a_letter_is_asked_by_its_title_and_by_its_code(tree: Tree) -> None:
    entry = entries(tree({"brieven/WW-101.md": LETTER}))["WW-101"]
    found = list(passages(entry))
    assert [(it.kind, it.text) for it in found[:2]] == [
        (PassageKind.QUESTION, "U krijgt een WW-uitkering"),
        (PassageKind.QUESTION, "Ik heb brief WW-101 gekregen. Wat betekent dat?"),
    ]
    assert [it.heading for it in found[2:]] == [
        None,
        "Wat betekent deze brief?",
        "Wat moet u doen?",
    ]
    begins = "Brief WW-101: U krijgt een WW-uitkering\nWij hebben uw aanvraag goedgekeurd."
    assert found[2].text == begins


def translated(root: Path, language: str, question: str, alternative: str) -> dict[str, str]:
    """Return the file of a translation of the item as it now stands."""
    version = entries(root)["ww-duur"].version
    return {
        f"faq/werkloos/ww-duur.{language}.md": (
            f"---\nvraag: {question}\nalternatieven: [{alternative}]\nkort: Short.\n"
            f"vertaling_van: {version}\n---\nText.\n"
        )
    }


def test_the_questions_of_translations_follow_those_in_dutch_by_language(tree: Tree) -> None:
    changes = {
        **translated(tree(), "tr", "WW ne kadar surer?", "kac ay ww"),
        **translated(tree(), "en", "How long does WW last?", "months of ww"),
    }
    assert questions(entries(tree(changes))["ww-duur"]) == (
        "Hoe lang krijg ik een WW-uitkering?",
        "hoeveel maanden ww",
        "How long does WW last?",
        "months of ww",
        "WW ne kadar surer?",
        "kac ay ww",
    )


def test_the_words_of_translations_and_the_chosen_words_can_be_found(tree: Tree) -> None:
    changes = translated(tree(), "en", "How long does WW last?", "months of ww")
    found = wordings(entries(tree(changes))["ww-duur"])
    said, told = found.asked.splitlines(), found.told.splitlines()
    for line in ["How long does WW last?", "months of ww", "werkloos", "WW", "ww duur", "ww-duur"]:
        assert said.count(line) == 2, line
        assert line not in told
    assert told.count("Hoe lang u WW krijgt hangt af van uw arbeidsverleden.") == 1
    assert not any("arbeidsverleden" in line for line in said)


PHRASINGS = Phrasings(
    id="ww-duur", nl=("hoelang nog", "ww hoe lang"), en=("how long",), pl=("jak długo",)
)


def test_phrasings_follow_the_own_questions_as_passages_in_the_language_they_say(
    tree: Tree,
) -> None:
    entry = entries(tree())["ww-duur"]
    found = [it for it in passages(entry, PHRASINGS) if it.kind is PassageKind.QUESTION]
    assert [(it.language, it.text) for it in found] == [
        ("nl", "Hoe lang krijg ik een WW-uitkering?"),
        ("nl", "hoeveel maanden ww"),
        ("nl", "hoelang nog"),
        ("nl", "ww hoe lang"),
        ("en", "how long"),
        ("pl", "jak długo"),
    ]


def test_phrasings_change_nothing_but_the_questions(tree: Tree) -> None:
    entry = entries(tree())["ww-duur"]
    with_them, without = passages(entry, PHRASINGS), passages(entry)
    kept = [[it for it in each if it.kind is PassageKind.TEXT] for each in (with_them, without)]
    assert kept[0] == kept[1] != []
    assert wordings(entry, PHRASINGS).told == wordings(entry).told


def test_a_phrasing_that_the_entry_has_already_is_no_second_passage(tree: Tree) -> None:
    entry = entries(tree())["ww-duur"]
    twice = Phrasings(id="ww-duur", nl=("hoeveel maanden ww", "nog lang"), en=("nog lang",))
    assert list(asked(entry, twice)) == [
        ("nl", "Hoe lang krijg ik een WW-uitkering?"),
        ("nl", "hoeveel maanden ww"),
        ("nl", "nog lang"),
    ]


def test_an_alternative_has_the_language_of_its_words_and_the_question_itself_is_dutch(
    tree: Tree,
) -> None:
    file = FAQ.replace(
        "Hoe vraag ik een WW-uitkering aan?", "How do I apply for this benefit?"
    ).replace("ik ben mijn baan kwijt", "how do I apply for unemployment benefit")
    entry = entries(tree({"faq/werkloos/ww-aanvragen.md": file}))["ww-aanvragen"]
    assert list(asked(entry, None)) == [
        ("nl", "How do I apply for this benefit?"),
        ("nl", "ww aanvragen"),
        ("en", "how do I apply for unemployment benefit"),
    ]


def test_texts_are_dutch_passages(tree: Tree) -> None:
    for entry in entries(tree({"brieven/WW-101.md": LETTER})).values():
        texts = [it for it in passages(entry, PHRASINGS) if it.kind is PassageKind.TEXT]
        assert {it.language for it in texts} == {"nl"}


def test_the_words_of_phrasings_can_be_found_once_each_beside_the_chosen_ones(tree: Tree) -> None:
    said = wordings(entries(tree())["ww-duur"], PHRASINGS).asked.splitlines()
    for line in ("hoelang nog", "ww hoe lang", "how long", "jak długo"):
        assert said.count(line) == 1, line


def test_an_outdated_translation_is_in_no_passage(tree: Tree) -> None:
    outdated = translated(tree(), "en", "How long does WW last?", "months of ww")
    text = next(iter(outdated.values()))
    version = entries(tree())["ww-duur"].version
    root = tree({**outdated, "faq/werkloos/ww-duur.en.md": text.replace(version, "0" * 8)})
    assert all("How long" not in it for it in questions(entries(root)["ww-duur"]))


def test_an_amount_stays_a_placeholder_because_its_value_depends_on_the_day(tree: Tree) -> None:
    texts = [it.text for it in passages(entries(tree())["ww-duur"])]
    assert any("{termijn:bezwaar}" in text for text in texts)
    assert not any("6 weken" in text for text in texts)


def everything(root: Path) -> list[Passage]:
    return [it for entry in entries(root).values() for it in passages(entry)]


def test_passages_are_the_same_whatever_the_order_in_which_files_were_made(tree: Tree) -> None:
    extra = {"brieven/WW-101.md": LETTER, "faq/werkloos/ww-aanvragen.md": FAQ}
    first = everything(tree(extra))
    for name in extra:
        tree({name: None})
    assert everything(tree(dict(reversed(extra.items())))) == first


@pytest.mark.parametrize("kind", PassageKind)
def test_every_entry_has_a_passage_of_each_kind(tree: Tree, kind: PassageKind) -> None:
    root = tree({"brieven/WW-101.md": LETTER})
    for entry in entries(root).values():
        assert any(it.kind is kind for it in passages(entry)), entry.id
