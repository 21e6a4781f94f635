"""What is wrong with a value is told in an editor's words, at the value."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from kb.frontmatter import read_yaml
from kb.model import Faq, Figure, GoldenQuestion, Letter, Referral, Term, Texts, Theme, Translation
from kb.problems import Problem
from kb.validation import meant, problems_of

HEAD = "versie: 0123abcd\nvraag: Hoe lang?\nkort: Kort.\ntekst: Ja.\n"
FAQ = f"id: ww-duur\nthema: werkloos\ndoelgroep: beide\n{HEAD}"
FAQ_2024 = FAQ + "geldig: {vanaf: 2024-01-01}\n"
REFERRAL = f"id: hulp\n{HEAD}"
DISTRESS = f"{REFERRAL}uitkomst: nood\n"
FIGURE = "naam: dagloon\neenheid: euro\nvanaf: 2024-01-01\n"
LETTER = (
    "versie: 0123abcd\ntitel: A\ndoelgroep: beide\ngeldig: {vanaf: 2024-01-01}\nwanneer: B\n"
    "tekst: C\n"
)
ENGLISH = "taal: en\nvraag: a\nkort: b\ntekst: c\n"
QUESTION = "id: q\nvraag: a\n"

NO_DAY = "geen datum in de vorm jjjj-mm-dd"
NOT_A_DAY = "dit is geen bestaande datum in de vorm jjjj-mm-dd"
LIST = "hier hoort een lijst: [a, b] of regels met '- '"
TABLE = "hier hoort een tabel met sleutels: {sleutel: waarde}"
TEXT = "hier hoort een tekst, geen lijst of tabel"
ID = "gebruik kleine letters, cijfers en losse streepjes"
DIGEST = "gebruik de versie van de Nederlandse tekst: 8 tekens 0-9 en a-f"
AMOUNT = "gebruik alleen cijfers, punten en een komma"
REFERENCE = "gebruik de id van een vraag of een briefcode"
HTTPS = "het adres moet met https:// beginnen"
EMPTY = "de waarde is leeg"


def problems(model: type[BaseModel], text: str) -> list[Problem]:
    """Read `text` as a `model` of which only the last line is wrong."""
    table = read_yaml(text)
    with pytest.raises(ValidationError) as caught:
        model.model_validate(table.value, by_alias=True, by_name=False)
    return list(problems_of(caught.value, model, "a.md", table, ()))


@pytest.mark.parametrize(
    ("model", "before", "line", "column", "key", "explanation"),
    [
        (Faq, FAQ, "geldig: {vanaf: 1-1-2024}", 17, "geldig.vanaf", NO_DAY),
        (Faq, FAQ, "geldig: {vanaf: 1704067200}", 17, "geldig.vanaf", NO_DAY),
        (Faq, FAQ, "geldig: {vanaf: 2024-01-01T00:00:00}", 17, "geldig.vanaf", NO_DAY),
        (Faq, FAQ, "geldig: {vanaf: 2023-02-29}", 17, "geldig.vanaf", NOT_A_DAY),
        (Faq, FAQ, "geldig: {vanaf: [a]}", 17, "geldig.vanaf", NO_DAY),
        (Faq, FAQ, "geldig: {vanaf: 2024-01-01, tot: ''}", 34, "geldig.tot", NO_DAY),
        (Faq, FAQ, "geldig: 2024-01-01", 9, "geldig", TABLE),
        (Faq, FAQ_2024, "alternatieven: ww", 16, "alternatieven", LIST),
        (Faq, FAQ_2024, "alternatieven: {a: b}", 16, "alternatieven", LIST),
        (Faq, FAQ_2024, "alternatieven: [a, '']", 20, "alternatieven.1", EMPTY),
        (Faq, FAQ_2024, "alternatieven: [a, [b]]", 20, "alternatieven.1", TEXT),
        (Faq, FAQ_2024, "eigenaar: {a: b}", 11, "eigenaar", TEXT),
        (Faq, FAQ_2024, "eigenaar: ' '", 11, "eigenaar", EMPTY),
        (Faq, FAQ_2024, "verwant: [ww-duur, WW_Duur]", 20, "verwant.1", REFERENCE),
        (
            Faq,
            FAQ_2024,
            f"opvolger: {'a' * 81}",
            11,
            "opvolger",
            "de waarde is langer dan 80 tekens",
        ),
        (
            Referral,
            REFERRAL,
            "uitkomst: weg",
            11,
            "uitkomst",
            "kies uit antwoord, keuze, verwijzing, eigenDossier, nood, begroeting of geenAntwoord",
        ),
        (
            Referral,
            DISTRESS,
            "organisatie: {naam: A, website: http://a.nl}",
            33,
            "organisatie.website",
            HTTPS,
        ),
        (
            Letter,
            LETTER + "termijnen: [{naam: a, termijn: b, vanaf: c}]\n",
            "code: ww-101",
            7,
            "code",
            "gebruik een code zoals WW-101",
        ),
        (Figure, FIGURE, "waarde: zes", 9, "waarde", AMOUNT),
        (Figure, FIGURE, "waarde: 6 weken", 9, "waarde", AMOUNT),
        (
            Figure,
            FIGURE + "waarde: 6\n",
            "gecontroleerd: x",
            16,
            "gecontroleerd",
            "kies uit ja, nee",
        ),
        (Translation, ENGLISH, "vertaling_van: 0123ABCD", 16, "vertaling_van", DIGEST),
        (Theme, "titel: A\n", "id: Mijn Thema", 5, "id", ID),
        (GoldenQuestion, QUESTION, "verwacht: ww-duur", 11, "verwacht", LIST),
        (GoldenQuestion, QUESTION, "geldigOp: morgen", 11, "geldigOp", NO_DAY),
        (
            GoldenQuestion,
            QUESTION,
            "doelgroep: iedereen",
            12,
            "doelgroep",
            "kies uit particulier, werkgever of beide",
        ),
        (Texts, "banner: A\n", "alleen_nederlands: {en: ''}", 25, "alleen_nederlands.en", EMPTY),
        (Texts, "", "- banner", 1, "het geheel", TABLE),
    ],
)
def test_a_wrong_value_is_explained_at_its_place(
    model: type[BaseModel], before: str, line: str, column: int, key: str, explanation: str
) -> None:
    (found,) = problems(model, before + line)
    assert found.code == "ongeldige-waarde"
    assert found.message == f"De waarde van '{key}' klopt niet: {explanation}."
    assert (found.place.line, found.place.column) == (before.count("\n") + 1, column)


@pytest.mark.parametrize(
    ("model", "before", "line", "column", "message"),
    [
        (
            Faq,
            FAQ_2024,
            "trefworden: [a]",
            1,
            "'trefworden' bestaat hier niet (bedoelde u 'trefwoorden'?)",
        ),
        (
            Faq,
            FAQ,
            "geldig: {vanaf: 2024-01-01, to: x}",
            29,
            "'to' bestaat hier niet (bedoelde u 'tot'?)",
        ),
        (Faq, FAQ_2024, "qqqqq: a", 1, "'qqqqq' bestaat hier niet"),
        (Faq, FAQ_2024, "validity: a", 1, "'validity' bestaat hier niet"),
        (Faq, FAQ_2024, "tekste: a", 1, "'tekste' bestaat hier niet"),
        (
            Referral,
            DISTRESS,
            "organisatie: {naam: A, websit: b}",
            24,
            "'websit' bestaat hier niet (bedoelde u 'website'?)",
        ),
        (
            Referral,
            DISTRESS,
            "contact: [{naam: A, adres: b, adress: c}]",
            31,
            "'adress' bestaat hier niet (bedoelde u 'adres'?)",
        ),
        (
            Figure,
            FIGURE + "waarde: 6\n",
            "bronn: a",
            1,
            "'bronn' bestaat hier niet (bedoelde u 'bron'?)",
        ),
    ],
)
def test_an_unknown_key_is_placed_at_the_key_and_the_nearest_key_of_its_table_is_suggested(
    model: type[BaseModel], before: str, line: str, column: int, message: str
) -> None:
    (found,) = problems(model, before + line)
    assert found.code == "onbekende-sleutel"
    assert found.message == f"De sleutel {message}."
    assert (found.place.line, found.place.column) == (before.count("\n") + 1, column)


def test_a_missing_key_is_placed_at_the_table_that_misses_it() -> None:
    found = problems(Letter, LETTER + "code: A-1\ntermijnen:\n  - {naam: a, vanaf: c}")
    assert [(it.code, it.message, it.place.line, it.place.column) for it in found] == [
        ("sleutel-ontbreekt", "De sleutel 'termijnen.0.termijn' ontbreekt of is leeg.", 9, 5)
    ]


def test_every_mistake_in_a_table_is_reported() -> None:
    found = problems(Term, "trem: a\nsynoniemen: b")
    assert [(it.code, it.place.line) for it in found] == [
        ("sleutel-ontbreekt", 1),
        ("sleutel-ontbreekt", 1),
        ("ongeldige-waarde", 2),
        ("onbekende-sleutel", 1),
    ]


def test_a_mistake_inside_a_list_is_placed_in_its_own_table() -> None:
    table = read_yaml("- {id: a, titel: A}\n- {id: b, titel: ''}")
    with pytest.raises(ValidationError) as caught:
        Theme.model_validate({"id": "b", "titel": ""}, by_alias=True, by_name=False)
    (found,) = problems_of(caught.value, Theme, "themas.yml", table, (1,))
    assert str(found.place) == "themas.yml:2:18"


def test_a_long_wrong_value_is_not_repeated() -> None:
    (found,) = problems(Faq, FAQ.replace("beide", "x" * 5000) + "geldig: {vanaf: 2024-01-01}")
    assert "xx" not in str(found)


@pytest.mark.parametrize(
    ("given", "suggestion"),
    [
        ("ww-duurt", " (bedoelde u 'ww-duur'?)"),
        ("ww-hoogtte", " (bedoelde u 'ww-hoogte'?)"),
        ("heel-iets-anders", ""),
        ("", ""),
    ],
)
def test_the_nearest_known_word_is_suggested_if_any_is_near(given: str, suggestion: str) -> None:
    assert meant(given, {"ww-hoogte", "ww-duur"}) == suggestion
