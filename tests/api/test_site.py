"""The static site: what is in it, that its words are the server's, that no link in it is dead."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from api.schema import answer_body
from api.serving import Serving
from api.web.site import export_site
from kb.composing import Hit, ranked_answer
from kb.knowledge import Knowledge
from kb.model import Entry, Outcome, Referral, Term, Texts

DAY = date(2026, 11, 22)
MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WW_ENDED = Term(term="WW", meaning="Een uitkering.", ended_on=date(2026, 1, 1))
MADE = "Gemaakt op 22 november 2026 om 10.30 uur uit publicatie sha256:"


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def links(self) -> list[str]:
        """Return every address that this page names, wherever it stands."""
        names = ("href", "src")
        return [value for _, it in self.elements for name in names if (value := it.get(name))]

    def ids(self) -> list[str | None]:
        return [it["id"] for _, it in self.elements if "id" in it]


@pytest.fixture(scope="session")
def site(serving: Serving, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the rich content. Do not change it."""
    target = tmp_path_factory.mktemp("site") / "noodmap"
    export_site(serving, DAY, MADE_AT, target)
    return target


@pytest.fixture(scope="session")
def pages(site: Path) -> Mapping[str, str]:
    """Return the HTML of every page of that site, by its path."""
    return {it.relative_to(site).as_posix(): it.read_text() for it in site.rglob("*.html")}


def looked_up(serving: Serving) -> list[Entry]:
    """Return the entries that hold on the day and that somebody would look up."""
    spoken = (Outcome.GREETING, Outcome.NO_ANSWER)
    return [
        it
        for it in serving.knowledge.entries
        if it.validity.contains(DAY) and not (isinstance(it, Referral) and it.outcome in spoken)
    ]


def page_of(entry: Entry, language: str = "nl") -> str:
    folder = {"vraag": "antwoord", "brief": "brief", "verwijzing": "verwijzing"}[entry.kind.value]
    return f"{folder}/{entry.id}{'' if language == 'nl' else '.' + language}.html"


def without_links(html: str) -> str:
    return re.sub(r"</?a\b[^>]*>", "", html)


def test_every_text_that_holds_has_a_page_and_no_other_has(
    serving: Serving, pages: Mapping[str, str]
) -> None:
    expected = {page_of(it) for it in looked_up(serving)} | {"antwoord/ww-aanvragen.en.html"}
    themes = {"thema/werkloos.html", "thema/ziek.html"}
    assert set(pages) == expected | themes | {"index.html", "alles.html"}


@pytest.mark.parametrize("everything", [False, True], ids=["its own page", "the page with all"])
def test_the_words_are_those_of_the_server(
    serving: Serving, pages: Mapping[str, str], everything: bool
) -> None:
    for entry in looked_up(serving):
        for language in ("nl", *(it.language for it in getattr(entry, "translations", ()))):
            ranked = ranked_answer(Hit(entry, 1.0, 1.0), serving.knowledge, DAY, language)
            body = answer_body(ranked, serving)
            html = pages["alles.html" if everything else page_of(entry, language)]
            assert f'<p class="short">{escape(body.short)}</p>' in html
            assert f">{escape(body.question)}</h{3 if everything else 1}>" in html
            assert f'<div class="body">{without_links(body.html)}</div>' in without_links(html)
            assert f'data-inhoud-hash="{body.content_hash}"' in html


def dead_links(site: Path) -> list[tuple[str, str]]:
    """Return every page with a link on it that leads out of the folder or to nothing."""
    parsed = {it.relative_to(site).as_posix(): Page(it.read_text()) for it in site.rglob("*.html")}
    dead = []
    for path, page in parsed.items():
        for link in page.links():
            name, _, fragment = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            found = parsed.get(target if name else path)
            exists = found is not None or (site / target).is_file()
            if link.startswith(("https://", "tel:")):
                continue
            if not exists or name.startswith("/") or (fragment and fragment not in found.ids()):
                dead.append((path, link))
    return dead


def test_no_link_is_dead_wherever_the_folder_lies(site: Path) -> None:
    assert dead_links(site) == []


def with_public(serving: Serving, **changes: object) -> Serving:
    """Return `serving` with other public content."""
    public = serving.knowledge.public.model_copy(update=changes)
    return replace(serving, snapshot=replace(serving.snapshot, knowledge=Knowledge(public)))


