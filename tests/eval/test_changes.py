"""Which answers a draft changes, in what way, and whether that is for the better."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from eval.changes import AnswerChange, ChangeKind, changes, kind_of_change
from eval.draft import Steps, draft
from eval.errors import IncompleteError, NoQuestionsError
from eval.run import Subject
from eval.scoring import Scored, Shown
from indexer.encoder import Encoder, EncoderSource, Vectors
from indexer.errors import EncoderError
from indexer.search import Searcher
from kb.archive import Archive
from kb.model import GoldenQuestion, Outcome

DAY = date(2026, 11, 22)
BEGAN = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
APPLY = GoldenQuestion(id="t-1", question="ww aanvragen", expected=("ww-aanvragen",))
HOW_LONG = GoldenQuestion(id="t-2", question="hoeveel maanden ww", expected=("ww-duur",))
UNKNOWN = GoldenQuestion(id="t-3", question="wie wint de koers", outcome=Outcome.NO_ANSWER)
ALL = (APPLY, HOW_LONG, UNKNOWN)
LENGTH, CONTACT = "faq/werkloos/ww-duur.md", "verwijzingen/geen-antwoord.md"

Tree = Callable[..., Path]
Drafted = Callable[..., Subject]


# --- in what way


def got(*shown: str, outcome: Outcome = Outcome.ANSWER, around: str = "") -> Scored:
    """Return a question that got these texts, each by its id and its words as `id:words`."""
    return Scored(
        question=APPLY,
        outcome=outcome,
        shown=tuple(
            Shown(id=id_, content_hash=words)
            for id_, _, words in (it.partition(":") for it in shown)
        ),
        ranking=(),
        rank=None,
        confidence=None,
        language="nl",
        around=around,
        degraded=False,
    )


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (got("a:1", "b:1"), None),
        (got("a:1", "b:1", outcome=Outcome.CHOICE), ChangeKind.OUTCOME),
        (got("b:1", "a:1"), ChangeKind.ITEM),
        (got(), ChangeKind.ITEM),
        (got("a:2", "b:1"), ChangeKind.TEXT),
        (got("a:1", "b:1", around="x"), ChangeKind.AROUND),
        (got("a:1", "b:2"), ChangeKind.FURTHER),
        (got("a:1", "c:1"), ChangeKind.FURTHER),
        (got("a:1"), ChangeKind.FURTHER),
        (got("a:1", "b:1", "c:1"), ChangeKind.FURTHER),
        # the gravest of several names it
        (got("a:2", "c:1", around="x"), ChangeKind.TEXT),
        (got("c:2", around="x", outcome=Outcome.REFERRAL), ChangeKind.OUTCOME),
    ],
)
def test_an_answer_differs_in_the_gravest_of_ways(now: Scored, kind: ChangeKind | None) -> None:
    assert kind_of_change(got("a:1", "b:1"), now) is kind


def test_what_is_no_part_of_the_answer_is_no_change() -> None:
    was = got("a:1")
    moved = was.model_copy(update={"confidence": 0.2, "ranking": ("a", "z"), "rank": 3})
    assert kind_of_change(was, moved) is None


# --- of a draft


@pytest.fixture
def drafted(tree: Tree, home: Path, source: EncoderSource) -> Drafted:
    """Return a function that drafts the small tree, with words of its files replaced."""

    def make(file: str = LENGTH, old: str = "", new: str = "") -> Subject:
        text = (tree() / file).read_text(encoding="utf-8")
        assert old in text
        root = tree({file: text.replace(old, new)})
        return draft(root, Archive(home), source, DAY, Steps()).subject

    return make


def found(before: Subject, after: Subject, *questions: GoldenQuestion) -> tuple[AnswerChange, ...]:
    return changes(before, after, questions or ALL, day=DAY, began=BEGAN)


def test_a_draft_of_the_same_content_changes_nothing(drafted: Drafted) -> None:
    assert found(drafted(), drafted()) == ()


def test_other_words_are_a_change_that_is_neither_better_nor_worse(drafted: Drafted) -> None:
    (only,) = found(drafted(), drafted(LENGTH, "Dat staat in uw brief.", "Dat staat er."), HOW_LONG)
    assert (only.kind, only.better) == (ChangeKind.TEXT, None)
    assert only.case.question == HOW_LONG
    assert only.case.before is not None
    assert only.case.after is not None
    assert only.case.before.shown[0].id == only.case.after.shown[0].id == "ww-duur"


def test_another_telephone_number_is_a_change_where_it_is_shown(drafted: Drafted) -> None:
    it = found(drafted(), drafted(CONTACT, "088 898 92 94", "088 000 00 00"))
    assert [(one.kind, one.case.question.id, one.better) for one in it] == [
        (ChangeKind.AROUND, "t-3", None)
    ]


def test_an_item_that_holds_no_more_is_a_change_for_the_worse_and_comes_first(
    drafted: Drafted,
) -> None:
    silent = HOW_LONG.model_copy(update={"id": "a-1", "expected": (), "outcome": Outcome.NO_ANSWER})
    before, after = drafted(), drafted(LENGTH, "{vanaf: 2024-01-01}", "{vanaf: 2027-01-01}")
    it = found(before, after, silent, HOW_LONG)
    assert [(one.case.question.id, one.kind, one.better) for one in it] == [
        ("t-2", ChangeKind.OUTCOME, False),
        ("a-1", ChangeKind.OUTCOME, True),
    ]


def test_the_other_way_around_it_is_a_change_for_the_better(drafted: Drafted) -> None:
    before, after = drafted(LENGTH, "{vanaf: 2024-01-01}", "{vanaf: 2027-01-01}"), drafted()
    (only,) = found(before, after, HOW_LONG)
    assert only.better is True


def test_progress_counts_the_questions_of_both(drafted: Drafted) -> None:
    told: list[tuple[int, int]] = []
    subject = drafted()
    changes(
        *(subject, subject, ALL),
        day=DAY,
        began=BEGAN,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(at, 6) for at in range(1, 7)]


def test_without_questions_nothing_can_be_said(drafted: Drafted) -> None:
    subject = drafted()
    with pytest.raises(NoQuestionsError):
        changes(subject, subject, (), day=DAY, began=BEGAN)


class Broken:
    """An encoder that embeds nothing."""

    def __init__(self, encoder: Encoder) -> None:
        self.id = encoder.id
        self.passages = encoder.passages

    def questions(self, texts: Sequence[str]) -> Vectors:
        raise EncoderError("De encoder weigert.")


def test_words_alone_are_no_ground_to_say_that_nothing_changes(
    drafted: Drafted, encoder: Encoder
) -> None:
    subject = drafted()
    broken = replace(subject, searcher=Searcher(subject.searcher.snapshot, Broken(encoder)))
    for before, after in ((broken, subject), (subject, broken), (broken, broken)):
        with pytest.raises(IncompleteError, match=r"^Van de 3 vragen zijn er 0 gemeten"):
            found(before, after)
