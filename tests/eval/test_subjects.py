"""What can be measured: a publication by its name, and golden questions by set and slice."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.errors import NoQuestionsError
from eval.publication import Published
from eval.subjects import published as measurable
from eval.subjects import selected
from indexer.encoder import Encoder
from kb.archive import Archive
from kb.errors import NothingActiveError, UnknownReleaseError
from kb.model import Audience, GoldenQuestion, GoldenSet, Outcome
from kb.release import GoldenQuestions


def golden(id_: str, **changed: object) -> GoldenQuestion:
    return GoldenQuestion(id=id_, question=f"vraag {id_}", expected=("a",)).model_copy(
        update=changed
    )


GOLDEN = GoldenQuestions(
    train=(golden("oefen-1", persona="noor"), golden("oefen-2", language="en")),
    gate=(
        golden("keuring-1", protected=True, persona="noor", language="en"),
        golden("keuring-2", audience=Audience.EMPLOYER, channel="chat", sort="slordig"),
        golden("keuring-3", outcome=Outcome.DISTRESS),
    ),
    test=(),
)
BOTH = (GoldenSet.TRAIN, GoldenSet.GATE)


def ids(*slices: tuple[str, str], sets: tuple[GoldenSet, ...] = BOTH) -> list[str]:
    return [it.id for it in selected(GOLDEN, sets, slices)]


def test_without_slices_the_sets_are_asked_whole_in_the_order_given() -> None:
    assert ids(sets=(GoldenSet.TRAIN,)) == ["oefen-1", "oefen-2"]
    assert ids(sets=(GoldenSet.GATE, GoldenSet.TRAIN)) == [
        *("keuring-1", "keuring-2", "keuring-3", "oefen-1", "oefen-2")
    ]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("persona", "noor", ["oefen-1", "keuring-1"]),
        ("persona", "", ["oefen-2", "keuring-2", "keuring-3"]),
        ("taal", "en", ["oefen-2", "keuring-1"]),
        ("kanaal", "chat", ["keuring-2"]),
        ("soort", "slordig", ["keuring-2"]),
        ("doelgroep", "werkgever", ["keuring-2"]),
        ("beschermd", "ja", ["keuring-1"]),
        ("beschermd", "nee", ["oefen-1", "oefen-2", "keuring-2", "keuring-3"]),
        ("uitkomst", "nood", ["keuring-3"]),
        ("uitkomst", "antwoord", ["oefen-1", "oefen-2", "keuring-1", "keuring-2"]),
    ],
)
def test_a_slice_keeps_the_questions_with_that_value(
    key: str, value: str, expected: list[str]
) -> None:
    assert ids((key, value)) == expected


def test_of_several_slices_all_hold() -> None:
    assert ids(("persona", "noor"), ("taal", "en")) == ["keuring-1"]


@pytest.mark.parametrize(
    ("sets", "slices", "named"),
    [
        ((GoldenSet.TEST,), (), "toets"),
        (BOTH, (("taal", "tr"),), "oefen, keuring, taal=tr"),
        (BOTH, (("taal", "EN"),), "oefen, keuring, taal=EN"),
        (BOTH, (("taal", "en"), ("taal", "nl")), "oefen, keuring, taal=en, taal=nl"),
    ],
)
def test_a_selection_of_nothing_is_refused_by_name(
    sets: tuple[GoldenSet, ...], slices: tuple[tuple[str, str], ...], named: str
) -> None:
    with pytest.raises(NoQuestionsError) as refused:
        selected(GOLDEN, sets, slices)
    assert str(refused.value) == f"De set '{named}' heeft geen vragen; er is niets gemeten."


@pytest.mark.parametrize("name", ["actief", "1"])
def test_a_publication_is_measured_under_its_number_with_the_questions_it_brought(
    published: tuple[Path, Published], encoder: Encoder, name: str
) -> None:
    home, made = published
    it = measurable(Archive(home), name, encoder)
    assert (it.subject.name, it.subject.release) == ("publicatie 1", made.activation.release)
    assert it.subject.searcher.snapshot.id == made.activation.snapshot
    assert [one.id for one in it.golden.test] == ["toets-001"]


def test_the_encoder_that_is_loaded_already_is_used_again(
    published: tuple[Path, Published], encoder: Encoder
) -> None:
    home, _ = published
    assert measurable(Archive(home), "actief", encoder).subject.searcher.encoder is encoder


def test_a_name_of_no_publication_is_refused(
    published: tuple[Path, Published], encoder: Encoder
) -> None:
    home, _ = published
    with pytest.raises(UnknownReleaseError):
        measurable(Archive(home), "vorige", encoder)


def test_before_anything_was_published_it_says_so(tmp_path: Path, encoder: Encoder) -> None:
    with pytest.raises(NothingActiveError):
        measurable(Archive(tmp_path / "var"), "actief", encoder)
