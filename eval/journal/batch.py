"""One batch into the database: all of it in one transaction, or what fits, record by record."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.exc import IntegrityError, StatementError

from eval.journal.database import Database
from eval.journal.records import Record
from eval.journal.rows import take_back, write, write_losses

log = logging.getLogger(__name__)

_MISFITS: Final = (StatementError, ValueError, TypeError)
"""What a record that no table takes gives: the driver's own, or that of turning it into one."""


@dataclass(frozen=True)
class Batch:
    """What is to be written, what of before is to be taken back, how many were lost by day."""

    records: Sequence[Record]
    regretted: Sequence[Record] = ()
    losses: Mapping[date, int] | None = None


def store(database: Database, batch: Batch) -> list[Record]:
    """Write `batch` and return the records that fit no table, which is none but for a defect.

    Raises:
        JournalError: the database does not work now; try the whole batch again.
    """
    try:
        with database.writing() as connection:
            take_back(connection, batch.regretted)
            write_losses(connection, batch.losses or {})
            write(connection, batch.records)
    except _MISFITS as error:
        log.warning("journal: a batch did not fit (%s); record by record", type(error).__name__)
    else:
        return []
    with database.writing() as connection:
        take_back(connection, batch.regretted)
        write_losses(connection, batch.losses or {})
    return [it for it in batch.records if not _stored(database, it)]


def _stored(database: Database, record: Record) -> bool:
    try:
        with database.writing() as connection:
            write(connection, [record])
    except IntegrityError:
        # ids are used once: it is there from a transaction of which the end was not heard
        return True
    except _MISFITS as error:
        # the message may hold the text of the record
        log.error("journal: a record fits no table (%s)", type(error).__name__)  # noqa: TRY400
        return False
    return True
