"""The monthly figures: whose month it was, what nobody could answer, and how long that took."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from eval.journal.database import Database
from eval.journal.figures import Content, Gap, OwnerFigures, figures
from eval.journal.month import bounds
from eval.journal.reading import purge
from eval.journal.records import Asked, Feedback, Record, Shown
from eval.journal.rows import write, write_losses

AskedOf = Callable[..., Asked]
FeedbackOf = Callable[..., Feedback]

NOVEMBER = datetime(2026, 11, 10, 12, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 10, 12, 0, tzinfo=UTC)
OWNERS = {"ww-aanvragen": "team-ww", "ww-duur": "team-ww", "zw-melden": "team-zw"}
NONE: dict[str, object] = {"shown": (), "outcome": "geenAntwoord", "confidence": None}
NOTHING = Content(OWNERS.get, {}, lambda _wording: None)


def reference(number: int) -> str:
    return f"01JDA{number:021d}"


def keep(database: Database, *records: Record) -> None:
    with database.writing() as connection:
        write(connection, records)


def missed(asked: AskedOf, number: int, text: str, at: datetime) -> Asked:
    return asked(reference=reference(number), text=text, at=at, **NONE)


def answered(asked: AskedOf, number: int, item: str, at: datetime = NOVEMBER) -> Asked:
    return asked(reference=reference(number), at=at, shown=(Shown(item, "1" * 8, "nl"),))


def by_owner(
    database: Database, content: Content, month: str = "2026-11"
) -> dict[str | None, OwnerFigures]:
    return {it.owner: it for it in figures(database, month, content).owners}


def test_a_question_is_of_the_owner_of_the_first_item_shown(
    database: Database, asked: AskedOf
) -> None:
    both = (Shown("zw-melden", "1" * 8, "nl"), Shown("ww-duur", "2" * 8, "nl"))
    keep(
        database,
        asked(reference=reference(1), shown=both),
        answered(asked, 2, "ww-aanvragen"),
        answered(asked, 3, "ww-duur"),
        answered(asked, 4, "ww-duur", OCTOBER),
    )
    found = by_owner(database, NOTHING)
    assert {owner: it.asked for owner, it in found.items()} == {"team-ww": 2, "team-zw": 1}


def test_an_item_that_is_gone_or_has_no_owner_is_of_nobody(
    database: Database, asked: AskedOf
) -> None:
    keep(database, answered(asked, 1, "opgeheven"))
    assert by_owner(database, NOTHING)[None].asked == 1


def test_a_greeting_is_of_nobody_and_not_counted(database: Database, asked: AskedOf) -> None:
    keep(database, asked(shown=(), outcome="begroeting", confidence=None))
    assert figures(database, "2026-11", NOTHING).owners == ()


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 31, 23, 0, 0, tzinfo=UTC), "2026-11"),
        (datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC), "2026-11"),
        (datetime(2026, 11, 30, 23, 0, 0, tzinfo=UTC), "2026-12"),
    ],
)
def test_a_month_begins_and_ends_at_dutch_midnight(
    database: Database, asked: AskedOf, feedback: FeedbackOf, at: datetime, month: str
) -> None:
    keep(database, answered(asked, 1, "ww-duur", at), missed(asked, 2, "iets", at))
    keep(database, feedback(at=at))
    for other in ("2026-10", "2026-11", "2026-12"):
        found = by_owner(database, NOTHING, other)
        counts = [(it.asked, it.unanswered, it.feedback) for it in found.values()]
        assert counts == ([(1, 0, 1), (0, 1, 0)] if other == month else [])


def test_the_bounds_of_a_month_follow_summer_time() -> None:
    assert bounds("2026-10") == (
        datetime(2026, 9, 30, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 31, 23, 0, tzinfo=UTC),
    )
    assert bounds("2026-12")[1] == datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def test_an_unanswered_question_is_of_whoever_owns_what_it_finds_now(
    database: Database, asked: AskedOf
) -> None:
    keep(
        database,
        missed(asked, 1, "ziek melden", NOVEMBER),
        missed(asked, 2, "ziek melden", NOVEMBER),
        missed(asked, 3, "iets heel anders", NOVEMBER),
        missed(asked, 4, "ziek melden", OCTOBER),
    )
    now = {("ziek melden", "nl"): "zw-melden"}
    found = by_owner(database, Content(OWNERS.get, {}, now.get))
    assert {owner: it.unanswered for owner, it in found.items()} == {"team-zw": 2, None: 1}


def test_a_question_is_asked_anew_once_in_its_own_language(
    database: Database, asked: AskedOf
) -> None:
    tried: list[tuple[str, str]] = []
    keep(database, *(missed(asked, it, "ziek melden", NOVEMBER) for it in range(3)))
    keep(database, asked(reference=reference(9), text="sick", language="en", at=NOVEMBER, **NONE))
    figures(database, "2026-11", Content(OWNERS.get, {}, lambda it: tried.append(it)))  # type: ignore[func-returns-value]
    assert sorted(tried) == [("sick", "en"), ("ziek melden", "nl")]


def test_feedback_is_of_the_owner_of_the_item(database: Database, feedback: FeedbackOf) -> None:
    keep(
        database,
        feedback(at=NOVEMBER),
        feedback(at=NOVEMBER, helpful=False),
        feedback(at=NOVEMBER, item="zw-melden", helpful=False),
        feedback(at=OCTOBER, helpful=False),
    )
    found = by_owner(database, NOTHING)
    counts = {owner: (it.feedback, it.not_helpful) for owner, it in found.items()}
    assert counts == {"team-ww": (2, 1), "team-zw": (1, 1)}


def test_a_gap_lasts_from_the_first_question_it_would_have_answered_to_the_first_text(
    database: Database, asked: AskedOf
) -> None:
    keep(
        database,
        missed(asked, 1, "ziek melden", OCTOBER),
        missed(asked, 2, "ik ben ziek", OCTOBER + timedelta(days=3)),
        missed(asked, 3, "iets anders", OCTOBER - timedelta(days=30)),
    )
    now = {("ziek melden", "nl"): "zw-melden", ("ik ben ziek", "nl"): "zw-melden"}
    content = Content(OWNERS.get, {"zw-melden": NOVEMBER}, now.get)
    found = by_owner(database, content)["team-zw"]
    assert (found.gaps, found.days_to_text) == ((Gap("zw-melden", 31),), 31)


def test_days_to_text_is_the_median_over_texts(database: Database, asked: AskedOf) -> None:
    words = {"a": "ww-aanvragen", "b": "ww-duur", "c": "ww-hoogte"}
    days = {"a": 1, "b": 4, "c": 30}
    keep(
        database,
        *(
            missed(asked, at, text, NOVEMBER - timedelta(days=days[text]))
            for at, text in enumerate(words)
        ),
    )
    content = Content(
        lambda _item: "team-ww",
        dict.fromkeys(words.values(), NOVEMBER),
        lambda wording: words[wording[0]],
    )
    assert by_owner(database, content)["team-ww"].days_to_text == 4


@pytest.mark.parametrize(
    ("first_published", "why"),
    [
        ({"zw-melden": OCTOBER - timedelta(days=1)}, "it was there already"),
        ({"zw-melden": OCTOBER + timedelta(days=1)}, "it came in another month"),
        ({}, "it is not known when it came"),
    ],
)
def test_there_is_no_gap_when(
    database: Database, asked: AskedOf, first_published: dict[str, datetime], why: str
) -> None:
    keep(database, missed(asked, 1, "ziek melden", OCTOBER), answered(asked, 2, "zw-melden"))
    content = Content(OWNERS.get, first_published, lambda _wording: "zw-melden")
    found = by_owner(database, content)["team-zw"]
    assert (found.gaps, found.days_to_text) == ((), None), why


def test_a_question_asked_after_the_text_came_makes_no_gap(
    database: Database, asked: AskedOf
) -> None:
    keep(database, missed(asked, 1, "ziek melden", NOVEMBER + timedelta(seconds=1)))
    came = {"zw-melden": NOVEMBER, "ww-duur": NOVEMBER + timedelta(days=9)}
    content = Content(OWNERS.get, came, lambda _wording: "zw-melden")
    found = by_owner(database, content)["team-zw"]
    assert (found.unanswered, found.gaps) == (1, ())


def test_what_was_cleared_away_is_still_in_the_figures_but_for_whose_gap_it_was(
    database: Database, asked: AskedOf
) -> None:
    keep(
        database,
        answered(asked, 1, "ww-duur"),
        answered(asked, 2, "ww-duur"),
        missed(asked, 3, "ziek melden", NOVEMBER),
    )
    purge(database, NOVEMBER + timedelta(seconds=1))
    keep(database, answered(asked, 4, "ww-duur", NOVEMBER + timedelta(days=1)))
    found = by_owner(database, Content(OWNERS.get, {}, lambda _wording: "zw-melden"))
    assert {owner: (it.asked, it.unanswered) for owner, it in found.items()} == {
        "team-ww": (3, 0),
        None: (0, 1),
    }


def test_what_was_lost_is_said_beside_the_figures_of_its_month(database: Database) -> None:
    with database.writing() as connection:
        write_losses(connection, {NOVEMBER.date(): 3, OCTOBER.date(): 5})
        write_losses(connection, {NOVEMBER.date(): 4})
    assert figures(database, "2026-11", NOTHING).lost == 7
