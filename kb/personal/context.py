"""What the words beside a number say that it is: somebody's BSN or telephone, or something else."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from kb.personal.signs import either

_BEFORE: Final = 60
"""Signs before a number in which a word that names it is sought: one clause."""

_AFTER: Final = 40
"""Signs after it: "387981135 is mijn bsn"."""

_WORDS_BETWEEN: Final = 5
"""Words that may stand between a name and its number: "bsn van mijn man is volgens mij"."""


class Named(StrEnum):
    """What a word says that a number beside it is."""

    BSN = "bsn"
    PHONE = "telefoon"
    ACCOUNT = "rekening"
    OTHER = "ander nummer"


_BSN: Final = either(
    r"""bsn\w*, b\.? ?s\.? ?n\.?, (?:burger ?)?service ?(?:nummer|nr)\w*, burgerservice\w*, sofi\w*,
    soffi\w*, burger ?nummer, citizen service\w*, social security\w*, ssn, persoonsnummer, бсн\w*"""
)
_PHONE: Final = either(
    r"""tel, telnr, telf, telefoon\w*, mobiel\w*, mob, gsm\w*, 6[ -]?n(?:umme)?r, 6 is, whatsapp\w*,
    bereik\w*, bel, belt, bellen, belletje, terugbel\w*, contactnummer, doorkies\w*, thuisnummer,
    noodnummer, privénummer, appen, app, phone\w*, telephone\w*, mobile\w*, cell\w*, call, reach,
    telefon\w*, handy\w*, rufnummer, mobil\w*, portable, movil, komork\w*, anrufen, erreichbar,
    appelez, joindre, телефон\w*, мобильн\w*, мобілн\w*, هاتف\w*, جوال\w*, تلفون\w*, موبايل\w*"""
)
_ACCOUNT: Final = either(
    r"""(?:bank|giro)?rekening\w*, bankrek\w*, rek, giro\w*, iban\w*, konto\w*, kontonummer,
    account"""
)
_OTHER: Final = either(
    r"""[^\W\d_]+(?:nummers?|nrs?|kenmerk)(?<!huisnummer), [^\W\d_]+-(?:nummer|nr),
    loonheffing\w*, lhn, lh, loonbelasting\w*, kvk, kamer van koophandel, rsin, btw, btw-id, vat,
    kenmerk, referentie, ref, reference, invoice, case number, order number, factuur, dossier, zaak,
    order, vacature, polis, vergunning, formulier, ticket, transactie, omzet, code, big, agb, error,
    foutcode, fout, aktenzeichen, rechnung\w*, reservering, boeking, barcode, ean, isbn, kenteken,
    staatscourant, ecli, versie, model, serie, certificaat, betreft zaak"""
)
_NAMES: Final = re.compile(
    rf"(?<![^\W\d_])(?:({_BSN})|({_PHONE})|({_ACCOUNT})|({_OTHER}))(?![^\W\d_])", re.IGNORECASE
)
_ORDER: Final = (Named.BSN, Named.PHONE, Named.ACCOUNT, Named.OTHER)

_WORD: Final = re.compile(r"[^\W\d_]+")
_LINK: Final = re.compile(
    r"(?:[ :=#.(\"&/-]|(?-i:\b[A-Z]{1,3}\b)|\b"
    + either(
        """nummer, nummers, nr, no, number, id, is, was, met, het, luidt, als, dus, nu, zijn, code,
        betaling, van de brief, op de brief, kenmerk, uw, ons, mijn, der, ist"""
    )
    + r"\b)*",
    re.IGNORECASE,
)
"""What may stand between the name of another number and that number; after any other word, as in
"het dossier van 387981135", it is somebody's."""

_BORDER: Final = re.compile(
    r"\d(?! ?-?n(?:umme)?r|(?<=06) is\b)|[\]\[\n]|[!?] |(?<=[^\W\d_]{4})(?<!nr)[.] "
)
"""What a name does not reach across: another number, what was masked, the end of a sentence. A dot
after a short word ends no sentence ("nr. 12"), and in "06 nummer" the number is a name."""

_CURRENCY_BEFORE: Final = re.compile(r"(?:[€$£]|eur|euro) ?$", re.IGNORECASE)
_UNIT_AFTER: Final = re.compile(r" ?(?:[€$£%]|euro?\b|procent\b|,-|,\d\d(?![\d.,]))", re.IGNORECASE)
_IS_MY: Final = (
    r"[ ,(:=\"-]{0,3}(?:"
    + either("is, was, dat is, als, is a, ist, est, es, to, este, e, это, це")
    + r" )?(?:"
    + either("mijn, m'n, mn, het, zijn, haar, hun, my, meine, mon, mi, moj, benim, мій, моят")
    + r" )?"
)
_BSN_FOLLOWS: Final = re.compile(rf"{_IS_MY}{_BSN}(?![^\W\d_])", re.IGNORECASE)
_PHONE_FOLLOWS: Final = re.compile(
    _IS_MY
    + either(
        """telefoonnummer, telefoon, tel, mobiele nummer, mobiel, 06, 06-nummer, 06 nummer,
        whatsapp, phone number, mobile number, phone, handynummer, bel me, bel mij, bel maar,
        kun je me bellen, kunt u mij bellen, numer telefonu, numaram"""
    )
    + r"(?!\w)",
    re.IGNORECASE,
)


def named_before(signs: str, start: int, *, words: int = _WORDS_BETWEEN) -> Named | None:
    """Return what the nearest word before `start` that names a number says, or None.

    At most `words` words stand between, and no other number and no end of a sentence.
    """
    clause = _BORDER.split(signs[max(0, start - _BEFORE) : start])[-1]
    found: Named | None = None
    for match in _NAMES.finditer(clause):
        name = _ORDER[(match.lastindex or 1) - 1]
        if name is Named.OTHER:
            reaches = _LINK.fullmatch(clause, match.end()) is not None
        else:
            reaches = len(_WORD.findall(clause, match.end())) <= words
        if reaches:
            found = name
    return found


def bsn_follows(signs: str, end: int) -> bool:
    """Whether what comes right after `end` says that it was a BSN."""
    return _BSN_FOLLOWS.match(signs, end, end + _AFTER) is not None


def phone_follows(signs: str, end: int) -> bool:
    """Whether what comes right after `end` says that it was a telephone number."""
    return _PHONE_FOLLOWS.match(signs, end, end + _AFTER) is not None


def is_amount(signs: str, start: int, end: int) -> bool:
    """Whether a number is money or a share: a currency, cents or a percent sign stand by it."""
    before = _CURRENCY_BEFORE.search(signs, max(0, start - 6), start)
    return before is not None or _UNIT_AFTER.match(signs, end) is not None
