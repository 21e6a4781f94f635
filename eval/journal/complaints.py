"""What is wrong with the journal database, in a few Dutch words without anything that was sent.

The text of a driver may hold the row it refused; so only its codes and own phrases are read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Final

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

UNAVAILABLE: Final = (DBAPIError, NoConnectionLeft)

_MISSING: Final = "de tabellen ontbreken; `vraagbaak journal migrate` maakt ze"
_BUSY: Final = "een ander proces houdt de database bezet"
_FULL: Final = "de schijf is vol"
UNREACHABLE: Final = "de databaseserver is niet bereikbaar"
SLOW: Final = "de databaseserver antwoordt te langzaam"

_SQLITE: Final[Mapping[int, str]] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CANTOPEN: "het bestand kan niet worden geopend",
    sqlite3.SQLITE_READONLY: "het bestand mag niet worden beschreven",
    sqlite3.SQLITE_PERM: "het bestand mag niet worden gelezen",
    sqlite3.SQLITE_IOERR: "lezen of schrijven op schijf mislukt",
    sqlite3.SQLITE_CORRUPT: "het bestand is beschadigd",
    sqlite3.SQLITE_NOTADB: "het bestand is geen database",
    sqlite3.SQLITE_ERROR: _MISSING,
}
"""By primary result code. Of what is asked here only a missing table gives a plain error."""

_POSTGRES: Final[Mapping[str, str]] = {
    "53100": _FULL,
    "53300": "de databaseserver heeft te veel verbindingen",
    "55P03": _BUSY,
    "40P01": _BUSY,
    "40001": _BUSY,
    "57014": SLOW,
    "42P01": _MISSING,
    "42703": _MISSING,
    "3D000": "de database bestaat niet op die server",
    "28P01": "de databaseserver weigert de aanmelding",
    "28000": "de databaseserver weigert de aanmelding",
    "42501": "de databaseserver staat dit niet toe",
    "25006": "de database mag niet worden beschreven",
}
"""By SQLSTATE."""


def is_unavailable(error: Exception) -> bool:
    """Whether it is the database that fails, and not the row or the statement."""
    match error:
        case IntegrityError() | DataError():
            return False
        case ProgrammingError():
            return _sqlstate(error) in _POSTGRES
        case _:
            return True


def complaint(error: Exception) -> str:
    """Return what is wrong, as the end of a sentence."""
    if isinstance(error, OSError):
        return f"het bestand kan niet worden gemaakt of geopend ({error.strerror})"
    if isinstance(error, NoConnectionLeft):
        return "alle verbindingen zijn in gebruik"
    original = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, sqlite3.Error):
        code = getattr(original, "sqlite_errorcode", sqlite3.SQLITE_IOERR) & 0xFF
        return _SQLITE.get(code, f"SQLite meldt fout {code}")
    state = _sqlstate(error)
    if state is None:
        return UNREACHABLE
    return _POSTGRES.get(state, f"de databaseserver meldt fout {state}")


def _sqlstate(error: Exception) -> str | None:
    original = error.orig if isinstance(error, DBAPIError) else None
    return getattr(original, "sqlstate", None)