def test_what_a_site_does_not_have_is_not_linked_to(serving: Serving, tmp_path: Path) -> None:
    few = with_public(
        serving, letters=(), referrals=(), themes=(), faqs=serving.knowledge.public.faqs[:2]
    )
    export_site(few, DAY, MADE_AT, tmp_path / "map")
    assert dead_links(tmp_path / "map") == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"terms": (WW_ENDED,)}, Texts().scheme_ended),
        ({"figures": ()}, Texts().amount_unknown_notice),
    ],
)
def test_what_a_reader_should_know_is_said_first(
    serving: Serving, tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    export_site(with_public(serving, **changes), DAY, MADE_AT, tmp_path / "map")
    ended = "terms" in changes
    page = "ww-duur.html" if ended else "bezwaar-maken.html"
    other = "bezwaar-maken.html" if ended else "ww-duur.html"
    assert sentence in (tmp_path / "map" / "antwoord" / page).read_text()
    assert sentence not in (tmp_path / "map" / "antwoord" / other).read_text()


def test_no_page_loads_anything_from_elsewhere_or_has_style_or_script_inside(
    pages: Mapping[str, str],
) -> None:
    for html in pages.values():
        for tag, attributes in Page(html).elements:
            if tag in ("link", "script", "img"):
                assert "//" not in (attributes.get("href") or attributes.get("src") or "")
            assert tag not in ("style", "iframe", "object", "embed")
            assert not any(name == "style" or name.startswith("on") for name in attributes)
        assert not re.search(r"<script[^>]*>[^<]", html)


def test_every_page_says_what_it_is_from_when_it_is_and_whom_to_call(
    serving: Serving, pages: Mapping[str, str]
) -> None:
    for path, html in pages.items():
        text = Page(html).text
        assert "Dit is voorbeeldinhoud." in text, path
        assert "088 898 92 94" in text, path
        made = f"{MADE}{serving.snapshot.publication[7:]}; geldig op 22 november 2026."
        assert made in text, path
        assert "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'" in html


def test_ids_on_the_page_with_everything_are_unique(pages: Mapping[str, str]) -> None:
    ids = Page(pages["alles.html"]).ids()
    assert len(ids) == len(set(ids))


def test_what_no_longer_holds_and_advice_to_advisors_stay_out(site: Path) -> None:
    everything = "".join(it.read_text() for it in site.rglob("*") if it.is_file())
    assert "De nieuwe tekst." in everything
    assert "De oude tekst." not in everything
    assert "kanariewoord" not in everything
    assert "team-ww" not in everything


def test_a_site_of_another_day_holds_the_texts_of_that_day(
    serving: Serving, tmp_path: Path
) -> None:
    export_site(serving, date(2026, 6, 30), MADE_AT, tmp_path / "map")
    html = (tmp_path / "map" / "antwoord" / "ww-duur.html").read_text()
    assert "De oude tekst." in html
    assert "geldig op 30 juni 2026." in html


def test_a_translation_and_its_item_point_to_each_other(pages: Mapping[str, str]) -> None:
    assert "ww-aanvragen.en.html" in Page(pages["antwoord/ww-aanvragen.html"]).links()
    english = Page(pages["antwoord/ww-aanvragen.en.html"])
    assert "ww-aanvragen.html" in english.links()
    assert ("article", "en") in [(tag, it.get("lang")) for tag, it in english.elements]


def test_a_translation_links_to_translations_and_else_to_the_dutch_text(
    serving: Serving, tmp_path: Path
) -> None:
    body = "See [this](ww-aanvragen), [that](ww-duur) and [nothing](weg)."
    faqs = [
        it.model_copy(
            update={"translations": [t.model_copy(update={"body": body}) for t in it.translations]}
        )
        for it in serving.knowledge.public.faqs
    ]
    export_site(with_public(serving, faqs=tuple(faqs)), DAY, MADE_AT, tmp_path / "map")
    html = (tmp_path / "map" / "antwoord" / "ww-aanvragen.en.html").read_text()
    assert 'See <a href="ww-aanvragen.en.html">this</a>, <a href="ww-duur.html">that</a>' in html
    assert "and nothing." in html
    everything = (tmp_path / "map" / "alles.html").read_text()
    assert 'See <a href="#antwoord-ww-aanvragen.en">this</a>' in everything


def test_distress_stands_on_the_first_page_with_its_number(pages: Mapping[str, str]) -> None:
    index = Page(pages["index.html"])
    assert "verwijzing/nood-zelfdoding.html" in index.links()
    assert "tel:113" in index.links()


def test_a_referral_without_contact_names_its_organisation(pages: Mapping[str, str]) -> None:
    page = Page(pages["verwijzing/svb-aow.html"])
    assert "tel:0206565656" in page.links()
    assert "https://www.svb.nl" in page.links()


def test_the_search_knows_other_ways_to_ask_keywords_and_what_letters_say(site: Path) -> None:
    script = (site / "zoekgegevens.js").read_text()
    records = {
        it["pad"]: it for it in json.loads(script[script.index("[") : script.rindex("]") + 1])
    }
    apply = records["antwoord/ww-aanvragen.html"]
    assert "ww aanvragen" in apply["ook"]
    assert apply["trefwoorden"] == ["werkloos"]
    letter = records["brief/WW-101.html"]
    assert (letter["code"], letter["ook"]) == ("WW-101", ["U krijgt een WW-uitkering"])
    distress = records["verwijzing/nood-zelfdoding.html"]
    assert distress["contact"] == ["113 Zelfmoordpreventie: 113"]
    assert records["antwoord/ww-aanvragen.en.html"]["taal"] == "en"
