"""Every fault that an editor can make is found, at its place, in words that help."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from string import Formatter
from typing import TypeAlias

import pytest

from kb.catalogue import CATALOGUE
from kb.checks import NEED_MORE, check
from kb.problems import Problem
from kb.source import read, version_of

Tree: TypeAlias = Callable[..., Path]
Changes: TypeAlias = "dict[str, str | bytes | tuple[str, str] | Path | None]"
"""Per file: its text, a replacement inside the file of the small tree, a link to it, or no file."""

TODAY = date(2026, 11, 22)
CONTENT = Path(__file__).parents[2] / "content"

FAQ = "faq/werkloos/ww-duur.md"
FAQ_2025 = "faq/werkloos/ww-duur@2025-01-01.md"
OTHER = "faq/werkloos/zelfde.md"
ILL = "faq/ziek/ww-duur.md"
ILL_EN = "faq/ziek/ww-duur.en.md"
NOTE = "faq/werkloos/ww-duur.toelichting.md"
NOTE_2 = "faq/werkloos/ww-duur@2024-01-01.toelichting.md"
ENGLISH = "faq/werkloos/ww-duur.en.md"
LETTER = "brieven/WW-101.md"
LETTER_2 = "brieven/WW-101@2025-01-01.md"
REFERRAL = "verwijzingen/geen-antwoord.md"
FIGURES = "bedragen/algemeen.yml"
PHRASED = "formuleringen/werkloos/ww-duur.yml"
CHOICES = "keuzes.yml"
CHOOSE = (
    "- vraag: Krijgt u al WW?\n  keuzes:\n    - {id: ww-aanvragen, label: Nee}\n"
    "    - {id: ww-duur, label: Ja}\n"
)
GOLDEN = "vragen/toets/basis.yml"
TERMS = "begrippen.yml"

START = "{vanaf: 2024-01-01}"
NEXT = "{vanaf: 2025-01-01}"
ENDED = "{vanaf: 2024-01-01, tot: 2025-01-01}"
SOONER = "{vanaf: 2020-01-01, tot: 2024-01-01}"
BODY = "Dat staat in uw brief. U heeft {termijn:bezwaar} om bezwaar te maken."
TERM_USED = "Het was {termijn:bezwaar}."
FIGURE = "- {naam: bezwaar, waarde: '6', eenheid: weken, vanaf: 2015-01-01, bron: Awb}\n"
FIGURE_TO = FIGURE.replace("bron: Awb", "tot: 2026-12-01")
FIGURE_PAST = FIGURE.replace("bron: Awb", "tot: 2016-01-01")
BACKWARDS = FIGURE_TO.replace("2015", "2027").replace("bezwaar", "b")
HELP = "---\nuitkomst: verwijzing\nvraag: Hulp?\nkort: Bel.\neigenaar: team\n---\nBel.\n"
ILL_TOO = {"themas.yml": "- {id: werkloos, titel: Werkloos}\n- {id: ziek, titel: Ziek}\n"}
TWICE = "- {term: Dagloon, betekenis: a}\n- {term: dagloon, betekenis: b}\n"


def item(question: str = "Mag dat?", valid: str = START, more: str = "", body: str = "Ja.") -> str:
    return (
        f"---\nvraag: {question}\nkort: Dat mag.\ndoelgroep: particulier\ngeldig: {valid}\n"
        f"eigenaar: team-ww\n{more}---\n{body}\n"
    )


def letter(more: str = "", body: str = "Wij betalen u.", valid: str = START) -> str:
    return (
        f"---\ncode: WW-101\ntitel: WW toegekend\ndoelgroep: particulier\ngeldig: {valid}\n"
        f"wanneer: Na uw aanvraag.\neigenaar: brievenboek\n{more}---\n{body}\n"
    )


def english(digest: str = "00000000", body: str = "Yes.") -> str:
    return f"---\nvraag: How long?\nkort: It depends.\nvertaling_van: {digest}\n---\n{body}\n"


def note(body: str = "Vraag door.") -> str:
    return f"---\neigenaar: team-ww\n---\n{body}\n"


def golden(rest: str, question: str = "kan dat zomaar") -> str:
    return f"- {{id: t-1, vraag: {question}, {rest}}}\n"


CURRENT = english(version_of(item()))


def figure_until(day: str) -> Changes:
    return {FIGURES: ("vanaf: 2015-01-01", f"vanaf: 2015-01-01, tot: {day}")}


def body(text: str) -> Changes:
    return {FAQ: (BODY, text)}


FAULTS: list[tuple[str, str, Changes]] = [
    # reading a file
    ("geen-inhoud", "content:1:1", {FAQ: None, "faq/werkloos/ww-aanvragen.md": None}),
    ("geen-utf8", f"{FAQ}:2:11", {FAQ: b"---\nvraag: caf\xe9\n"}),
    ("geen-utf8", f"{FAQ}:1:4", {FAQ: b"\xef\xbb\xbfcaf\xe9"}),
    ("geen-utf8", f"{FAQ}:3:2", {FAQ: b"---\rvraag: ja\rx\xff"}),
    ("bestand-te-groot", f"{FAQ}:1:1", {FAQ: "x" * (1024 * 1024 + 1)}),
    ("snelkoppeling", f"{OTHER}:1:1", {OTHER: Path("ww-duur.md")}),
    ("snelkoppeling", "faq/ziek:1:1", {"faq/ziek": Path("werkloos")}),
    ("onbekend-bestand", "faq/werkloos/foto.png:1:1", {"faq/werkloos/foto.png": b"\x89PNG"}),
    ("onbekend-bestand", "faq/los.md:1:1", {"faq/los.md": item()}),
    ("onbekend-bestand", "vragen/proef/a.yml:1:1", {"vragen/proef/a.yml": "[]\n"}),
    ("bestandsnaam", "faq/werkloos/WW_Duur.md:1:1", {"faq/werkloos/WW_Duur.md": item()}),
    ("bestandsnaam", "faq/werkloos/anders.xx.md:1:1", {"faq/werkloos/anders.xx.md": item()}),
    ("bestandsnaam", "faq/werkloos/anders.nl.md:1:1", {"faq/werkloos/anders.nl.md": item()}),
    ("bestandsnaam", "brieven/ww101.md:1:1", {"brieven/ww101.md": letter()}),
    ("bestandsnaam", "verwijzingen/Hulp nu.md:1:1", {"verwijzingen/Hulp nu.md": HELP}),
    ("front-matter-ontbreekt", f"{FAQ}:1:1", {FAQ: "Hoe lang krijg ik WW?\n"}),
    ("front-matter-ontbreekt", f"{FAQ}:2:1", {FAQ: "---\n- a\n---\nTekst.\n"}),
    ("front-matter-niet-gesloten", f"{FAQ}:1:1", {FAQ: "---\nvraag: Hoe?\n\nTekst.\n"}),
    ("front-matter-te-groot", f"{FAQ}:1:1", {FAQ: item("x" * 8192)}),
    ("yaml", f"{FAQ}:2:10", {FAQ: item("WW: hoe lang?")}),
    ("yaml", f"{FAQ}:2:9", {FAQ: item("**Hoe** lang?")}),
    ("yaml-anker", f"{FAQ}:2:8", {FAQ: item("&a Hoe?")}),
    ("yaml-anker", f"{FAQ}:2:8", {FAQ: item("!!str Hoe?")}),
    ("yaml-anker", f"{FAQ}:7:11", {FAQ: item(more="eigenaar: *a\n")}),
    ("yaml-anker", f"{FAQ}:7:5", {FAQ: item(more="<<: *a\n")}),
    ("yaml-te-diep", f"{FAQ}:7:15", {FAQ: item(more="verwant: [[[[[[a]]]]]]\n")}),
    ("dubbele-sleutel", f"{FAQ}:7:1", {FAQ: item(more="vraag: Wat?\n")}),
    ("dubbele-sleutel", f"{FAQ}:5:29", {FAQ: item(valid="{vanaf: 2024-01-01, vanaf: a}")}),
    ("onbekende-sleutel", f"{FAQ}:7:1", {FAQ: item(more="trefwoord: [ww]\n")}),
    ("onbekende-sleutel", f"{FAQ}:5:29", {FAQ: item(valid="{vanaf: 2024-01-01, tott: a}")}),
    ("onbekende-sleutel", f"{FAQ}:7:1", {FAQ: item(more="id: ww-duur\n")}),
    ("onbekende-sleutel", f"{FAQ}:7:1", {FAQ: item(more="vertalingen: []\n")}),
    ("sleutel-ontbreekt", f"{FAQ}:2:1", {FAQ: item().replace("kort: Dat mag.\n", "")}),
    ("sleutel-ontbreekt", f"{FAQ}:5:9", {FAQ: item(valid="{tot: 2025-01-01}")}),
    ("sleutel-ontbreekt", f"{GOLDEN}:1:3", {GOLDEN: "- {vraag: kan dat, uitkomst: nood}\n"}),
    ("ongeldige-waarde", f"{FAQ}:6:12", {FAQ: ("particulier", "iedereen")}),
    ("ongeldige-waarde", f"{FAQ}:5:17", {FAQ: item(valid="{vanaf: 2025-02-30}")}),
    ("ongeldige-waarde", f"{FAQ_2025}:5:17", {FAQ_2025: item(), FAQ: None}),
    ("ongeldige-waarde", f"{LETTER}:2:7", {LETTER: letter().replace("WW-101", "WW-102")}),
    ("geen-lijst", f"{GOLDEN}:1:1", {GOLDEN: "id: t-1\n"}),
    ("verborgen-teken", f"{FAQ}:2:12", {FAQ: item("Hoe \u202elang?")}),
    ("verborgen-teken", f"{FAQ}:8:3", {FAQ: item(body="Ja\U000e0041.")}),
    ("verborgen-teken", f"{TERMS}:1:5", {TERMS: "- {t\u200berm: a}"}),
    ("verborgen-teken", f"{FAQ}:2:8", {FAQ: item('"Hoe \\u202elang?"')}),
    ("verborgen-teken", f"{FAQ}:14:7", body("Zo is &#x202e; het.")),
    # the body
    ("html-in-tekst", f"{FAQ}:14:7", body("Zo is <b> het.")),
    ("html-in-tekst", f"{FAQ}:16:3", body("Zo is het.\n\n  <div>ja</div>")),
    ("html-in-tekst", f"{FAQ}:16:7", body("| a | b |\n|---|---|\n| c | <i> |")),
    ("afbeelding", f"{FAQ}:14:7", body("Zo is ![dit](foto.png).")),
    ("kop-niveau-1", f"{FAQ}:16:1", body("Zo is het.\n\n# Kop")),
    ("lege-tekst", f"{FAQ}:9:1", {FAQ: item(body="")}),
    ("lege-tekst", f"{FAQ}:7:1", {FAQ: item(body="").rstrip()}),
    ("plaatshouder", f"{FAQ}:14:6", body("Dag, {naam}.")),
    ("plaatshouder", f"{FAQ}:3:7", {FAQ: item().replace("Dat mag.", '"{bedrag}."')}),
    ("plaatshouder", f"{FAQ}:2:8", {FAQ: item('"Is {termijn:bezwaar} lang?"')}),
    ("plaatshouder", f"{LETTER}:3:8", {LETTER: letter().replace("WW toe", "WW {op} toe")}),
    ("plaatshouder", f"{LETTER}:6:10", {LETTER: letter().replace("Na uw", "Na {dag} uw")}),
    (
        "plaatshouder",
        f"{LETTER}:13:4",
        {LETTER: letter(body="## Tekst van de brief\nDag {naam}.\n## Wanneer?\n\nNa {dag}.")},
    ),
    # over the whole set
    ("dubbele-id", f"{ILL}:1:1", {ILL: item(valid=SOONER), FAQ: item(valid=ENDED), **ILL_TOO}),
    ("dubbele-id", "verwijzingen/ww-duur.md:1:1", {"verwijzingen/ww-duur.md": HELP}),
    ("dubbele-id", f"{NOTE_2}:1:1", {NOTE: note(), NOTE_2: note()}),
    ("dubbele-id", f"{ILL_EN}:1:1", {FAQ: item(), ENGLISH: CURRENT, ILL_EN: CURRENT}),
    ("dubbele-id", f"{GOLDEN}:2:8", {GOLDEN: golden("uitkomst: nood") * 2}),
    ("geldigheid-omgekeerd", f"{FAQ}:5:34", {FAQ: item(valid=ENDED.replace("2024", "2025"))}),
    ("geldigheid-omgekeerd", f"{FIGURES}:2:66", {FIGURES: FIGURE + BACKWARDS}),
    ("geldigheid-overlapt", f"{FAQ_2025}:5:17", {FAQ: item(), FAQ_2025: item(valid=NEXT)}),
    ("geldigheid-overlapt", f"{LETTER_2}:5:17", {LETTER: letter(), LETTER_2: letter(valid=NEXT)}),
    ("geldigheid-overlapt", f"{FIGURES}:2:55", {FIGURES: FIGURE + FIGURE.replace("2015", "2020")}),
    ("geldigheid-gat", f"{FAQ_2025}:5:17", {FAQ: item(valid=SOONER), FAQ_2025: item(valid=NEXT)}),
    ("geldigheid-gat", f"{FIGURES}:2:55", {FIGURES: FIGURE_PAST + FIGURE.replace("2015", "2020")}),
    ("opvolger-zonder-einde", f"{FAQ}:7:11", {FAQ: item(more="opvolger: ww-aanvragen\n")}),
    ("kapotte-link", f"{FAQ}:14:11", body("Zie [dit](ww-duurt) of dat.")),
    ("kapotte-link", f"{FAQ}:14:11", body("Zie [dit](http://uwv.nl).")),
    ("kapotte-link", f"{FAQ}:7:20", {FAQ: item(more="verwant: [ww-duur, ww-duurt]\n")}),
    ("kapotte-link", f"{FAQ}:7:10", {FAQ: item(more="hierna: [weg]\n")}),
    ("kapotte-link", f"{FAQ}:7:11", {FAQ: item(valid=ENDED, more="opvolger: weg\n")}),
    ("kapotte-link", f"{LETTER}:8:11", {LETTER: letter("verwant: [weg]\n")}),
    ("kapotte-link", f"{NOTE}:4:11", {NOTE: note("Zie [dit](weg).")}),
    ("onbekend-thema", f"{ILL}:1:1", {ILL: item(), FAQ: None}),
    ("onbekend-bedrag", f"{FAQ}:14:9", body("U heeft {termijn:bezwaren} de tijd.")),
    ("onbekend-bedrag", f"{FAQ}:3:7", {FAQ: item().replace("Dat mag.", '"{bedrag:max}"')}),
    (
        "onbekend-bedrag",
        f"{LETTER}:8:32",
        {LETTER: letter("termijnen: [{naam: n, termijn: x, vanaf: d}]\n")},
    ),
    ("bedrag-verlopen", f"{FAQ}:14:32", figure_until("2026-11-22")),
    ("bedrag-loopt-af", f"{FIGURES}:1:72", figure_until("2026-11-23")),
    ("bedrag-loopt-af", f"{FIGURES}:1:72", figure_until("2026-12-22")),
    ("toelichting-zonder-vraag", f"{NOTE}:1:1", {NOTE: note(), FAQ: None}),
    ("vertaling-zonder-vraag", f"{ENGLISH}:1:1", {ENGLISH: english(), FAQ: None}),
    ("vertaling-verouderd", f"{ENGLISH}:4:16", {ENGLISH: english()}),
    ("controle-verlopen", f"{FAQ}:11:19", {FAQ: ("2027-06-01", "2026-11-22")}),
    ("geen-eigenaar", f"{FAQ}:1:1", {FAQ: ("eigenaar: team-ww", "eigenaar:")}),
    ("dubbele-vraag", f"{OTHER}:2:8", {OTHER: item("hoe lang krijg ik een ww uitkering")}),
    ("dubbele-vraag", f"{FAQ}:7:22", {FAQ: item(more="alternatieven: [mag, mag dat]\n")}),
    ("dubbele-vraag", f"{REFERRAL}:3:8", {REFERRAL: ("Geen antwoord", "WW aanvragen")}),
    ("keuze-onbekend", f"{CHOICES}:4:12", {CHOICES: CHOOSE.replace("ww-duur", "weg")}),
    ("keuze-dubbel", f"{CHOICES}:5:10", {CHOICES: CHOOSE * 2}),
    ("geen-talen", f"{PHRASED}:1:1", {PHRASED: "- hoe lang\n"}),
    ("formulering-zonder-vraag", f"{PHRASED}:1:1", {PHRASED: "nl: [hoe lang]\n", FAQ: None}),
    ("dubbele-term", f"{TERMS}:2:10", {TERMS: TWICE}),
    ("kenmerk-niet-in-brief", f"{LETTER}:8:13", {LETTER: letter("kenmerken: [Tot ziens]\n")}),
    ("taal-anders", f"{PHRASED}:1:6", {PHRASED: "nl: [when will I receive my money from you]\n"}),
    ("toetsvraag-bekend", f"{GOLDEN}:1:20", {GOLDEN: golden("uitkomst: nood", "ww aanvragen?")}),
    ("toetsvraag-verwachting", f"{GOLDEN}:1:46", {GOLDEN: golden("verwacht: [ww-aanvraag]")}),
    ("toetsvraag-verwachting", f"{GOLDEN}:1:3", {GOLDEN: golden("kanaal: chat")}),
    # wording
    ("los-bedrag", f"{FAQ}:14:9", body("U heeft 6 weken de tijd.")),
    ("los-bedrag", f"{FAQ}:14:10", body("U krijgt 70% van uw loon.")),
    ("los-bedrag", f"{FAQ}:14:10", body("U krijgt € 1.234,50 per maand.")),
    ("los-bedrag", f"{FAQ}:3:7", {FAQ: item().replace("Dat mag.", "Dat mag 2 jaar.")}),
    ("los-bedrag", f"{NOTE}:4:6", {NOTE: note("Geef 14 dagen extra.")}),
    ("bedrag-eindigt-eerder", f"{FAQ}:14:32", figure_until("2026-12-23")),
    ("persoonsgegeven", f"{FAQ}:14:15", body("Zoals Jan met 123456782 deed.")),
    ("persoonsgegeven", f"{FAQ}:14:6", body("Mail jan.jansen@voorbeeld.nl maar.")),
    ("persoonsgegeven", f"{FAQ}:14:11", body("Betaal op NL91ABNA0417164300 dan.")),
    ("persoonsgegeven", f"{NOTE}:4:5", {NOTE: note("Bel 06 12345678.")}),
    ("persoonsgegeven", f"{FAQ}:7:17", {FAQ: item(more="alternatieven: [bsn 123456782]\n")}),
    ("toon", f"{FAQ}:14:10", body("Dat kan. U dient dit te weten.")),
    ("toon", f"{FAQ}:14:1", body("Doe dit meteen!")),
    ("toon", f"{FAQ}:3:7", {FAQ: item().replace("Dat mag.", "Dat is uw eigen schuld.")}),
    ("taal-lange-zin", f"{FAQ}:14:7", body(f"Kort. Dit {'is nu ' * 7}zo.")),
    ("taal-lange-zin", f"{FAQ}:3:7", {FAQ: item().replace("mag", "mag " + "wel " * 14)}),
    ("taal-kommas", f"{FAQ}:16:3", body("Zo.\n\n- Een, twee, drie.")),
    ("taal-lange-alinea", f"{FAQ}:14:1", body("Dit is een korte zin. " * 16)),
    ("taal-ambtelijk", f"{FAQ}:14:10", body("Dat mag. Stuur het teneinde dat te weten.")),
    (
        "taal-ambtelijk",
        f"{FAQ}:14:1",
        {TERMS: "- {term: dagloon, betekenis: a, gewoon: loon per dag}\n", **body("Uw dagloon.")},
    ),
    (
        "taal-gemiddelde",
        f"{FAQ}:14:1",
        body("Als u dat nu wilt dan kan dat ook bij ons op die dag. " * 5),
    ),
    ("taal-lijdend", f"{FAQ}:14:1", body("Uw geld wordt betaald. " + "Wij helpen u. " * 4)),
    ("taal-leesbaarheid", f"{FAQ}:14:1", body("Arbeidsongeschiktheidsverzekeringen. " * 5)),
    (
        "tegenstrijdig",
        f"{OTHER}:8:1",
        {
            FIGURES: FIGURE + FIGURE.replace("bezwaar", "anders").replace("'6'", "'4'"),
            OTHER: item(body="U heeft {termijn:anders} om bezwaar te maken."),
        },
    ),
    (
        "verwijst-naar-beeindigd",
        f"{FAQ}:7:10",
        {
            TERMS: "- {term: NOW, betekenis: a, beeindigd_op: 2022-04-01}\n",
            OTHER: item("Wat is NOW?", more="regelingen: [NOW]\n"),
            FAQ: item(more="hierna: [zelfde]\n"),
        },
    ),
    (
        "verantwoording-overbodig",
        f"{FAQ}:7:24",
        {FAQ: item(more="verantwoording: {toon: Dit is een citaat.}\n")},
    ),
    # what a complete service needs
    ("ontbreekt-bestand", "teksten.yml:1:1", {"teksten.yml": None}),
    ("geen-noodremtekst", "teksten.yml:1:1", {"teksten.yml": "banner: Zonder noodrem.\n"}),
    ("ontbreekt-bestand", "themas.yml:1:1", {"themas.yml": None}),
    ("geen-geen-antwoord", f"{REFERRAL}:1:1", {REFERRAL: None}),
]

FAULTLESS: dict[str, Changes] = {
    "the small tree itself": {},
    "a placeholder in the literal text of a letter": {
        LETTER: letter(body="Een brief.\n\n## Tekst van de brief\n\nDag {naam},")
    },
    "a mark far into a long letter": {
        LETTER: letter(
            "kenmerken: [Ziens]\n", "## Tekst van de brief\n" + "Dag.\n\n" * 200 + "Ziens."
        )
    },
    "versions of one id that ask the same": {FAQ: item(valid=ENDED), FAQ_2025: item(valid=NEXT)},
    "items that ask the same at other times": {FAQ: item(valid=ENDED), OTHER: item(valid=NEXT)},
    "items that ask the same for other people": {
        FAQ: item(),
        OTHER: item().replace("particulier", "werkgever"),
    },
    "a figure that ends with the text that uses it": {
        **figure_until("2027-01-01"),
        FAQ: item(valid="{vanaf: 2024-01-01, tot: 2027-01-01}", body=TERM_USED),
    },
    "a warning that its text justifies": {
        FAQ: item(more="verantwoording: {toon: Dit is een citaat.}\n", body="Let op.")
    },
    "an official word with its plain word": body("Stuur het teneinde, om te weten."),
    "another thing with another term": {
        FIGURES: FIGURE + FIGURE.replace("bezwaar", "anders").replace("'6'", "'4'"),
        OTHER: item(body="U krijgt binnen {termijn:anders} een brief."),
    },
    "numbers that nobody can mistake for a person's": body(
        "Bel 088 898 92 94 of 0800 0113. Mail info@voorbeeld.nl. Artikel 7:629."
    ),
    "a link between texts about the same ended scheme": {
        TERMS: "- {term: NOW, betekenis: a, beeindigd_op: 2022-04-01}\n",
        OTHER: item("Wat is NOW?", more="regelingen: [NOW]\n"),
        FAQ: item(more="regelingen: [NOW]\nverwant: [zelfde]\n"),
    },
    "a figure whose next value is known": {
        FIGURES: FIGURE_TO + FIGURE.replace("2015-01", "2026-12")
    },
    "a figure that ends and is not in use": {**figure_until("2026-12-01"), **body("Lang.")},
    "an old figure in an item that has ended": {
        **figure_until("2025-01-01"),
        FAQ: (ended := item(valid=ENDED, body=TERM_USED)),
        NOTE: note(TERM_USED),
        ENGLISH: english(version_of(ended), TERM_USED),
    },
    "the review day of an item that has ended": {
        FAQ: item(valid=ENDED, more="controleren_voor: 2025-01-01\n")
    },
    "a review day to come": {FAQ: ("2027-06-01", "2026-11-23")},
    "links to an item, a file, a letter and the outside": {
        LETTER: letter(),
        **body("[a](ww-duur) [b](../werkloos/ww-duur.md) [c](WW-101) [d](https://uwv.nl)"),
    },
    "markup characters in code and in plain text": body("Als a < b en `<b>` of \\<i>."),
}


def problems(tree: Tree, changes: Changes) -> tuple[Problem, ...]:
    whole = {name: it for name, it in changes.items() if not isinstance(it, tuple | Path)}
    root = tree(whole)
    for name, change in changes.items():
        path = root / name
        if isinstance(change, Path):
            path.symlink_to(change)
        elif isinstance(change, tuple):
            text = path.read_text()
            assert text.count(change[0]) == 1
            path.write_text(text.replace(*change))
    return check(read(root), TODAY)


@pytest.mark.parametrize(("code", "place", "changes"), FAULTS)
def test_a_fault_is_the_one_problem_found_and_at_its_place(
    tree: Tree, tmp_path: Path, code: str, place: str, changes: Changes
) -> None:
    found = [f"{it.code} {it.place}".replace(f"{tmp_path}/", "") for it in problems(tree, changes)]
    assert found == [f"{code} {place}"]


@pytest.mark.parametrize(("code", "place", "changes"), FAULTS)
def test_a_fault_is_told_in_whole_dutch_sentences(
    tree: Tree, code: str, place: str, changes: Changes
) -> None:
    (found,) = problems(tree, changes)
    rule = CATALOGUE[code]
    for said, template in ((found.message, rule.sentence), (found.repair, rule.repair)):
        fields = {name for _, name, _, _ in Formatter().parse(template) if name}
        assert not [name for name in fields if f"{{{name}}}" in said]
        assert re.fullmatch(r"\S.*[^\s.?!:;,]\.", said)
        assert not re.search(r"''|\(\)|\b(None|True|False|the|found|expected|should|must)\b", said)
    assert found.message[0].isupper()


def test_every_code_of_the_catalogue_has_a_seeded_fault() -> None:
    assert {code for code, _, _ in FAULTS} == set(CATALOGUE) - NEED_MORE


@pytest.mark.parametrize("name", FAULTLESS)
def test_there_is_no_problem_in(tree: Tree, name: str) -> None:
    assert problems(tree, FAULTLESS[name]) == ()


def test_problems_come_in_order_of_place(tree: Tree) -> None:
    broken: Changes = {"brieven/b.md": "x", "brieven/a.md": "x", "themas.yml": None}
    found = [it.place for it in problems(tree, {**broken, **body("{b} <i>\n\n{a} ![x](y) {c}")})]
    assert found == sorted(found)
    assert len(found) == 8


def test_the_content_of_this_repository_has_no_errors() -> None:
    assert [str(it) for it in check(read(CONTENT), TODAY) if it.is_error] == []
