"""Errors as RFC 9457 problems, in Dutch, without a word of what was sent: one table."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.allowed import methods_of
from eval.errors import JournalError
from kb.errors import (
    ItemError,
    MissingError,
    NoLetterThenError,
    NothingActiveError,
    NotPublishedYetError,
    SentTooLateError,
    UnknownLetterError,
)

log = logging.getLogger(__name__)

MEDIA_TYPE: Final = "application/problem+json"

WHOLE: Final = "(geheel)"
"""Names the body itself, where no field of it can be named."""

NO_JSON: Final = "is geen geldige JSON"

TITLES: Final[Mapping[int, tuple[str, str]]] = {
    400: ("Ongeldige vraag", "De aanvraag is niet goed ingevuld."),
    401: ("Niet aangemeld", "Stuur een geldige sleutel mee in de kop Authorization."),
    403: ("Niet bevoegd", "Uw sleutel geeft geen toegang tot dit adres."),
    404: ("Niet gevonden", "Op dit adres is niets te vinden."),
    405: ("Niet toegestaan", "Deze handeling kan niet op dit adres."),
    406: ("Geen passende vorm", "Wij antwoorden alleen met application/json."),
    408: ("Te langzaam", "De aanvraag kwam niet op tijd helemaal binnen."),
    413: ("Te groot", "De aanvraag is groter dan op dit adres mag."),
    415: ("Verkeerd soort inhoud", "Stuur de aanvraag als application/json."),
    429: ("Te veel aanvragen", "Wacht even en probeer het dan opnieuw."),
    431: ("Te grote kop", "De koppen van de aanvraag zijn groter dan mag."),
    500: ("Er ging iets mis", "Dat ligt aan ons. Probeer het later opnieuw."),
    503: ("Nog niet beschikbaar", "De dienst kan nu geen antwoord geven."),
}
"""Status: title and what it means when nothing more precise is known."""


class InvalidParametersError(Exception):
    """Parameters, by name, and why each of them cannot be meant."""

    def __init__(self, invalid: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{name} {reason}" for name, reason in invalid))
        self.invalid = tuple(invalid)


class InvalidParameterError(InvalidParametersError):
    """A parameter has the right form and still cannot be meant."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__([(name, reason)])


def problem_response(
    status: int,
    detail: str | None = None,
    invalid: Sequence[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem+json response. `invalid` names the parameters, never their values."""
    body = problem(status, detail, invalid, more)
    raw = json.dumps(body, ensure_ascii=False)
    return Response(raw, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def problem(
    status: int,
    detail: str | None = None,
    invalid: Sequence[Mapping[str, str]] = (),
    more: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the body of a problem; `more` are members of one sort of problem alone."""
    title, usual = TITLES.get(status, TITLES[400 if status < 500 else 500])
    body: dict[str, Any] = {"status": status, "title": title, "detail": detail or usual}
    body |= more or {}
    if invalid:
        body["invalidParams"] = list(invalid)
    return body


def install(app: FastAPI) -> None:
    """Let every error of `app` end as a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(InvalidParametersError, _not_meant)
    app.add_exception_handler(NothingActiveError, _not_ready)
    app.add_exception_handler(JournalError, _not_ready)
    app.add_exception_handler(ItemError, _no_item)
    app.add_exception_handler(SentTooLateError, _sent_too_late)
    for absent in (NotPublishedYetError, MissingError, UnknownLetterError, NoLetterThenError):
        app.add_exception_handler(absent, _absent)
    app.add_exception_handler(Exception, _broken)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 -- registered for nothing else
    headers = dict(error.headers or {})
    if error.status_code == 405:  # the framework knows the methods of one route only
        headers["Allow"] = ", ".join(methods_of(request))
    # a 400 is the framework's own: it could not read the body at all
    unread = [{"name": WHOLE, "reason": NO_JSON}] if error.status_code == 400 else []
    return problem_response(error.status_code, invalid=unread, headers=headers)


def _not_ready(_request: Request, _error: Exception) -> Response:
    return problem_response(503, headers={"Retry-After": "5"})


def _not_meant(_request: Request, error: Exception) -> Response:
    assert isinstance(error, InvalidParametersError)  # noqa: S101 -- registered for nothing else
    invalid = [{"name": name, "reason": reason} for name, reason in error.invalid]
    return problem_response(400, invalid=invalid)


def _no_item(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ItemError)  # noqa: S101 -- registered for nothing else
    more = {"opvolger": error.successor} if error.successor else {}
    return problem_response(404, str(error), more=more)


def _sent_too_late(_request: Request, error: Exception) -> Response:
    return problem_response(400, str(error), [{"name": "verzondenOp", "reason": "ligt te ver weg"}])


def _absent(_request: Request, error: Exception) -> Response:
    """Say what is not there: these errors name moments, digests, our codes; never what was sent."""
    return problem_response(404, str(error))


def _broken(_request: Request, error: Exception) -> Response:
    log.error("unexpected %s", type(error).__name__, exc_info=error)
    return problem_response(500)


def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 -- registered for nothing else
    invalid = [{"name": _name(detail), "reason": _reason(detail)} for detail in error.errors()]
    return problem_response(400, invalid=invalid)


KNOWN_NAMES: Final = frozenset(
    [
        "vraag",
        "kanaal",
        "doelgroep",
        "regelingen",
        "taal",
        "geldigOp",
        "beschikbaarOp",
        "vorigAntwoord",
        "maxAantal",
        "tekst",
        "verzondenOp",
        "begin",
        "id",
        "versie",
        "met",
        "vraagkenmerk",
        "antwoord",
        "nuttig",
        "reden",
        "opmerking",
        "gevonden",
        "bronnen",
        "naam",
        "bereik",
        "dagen",
        "aan",
        "code",
    ]
)
"""Parameters and fields that a problem may name, because they are ours; a test compares them with
the document."""


_SOURCES: Final = ("body", "query", "path")
"""What a request is read from: the first step of where a parameter stands."""


def _name(detail: Mapping[str, Any]) -> str:
    """Return the path of a parameter; a key that is not ours is not repeated."""
    if detail["type"] == "json_invalid":  # it says at which character, as if that were a step
        return WHOLE
    loc = detail["loc"]
    steps = loc[1:] if loc and loc[0] in _SOURCES else loc
    known = [
        f"[{step}]" if isinstance(step, int) else step if step in KNOWN_NAMES else "(onbekend)"
        for step in steps
    ]
    return ".".join(known).replace(".[", "[") or WHOLE


def _reason(detail: Mapping[str, Any]) -> str:
    context = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return "ontbreekt"
        case "extra_forbidden":
            return "deze sleutel bestaat niet"
        case "string_too_short":
            return "mag niet leeg zijn"
        case "string_too_long":
            return f"is langer dan {context.get('max_length')} tekens"
        case "too_long":
            return f"heeft meer dan {context.get('max_length')} onderdelen"
        case "greater_than_equal" | "less_than_equal":
            return "ligt buiten de grenzen"
        case "enum" | "string_pattern_mismatch":
            return "heeft geen bekende waarde"
        case "json_invalid":
            return NO_JSON
        case _:
            return "heeft niet de goede vorm"
