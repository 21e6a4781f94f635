"""Links of a server made into links between pages in a folder."""

from __future__ import annotations

from api.web.site_links import relative, relinked


def test_a_link_to_what_is_not_in_the_site_becomes_words() -> None:
    html = '<p><a href="/antwoord/weg">lees dit</a> en <a href="/brief/WW-101">die</a></p>'
    made = relinked(html, {"WW-101": "../brief/WW-101.html"}.get)
    assert made == '<p>lees dit en <a href="../brief/WW-101.html">die</a></p>'


def test_a_link_outside_stays_as_it_is() -> None:
    html = '<a href="https://www.uwv.nl/antwoord/x" rel="noopener noreferrer">uwv.nl</a>'
    assert relinked(html, lambda _: None) == html


def test_what_looks_like_a_link_in_code_stays_as_an_editor_wrote_it() -> None:
    html = "<code>&lt;a href=&quot;/antwoord/x&quot;&gt;x&lt;/a&gt;</code>"
    assert relinked(html, lambda _: "y") == html


def test_a_link_is_written_from_the_page_that_it_is_on() -> None:
    assert relative("brief/WW-101.html", "antwoord/ww-duur.html") == "../brief/WW-101.html"
    assert relative("antwoord/x.html", "antwoord/ww-duur.html") == "x.html"
    assert relative("antwoord/x.html", "index.html") == "antwoord/x.html"
