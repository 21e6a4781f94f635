"""What routes ask for: the reference to answer from, the Dutch day, a JSON body."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from email.message import Message
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from api.access.scopes import CallerNow, Scope
from api.notes import AdvisorNotes, NotesBeside, without_notes
from api.past import Past
from api.problems import NO_JSON, WHOLE, InvalidParameterError
from api.serving import Serving
from api.watching import Watcher
from kb.dutch_time import dutch_day
from kb.errors import NothingActiveError


def serving_of(request: Request) -> Serving:
    """Return what is served now: the one read of the reference in this request.

    Raises:
        NothingActiveError: nothing can be served.
    """
    watcher: Watcher = request.app.state.watcher
    if (serving := watcher.current) is None:
        raise NothingActiveError
    return serving


def now_of(request: Request) -> datetime:
    """Return the moment it is."""
    clock: Callable[[], datetime] = request.app.state.clock
    return clock()


def today_of(request: Request) -> date:
    """Return the day it is in the Netherlands."""
    return dutch_day(now_of(request))


async def json_only(request: Request) -> None:
    """Refuse a body that does not say it is JSON, in UTF-8, or that is not as RFC 8259 has it; and
    one with a key that is there twice, of which readers take different ones.

    Raises:
        HTTPException: 415.
        InvalidParameterError: 400; a key is not repeated.
    """
    told = Message()
    told["Content-Type"] = request.headers.get("content-type", "")
    charset = told.get_content_charset("utf-8")
    if told.get_content_type() != "application/json" or charset not in ("utf-8", "utf8"):
        raise HTTPException(415)
    if raw := await request.body():
        try:
            json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise InvalidParameterError(WHOLE, NO_JSON) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise InvalidParameterError(WHOLE, "heeft een sleutel die er meer dan een keer staat")
    return table


def _no_number(_name: str) -> object:
    """Refuse `NaN` and `Infinity`, which Python reads and JSON does not know."""
    raise ValueError


def past_of(request: Request) -> Past:
    """Return what was published before."""
    past: Past = request.app.state.past
    return past


def notes_of(request: Request, caller: CallerNow) -> NotesBeside:
    """Return what gives the advisor notes of an answer, as far as the caller may read them."""
    notes: AdvisorNotes | None = request.app.state.notes
    return notes.beside if notes and caller.holds(Scope.ADVISER) else without_notes


ServingNow = Annotated[Serving, Depends(serving_of)]
Today = Annotated[date, Depends(today_of)]
PastNow = Annotated[Past, Depends(past_of)]
NotesNow = Annotated[NotesBeside, Depends(notes_of)]
