"""What things are called in the document, and what it says about the API as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

DESCRIPTION: Final = """\
Antwoorden op vragen over uitkeringen. Elk kanaal krijgt hetzelfde antwoord: website, chat, \
telefoon, balie en bericht.

- Een vraag stuurt u in de inhoud van een POST, nooit in een adres.
- Elk veld is er altijd: leeg of null waar het niet past.
- Fouten zijn `application/problem+json` en herhalen niets van wat u stuurde.
- Een methode die een adres niet kent, geeft 405; in de kop `Allow` staat welke het wel kent.
- Een GET geeft een `ETag`; stuur die mee als `If-None-Match`, en u krijgt 304 als er niets is \
veranderd.
- Tijdstippen zijn in UTC, dagen in Nederlandse tijd.
- Er kunnen velden en adressen bij komen zonder nieuwe hoofdversie; sla over wat u niet kent.\
"""

CHOICES: Final = {
    "ActivationKind": ("SoortPublicatie", "Hoe het in werking kwam."),
    "Audience": ("Doelgroep", "Voor wie een tekst is."),
    "Category": ("Publicatiecategorie", "Hoeveel er van het algoritme afhangt."),
    "Change": ("Wijziging", "Wat er met een stuk inhoud gebeurde."),
    "Channel": ("Kanaal", "Waar de vraag is gesteld. Het antwoord is overal hetzelfde."),
    "Kind": ("SoortTekst", "Wat voor tekst het is."),
    "NotFound": ("RedenNietGevonden", "Waarom het antwoord er niet was."),
    "Outcome": (
        "SoortUitkomst",
        "Hoe een vraag eindigt. `antwoord`: het eerste antwoord is het. `keuze`: laat iemand "
        "kiezen. `verwijzing`: een ander gaat hierover. `eigenDossier`: het staat in iemands eigen "
        "dossier. `nood`: laat alleen zien wie kan helpen. `begroeting`: groet terug. "
        "`geenAntwoord`: wij weten het niet.",
    ),
    "Recognition": ("SoortHerkenning", "Of de brief is herkend."),
    "Scope": ("Bereik", "Wat iemand met een sleutel mag."),
    "Status": ("Gebruik", "Of het algoritme wordt gebruikt."),
    "Unhelpful": ("RedenNietNuttig", "Waarom een antwoord niet hielp."),
}
"""What is chosen from a list: per class its name and what it says."""

TAGS: Final = {
    "antwoorden": "Vragen beantwoorden, en antwoorden met hun versies lezen.",
    "brieven": "Brieven uitleggen en herkennen.",
    "hulp": "Suggesties tijdens het typen, thema's en begrippen.",
    "reacties": "Laten weten of een antwoord hielp.",
    "vragen": "Inzien en laten wissen wat wij van een vraag bewaren.",
    "publicaties": "Wat wanneer in werking was, en wat er veranderde.",
    "algoritme": "Wat er over het algoritme te weten is.",
    "beheer": "Sleutels en de noodrem.",
    "document": "Dit document zelf.",
}
"""Groups of operations, in the order in which they are told."""


def described(schemas: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the schemas; a list to choose from says in Dutch what it is."""
    return {
        name: {**it, "description": CHOICES[name][1]} if name in CHOICES else it
        for name, it in schemas.items()
    }


def own_names(schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the name in the document of each schema: the title of its model, or of its list."""
    return {
        name: CHOICES[name][0] if name in CHOICES else str(it.get("title", name))
        for name, it in schemas.items()
    }
