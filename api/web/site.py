"""The static site: everything that can be answered, for the day that nothing else works.

A folder of pages without a server, a model or a network: carried on a stick, opened in a browser,
searched there, printed. Its texts are those of the server, word for word.

    index.html                  search, people to call, themes, letters
    alles.html                  everything on one page, to print
    thema/<id>.html             the questions of a theme
    antwoord/<id>.html          an item; <id>.<taal>.html is its translation
    brief/<code>.html           a letter
    verwijzing/<id>.html        where else to go
    zoek.js, zoekgegevens.js    the search and what it looks in
    vraagbaak-site.json         the marker: only a folder that has it is ever replaced
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from api.serving import Serving
from api.web.site_folder import replace_folder
from api.web.site_items import groups_of, items_on
from api.web.site_pages import Site, pages
from api.web.site_search import search_data
from kb.model import Kind

MARKER: Final = "vraagbaak-site.json"

_WEB: Final = Path(__file__).parent
_STYLES: Final = (_WEB / "static" / "vraagbaak.css", _WEB / "offline" / "site.css")
_COPIED: Final = (_WEB / "static" / "icon.svg", _WEB / "offline" / "zoek.js")


@dataclass(frozen=True)
class SiteSummary:
    """What a site holds: Dutch texts by kind, translations, and pages in all."""

    answers: int
    letters: int
    referrals: int
    translations: int
    pages: int


def export_site(serving: Serving, day: date, made_at: datetime, target: Path) -> SiteSummary:
    """Write what is served and holds on `day` as a site in the folder `target`.

    The same publication and day give the same bytes, apart from the line that says `made_at`.
    Of `serving` only the public content, its digest and when versions were published are used.

    Raises:
        ForeignFolderError: `target` is there and is not an earlier site; it is untouched.
        StoreError: it cannot be written; an earlier site stands there still.
    """
    items = items_on(serving, day)
    texts = serving.knowledge.public.texts
    site = Site(
        items={(it.entry.id, it.answer.language): it for it in items},
        groups={it.id: it for it in groups_of(items, serving.knowledge)},
        banner=texts.banner,
        people=texts.contact,
        day=day,
        made_at=made_at,
        publication=serving.snapshot.publication,
    )
    made = dict(pages(site))
    replace_folder(target, MARKER, lambda folder: _write(site, made, folder))
    dutch = Counter(it.entry.kind for it in items if not it.is_translation)
    return SiteSummary(
        answers=dutch[Kind.FAQ],
        letters=dutch[Kind.LETTER],
        referrals=dutch[Kind.REFERRAL],
        translations=len(items) - dutch.total(),
        pages=len(made),
    )


def _write(site: Site, made: dict[str, str], folder: Path) -> None:
    style = "\n".join(it.read_text(encoding="utf-8") for it in _STYLES)
    marker = {"publicatie": site.publication, "geldigOp": site.day.isoformat()}
    texts = {
        **made,
        "style.css": style,
        "zoekgegevens.js": search_data(tuple(site.items.values())),
        MARKER: json.dumps(marker) + "\n",
        **{it.name: it.read_text(encoding="utf-8") for it in _COPIED},
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(text.encode())
