"""The catalogue of content problems: code, severity, sentence for an editor, how to repair it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """An error stops a publication; a warning does not."""

    ERROR = "fout"
    WARNING = "waarschuwing"


@dataclass(frozen=True)
class Rule:
    """One kind of problem. `sentence` and `repair` are Dutch templates over the problem's facts."""

    severity: Severity
    sentence: str
    repair: str


def _error(sentence: str, repair: str) -> Rule:
    return Rule(Severity.ERROR, sentence, repair)


def _warning(sentence: str, repair: str) -> Rule:
    return Rule(Severity.WARNING, sentence, repair)


CATALOGUE: Final[dict[str, Rule]] = {
    # reading a file
    "geen-inhoud": _error(
        "Er is geen map met inhoud gevonden op deze plek.",
        "geef de goede map met --content.",
    ),
    "geen-utf8": _error(
        "Het bestand is geen geldige UTF-8-tekst.",
        "sla het bestand op als UTF-8.",
    ),
    "bestand-te-groot": _error(
        "Het bestand is groter dan {grens}.",
        "splits het bestand.",
    ),
    "snelkoppeling": _error(
        "Dit is een snelkoppeling (symbolic link); die volgen wij niet.",
        "zet het bestand zelf op deze plek.",
    ),
    "onbekend-bestand": _warning(
        "Dit bestand hoort niet bij een bekende soort inhoud en is niet gelezen.",
        "verplaats, hernoem of verwijder het.",
    ),
    "bestandsnaam": _error(
        "De bestandsnaam '{naam}' heeft niet de goede vorm.",
        "gebruik {vorm}.",
    ),
    "front-matter-ontbreekt": _error(
        "Het bestand begint niet met een blok tussen twee regels '---'.",
        "zet de kenmerken bovenaan tussen twee regels met '---'.",
    ),
    "front-matter-niet-gesloten": _error(
        "Het blok met kenmerken bovenaan is niet afgesloten.",
        "zet een regel met alleen '---' onder de laatste sleutel.",
    ),
    "front-matter-te-groot": _error(
        "Het blok met kenmerken is groter dan {grens}.",
        "maak het korter; lange tekst hoort in de tekst eronder.",
    ),
    "yaml": _error(
        "Dit is geen geldige YAML: {uitleg}.",
        "kijk naar inspringing, dubbele punten en aanhalingstekens op deze plek.",
    ),
    "yaml-anker": _error(
        "Ankers, verwijzingen en typelabels (&, *, !) mogen hier niet.",
        "schrijf de waarde voluit; zet tekst die met zo'n teken begint tussen aanhalingstekens.",
    ),
    "geen-talen": _error(
        "Dit bestand hoort per taal een lijst van formuleringen te zijn.",
        "schrijf bijvoorbeeld 'nl:' met daaronder een regel '- \"hoe kom ik aan ww\"'.",
    ),
    "yaml-te-diep": _error(
        "De lijsten en tabellen zijn te diep in elkaar genest.",
        "gebruik de vorm uit de beschrijving van dit soort bestand.",
    ),
    "dubbele-sleutel": _error(
        "De sleutel '{sleutel}' staat er twee keer.",
        "houd er één over.",
    ),
    "onbekende-sleutel": _error(
        "De sleutel '{sleutel}' bestaat hier niet{bedoeld}.",
        "verbeter of verwijder de sleutel.",
    ),
    "sleutel-ontbreekt": _error(
        "De sleutel '{sleutel}' ontbreekt of is leeg.",
        "vul '{sleutel}' in.",
    ),
    "ongeldige-waarde": _error(
        "De waarde van '{sleutel}' klopt niet: {uitleg}.",
        "verbeter de waarde.",
    ),
    "geen-lijst": _error(
        "Dit bestand moet een lijst zijn, met één regel '- …' per onderdeel.",
        "begin elk onderdeel met '- '.",
    ),
    "verborgen-teken": _error(
        "Hier staat een onzichtbaar teken ({teken}).",
        "verwijder het teken of typ de tekst opnieuw.",
    ),
    # the body
    "html-in-tekst": _error(
        "Hier staat HTML ({stuk}); alleen Markdown mag.",
        "schrijf het in Markdown, of zet een \\ voor het teken <.",
    ),
    "afbeelding": _error(
        "Hier staat een afbeelding; die kunnen wij niet voorlezen of in de chat tonen.",
        "beschrijf in woorden wat er te zien is.",
    ),
    "kop-niveau-1": _error(
        "Hier staat een kop van niveau 1; de vraag zelf is al die kop.",
        "gebruik ## voor koppen.",
    ),
    "lege-tekst": _error(
        "Er staat geen tekst onder de kenmerken.",
        "schrijf het antwoord.",
    ),
    "plaatshouder": _error(
        "De plaatshouder {stuk} zou zo bij de lezer terechtkomen.",
        "vul de tekst in, of gebruik {{bedrag:naam}} of {{termijn:naam}}.",
    ),
    # over the whole set
    "dubbele-id": _error(
        "De id '{id}' bestaat al in {ander}.",
        "geef één van de twee een andere id.",
    ),
    "geldigheid-omgekeerd": _error(
        "De geldigheid eindigt ({tot}) niet na het begin ({vanaf}).",
        "zet bij 'tot' de eerste dag waarop het niet meer geldt, na 'vanaf'.",
    ),
    "geldigheid-overlapt": _error(
        "De geldigheid overlapt met die in {ander}.",
        "laat 'tot' van de eerste gelijk zijn aan 'vanaf' van de volgende, of eerder.",
    ),
    "geldigheid-gat": _warning(
        "Tussen {tot} en {vanaf} is geen versie van '{id}' geldig.",
        "laat de versies op elkaar aansluiten als dat de bedoeling is.",
    ),
    "kapotte-link": _error(
        "De link naar '{doel}' komt nergens uit.",
        "gebruik de id van een bestaande vraag, een briefcode of een adres met https://{bedoeld}.",
    ),
    "onbekend-thema": _error(
        "Het thema '{thema}' staat niet in themas.yml{bedoeld}.",
        "zet het bestand in de map van een bestaand thema, of voeg het thema toe.",
    ),
    "onbekend-bedrag": _error(
        "Het bedrag of de termijn '{naam}' bestaat niet{bedoeld}.",
        "voeg '{naam}' toe in een bestand onder bedragen/, of verbeter de naam.",
    ),
    "bedrag-verlopen": _error(
        "Voor '{naam}' is op {dag} geen waarde bekend.",
        "voeg in bedragen/ een regel toe die op die dag geldt.",
    ),
    "bedrag-loopt-af": _warning(
        "De waarde van '{naam}' geldt t/m {dag}; daarna is er nog geen.",
        "voeg de volgende waarde toe.",
    ),
    "opvolger-zonder-einde": _error(
        "Er is een opvolger, maar de geldigheid heeft geen einde.",
        "vul 'tot' in bij 'geldig', of verwijder 'opvolger'.",
    ),
    "toelichting-zonder-vraag": _error(
        "Bij deze toelichting hoort geen vraag met id '{id}'.",
        "geef het bestand de naam van een bestaande vraag.",
    ),
    "vertaling-zonder-vraag": _error(
        "Bij deze vertaling hoort geen vraag met id '{id}'.",
        "geef het bestand de naam van een bestaande vraag.",
    ),
    "vertaling-verouderd": _warning(
        "De Nederlandse tekst is gewijzigd na deze vertaling; de vertaling wordt niet getoond.",
        "werk de vertaling bij en zet bij 'vertaling_van' {digest}.",
    ),
    "controle-verlopen": _warning(
        "Deze tekst had voor {dag} nagekeken moeten zijn.",
        "kijk de tekst na en zet bij 'controleren_voor' een nieuwe datum.",
    ),
    "geen-eigenaar": _warning(
        "Er staat niet bij wie deze tekst onderhoudt.",
        "vul 'eigenaar' in.",
    ),
    "dubbele-vraag": _error(
        "Dezelfde vraag '{vraag}' staat ook in {ander}.",
        "schrijf hem anders, of voeg de twee samen.",
    ),
    "formulering-zonder-vraag": _error(
        "Er is geen vraag, brief of verwijzing '{id}' waar deze formuleringen bij horen{bedoeld}.",
        "geef het bestand de naam van de id waar het bij hoort, of verwijder het.",
    ),
    "taal-anders": _warning(
        "Deze tekst lijkt in de taal '{gevonden}' te zijn; er staat dat het '{taal}' is.",
        "zet de tekst bij de goede taal, of vertaal hem.",
    ),
    "keuze-onbekend": _error(
        "Er is geen antwoord '{id}' om uit te kiezen{bedoeld}.",
        "vul de id in van een vraag, brief of verwijzing; een noodtekst of groet kan hier niet.",
    ),
    "keuze-dubbel": _error(
        "Deze keuze staat ook op regel {regel}, of een antwoord staat er twee keer in.",
        "voeg de twee samen, of laat er een weg.",
    ),
    "dubbele-term": _error(
        "De term '{term}' staat al in dit bestand op regel {regel}.",
        "voeg de twee samen.",
    ),
    "kenmerk-niet-in-brief": _warning(
        "Het kenmerk '{kenmerk}' komt niet voor in de tekst van de brief.",
        "neem een zin over die letterlijk in de brief staat.",
    ),
    # wording
    "los-bedrag": _warning(
        "Hier staat een los bedrag, percentage of termijn: '{stuk}'.",
        "zet de waarde in bedragen/ en verwijs ernaar met {{bedrag:naam}} of {{termijn:naam}}.",
    ),
    "bedrag-eindigt-eerder": _warning(
        "De waarde van '{naam}' geldt t/m {dag}; deze tekst geldt langer.",
        "voeg de volgende waarde toe, of geef de tekst een einde.",
    ),
    "persoonsgegeven": _error(
        "Hier staat een persoonsgegeven ({soort}).",
        "verwijder het; gebruik ook in voorbeelden geen gegevens die van iemand kunnen zijn.",
    ),
    "toon": _warning(
        "De toon van '{stuk}' kan belerend of dreigend overkomen.",
        "{advies}.",
    ),
    "taal-lange-zin": _warning(
        "Deze zin heeft {aantal} woorden; de grens is {grens}.",
        "maak er twee zinnen van.",
    ),
    "taal-kommas": _warning(
        "Deze zin heeft {aantal} komma's; de grens is {grens}.",
        "splits de zin, of maak er een lijst van.",
    ),
    "taal-lange-alinea": _warning(
        "Deze alinea heeft {aantal} woorden; de grens is {grens}.",
        "splits de alinea, of maak er een lijst van.",
    ),
    "taal-ambtelijk": _warning(
        "Het woord '{woord}' staat er zonder het gewone woord.",
        "schrijf '{gewoon}', of zet dat erbij.",
    ),
    "taal-gemiddelde": _warning(
        "De zinnen hebben gemiddeld {waarde} woorden; de grens is {grens}.",
        "schrijf kortere zinnen.",
    ),
    "taal-lijdend": _warning(
        "Van de zinnen is {waarde} lijdend ('wordt betaald'); de grens is {grens}.",
        "schrijf wie iets doet: 'wij betalen'.",
    ),
    "taal-leesbaarheid": _warning(
        "De leesbaarheid (Flesch-Douma) is {waarde}; de grens is {grens}.",
        "gebruik kortere woorden en zinnen.",
    ),
    "taal-verslechterd": _warning(
        "Deze tekst is minder duidelijk dan wat nu gepubliceerd is: {signalen}.",
        "vergelijk met de oude tekst en schrijf het weer eenvoudiger.",
    ),
    "tegenstrijdig": _warning(
        "De zin '{zin}' spreekt '{andere}' in {ander} tegen.",
        "kijk welke waarde goed is en verwijs in beide naar hetzelfde bedrag of dezelfde termijn.",
    ),
    "vragen-concurreren": _warning(
        "De vraag '{vraag}' lijkt erg op '{andere}' in {ander}.",
        "maak het verschil duidelijk, of voeg de twee samen.",
    ),
    "verwijst-naar-beeindigd": _warning(
        "Deze tekst verwijst naar '{doel}'; die regeling is gestopt op {dag}.",
        "verwijs naar wat ervoor in de plaats kwam, of verwijder de link.",
    ),
    "verantwoording-overbodig": _warning(
        "Er staat een verantwoording voor '{soort}', maar die waarschuwing is er niet.",
        "verwijder de verantwoording, of verbeter de code.",
    ),
    # golden questions
    "toetsvraag-bekend": _error(
        "Deze toetsvraag is gelijk aan een vraag, alternatief of formulering in {ander}.",
        "bedenk een vraag die nog nergens in de inhoud staat.",
    ),
    "toetsvraag-verwachting": _error(
        "De verwachting van deze toetsvraag klopt niet: {uitleg}{bedoeld}.",
        "vul de id in van de vraag die het antwoord moet zijn, of een uitkomst.",
    ),
    # what a complete service needs
    "ontbreekt-bestand": _warning(
        "Het bestand ontbreekt; er geldt een standaardtekst.",
        "maak het bestand met de eigen teksten van de organisatie.",
    ),
    "geen-geen-antwoord": _warning(
        "Er is geen verwijzing met uitkomst geenAntwoord; er geldt een standaardtekst.",
        "maak verwijzingen/geen-antwoord.md.",
    ),
    "geen-noodremtekst": _warning(
        "Er staat niet wat mensen lezen als de noodrem aan is; er geldt een standaardtekst.",
        "zet achter 'noodrem' dat er nu geen antwoorden zijn en wie wel kan helpen.",
    ),
}
