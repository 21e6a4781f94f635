"""A tree of content files becomes `Content`: entries, and every problem with its place.

Nothing is ever skipped silently: a file that is no known sort of content is reported too.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from kb.algorithm import AlgorithmRecord
from kb.content import Content, Sourced
from kb.errors import SyntaxProblemError
from kb.frontmatter import Document, Table, Value, read_document, read_yaml
from kb.frontmatter import Path as KeyPath
from kb.model import (
    CODE_FORM,
    ID_FORM,
    LANGUAGES,
    Faq,
    Figure,
    GoldenQuestion,
    GoldenSet,
    Letter,
    Note,
    Phrasings,
    Referral,
    Separation,
    Term,
    Texts,
    Theme,
    Translation,
)
from kb.problems import Place, problem
from kb.readability import Thresholds
from kb.text import is_hidden, named
from kb.validation import problems_of

MAX_FILE_BYTES: Final = 1024 * 1024
"""A long item is 10 KiB and a file of 1,000 golden questions 300 KiB; more is a mistake."""

_DATED: Final = r"(?:@(?P<start>\d{4}-\d{2}-\d{2}))?"
_FAQ_NAME: Final = re.compile(
    rf"(?P<id>{ID_FORM}){_DATED}(?:\.(?P<part>toelichting|[a-z]{{2}}))?\.md"
)
_LETTER_NAME: Final = re.compile(rf"(?P<id>{CODE_FORM}){_DATED}\.md")
_REFERRAL_NAME: Final = re.compile(rf"(?P<id>{ID_FORM})\.md")
_PHRASINGS_NAME: Final = re.compile(rf"(?P<id>{ID_FORM}|{CODE_FORM})\.yml")

T = TypeVar("T", bound=BaseModel)


def read(root: Path) -> Content:
    """Read the content tree at `root`. Files are named relative to it in problems."""
    content = Content()
    if not (root / "faq").is_dir():
        content.problems.append(problem("geen-inhoud", Place(str(root))))
        return content
    for path in sorted(root.rglob("*"), key=lambda it: it.relative_to(root).as_posix()):
        if path.is_dir() and not path.is_symlink():
            continue
        _read_file(root, path, content)
    for name in ("teksten.yml", "themas.yml"):
        if not (root / name).is_file():
            content.problems.append(problem("ontbreekt-bestand", Place(name)))
    return content


def _read_file(root: Path, path: Path, content: Content) -> None:
    """Read one file into `content`; a problem in it leaves the other files alone."""
    # a name that is not UTF-8 must be printable too
    name = path.relative_to(root).as_posix().encode(errors="backslashreplace").decode()
    if path.name.startswith(".") or name == "README.md":
        return
    content.files += 1
    if path.is_symlink():
        content.problems.append(problem("snelkoppeling", Place(name)))
        return
    reader = _reader(name)
    if reader is None:
        content.problems.append(problem("onbekend-bestand", Place(name)))
        return
    raw = path.read_bytes()
    try:
        reader(name, _decoded(raw), content)
    except SyntaxProblemError as error:
        place = Place(name, error.line, error.column)
        content.problems.append(problem(error.code, place, **error.facts))


Reader = Callable[[str, str, Content], None]


def _reader(name: str) -> Reader | None:
    """Say what reads the file `name`, by the folder it is in."""
    parts = name.split("/")
    match parts:
        case ["faq", _, file] if file.endswith(".md"):
            return _read_faq
        case ["brieven", file] if file.endswith(".md"):
            return _read_letter
        case ["verwijzingen", file] if file.endswith(".md"):
            return _read_referral
        case ["formuleringen", _, file] if file.endswith(".yml"):
            return _read_phrasings
        case ["bedragen", file] if file.endswith(".yml"):
            return _read_figures
        case ["vragen", golden_set, file] if file.endswith(".yml") and golden_set in set(GoldenSet):
            return _read_golden
        case ["themas.yml"]:
            return _read_themes
        case ["keuzes.yml"]:
            return _read_separations
        case ["begrippen.yml"]:
            return _read_terms
        case ["taalsignalen.yml"]:
            return _read_thresholds
        case ["teksten.yml"]:
            return _read_texts
        case ["algoritme.yml"]:
            return _read_algorithm
        case _:
            return None


def _decoded(raw: bytes) -> str:
    """Return the text of a file with line feeds only, refusing what a reader cannot see."""
    if len(raw) > MAX_FILE_BYTES:
        raise SyntaxProblemError("bestand-te-groot", 1, 1, grens="1 MiB")
    raw = raw.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _line_and_column(raw[: error.start].decode("utf-8"))
        raise SyntaxProblemError("geen-utf8", line, column) from None
    for at, char in enumerate(text):
        if not char.isprintable() and is_hidden(char):
            line, column = _line_and_column(text[:at])
            raise SyntaxProblemError("verborgen-teken", line, column, teken=named(char))
    return unicodedata.normalize("NFC", text)


def _line_and_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def version_of(text: str) -> str:
    """Return the short digest that names this version of a source text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _read_faq(name: str, text: str, content: Content) -> None:
    match = _named(
        name,
        _FAQ_NAME,
        "vraag-id.md, vraag-id@jjjj-mm-dd.md, vraag-id.en.md of vraag-id.toelichting.md",
    )
    document = read_document(text)
    part = match["part"]
    if part == "toelichting":
        extra = {"id": match["id"], "versie": version_of(text)}
        _keep(name, document, Note, extra, content.notes, content)
        return
    if part is not None:
        if part not in LANGUAGES[1:]:
            raise SyntaxProblemError(
                "bestandsnaam", 1, 1, naam=name, vorm="een taal uit " + ", ".join(LANGUAGES[1:])
            )
        kept: list[Sourced[Translation]] = []
        _keep(name, document, Translation, {"taal": part}, kept, content)
        stem = name.rsplit("/", 1)[-1].removesuffix(f".{part}.md")
        content.translations.extend((stem, it) for it in kept)
        return
    theme = name.split("/")[1]
    extra = {"id": match["id"], "thema": theme, "versie": version_of(text)}
    _keep(name, document, Faq, extra, content.faqs, content)
    _same_start(name, match["start"], document, content)


