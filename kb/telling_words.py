"""Words and letters that tell a language in a few words, and names that tell nothing.

Every list is short on purpose: articles, pronouns, question words, verbs of wanting and having, and
the handful of nouns that people come to us with. A word that several languages share stands with
each of them. Accents do not matter here: people leave them out. To add a word, ask in which of
our languages it is a word, and put it in all of those lists.
"""

from __future__ import annotations

from typing import Final

TELLING_WORDS: Final[dict[str, str]] = {
    "nl": """
        de het een en van ik je jij jou jouw u uw mijn mn m'n me mij wij we ons onze jullie hij zij
        ze zijn haar hem hun is ben bent was waren heb hebt heeft hebben had kan kun kunt kunnen mag
        mogen moet moeten wil wilt willen word wordt worden werd ga gaat gaan krijg krijgt krijgen
        kreeg doe doet doen kom komt komen weet zit staat wat wie waar wanneer hoe hoeveel hoelang
        hoezo waarom welke welk niet geen niks nog al ook maar of als dan dat die dit deze er om te
        in op aan bij voor na naar met zonder uit over door tot per tijdens tegen onder tussen sinds
        nu wel toch weer meer minder veel alleen iets iemand niemand ander andere geld werk werken
        werkt baan baas bedrijf ziek ziekte brief uitkering aanvragen aanvraag betaald betalen
        betaling loon jaar maand week weken dag dagen uur uren kwijt terug laat lang hoog laag
        ontslag contract werkgever werknemer formulier bezwaar bezwaarschrift klacht inkomen
        inkomsten zwanger verlof vakantie helpen hulp help graag dank bedankt aub goed fout gesprek
        arts keuring kind kinderen man vrouw partner huis recht rechten schuld schulden wijzigen
        doorgeven melden invullen stoppen stopt eerste gratis premie subsidie procent duur datum
        functie vacature programma controle nep hallo hoi hi zelf eigen no bellen telefoonnummer
        sociaal sociale eisen bankrekening hier daar daarom dus omdat want toen zo zoals echt gewoon
        erg heel vaak altijd nooit iedereen elke elk alle alles zelfs mee binnen buiten rond vanaf
        ja nee zou zouden zal zullen hoort hoef hoeft ik'm 't 'n nederlands mensen nieuwe oude
        volgende vorige verloren nummer morgen lange les pas bank los mis mei war hand best ton job
        solliciteren sollicitatie periode
    """,
    "en": """
        the a an of i i'm im i've my me you your he she his her it we us our they their this that
        these those is am are was were be been have has had do does did done don't dont doesn't
        didn't can can't cannot could will would should must may get got getting what what's who
        where when why how which much many long not no nor any some if and or but so because for
        from to in on at by with without about after before during as than then there here need want
        apply applying money benefit benefits unemployment sick job jobs work working letter pay
        paid payment employer boss please thanks thank hi hello help still again back late find
        understand speak english know year month week day days fired pregnant free against phone
        number bank only also every each all both between since until while whether more most other
        another own same such too very just now yes whose dutch might shall let's it's isn't wasn't
        won't i'd i'll man kind over contract partner hand door best form die
    """,
    "de": """
        der die das den dem des ein eine einen einem einer ich mein meine meinen meinem meiner mich
        mir du sie wir uns unser er es ihr ist bin bist sind war waren habe hab hat haben hatte kann
        kannst können darf soll will möchte muss muß müssen werde wird werden bekomme bekommt
        bekommen erhalte brauche gibt geht machen tun was wer wo wann wie wieviel warum welche
        welches nicht kein keine noch auch aber oder und wenn ob dass weil für mit ohne von vom zu
        zum zur in im an am auf bei beim nach aus über durch bis seit vor während gegen jetzt nun
        geld arbeit krank brief antrag beantragen arbeitslos arbeitslosengeld arbeitgeber chef
        urlaub woche monat jahr tag zahlen bezahlt hilfe bitte danke vielen dank hallo guten
        kündigung gekündigt zurück schwanger verstehe finde verloren telefonnummer nummer konto dann
        denn doch schon sehr viel wenig mehr alle alles jede jeden jeder andere zwischen damit immer
        nie heute morgen gestern etwas nichts jemand niemand sein seine ihre unsere dieser diese
        dieses wofür wohin woher wieso sollte könnte würde wäre hätte lange nur ja nein deutsch ins
        als kind kinder partner bank hand los so best jahre
    """,
    "fr": """
        le la les l' un une des du de d' je j j'ai mon ma mes me m' moi tu vous votre vos il elle on
        nous notre nos ils elles ce c'est cest cette es est suis sont était ai as a avons avez ont
        peux peut puis pouvez dois doit faut fait faire avoir être veux vais que qu' quoi qui quel
        quelle quels quelles quand comment combien où pourquoi ne pas plus encore et mais si pour
        par avec sans dans en sur sous au aux à chez après avant pendant depuis temps argent travail
        emploi malade maladie lettre demande demander chômage allocation paiement payé employeur
        patron congé vacances semaine mois an aide aidez bonjour merci svp reçu trop comprends
        trouver vers enceinte recevoir toucher numéro téléphone compte salut alors donc car aussi
        très beaucoup peu tout tous toute toutes autre autres même chaque entre jusque toujours
        jamais rien personne quelqu'un leur leurs son sa ses ton ta lui y oui non français serait
        pourrait devrait sera job contrat
    """,
    "pl": """
        i w z na do od dla po przez przy bez o u za ze nie tak czy jak kiedy gdzie co kto ile
        dlaczego jaki jaka jakie który która to ten ta te jest są jestem byłem byłam mam masz ma
        mieć mogę można muszę trzeba chcę dostanę dostać się mi mnie mój moja moje mojej mojego ja
        pan pani oraz ale lub jeśli bo że pieniądze pracę praca pracy pracuję chory chora choroba
        zasiłek zasiłku wniosek pracodawca szef urlop tydzień miesiąc rok umowa list numer telefonu
        pomoc pomocy proszę dziękuję cześć złożyć wypłata trwa długo teraz już jeszcze bezrobotnych
        bezrobocie znajdę rozumiem konto dzień dobry więc też także bardzo dużo mało wszystko inny
        inna każdy między zawsze nigdy nic ktoś nikt jego jej ich nasz wasz tego tej tym był była
        było będzie byłoby mógłbym powinienem tylko gdy żeby polski polsku
    """,
    "tr": """
        ve bir bu şu o ben benim bana beni sen siz biz mi mı mu mü miyim mıyım için ile olarak gibi
        kadar sonra önce ne nasıl nerede nereden nereye neden niye kim kaç hangi zaman var yok değil
        ama veya da daha çok en işsizlik maaş maaşı para param parası iş işimi işten hasta hastayım
        hastalık mektup mektubu alabilirim alırım alıyorum gelir geldi gelmedi gelecek istiyorum
        gerekiyor lazım zorunda yapmalıyım yapabilirim edebilirim olur oldu ödeme başvuru
        başvurabilirim nedir yardım izin izni hafta ay yıl gün merhaba selam teşekkürler lütfen süre
        sürer anlamıyorum bilmiyorum çalışmak çalışıyorum hamileyim sözleşme telefon numarası hesap
        çünkü ancak sadece her hiç bütün tüm başka aynı arasında önceden şimdi bugün yarın dün biri
        kimse onun bizim sizin onlar bunu buna şunu evet hayır türkçe olacak olsa midir mıdır
        misiniz
    """,
    "es": """
        el la los las lo un una unos unas de del al y o e que qué como cuando donde cuanto cuanta
        cuántos por porque quién cual no sí si me mi mis yo tu su sus se le te nos nuestra nuestro
        es son soy estoy está esta estaba ser estar he ha han hay tengo tiene tienen puedo puede
        quiero necesito debo hacer hago recibir recibo recibido cobrar pedir solicitar solicito para
        con sin en a sobre desde hasta durante después antes más pero también ya todavía dinero
        trabajo trabajar enfermo enferma carta paro desempleo baja jefe empresa contrato vacaciones
        semana mes año días ayuda hola gracias favor pago pagan buscar entiendo encuentro dura perdí
        embarazada teléfono número cuenta entonces muy mucho poco todo todos toda todas otro otra
        mismo cada entre siempre nunca nada alguien nadie ellos ella él usted ustedes este ese eso
        aquí sería podría debería será español sólo solo
    """,
    "ro": """
        și si a al ale un o unei unui la în din pe cu fără pentru prin după până sau dar că ca să nu
        mai ce cine unde când cum cât câți care de este e sunt am ai are avem au fi fost eu îmi mă
        meu mea mei lui ei pot poate trebuie vreau aș primesc primi primit banii bani lucru loc
        locul muncă bolnav bolnavă concediu șomaj ajutor ajutorul scrisoare scrisoarea cerere
        angajator angajatorul șeful firma contract contractul luna săptămână an ani zi zile bună
        mulțumesc salut durează acum dacă face fac găsesc înțeleg nevoie plătește însărcinată
        telefon număr cont deci atunci foarte mult puțin tot toate toți alt altă același fiecare
        între întotdeauna niciodată nimic cineva nimeni el ea noi voi lor acest această acesta aici
        ar putea doar română și-a s-a m-a job partener
    """,
    "uk": """
        і й та в у на з із зі до від для по при без про за не ні так чи як коли де що хто скільки
        чому який яка яке які це цей ця ці є я ти ми ви він вона мені мене мій моя моє мої моєї мою
        нам вам можу можна треба потрібно маю має хочу буде був була отримати отримаю отримала
        отримав гроші роботу робота роботи лист допомога допомогу виплата виплати заяву подати але
        або якщо бо щоб тиждень місяць рік телефону дякую будь ласка ще вже тепер після під час
        триває довго номер рахунок привіт тому також дуже багато мало все всі інший кожен між завжди
        ніколи нічого хтось ніхто його її їх наш ваш цього тут там тільки лише українською були бути
    """,
    "ru": """
        и в у на с со к от о об до для по при без за не нет так да ли что кто когда где как сколько
        почему какой какая какие это этот эта я ты мы вы он она мне меня мой моя моё мою могу можно
        надо нужно есть хочу будет деньги работу работа работы письмо пособие получить получу или
        если чтобы ещё уже теперь после длится помогите найти спасибо номер телефона счёт
        здравствуйте потому также очень много мало всё все другой каждый между всегда никогда ничего
        кто-то никто его её их наш ваш этого здесь там только был были быть по-русски русском
    """,
    "bg": """
        и в във на с със за от до по при без към през не да ли ще се си ми ме мен аз ти той тя ние
        вие те съм е сме сте са беше бях има имам нямам няма мога може трябва искам какво как кога
        къде колко кой коя кое кои защо този тази това тези моя моята моят моето моите мое или но
        ако че като когато пари парите работа работата обезщетение обезщетението безработица
        болничен писмо писмото получа получих получавам получил кандидатствам търся помощ време сега
        още вече след докато благодаря моля телефон номер сметка здравейте защото също много малко
        всичко всички друг всеки между винаги никога нищо някой никой негов неин техен наш ваш тук
        там само бъда бъде български
    """,
}
"""Per language of `kb.model.LANGUAGES`, and Russian, which is answered as Ukrainian."""

