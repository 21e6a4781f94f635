"""The page of a letter: what it means, and the last days when its date is filled in."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.access.scopes import CallerNow, Scope, ScopedRoute, requires
from api.routes.dependencies import ServingNow, Today
from api.schema import answer_body
from api.web.pages import page
from kb.composing import Hit, ranked_answer
from kb.errors import NoLetterThenError, SentTooLateError, UnknownLetterError
from kb.letters import explain, letter_sent

router = APIRouter(
    include_in_schema=False, route_class=ScopedRoute, dependencies=[requires(Scope.PUBLIC)]
)

_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@router.get("/brief/{code}")
def one_letter(
    code: str,
    serving: ServingNow,
    today: Today,
    caller: CallerNow,
    typed: str = Query(default="", alias="verzondenOp", max_length=40),
) -> HTMLResponse:
    """Explain a letter at the address that can be shared; the date on it may be filled in."""
    sent_on = _day(typed)
    wrong = "Vul de datum in als dag, maand en jaar." if typed and sent_on is None else None
    try:
        letter = letter_sent(code, serving.knowledge, today=today, sent_on=sent_on)
    except UnknownLetterError:
        raise HTTPException(404) from None
    except (NoLetterThenError, SentTooLateError) as error:
        return page(
            "letter.html",
            serving,
            caller=caller,
            status=404 if isinstance(error, NoLetterThenError) else 400,
            code=code,
            answer=None,
            terms=(),
            sent_on=sent_on,
            remark=str(error),
        )
    explained = explain(letter, serving.knowledge, today=today, sent_on=sent_on)
    ranked = ranked_answer(Hit(letter, 1.0, 1.0), serving.knowledge, sent_on or today, "nl")
    return page(
        "letter.html",
        serving,
        caller=caller,
        status=400 if wrong else 200,
        code=code,
        answer=answer_body(replace(ranked, related=explained.related), serving),
        terms=explained.terms,
        sent_on=sent_on,
        remark=wrong,
    )


def _day(typed: str) -> date | None:
    """Return the day that a date field sends, or None when it holds none."""
    try:
        return date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:
        return None