def _read_letter(name: str, text: str, content: Content) -> None:
    match = _named(name, _LETTER_NAME, "de briefcode: WW-101.md of WW-101@jjjj-mm-dd.md")
    document = read_document(text)
    _keep(name, document, Letter, {"versie": version_of(text)}, content.letters, content)
    _same_start(name, match["start"], document, content)
    _same_value(name, "code", match["id"], document, content)


def _read_referral(name: str, text: str, content: Content) -> None:
    match = _named(name, _REFERRAL_NAME, "verwijzing-id.md")
    document = read_document(text)
    extra = {"id": match["id"], "versie": version_of(text)}
    _keep(name, document, Referral, extra, content.referrals, content)


def _read_phrasings(name: str, text: str, content: Content) -> None:
    match = _named(name, _PHRASINGS_NAME, "vraag-id.yml of de briefcode: WW-101.yml")
    table = read_yaml(text)
    if not isinstance(table.value, dict):
        raise SyntaxProblemError("geen-talen", *table.place(()))
    if "id" in table.value:
        place = Place(name, *table.key_place(("id",)))
        content.problems.append(problem("onbekende-sleutel", place, sleutel="id", bedoeld=""))
        return
    value = _validated(Phrasings, {**table.value, "id": match["id"]}, name, table, (), content)
    if value is not None:
        content.phrasings.append(Sourced(value, name, table))


def _named(name: str, form: re.Pattern[str], described: str) -> re.Match[str]:
    file = name.rsplit("/", 1)[-1]
    if (match := form.fullmatch(file)) is None:
        raise SyntaxProblemError("bestandsnaam", 1, 1, naam=file, vorm=described)
    return match


