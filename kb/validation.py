"""What pydantic found wrong with a table, as problems in an editor's words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kb.frontmatter import Path, Table
from kb.model import CODE_FORM, ID_FORM
from kb.problems import Place, Problem, problem

_COMPUTED: Final = {"id", "thema", "versie", "tekst", "taal", "vertalingen"}
"""Keys that the file name or the body gives; never a suggestion for a front-matter key."""

_FORMS: Final = {
    rf"^{ID_FORM}$": "gebruik kleine letters, cijfers en losse streepjes",
    rf"^{CODE_FORM}$": "gebruik een code zoals WW-101",
    rf"^(?:{ID_FORM}|{CODE_FORM})$": "gebruik de id van een vraag of een briefcode",
    r"^[0-9a-f]{8,64}$": "gebruik de versie van de Nederlandse tekst: 8 tekens 0-9 en a-f",
    r"^[0-9][0-9.,]*$": "gebruik alleen cijfers, punten en een komma",
}
"""What the patterns of kb.model ask for, in words."""


def meant(given: str, known: Iterable[str]) -> str:
    """Return ` (bedoelde u 'x'?)` for the known word nearest to `given`, or nothing."""
    near = difflib.get_close_matches(given, sorted(known), n=1, cutoff=0.6)
    return f" (bedoelde u '{near[0]}'?)" if near else ""


def problems_of(
    error: ValidationError, model: type[BaseModel], file: str, table: Table, around: Path
) -> Iterator[Problem]:
    """Yield a problem per mistake in a `model` that stands at the path `around` in `file`."""
    for detail in error.errors(include_url=False):
        path: Path = (*around, *detail["loc"])
        key = ".".join(str(step) for step in detail["loc"]) or "het geheel"
        match detail["type"]:
            case "extra_forbidden":
                place = Place(file, *table.key_place(path))
                name = str(detail["loc"][-1])
                suggestion = meant(name, _keys(model, detail["loc"]))
                yield problem("onbekende-sleutel", place, sleutel=name, bedoeld=suggestion)
            case "missing":
                place = Place(file, *table.place(path[:-1]))
                yield problem("sleutel-ontbreekt", place, sleutel=key)
            case _:
                place = Place(file, *table.place(path))
                yield problem("ongeldige-waarde", place, sleutel=key, uitleg=_explained(detail))


def _keys(model: type[BaseModel], loc: tuple[str | int, ...]) -> set[str]:
    """Return the keys that are known where `loc` points, one model deep at most."""
    fields = {info.alias or name: info for name, info in model.model_fields.items()}
    if len(loc) == 1:
        return set(fields) - _COMPUTED
    annotation = fields[str(loc[0])].annotation
    for inner in (annotation, *get_args(annotation)):
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            return {sub.alias or name for name, sub in inner.model_fields.items()}
    return set()


def _explained(detail: ErrorDetails) -> str:
    """Return why a value is wrong, in Dutch, without repeating a long value."""
    context = detail.get("ctx", {})
    match detail["type"]:
        case "enum" | "literal_error":
            choices = str(context.get("expected", "")).replace(" or ", " of ").replace("'", "")
            return f"kies uit {choices}"
        case "value_error":
            return str(context.get("error", "de vorm klopt niet"))
        case "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return "dit is geen bestaande datum in de vorm jjjj-mm-dd"
        case "bool_parsing" | "bool_type":
            return "kies uit ja, nee"
        case "string_type":
            return "hier hoort een tekst, geen lijst of tabel"
        case "tuple_type" | "list_type":
            return "hier hoort een lijst: [a, b] of regels met '- '"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "hier hoort een tabel met sleutels: {sleutel: waarde}"
        case "string_too_short":
            return "de waarde is leeg"
        case "string_too_long":
            return f"de waarde is langer dan {context.get('max_length')} tekens"
        case "string_pattern_mismatch":
            return _FORMS.get(str(context.get("pattern")), "de vorm klopt niet")
        case _:
            return "de waarde past hier niet"