TELLING_LETTERS: Final[dict[str, str]] = {
    "de": "äöüß",
    "fr": "àâçèêîôùûœ",
    "pl": "ąćęłńóśźż",
    "tr": "çğışöü",
    "es": "ñáíóú",
    "ro": "ăâîșțşţ",
    "uk": "іїєґ",
    "ru": "ыэё",
    "bg": "ъ",
}
"""Letters that a word of the language may have and a Dutch one hardly ever has."""

NAMES: Final = """
    uwv gak ww wwz zw wia wga iva wao waz wajong wazo wieg zez tw iow ioaw ioaz aow anw svb now tofa
    wmo wlz wsw bsn bbz ib fu iwia digid eherkenning ziektewet toeslagenwet werkloosheidswet
    participatiewet bijstand bijstandsuitkering werkbedrijf mijnuwv mijn-uwv gemeente
    belastingdienst kvk lkv lks zzp iban ww-uitkering wia-uitkering zw-uitkering wajong-uitkering
    ziektewetuitkering faillissementsuitkering loonaanvulling vervolguitkering transitievergoeding
    vakantiegeld dagloon jaaropgave jaaropgaaf inkomstenformulier inkomstenopgave werkbriefje
    werkmap arbeidsdeskundige verzekeringsarts bewindvoerder sollicitatieplicht doelgroepverklaring
    vaststellingsovereenkomst deskundigenoordeel werkgeversportaal loonsanctie proefplaatsing
    no-riskpolis beslagvrije voorschot toeslag ezwb erd vso kinderopvangtoeslag eigenrisicodrager
"""
"""What a scheme, office or form is called: the same in every language."""

INTERNATIONAL: Final = """
    info contact status deadline stress chat manager casemanager online training export minimum
    maximum show live coach jobcoach mail email e-mail sms app link account code corona euro
    freelance freelancer burn-out burnout payroll flex workshop internet website web whatsapp
    facebook pdf laptop computer haha ok oké okay
"""
"""Words that most of our languages share: they say nothing either."""
