"""What an encoder learns from: public content, all of its phrasings, and no golden question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from indexer.lessons import Lesson, digest_of, drawn, lessons, noisy, pair
from kb.release import build_release
from kb.source import read

Tree = Callable[..., Path]
PHRASINGS = {"formuleringen/werkloos/ww-duur.yml": "nl: [tot wanneer krijg ik ww, hoelang ww]\n"}


def of(root: Path) -> tuple[Lesson, ...]:
    return lessons(build_release(read(root)).public)


def test_a_lesson_holds_every_way_to_ask_and_every_text_of_an_entry(tree: Tree) -> None:
    apply, duration = of(tree(PHRASINGS))
    assert apply.id == "ww-aanvragen"
    assert apply.theme == "werkloos"
    assert apply.said == ("Hoe vraag ik een WW-uitkering aan?", "ww aanvragen")
    assert [it.splitlines()[1] for it in apply.told] == [
        "U vraagt de WW-uitkering online aan met DigiD.",
        "Wat moet u doen?",
    ]
    assert duration.said == (
        "Hoe lang krijg ik een WW-uitkering?",
        "hoeveel maanden ww",
        "tot wanneer krijg ik ww",
        "hoelang ww",
    )


def test_an_entry_that_is_asked_in_one_way_only_is_left_out(tree: Tree) -> None:
    assert "geen-antwoord" not in {it.id for it in of(tree())}


def test_golden_questions_present_other_or_absent_leave_no_trace(tree: Tree) -> None:
    name = "vragen/toets/basis.yml"
    with_them = digest_of(of(tree()))
    other = "- {id: toets-001, vraag: iets heel anders, verwacht: [ww-duur]}\n"
    assert digest_of(of(tree({name: other}))) == with_them
    root = tree({name: None})
    (root / "vragen" / "toets").rmdir()
    (root / "vragen").rmdir()
    assert digest_of(of(root)) == with_them


def test_another_phrasing_is_another_digest(tree: Tree) -> None:
    assert digest_of(of(tree())) != digest_of(of(tree(PHRASINGS)))


def many(count: int, themes: int) -> tuple[Lesson, ...]:
    return tuple(
        Lesson(f"item-{at}", f"thema-{at % themes}", (f"vraag {at}", f"andere {at}"), (f"t {at}",))
        for at in range(count)
    )


@given(count=st.integers(2, 80), themes=st.integers(1, 9), seed=st.integers(0, 1000))
def test_a_batch_has_different_entries_of_which_half_share_a_theme(
    count: int, themes: int, seed: int
) -> None:
    taught = many(count, themes)
    chosen = drawn(taught, 32, Random(seed))
    assert len(chosen) == len(set(chosen)) == min(32, count)
    theme = [it.theme for it in taught].count(taught[chosen[0]].theme)
    near = chosen[: min(16, theme)]
    assert {taught[at].theme for at in near} == {taught[chosen[0]].theme}


def test_a_pair_is_two_different_phrasings_or_a_phrasing_and_a_text() -> None:
    lesson = Lesson("x", "t", ("EEN", "TWEE"), ("DE TEKST",))
    found = {pair(lesson, Random(seed)) for seed in range(300)}
    assert {(one.upper(), other.upper()) for one, other in found} == {
        ("EEN", "TWEE"),
        ("TWEE", "EEN"),
        ("EEN", "DE TEKST"),
        ("TWEE", "DE TEKST"),
    }


@given(text=st.text(max_size=60), seed=st.integers(0, 500))
def test_noise_is_the_same_for_the_same_draw_and_changes_one_character_at_most(
    text: str, seed: int
) -> None:
    made = noisy(text, Random(seed))
    assert made == noisy(text, Random(seed))
    assert len(made) <= len(text.lower()) + 1


def test_noise_leaves_most_phrasings_as_they_are_and_slips_in_some() -> None:
    text = "Hoe lang krijg ik een WW-uitkering?"
    made = [noisy(text, Random(seed)) for seed in range(1000)]
    assert 500 < made.count(text) < 700
    assert 150 < made.count("hoe lang krijg ik een ww-uitkering") < 350
    assert len(set(made)) > 50
