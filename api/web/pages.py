"""The public pages: ask, read one answer. They need no JavaScript."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, FastAPI, Form, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException

from api import journaling
from api.access.scopes import (
    ANONYMOUS,
    Caller,
    CallerNow,
    Scope,
    ScopedRoute,
    caller_of,
    requires,
)
from api.allowed import methods_of
from api.problems import TITLES, problem_response
from api.routes.dependencies import ServingNow, Today
from api.schema import answer_body, found_body
from api.serving import Serving
from kb.answering import Question
from kb.composing import Hit, ranked_answer
from kb.errors import NothingActiveError
from kb.markdown import address_of
from kb.model import Audience
from kb.text import MAX_QUESTION_CHARS

router = APIRouter(
    include_in_schema=False, route_class=ScopedRoute, dependencies=[requires(Scope.PUBLIC)]
)

_TEMPLATES: Final = Path(__file__).parent / "templates"
_MONTHS: Final = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


_OWN_TITLES: Final = {
    403: ("Geen toegang", "U mag deze pagina niet zien. Vraag een beheerder om toegang."),
}
"""What a person is told otherwise than a program."""


@router.get("/")
def ask(serving: ServingNow, caller: CallerNow) -> HTMLResponse:
    """Show the question field."""
    return page("search.html", serving, caller=caller, asked="", audience="", found=None)


@router.post("/")
def answered(
    request: Request,
    serving: ServingNow,
    today: Today,
    caller: CallerNow,
    question: Annotated[str, Form(alias="vraag", max_length=4 * MAX_QUESTION_CHARS)] = "",
    audience: Annotated[str, Form(alias="doelgroep", max_length=20)] = "",
) -> HTMLResponse:
    """Show the answer: the same one as every other face gives."""
    text = question.strip()
    chosen = Audience(audience) if audience in {it.value for it in Audience} else None
    if not text:
        return page("search.html", serving, caller=caller, asked="", audience=audience, found=None)
    asked = Question(text=text, day=today, audience=chosen)
    given = serving.answer(asked)
    found = found_body(given, serving)
    response = page(
        "search.html",
        serving,
        caller=caller,
        asked=text[:MAX_QUESTION_CHARS],
        audience=audience,
        found=found,
    )
    journaling.asked(request, given, found, serving)
    return response


@router.get("/antwoord/{id_}")
def one_answer(id_: str, serving: ServingNow, today: Today, caller: CallerNow) -> HTMLResponse:
    """Show one answer at the address that can be shared."""
    entry = serving.knowledge.on(id_, today)
    if entry is None:
        raise HTTPException(404)
    ranked = ranked_answer(Hit(entry, 1.0, 1.0), serving.knowledge, today, "nl")
    return page("answer.html", serving, caller=caller, answer=answer_body(ranked, serving))


def install_errors(app: FastAPI) -> None:
    """Let errors outside the API end as a page."""

    def shown(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        if isinstance(error, RequestValidationError):
            status = 400
        if isinstance(error, NothingActiveError):
            status = 503
        title, detail = _OWN_TITLES.get(status) or TITLES.get(status, TITLES[500])
        serving: Serving | None = request.app.state.watcher.current
        headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
        if status == 405:  # the framework knows the methods of one route only
            headers["Allow"] = ", ".join(methods_of(request))
        path = request.scope["path"]
        if path == "/v1" or path.startswith("/v1/"):  # what the mount there does not take
            return problem_response(status, headers=headers)
        return page(
            "error.html",
            serving,
            caller=caller_of(request),
            status=status,
            headers=headers,
            title=title,
            detail=detail,
        )

    for kind in (HTTPException, RequestValidationError, NothingActiveError, Exception):
        app.add_exception_handler(kind, shown)


def page(
    template: str,
    serving: Serving | None,
    *,
    caller: Caller = ANONYMOUS,
    status: int = 200,
    headers: Any = None,
    **values: object,
) -> HTMLResponse:
    """Return a page; the banner comes from content, its head says who signed in."""
    banner = serving.knowledge.public.texts.banner if serving else ""
    contact = serving.knowledge.public.texts.contact if serving else ()
    html = (
        templates()
        .get_template(template)
        .render(banner=banner, people=contact, caller=caller, **values)
    )
    return HTMLResponse(html, status, headers=headers)


@cache
def templates() -> Environment:
    """Return the page templates: autoescaped, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.filters["address"] = address_of
    environment.filters["day"] = dutch_date
    environment.filters["safe_html"] = Markup  # what kb.markdown rendered
    environment.filters["reach"] = reach
    return environment


def dutch_date(day: date | str) -> str:
    """Return a day as it is written in Dutch: 1 januari 2026."""
    moment = date.fromisoformat(day[:10]) if isinstance(day, str) else day
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def reach(address: str) -> str | None:
    """Return what a tap on a contact address should open: a call, a page, or nothing."""
    if address.startswith("https://"):
        return address
    digits = address.replace(" ", "").replace("-", "")
    return f"tel:{digits}" if digits.isdigit() else None
