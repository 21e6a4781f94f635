"""Looking up, deleting on request, and clearing away what is too old."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, select

from eval.errors import JournalUnavailableError
from eval.journal import tables
from eval.journal.database import Database
from eval.journal.reading import MOST_AT_ONCE, forget, lookup, purge
from eval.journal.records import Asked, ContactMoment, Feedback, Record
from eval.journal.rows import write

AskedOf = Callable[..., Asked]
FeedbackOf = Callable[..., Feedback]
Count = Callable[[Database, Table], int]

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
LAST_MONTH = datetime(2026, 10, 22, 12, 0, tzinfo=UTC)
SECRET = "een vraag die niemand meer mag lezen"


def reference(number: int) -> str:
    return f"01JDA{number:021d}"


def keep(database: Database, *records: Record) -> None:
    with database.writing() as connection:
        write(connection, records)


def tallied(database: Database) -> Sequence[tuple[str, str | None, str, int]]:
    rows = select(*(tables.tally.c[name] for name in ("month", "item", "outcome", "count")))
    with database.reading() as connection:
        return sorted((tuple(it) for it in connection.execute(rows)), key=repr)


def test_looking_up_gives_the_question_and_the_feedback_on_it(
    database: Database, asked: AskedOf, feedback: FeedbackOf
) -> None:
    first = feedback(reference=reference(1), helpful=False, remark="klopt niet")
    second = feedback(reference=reference(1), at=NOON + timedelta(hours=1))
    keep(database, asked(reference=reference(1)), second, first)
    keep(database, asked(reference=reference(2)), feedback(reference=reference(2)), feedback())
    kept = lookup(database, reference(1))
    assert kept is not None
    assert kept.question == asked(reference=reference(1))
    assert kept.feedback == (first, second)


def test_looking_up_what_is_not_there_gives_nothing(database: Database, asked: AskedOf) -> None:
    keep(database, asked())
    assert lookup(database, reference(9)) is None


def test_a_question_without_an_answer_is_looked_up_too(database: Database, asked: AskedOf) -> None:
    alone = asked(shown=(), confidence=None, outcome="geenAntwoord")
    keep(database, alone)
    kept = lookup(database, alone.reference)
    assert kept is not None
    assert kept.question == alone


def test_forgetting_removes_all_that_leads_to_the_asker_and_nothing_else(
    database: Database, asked: AskedOf, feedback: FeedbackOf, count: Count
) -> None:
    said = feedback(reference=reference(1), helpful=False, reason="onduidelijk", remark="ik ben X")
    keep(database, asked(reference=reference(1)), asked(reference=reference(2)), said)
    assert forget(database, reference(1))
    assert lookup(database, reference(1)) is None
    assert lookup(database, reference(2)) is not None
    assert count(database, tables.shown) == 2
    with database.reading() as connection:
        row = connection.execute(select(tables.feedback)).one()
    assert (row.reference, row.remark) == (None, None)
    assert (row.helpful, row.reason, row.item) == (False, "onduidelijk", "ww-aanvragen")


def test_feedback_can_be_forgotten_when_the_question_is_gone(
    database: Database, feedback: FeedbackOf
) -> None:
    keep(database, feedback(reference=reference(1)))
    assert forget(database, reference(1))
    assert lookup(database, reference(1)) is None


def test_forgetting_again_finds_nothing(database: Database, asked: AskedOf) -> None:
    keep(database, asked())
    assert forget(database, asked().reference)
    assert not forget(database, asked().reference)


def test_what_is_forgotten_is_in_none_of_the_files(tmp_path: Path, asked: AskedOf) -> None:
    database = Database.open(None, tmp_path)
    database.ensure()
    keep(database, asked(text=SECRET))
    assert SECRET.encode() in b"".join(it.read_bytes() for it in tmp_path.iterdir())
    forget(database, asked().reference)
    assert SECRET.encode() not in b"".join(it.read_bytes() for it in tmp_path.iterdir())
    database.close()


def test_clearing_away_leaves_nothing_of_rows_that_moved_within_the_file(
    tmp_path: Path, asked: AskedOf
) -> None:
    database = Database.open(None, tmp_path)
    database.ensure()
    chance, asked_at = random.Random(1), dict[str, datetime]()
    for day in range(40):
        names = [f"{chance.getrandbits(80):026d}" for _ in range(60)]
        asked_at |= {it: NOON - timedelta(days=chance.randint(0, 60)) for it in names}
        texts = {it: it * chance.randint(1, 40) for it in names}
        keep(database, *(asked(reference=it, at=asked_at[it], text=texts[it]) for it in names))
        purge(database, NOON - timedelta(days=60 - day))
    gone = {it for it, at in asked_at.items() if at < NOON - timedelta(days=21)}
    some = sorted(asked_at.keys() - gone)[:20]
    for it in some:
        forget(database, it)
    purge(database, NOON - timedelta(days=60))
    files = b"".join(it.read_bytes() for it in tmp_path.iterdir())
    assert {it for it in asked_at if it.encode() in files} == asked_at.keys() - gone - {*some}
    database.close()


def test_clearing_away_deletes_older_questions_and_counts_them_by_month_item_and_outcome(
    database: Database, asked: AskedOf, count: Count
) -> None:
    none = {"shown": (), "outcome": "geenAntwoord", "confidence": None}
    keep(
        database,
        asked(reference=reference(1), at=LAST_MONTH),
        asked(reference=reference(2), at=LAST_MONTH),
        asked(reference=reference(3), at=LAST_MONTH, **none),
        # in the Netherlands it was November already
        asked(reference=reference(4), at=datetime(2026, 10, 31, 23, 30, tzinfo=UTC)),
        asked(reference=reference(5), at=NOON),
    )
    assert purge(database, NOON) == 4
    assert count(database, tables.question) == 1
    assert count(database, tables.shown) == 2
    assert tallied(database) == [
        ("2026-10", "ww-aanvragen", "antwoord", 2),
        ("2026-10", None, "geenAntwoord", 1),
        ("2026-11", "ww-aanvragen", "antwoord", 1),
    ]


def test_a_question_of_the_very_moment_is_kept(database: Database, asked: AskedOf) -> None:
    keep(database, asked())
    assert purge(database, NOON) == 0
    assert purge(database, NOON + timedelta(seconds=1)) == 1


def test_clearing_away_keeps_whether_older_feedback_was_helpful(
    database: Database, feedback: FeedbackOf
) -> None:
    old = feedback(at=LAST_MONTH, reference=reference(1), remark="oud", helpful=False)
    new = feedback(reference=reference(2), remark="nieuw")
    keep(database, old, new)
    purge(database, NOON)
    assert lookup(database, reference(1)) is None
    kept = lookup(database, reference(2))
    assert kept is not None
    assert kept.feedback == (new,)
    with database.reading() as connection:
        rows = connection.execute(select(tables.feedback).order_by(tables.feedback.c.at)).all()
    assert [(it.reference, it.remark, it.helpful) for it in rows] == [
        (None, None, False),
        (reference(2), "nieuw", True),
    ]


def test_contact_moments_are_not_cleared_away(
    database: Database, contact: ContactMoment, count: Count
) -> None:
    keep(database, contact)
    purge(database, NOON + timedelta(days=365))
    assert count(database, tables.contact_moment) == 1


def test_more_than_fit_in_one_transaction_are_cleared_away(
    database: Database, asked: AskedOf, count: Count
) -> None:
    many = 2 * MOST_AT_ONCE + 1
    keep(database, *(asked(reference=reference(it), at=LAST_MONTH) for it in range(many)))
    assert purge(database, NOON) == many
    assert count(database, tables.question) == 0
    assert sum(it[-1] for it in tallied(database)) == many


def test_several_servers_that_clear_away_count_every_question_once(
    url: str, tmp_path: Path, database: Database, asked: AskedOf
) -> None:
    keep(database, *(asked(reference=reference(it), at=LAST_MONTH) for it in range(3000)))
    several = [Database.open(url, tmp_path) for _ in range(3)]
    with ThreadPoolExecutor(3) as pool:
        deleted = list(pool.map(patiently, several))
    assert sum(deleted) == 3000
    assert sum(it[-1] for it in tallied(database)) == 3000
    for it in several:
        it.close()


def patiently(database: Database) -> int:
    """Clear away, again when others are in the way; return how many were deleted."""
    try:
        return purge(database, NOON)
    except JournalUnavailableError as error:
        assert "bezet" in str(error)  # noqa: PT017 -- nothing else may go wrong
        return patiently(database)


@pytest.mark.parametrize("read", [lookup, forget])
def test_reading_what_does_not_work_says_so(
    read: Callable[[Database, str], object], tmp_path: Path
) -> None:
    with pytest.raises(JournalUnavailableError):
        read(Database.open(None, tmp_path / "weg"), reference(1))
