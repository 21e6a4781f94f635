"""How people write a date: in digits, with the name of a month in eleven languages, in words."""

from __future__ import annotations

from typing import Final

from kb.personal.signs import either

_MONTH: Final = (
    either(
        """januari, februari, maart, april, mei, juni, juli, augustus, september, oktober, november,
    december, jan, feb, febr, mrt, apr, jun, jul, aug, sept?, okt, nov, dec, january, february,
    march, mar, may, june, july, august, october, oct, januar, jänner, februar, märz, maerz, mai,
    dezember, dez, janvier, février, mars, avril, juin, juillet, août, septembre, octobre,
    novembre, décembre, enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre,
    octubre, noviembre, diciembre, ianuarie, februarie, martie, aprilie, iunie, iulie, septembrie,
    octombrie, noiembrie, decembrie, stycznia, lutego, marca, kwietnia, maja, czerwca, lipca,
    sierpnia, września, października, listopada, grudnia, ocak, şubat, mart, nisan, may[ıi]s,
    haziran, temmuz, ağustos, eylül, ekim, kas[ıi]m, aral[ıi]k, січня, лютого, березня, квітня,
    травня, червня, липня, серпня, вересня, жовтня, листопада, грудня, януари, февруари, март,
    април, май, юни, юли, август, септември, октомври, ноември, декември, января, февраля, марта,
    апреля, мая, июня, июля, августа, сентября, октября, ноября, декабря, يناير, فبراير, مارس,
    أبريل, نيسان, مايو, يونيو, يوليو, أغسطس, سبتمبر, أكتوبر, نوفمبر, ديسمبر"""
    )
    + r"(?![^\W\d_])\.?"
)
_FULL_YEAR: Final = r"(?:19|20)\d\d(?!\d)"
_SHORT_YEAR: Final = r"'?\d\d(?!\d)"
_SPOKEN_YEAR: Final = (
    "(?:negentien ?(?:honderd)?[ -]?(?:en[ -]?)?[a-z]{3,20}"
    "|twee ?duizend[ -]?(?:en[ -]?)?[a-z]{0,12}"
    "|nineteen[ -][a-z]{3,9}(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
    "|neunzehnhundert[a-z]{3,20})"
)
_YEAR: Final = f"(?:{_FULL_YEAR}|{_SHORT_YEAR}|{_SPOKEN_YEAR})"
_BETWEEN: Final = r" ?[-./,|_ ] ?"
_TH: Final = either("e, de, ste, th, st, nd, rd, er, º, го, ти, ви, ри")

DATE_IN_DIGITS: Final = (
    "(?:"
    + "|".join(
        (
            rf"{_FULL_YEAR}{_BETWEEN}\d\d?{_BETWEEN}\d\d?(?!\d)",
            rf"\d\d?{_BETWEEN}\d\d?{_BETWEEN}(?:{_FULL_YEAR}|{_SHORT_YEAR})",
            r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)?\d\d(?!\d)",
            r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)",
            rf"\d\d?(?: ?-?{_TH}(?![^\W\d_]))?[ ./-]{{0,2}}(?:(?:of|de|di) )?{_MONTH}"
            rf"(?:[ /-]{{0,2}},?(?: ?(?:de|del))? ?{_YEAR})?",
        )
    )
    + ")"
)
"""A date that begins with a digit, with or without its year. Ignore case."""

DATE_WITH_YEAR: Final = (
    rf"(?:\d\d?{_BETWEEN}\d\d?{_BETWEEN}{_FULL_YEAR}"
    rf"|\d\d?(?: ?-?{_TH}(?![^\W\d_]))?[ ./-]{{0,2}}{_MONTH},? ?{_FULL_YEAR})"
)
"""A day of which the century is written too. Ignore case."""

_ONES: Final = "een|twee|drie|vier|vijf|zes|zeven|acht|negen"
_DAY_WORD: Final = (
    rf"(?:(?:(?:{_ONES})(?:en)?)?(?:twintig|dertig)|elf|twaalf|dertien|veertien"
    rf"|(?:vijf|zes|zeven|acht|negen)tien|tien|{_ONES}|eerste|derde|achtste)(?:de|ste)?"
)

LONE_DATE: Final = (
    "(?:"
    + "|".join(
        (
            DATE_IN_DIGITS,
            rf"{_MONTH} \d\d?{_TH}?(?!\d)(?:,? ?{_YEAR})?",
            rf"{_DAY_WORD} {_MONTH}(?: {_YEAR})?",
        )
    )
    + ")"
)
"""A date that can be told from anything else, whatever stands around it. Ignore case."""

DATE: Final = (
    "(?:"
    + "|".join(
        (
            LONE_DATE,
            rf"(?:(?:de|the) )?[^\W\d_]{{3,20}}(?:[ -][^\W\d_]{{3,12}})? (?:of )?{_MONTH}"
            rf"(?: {_YEAR})?",
        )
    )
    + ")"
)
"""A date however it is written. Only to be looked for where one is expected: the last form takes
any word before a month for a day."""
