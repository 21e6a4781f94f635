"""The pages of the static site: each a path and its HTML, made with the templates of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Final

from markupsafe import Markup

from api.web.pages import dutch_date, templates
from api.web.site_items import DUTCH, Group, Item
from api.web.site_links import relative, relinked
from kb.dutch_time import AMSTERDAM
from kb.model import Contact, Faq

INDEX: Final = "index.html"
EVERYTHING: Final = "alles.html"

_IN_LANGUAGE: Final = {
    "nl": "Lees dit in het Nederlands",
    "en": "Read this in English",
    "de": "Auf Deutsch lesen",
    "fr": "Lire en français",
    "pl": "Czytaj po polsku",
    "tr": "Türkçe oku",
    "ar": "اقرأ بالعربية",
    "uk": "Читати українською",
    "es": "Leer en español",
    "ro": "Citește în română",
    "bg": "Прочетете на български",
}
"""What a reader of each language of `kb.model.LANGUAGES` looks for."""

_Address = Callable[[str], str | None]


@dataclass(frozen=True)
class Site:
    """Everything the pages are made from. `items` is by id and language."""

    items: Mapping[tuple[str, str], Item]
    groups: Mapping[str, Group]
    banner: str
    people: tuple[Contact, ...]
    day: date
    made_at: datetime
    publication: str

    def item(self, id_: str, language: str) -> Item | None:
        """Return the text of an entry in `language`, else in Dutch, else None."""
        return self.items.get((id_, language)) or self.items.get((id_, DUTCH))


def pages(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the path and the HTML of every page."""
    yield INDEX, _page(site, "index", INDEX)
    yield EVERYTHING, _page(site, "everything", EVERYTHING, chapters=_chapters(site))
    for group in site.groups.values():
        if group.page:
            yield group.page, _page(site, "theme", group.page, group=group)
    for it in site.items.values():
        yield it.path, _item_page(site, it)


def _page(site: Site, template: str, path: str, **values: object) -> str:
    page = templates().get_template(f"site/{template}.html")
    return page.render(site=site, root="../" * path.count("/"), made=_made(site), **values)


def _item_page(site: Site, it: Item) -> str:
    def address(id_: str) -> str | None:
        target = site.item(id_, it.answer.language)
        return relative(target.path, it.path) if target else None

    versions = [
        (language, _IN_LANGUAGE[language], relative(other.path, it.path))
        for (id_, language), other in site.items.items()
        if id_ == it.entry.id and other is not it
    ]
    theme = site.groups[f"thema-{it.entry.theme}"] if isinstance(it.entry, Faq) else None
    text = _text(it, 1, address)
    return _page(site, "item", it.path, item=it, text=text, versions=versions, theme=theme)


def _chapters(site: Site) -> list[tuple[Group, list[tuple[int, Item, Markup]]]]:
    """Return the groups with their texts, each with the number it has on paper."""
    numbers = count(1)

    def numbered(it: Item) -> tuple[int, Item, Markup]:
        def address(id_: str) -> str | None:
            target = site.item(id_, it.answer.language)
            return f"#{target.anchor}" if target else None

        return next(numbers), it, _text(it, 3, address)

    return [(group, [numbered(it) for it in group.items]) for group in site.groups.values()]


def _text(it: Item, level: int, address: _Address) -> Markup:
    html = templates().get_template("site/text.html").render(item=it, level=level)
    return Markup(relinked(html, address))  # noqa: S704 -- what the template escaped


def _made(site: Site) -> str:
    moment = site.made_at.astimezone(AMSTERDAM)
    return (
        f"Gemaakt op {dutch_date(moment.date())} om {moment:%H.%M} uur uit publicatie "
        f"{site.publication}; geldig op {dutch_date(site.day)}."
    )
