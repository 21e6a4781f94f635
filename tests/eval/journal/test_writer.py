"""The writer: nobody waits for it, nothing is lost without being counted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Table, select, text

from eval.errors import JournalUnavailableError
from eval.journal import tables
from eval.journal.database import Database, State
from eval.journal.reading import lookup
from eval.journal.records import Asked, ContactMoment, Feedback
from eval.journal.writer import Stats, Writer

AskedOf = Callable[..., Asked]
FeedbackOf = Callable[..., Feedback]
Count = Callable[[Database, Table], int]
Until = Callable[[Callable[[], object]], None]
Hold = Callable[[Database], AbstractContextManager[None]]

DAY = date(2026, 11, 22)
PATIENCE_SECONDS = 30


def reference(number: int) -> str:
    return f"01JDA{number:021d}"


def is_idle(writer: Writer) -> bool:
    return writer.stats.waiting == 0


def test_a_question_is_written_as_it_was_put(writer: Writer, asked: AskedOf, until: Until) -> None:
    writer.put(asked())
    until(lambda: is_idle(writer))
    kept = lookup(writer.database, asked().reference)
    assert kept is not None
    assert kept.question == asked()
    assert writer.stats == Stats(waiting=0, written=1, lost=0, error=None)


def test_a_moment_is_kept_to_the_second(writer: Writer, asked: AskedOf, until: Until) -> None:
    writer.put(asked(at=datetime(2026, 11, 22, 12, 0, 5, 678901, tzinfo=UTC)))
    until(lambda: is_idle(writer))
    with writer.database.reading() as connection:
        kept = connection.scalar(select(tables.question.c.at))
    assert kept == datetime(2026, 11, 22, 12, 0, 5, tzinfo=UTC)


def test_a_contact_moment_keeps_its_day_and_what_was_used(
    writer: Writer, contact: ContactMoment, count: Count
) -> None:
    assert writer.put_and_wait(contact, PATIENCE_SECONDS)
    assert count(writer.database, tables.contact_source) == 2
    with writer.database.reading() as connection:
        row = connection.execute(select(tables.contact_moment)).one()
    assert row._asdict() == {"id": contact.id, "day": DAY, "found": True, "reason": None}


def test_feedback_is_there_when_the_wait_ends(
    writer: Writer, feedback: FeedbackOf, asked: AskedOf
) -> None:
    given = feedback(reference=asked().reference, helpful=False, reason="onduidelijk", remark="?")
    assert writer.put_and_wait(given, PATIENCE_SECONDS)
    kept = lookup(writer.database, asked().reference)
    assert kept is not None
    assert (kept.question, kept.feedback) == (None, (given,))


def test_many_that_put_at_the_same_time_lose_nothing(
    writer: Writer, asked: AskedOf, until: Until, count: Count
) -> None:
    def put(start: int) -> None:
        for number in range(start, start + 250):
            writer.put(asked(reference=reference(number)))

    threads = [threading.Thread(target=put, args=(start,)) for start in range(0, 1000, 250)]
    for it in threads:
        it.start()
    for it in threads:
        it.join()
    until(lambda: is_idle(writer))
    assert count(writer.database, tables.question) == 1000
    assert count(writer.database, tables.shown) == 2000


def test_what_was_put_before_the_start_is_written(
    database: Database, asked: AskedOf, until: Until, count: Count
) -> None:
    writer = Writer(database)
    writer.put(asked())
    assert count(database, tables.question) == 0
    writer.start()
    until(lambda: is_idle(writer))
    assert count(database, tables.question) == 1
    writer.close(1)


def test_feedback_that_nobody_writes_is_refused(database: Database, feedback: FeedbackOf) -> None:
    assert not Writer(database).put_and_wait(feedback(), PATIENCE_SECONDS)


def test_stopping_writes_what_is_waiting(database: Database, asked: AskedOf, count: Count) -> None:
    writer = Writer(database)
    for number in range(500):
        writer.put(asked(reference=reference(number)))
    writer.start()
    writer.close(PATIENCE_SECONDS)
    assert count(database, tables.question) == 500
    assert writer.stats.lost == 0


def test_after_stopping_nothing_is_accepted(
    database: Database, asked: AskedOf, feedback: FeedbackOf
) -> None:
    writer = Writer(database)
    writer.start()
    writer.close(PATIENCE_SECONDS)
    writer.put(asked())
    assert not writer.put_and_wait(feedback(), PATIENCE_SECONDS)
    assert writer.stats.lost == 1


def test_while_the_database_is_held_feedback_is_refused_and_never_written(
    writer: Writer, feedback: FeedbackOf, held: Hold, until: Until
) -> None:
    with held(writer.database):
        assert not writer.put_and_wait(feedback(item="ww-aanvragen"))
    until(lambda: writer.put_and_wait(feedback(item="ww-duur"), PATIENCE_SECONDS))
    with writer.database.reading() as connection:
        assert connection.scalars(select(tables.feedback.c.item)).all() == ["ww-duur"]


def test_questions_wait_while_the_database_is_held_and_are_written_after(
    writer: Writer, asked: AskedOf, held: Hold, until: Until, count: Count
) -> None:
    with held(writer.database):
        for number in range(300):
            writer.put(asked(reference=reference(number)))
        until(lambda: writer.stats.error)
        assert "bezet" in str(writer.stats.error)
        assert writer.stats.waiting == 300
    until(lambda: is_idle(writer))
    assert count(writer.database, tables.question) == 300
    assert writer.stats == Stats(waiting=0, written=300, lost=0, error=None)


def test_what_does_not_fit_is_counted_and_the_count_is_kept(
    database: Database, asked: AskedOf, held: Hold, until: Until, count: Count
) -> None:
    writer = Writer(database, most_waiting=10)
    writer.start()
    with held(database):
        writer.put(asked(reference=reference(1000)))
        until(lambda: writer.stats.error)
        for number in range(25):
            writer.put(asked(reference=reference(number)))
    until(lambda: is_idle(writer))
    stats = writer.stats
    assert (stats.written, stats.lost) == (10, 16)
    assert count(database, tables.question) == 10
    writer.put(asked(reference=reference(2000)))
    until(lambda: is_idle(writer))
    with database.reading() as connection:
        rows = connection.execute(select(tables.loss.c.day, tables.loss.c.count)).all()
    assert rows == [(DAY, 16)]
    writer.close(1)


def test_a_writer_with_nothing_to_write_makes_the_tables_or_says_why_not(
    empty: Database, until: Until
) -> None:
    writer = Writer(empty)
    writer.start()
    if empty.migrates_itself:
        until(lambda: is_current(empty))
    else:
        until(lambda: writer.stats.error)
        assert "`vraagbaak journal migrate`" in str(writer.stats.error)
        empty.migrate()
    until(lambda: writer.stats.error is None)
    writer.close(1)


def is_current(database: Database) -> bool:
    try:
        return database.state() is State.CURRENT
    except JournalUnavailableError:
        return False


def test_tables_that_are_missing_are_told_until_they_are_made(
    empty: Database, asked: AskedOf, until: Until, count: Count
) -> None:
    writer = Writer(empty)
    writer.start()
    writer.put(asked())
    if not empty.migrates_itself:
        until(lambda: writer.stats.error)
        assert "`vraagbaak journal migrate`" in str(writer.stats.error)
        empty.migrate()
    until(lambda: is_idle(writer))
    assert count(empty, tables.question) == 1
    writer.close(1)


def test_a_record_that_was_written_already_is_not_lost(
    writer: Writer, asked: AskedOf, until: Until, count: Count
) -> None:
    writer.put(asked())
    until(lambda: is_idle(writer))
    writer.put(asked())
    writer.put(asked(reference=reference(2)))
    until(lambda: is_idle(writer))
    assert count(writer.database, tables.question) == 2
    assert writer.stats.lost == 0


def test_a_record_that_fits_no_table_keeps_no_other_from_being_written(
    writer: Writer, asked: AskedOf, until: Until, count: Count, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "geheim \ud800 woord"  # no database takes a lone surrogate
    writer.put(asked(reference=reference(1), text=secret))
    writer.put(asked(reference=reference(2)))
    until(lambda: is_idle(writer))
    assert count(writer.database, tables.question) == 1
    assert (writer.stats.written, writer.stats.lost) == (1, 1)
    assert "geheim" not in caplog.text


def test_feedback_that_fits_no_table_is_refused(writer: Writer, feedback: FeedbackOf) -> None:
    assert not writer.put_and_wait(feedback(remark="\ud800"), PATIENCE_SECONDS)
    assert writer.stats.lost == 0  # whoever sent it knows


def test_a_question_that_still_waits_can_be_forgotten(
    database: Database, asked: AskedOf, until: Until, count: Count
) -> None:
    writer = Writer(database)
    writer.put(asked())
    writer.put(asked(reference=reference(2)))
    assert writer.forget(asked().reference)
    writer.start()
    until(lambda: is_idle(writer))
    assert lookup(database, asked().reference) is None
    assert count(database, tables.question) == 1
    writer.close(1)


def test_what_is_put_and_forgotten_at_once_is_never_kept(
    writer: Writer, asked: AskedOf, until: Until, count: Count
) -> None:
    for number in range(50):
        writer.put(asked(reference=reference(number)))
        assert writer.forget(reference(number), PATIENCE_SECONDS)
    until(lambda: is_idle(writer))
    assert count(writer.database, tables.question) == 0


def test_what_is_unknown_cannot_be_forgotten(writer: Writer) -> None:
    assert not writer.forget(reference(1))


def test_forgetting_says_when_the_database_does_not_work(
    writer: Writer, asked: AskedOf, held: Hold, until: Until
) -> None:
    writer.put(asked())
    until(lambda: is_idle(writer))
    with held(writer.database), pytest.raises(JournalUnavailableError):
        writer.forget(asked().reference)
    assert lookup(writer.database, asked().reference) is not None


def test_a_database_that_takes_its_time_keeps_no_feedback_that_was_refused(
    database: Database, feedback: FeedbackOf, asked: AskedOf, until: Until, count: Count
) -> None:
    slow(database)
    writer = Writer(database)
    writer.start()
    assert not writer.put_and_wait(feedback(), 0.05)
    writer.put(asked())
    until(lambda: writer.stats.written == 1)  # what was under way before it is taken back with it
    assert count(database, tables.feedback) == 0
    writer.close(PATIENCE_SECONDS)


def slow(database: Database) -> None:
    """Let every reaction take some tenths of a second to write."""
    if database.migrates_itself:
        work = (
            "CREATE TRIGGER traag BEFORE INSERT ON feedback BEGIN SELECT count(*) FROM "
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) "
            "SELECT i FROM n); END"
        )
        statements = [work]
    else:
        statements = [
            "CREATE FUNCTION traag() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$",
            "CREATE TRIGGER traag BEFORE INSERT ON feedback FOR EACH ROW EXECUTE FUNCTION traag()",
        ]
    with database.writing() as connection:
        for it in statements:
            connection.execute(text(it))
