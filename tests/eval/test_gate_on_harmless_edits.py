"""On the real content: what editors do every day passes the gate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from eval.gate import GateStatus

pytestmark = pytest.mark.slow

Edit = Callable[[Any], None]
"""What an editor does (`Editor` in conftest.py)."""

CV = "faq/werk/cv-hulp.md"
SEASON = "faq/werkloos/ww-seizoenswerk.md"
WITHDRAWAL = "faq/oneens/bezwaar-intrekken.md"


def new_letter(it: Any) -> None:
    it.add(
        "brieven/WW-190.md",
        "---\ncode: WW-190\ntitel: Wij nodigen u uit voor een open dag\nregelingen: [WW]\n"
        "doelgroep: particulier\ngeldig: {vanaf: 2024-01-01}\nwanneer: Als er een open dag is.\n"
        "kenmerken: [een open dag op ons kantoor]\ncontroleren_voor: 2027-06-01\n"
        "eigenaar: brievenboek\n---\n## Wat betekent deze brief?\n\nU mag komen kijken op ons "
        "kantoor. Het hoeft niet.\n\n## Tekst van de brief\n\nEr is een open dag op ons kantoor.\n",
    )


def new_referral(it: Any) -> None:
    it.add(
        "verwijzingen/rdw-kenteken.md",
        "---\nuitkomst: verwijzing\nvraag: Waar regel ik het kenteken van mijn auto?\n"
        "alternatieven:\n  - auto op naam zetten\n  - apk vervaldatum opzoeken\n"
        "kort: Kentekens regelt u bij de RDW.\n"
        'organisatie: {naam: RDW, website: "https://www.rdw.nl"}\n'
        "controleren_voor: 2027-06-01\neigenaar: team-contact\n---\nNeem contact op met de RDW.\n",
    )


def new_item(it: Any) -> None:
    it.item(
        "faq/contact/rondleiding.md",
        "Kan onze schoolklas een kantoor van UWV bezoeken?",
        ("rondleiding voor leerlingen", "excursie met de klas van mijn dochter"),
        "Bel het kantoor in uw regio en vraag of een bezoek met een klas kan.",
    )


def later_version(it: Any) -> None:
    text = it.text(SEASON)
    it.key(SEASON, "geldig", "{vanaf: 2024-01-01, tot: 2035-01-01}")
    later = text.replace("{vanaf: 2024-01-01}", "{vanaf: 2035-01-01}")
    it.add(SEASON.replace(".md", "@2035-01-01.md"), later.replace("U krijgt", "U ontvangt"))


def split_item(it: Any) -> None:
    moved = ("er zit een gat van vijf jaar in mijn cv door ziekte",)
    it.change(CV, rf"  - {moved[0]}\n", "")
    it.change(CV, r"^## Heeft u een gat in uw cv\?\n.*?(?=^## )", "")
    short = "Zeg kort en eerlijk wat u in die tijd deed."
    it.item("faq/werk/gat-in-cv.md", "Wat doe ik met een gat in mijn cv?", moved, short)


def merge_items(it: Any) -> None:
    name = "faq/werk/netwerktraining.md"
    moved = re.findall(r"(?m)^(?:vraag:|  -) (.*)$", it.text(name))
    text = it.text(name).rpartition("\n---\n")[2]
    it.rephrase("werk/netwerktraining", "werk/vacatures-vinden")
    it.remove(name)
    it.forget("netwerktraining")
    it.alternatives("faq/werk/vacatures-vinden.md", *moved)
    it.add("faq/werk/vacatures-vinden.md", f"\n## Netwerken\n\n{text}")


HARMLESS: Mapping[str, Edit] = {
    "a typo in a body": lambda it: it.change(
        "faq/werkloos/ww-startperiode.md", "Bewaar het bewijs", "Bewaar uw bewijs"
    ),
    "a typo in a body that is translated": lambda it: it.change(
        "faq/werkloos/ww-duur.md", "De einddatum staat", "Uw einddatum staat"
    ),
    "a typo in a short answer": lambda it: it.change(
        "faq/contact/documenten-opsturen.md", "^kort: Stuur papieren", "kort: Stuur uw papieren"
    ),
    "another short answer": lambda it: it.key(
        WITHDRAWAL, "kort", "Dat doet u met een brief of op de hoorzitting."
    ),
    "a question reworded": lambda it: it.key(
        WITHDRAWAL, "vraag", "Hoe kan ik mijn bezwaar weer intrekken?"
    ),
    "an alternative more": lambda it: it.alternatives(
        CV, "hoe moet zo'n curriculum vitae eruitzien"
    ),
    "a keyword more": lambda it: it.listed(CV, "trefwoorden", "motivatie"),
    "another owner": lambda it: it.key("faq/werkloos/ww-duur.md", "eigenaar", "team-werk"),
    "another review date": lambda it: it.key(
        "faq/oneens/hoorzitting.md", "controleren_voor", "2028-01-01"
    ),
    "a legal basis more": lambda it: it.listed(SEASON, "grondslag", '"WW artikel 15"'),
    "a related item more": lambda it: it.listed(CV, "verwant", "scholing"),
    "a new item about something else": new_item,
    "a new letter": new_letter,
    "a note for advisors": lambda it: it.add(
        "faq/werk/cv-hulp.toelichting.md",
        "---\neigenaar: team-werk\ncontroleren_voor: 2027-06-01\n---\nVraag of er al een cv is.\n",
    ),
    "a translation improved": lambda it: it.change(
        "faq/contact/tolk.en.md", "Do you speak little Dutch", "Is your Dutch not so good"
    ),
    "a golden question to practise with": lambda it: it.add(
        "vragen/oefen/basis.yml",
        '- {id: oefen-900, vraag: "mn cv is tien jaar oud, hulp?", verwacht: [cv-hulp]}\n',
    ),
    "a golden question for the gate": lambda it: it.add(
        "vragen/keuring/basis.yml",
        '- {id: keuring-900, vraag: "mn cv is tien jaar oud, hulp?", verwacht: [cv-hulp]}\n',
    ),
    "another value of a term": lambda it: it.change(
        "bedragen/werkloos.yml", r'(naam: ww-beslistermijn, waarde: )"\d+"', r'\1"5"'
    ),
    "a new term": lambda it: it.add(
        "bedragen/algemeen.yml",
        '- {naam: rondleiding, waarde: "2", eenheid: uur, vanaf: 2024-01-01, gecontroleerd: nee}\n',
    ),
    "a word explained": lambda it: it.add(
        "begrippen.yml",
        '- {term: excursie, betekenis: "Een bezoek met een groep.", synoniemen: [schoolreisje]}\n',
    ),
    "a synonym for a scheme": lambda it: it.change(
        "begrippen.yml", r"synoniemen: \[ww-uitkering", "synoniemen: [steungeld, ww-uitkering"
    ),
    "a theme described otherwise": lambda it: it.change(
        "themas.yml", "Ziek of beter melden bij ons", "Ziek melden en beter melden bij ons"
    ),
    "a version that holds from a later day": later_version,
    "a sentence more": lambda it: it.add(SEASON, "\nTwijfelt u of uw werk telt? Bel ons gerust.\n"),
    "an item split in two with a wording moved": split_item,
    "two items made into one": merge_items,
    "another phone number of a referral": lambda it: it.change(
        "verwijzingen/vakbond.md", r'adres: "https://www.cnv.nl"', 'adres: "030 751 10 01"'
    ),
    "a referral to another organisation": new_referral,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_an_edit_that_does_no_harm_is_approved(name: str, desk: Any) -> None:
    verdict = desk.judged(HARMLESS[name])
    assert verdict.status is GateStatus.APPROVED
    assert verdict.reasons == ()
