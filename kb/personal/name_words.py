"""Words by which the end of a name is seen, and words that look like a name and are none."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from kb.personal.signs import either, words
from kb.telling_words import INTERNATIONAL, NAMES, TELLING_WORDS

KIN: Final = either(
    """man, vrouw, partner, zoon, zoontje, dochter, dochtertje, kind, kindje, baby, moeder,
    vader, ex, vriend, vriendin, echtgenoot, echtgenote, broer, zus, collega, buurman,
    buurvrouw, opa, oma, begeleider, bewindvoerder, arts, bedrijfsarts, contactpersoon,
    werknemer, werkneemster, medewerker, cliënt, tweeling, husband, wife, son, daughter, child,
    mother, father"""
)
"""People that somebody speaks of; what an employer or a scheme is called is no personal data."""

_NOW: Final = either("nu, eigenlijk, officieel, voluit, gewoon, dus, trouwens, sinds kort")
_MY: Final = either("mijn, m'n, mn, mij, me, mjn, haar, zijn, hun, de")
_KIND: Final = either("voor, achter, meisjes, roep, doop")

INTRODUCTIONS: Final = {
    "nl": either(
        rf"""{_MY} (?:volledige |eigen |nieuwe |oude |officiële )?{_KIND}?naam (?:is|luidt)(?:
        {_NOW})?, (?:ik|k) heet(?: {_NOW})?, {_MY} {KIN} heet(?: {_NOW})?, genaamd, spreekt u met, u
        spreekt met, je spreekt met, ondergetekende, ik ben de heer, ik ben heer, ik ben (?:de
        )?(?:dhr|meneer|mevrouw|mevr|mw|juffrouw|mej)\.?"""
    ),
    "en": either(
        r"""my (?:full |first |last |family )?name(?:'s| s| is)(?: now)?, my names is, i am called,
        i'm called, (?:i am|i'm|im) (?:mr|mrs|ms|miss|dr)\.?"""
    ),
    "de": either("ich heiße, ich heisse, mein (?:vor|nach)?name ist, ich bin (?:herr|frau)"),
    "fr": either(
        r"""je m'appelle, je me nomme, mon (?:nom|prénom) (?:est|c'est),
        je suis (?:monsieur|madame|mademoiselle|mme|m\.)"""
    ),
    "es": either("me llamo, mi (?:nombre|apellido) es, soy (?:el señor|la señora|don|doña)"),
    "pl": either(
        "nazywam się, mam na imię, moje (?:imię|nazwisko) to, na imię mi, jestem (?:pan|pani)"
    ),
    "tr": either("benim ad[ıi]m, benim ismim"),
    "ro": either("mă numesc, mă cheamă, numele meu (?:este|e), sunt (?:domnul|doamna)"),
    "uk": either("мене звати, мене звуть, моє ім'я, моє прізвище"),
    "ru": either("меня зовут, моё имя"),
    "bg": either("казвам се, името ми е, моето име е"),
    "ar": either("اسمي هو, اسمي, إسمي, أدعى"),
}
"""After these comes a name, in small letters too."""

LABELS: Final = {
    "nl": either(
        """naam, voornaam, achternaam, roepnaam, volledige naam, mijn naam, naam werknemer,
        naam client"""
    ),
    "en": either("name, my name, first name, last name, surname"),
    "de": either("vorname, nachname, mein name"),
    "fr": either("nom, prénom"),
    "es": either("nombre, apellido"),
    "pl": either("imię i nazwisko, imię, nazwisko"),
    "tr": either("isim, soyadı, adı soyadı"),
    "ro": either("nume, prenume"),
    "uk": either("ім'я, прізвище, фамилия"),
    "bg": either("име"),
    "ar": either("الاسم"),
}
"""The same with a colon after them, as in a form."""

TITLES: Final = {
    "nl": either("heer, dhr, meneer, mevrouw, mevr, mw, mej, juffrouw, familie, fam"),
    "en": either("mr, mrs, miss"),
    "de": either("herr, herrn, frau"),
    "fr": either("monsieur, madame, mme"),
    "es": either("señor, señora, sr, sra"),
    "pl": either("pan, pani"),
    "ro": either("domnul, doamna"),
    "uk": either("пан, пані"),
    "bg": either("господин, госпожа"),
}
"""After these a word with a capital is a name."""

SIGNATURES: Final = {
    "nl": either("groet, groeten, groetjes, mvg, hoogachtend, naam"),
    "en": either("kind regards, best regards, regards, sincerely"),
    "de": either("mit freundlichen grüßen, freundliche grüße"),
    "fr": either("cordialement, salutations"),
    "es": either("saludos"),
    "pl": either("pozdrawiam"),
    "tr": either("saygılarımla, ad[ıi]m, ismim"),
    "ro": either("cu stimă"),
    "uk": either("з повагою, с уважением"),
}
"""So it is after these, and a line end may come between."""

OPENINGS: Final = {
    "nl": either("dit is, hier is, hier spreekt"),
    "en": either("this is"),
    "de": either("hier ist, hier spricht"),
}
"""At the start of a sentence, before a name with capitals that a comma or full stop follows."""

PARTICLES: Final = words(
    """van der den de het 't 's ter ten te von zu la le du el al ben bin ibn abu di da do dos del
    des mac mc st"""
)
"""Small words within a name."""

SURNAME_PARTICLES: Final = {("van", it) for it in ("der", "den", "'t", "ter", "ten")}
"""Small words that stand in names only: "meer" is a word, and a name after "van der"."""

ALSO_NAMES: Final = words(
    "an ben can will mei may kim dan wil bo june april mark ton job les mia ana"
)
"""Words that, where a name is expected, are one."""

NO_NAMES: Final = words(
    """niet geen fout foutief verkeerd onjuist juist goed correct anders gewijzigd veranderd
    aangepast gespeld geschreven misspeld afgekort vermeld verwisseld vergeten kwijt weg
    geheim bekend onbekend hetzelfde dezelfde gelijk nodig belangrijk genoemd gebruikt
    misbruikt gestolen doorgegeven ingevuld opgegeven geregistreerd gekoppeld zichtbaar
    leesbaar ook nog al wel nu sinds voortaan binnenkort straks u jullie welkom namens team
    afdeling familie klantcontact klantenservice wrong misspelled misspelt incorrect correct
    spelled changed different not missing written known inaczej autrement diferente farklı
    altfel інакше иначе различно falsch geändert anders nicht richtig geschrieben mal écrit
    écrite incorrect changé faux pas mal escrito incorrecto cambiado équivoqué equivocado
    yanlış değişti doğru źle błędne zmienione błędnie greșit scris schimbat неправильно
    змінилося змінено написано грешно сменено написано خطأ مكتوب تغير غلط heer dame meneer
    mevrouw mijnheer sir madam herr frau"""
)
"""What is said of a name, where the name itself would stand."""

CHANGED: Final = re.compile(
    r"(?:aange|inge|opge|doorge|afge|uitge|omge|wegge|misge|ge|ver)[a-z]{2,12}"
    r"(?:eld|erd|igd|angd|ast|uld|aakt|emd|uikt|even|aagd|oerd|ruikt|ernd)"
)
"""Dutch participles, as in "mijn naam is verwisseld"."""

BEGIN_WITH_AND: Final = re.compile("و(?!ليد|سام|ائل|فاء|رده|رد|داد|سيم|حيد)")
"""In Arabic "and" is written onto the next word; these names begin with its letter."""

_SUBJECTS: Final = """
    naam voornaam achternaam roepnaam helemaal compleet totaal volledig misschien blijkbaar
    steeds toch plotseling opeens ineens inmiddels ondertussen twee drie half zonder iets heel
    erg zo dubbel lang kort moeilijk raar vreemd buitenlands identiek leeg onleesbaar dezelfde
    deels gedeeltelijk per ongeluk overal nergens ooit nooit completely totally still always
    too very long short wrongly already being werkloos werkeloos ontslagen ontslag
    arbeidsongeschikt afgekeurd uitgekeurd ziekgemeld zzp zelfstandig gescheiden getrouwd
    verhuisd geboren woonachtig wonend wonende werkzaam bsn burgerservicenummer geboortedatum
    adres postcode telefoon telefoonnummer mobiel tel mail rekeningnummer iban kenmerk dossier
    klant vraag vragen antwoord betreft onderwerp graag alvast gaarne bij voorbaat bedankt
    dank mvg groet groeten groetjes hallo hoi goedemorgen goedemiddag dag beste geachte hi
    hello jaar jarig oud leeftijd nationaliteit nederlander polen syrië turkije marokko sick
    unemployed pregnant employed years old living working from calling krank arbeitslos
    schwanger jahre alt wohne malade chômage enceinte ans habite enferma enfermo embarazada
    desempleado años vivo chora chory bezrobotny lat mieszkam hasta hastayım işsizim hamileyim
    yaşında bolnav bolnavă șomer însărcinată ani locuiesc хвора хворий безробітний вагітна
    років живу болен болна безработен бременна години живея عمري عندي أنا انا أريد اريد أعمل
    اعمل أسكن اسكن من في مريض مريضة حامل عاطل كيف متى هل ما أبحث وأنا وانا وأريد واريد وعندي
    ولدي وأعمل وأبحث وأسكن وعمري وكيف ومتى وهل ومريض and und et y oraz i ve și si та і й и en
    of or oder ou o lub veya sau або или
"""
"""What people go on about after their name."""


@cache
def stops(language: str) -> frozenset[str]:
    """Return the words that end a name in a text of `language`."""
    telling = TELLING_WORDS.get(language, "")
    return words(f"{telling} {NAMES} {INTERNATIONAL} {_SUBJECTS}")