def _same_start(name: str, start: str | None, document: Document, content: Content) -> None:
    """The date in a file name must be the first day of the validity inside."""
    if start is not None:
        _same_value(name, "vanaf", start, document, content, "geldig")


def _same_value(
    name: str, key: str, expected: str, document: Document, content: Content, *around: str
) -> None:
    value: Value | None = document.table.value
    for step in (*around, key):
        value = value.get(step) if isinstance(value, dict) else None
    if value is not None and value != expected:
        place = Place(name, *document.table.place((*around, key)))
        explanation = f"de bestandsnaam zegt {expected}"
        content.problems.append(problem("ongeldige-waarde", place, sleutel=key, uitleg=explanation))


def _keep(
    name: str,
    document: Document,
    model: type[T],
    extra: dict[str, str],
    kept: list[Sourced[T]],
    content: Content,
) -> None:
    """Validate front matter and body as `model` and keep it; otherwise report every problem."""
    table = document.table
    assert isinstance(table.value, dict)  # noqa: S101 -- read_document promises it
    if not document.body:
        content.problems.append(problem("lege-tekst", Place(name, document.body_line)))
    ours = {*extra, "tekst", "vertalingen"}
    taken = [key for key in table.value if key in ours]
    for key in taken:
        place = Place(name, *table.key_place((key,)))
        content.problems.append(problem("onbekende-sleutel", place, sleutel=key, bedoeld=""))
    given: dict[str, Any] = {key: it for key, it in table.value.items() if key not in ours}
    given |= {**extra, "tekst": document.body}
    value = _validated(model, given, name, table, (), content)
    if value is not None and not taken:
        kept.append(Sourced(value, name, table, (), document.body_line))


def _validated(
    model: type[T],
    given: Value | dict[str, Any],
    name: str,
    table: Table,
    path: KeyPath,
    content: Content,
) -> T | None:
    try:
        return model.model_validate(given, by_alias=True, by_name=False)
    except ValidationError as error:
        content.problems.extend(problems_of(error, model, name, table, path))
        return None


def _read_list(name: str, text: str, model: type[T], content: Content) -> Iterator[Sourced[T]]:
    """Read a YAML file that is a list of `model`."""
    table = read_yaml(text)
    if table.value == {}:
        return
    if not isinstance(table.value, list):
        raise SyntaxProblemError("geen-lijst", *table.place(()))
    for at, given in enumerate(table.value):
        value = _validated(model, given, name, table, (at,), content)
        if value is not None:
            yield Sourced(value, name, table, (at,))


def _read_figures(name: str, text: str, content: Content) -> None:
    content.figures.extend(_read_list(name, text, Figure, content))


def _read_golden(name: str, text: str, content: Content) -> None:
    golden_set = GoldenSet(name.split("/")[1])
    content.golden[golden_set].extend(_read_list(name, text, GoldenQuestion, content))


def _read_themes(name: str, text: str, content: Content) -> None:
    content.themes.extend(_read_list(name, text, Theme, content))


def _read_separations(name: str, text: str, content: Content) -> None:
    content.separations.extend(_read_list(name, text, Separation, content))


def _read_terms(name: str, text: str, content: Content) -> None:
    content.terms.extend(_read_list(name, text, Term, content))


def _read_texts(name: str, text: str, content: Content) -> None:
    table = read_yaml(text)
    texts = _validated(Texts, table.value, name, table, (), content)
    if texts is not None:
        content.texts = texts


def _read_algorithm(name: str, text: str, content: Content) -> None:
    table = read_yaml(text)
    content.algorithm = _validated(AlgorithmRecord, table.value, name, table, (), content)


def _read_thresholds(name: str, text: str, content: Content) -> None:
    table = read_yaml(text)
    thresholds = _validated(Thresholds, table.value, name, table, (), content)
    if thresholds is not None:
        content.thresholds = thresholds
