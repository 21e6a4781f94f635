"""The one Markdown parser: nothing but Markdown ever becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.markdown import (
    Finding,
    Section,
    findings,
    internal_target,
    is_outside_address,
    sections,
    to_html,
    to_text,
)

TAGS = {
    *("p", "ul", "ol", "li", "a", "em", "strong", "code", "pre", "blockquote", "hr", "br", "img"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"href", "rel", "title", "start", "class", "src", "alt"}
VECTORS = [
    "<script>alert(1)</script>",
    "Lees dit: <script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <svg/onload=alert(1)> b <svg onload=alert(1)> c",
    "<!-- --><iframe src=//evil.example></iframe>",
    '<a href="javascript:alert(1)">klik</a>',
    "<?php echo 1 ?>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "`<b>`\n\n```<script>\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "| kop |\n|-----|\n| <script>alert(1)</script> |",
    "[a <b onclick=alert(1)>c</b>](ww-duur)",
    '[klik](https://www.uwv.nl "\\" onmouseover=alert(1) x=\\"")',
    '[klik](ww-duur "<script>alert(1)</script>")',
    '![x" onerror="alert(1)](https://www.uwv.nl/a.png)',
    "<style>*{display:none}</style>",
    "<x/><details open ontoggle=alert(1)>",
]
SCRIPT_LINKS = [
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](java\tscript:alert(1))",
    "[klik](&#106;avascript:alert(1))",
    "[klik](\x01javascript:alert(1))",
    "[klik](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "[klik][r]\n\n[r]: javascript:alert(1)",
    "![klik](javascript:alert(1))",
    "[klik](vbscript:msgbox)",
    "[klik](file:///etc/passwd)",
    "[klik](data:text/html;base64,PHNjcmlwdD4=)",
    "![klik](data:image/svg+xml;base64,PHN2Zz4=)",
]


class Markup(HTMLParser):
    """The tags, attributes and addresses that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_comment(self, data: str) -> None:
        self.tags.add("<!--")

    def handle_decl(self, decl: str) -> None:
        self.tags.add("<!")

    def unknown_decl(self, data: str) -> None:
        self.tags.add("<!")

    def handle_pi(self, data: str) -> None:
        self.tags.add("<?")


@pytest.mark.parametrize("vector", VECTORS)
def test_html_in_content_never_reaches_a_page_as_markup(vector: str) -> None:
    seen = Markup(to_html(vector))
    assert seen.tags <= TAGS
    assert seen.attributes <= ATTRIBUTES


@settings(deadline=None)
@given(st.lists(st.sampled_from([*'<>"&`[]()!|-\n =/x', "script", "https:", "javascript:"])))
def test_no_mix_of_signs_becomes_markup_of_its_own(pieces: list[str]) -> None:
    seen = Markup(to_html("".join(pieces)))
    assert seen.tags <= TAGS
    assert not any(it.startswith("javascript") for it in seen.addresses)


@pytest.mark.parametrize("vector", SCRIPT_LINKS)
def test_a_link_to_a_script_is_no_link(vector: str) -> None:
    assert Markup(to_html(vector)).addresses == []


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("ww-duur", "/antwoord/ww-duur"),
        ("ww-duur.md", "/antwoord/ww-duur"),
        ("ww-duur@2024-01-01.md", "/antwoord/ww-duur"),
        ("../werkloos/ww-duur.md", "/antwoord/ww-duur"),
        ("WW-101", "/brief/WW-101"),
        ("../brieven/WW-101.md", "/brief/WW-101"),
    ],
)
def test_a_link_inside_the_content_becomes_an_address_of_the_site(href: str, address: str) -> None:
    assert to_html(f"[lees]({href})") == f'<p><a href="{address}">lees</a></p>'


@pytest.mark.parametrize("href", ["https://www.uwv.nl", "mailto:a@b.nl", "tel:0880000000"])
def test_a_link_to_the_outside_stays_and_is_told_apart(href: str) -> None:
    html = f'<p><a href="{href}" rel="noopener noreferrer">lees</a></p>'
    assert (internal_target(href), is_outside_address(href)) == (None, True)
    assert to_html(f"[lees]({href})") == html


@pytest.mark.parametrize("href", ["http://www.uwv.nl", "//evil.nl", "ww-duur#kop", "?vraag=1", ""])
def test_an_address_that_is_neither_inside_nor_safe_outside_is_neither(href: str) -> None:
    assert (internal_target(href), is_outside_address(href)) == (None, False)


def test_a_table_carries_no_inline_style() -> None:
    html = to_html("| Soort | Duur |\n|:------|-----:|\n| WW | lang |")
    assert "<td>WW</td>\n<td>lang</td>" in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("Zie [de duur](ww-duur), *nu* en `code`.", "Zie de duur, nu en code."),
        ("een\ntwee  \ndrie", "een twee drie"),
        ("## Kop\n\nalinea\n\n---\n\n> citaat", "Kop\n\nalinea\n\ncitaat"),
        ("Neem mee:\n- pas\n- brief\n\nKlaar.", "Neem mee:\n\n- pas\n- brief\n\nKlaar."),
        ("1. log in\n2. vul in", "1. log in\n2. vul in"),
        ("5. log in\n6. vul in", "5. log in\n6. vul in"),
        ("0. log in\n1. vul in", "0. log in\n1. vul in"),
        ("- a\n  - b\n    1. c\n    2. d\n- e", "- a\n  - b\n    1. c\n    2. d\n- e"),
        ("- a\n\n  nog a\n- b", "- a\n\n  nog a\n\n- b"),
        ("| Soort | Duur |\n|--|--|\n| WW | **3** |", "Soort | Duur\nWW | 3"),
        ("&euro; 5 &lt;b&gt; \\*", "€ 5 <b> *"),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_words_and_the_order_of_the_lists(markdown: str, text: str) -> None:
    assert to_text(markdown) == text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("", ()),
        ("alleen tekst", (Section(None, "alleen tekst"),)),
        (
            "begin\n\n## Wat?\n\na\n\n### Dieper\n\nb\n\n## Wanneer?\nc",
            (
                Section(None, "begin"),
                Section("Wat?", "a\n\n### Dieper\n\nb"),
                Section("Wanneer?", "c"),
            ),
        ),
        ("## *Wat* nu? ##\n## Leeg", (Section("Wat nu?", ""), Section("Leeg", ""))),
        ("Wat\nnu?\n---\n\ntekst", (Section("Wat nu?", "tekst"),)),
        ("```\n## geen kop\n```", (Section(None, "```\n## geen kop\n```"),)),
        ("> ## geen kop", (Section(None, "> ## geen kop"),)),
    ],
)
def test_sections_begin_at_headings_of_level_two(
    markdown: str, expected: tuple[Section, ...]
) -> None:
    assert sections(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("gewone *tekst* & `<b>`", []),
        ("een\ntwee <b>drie</b>", [("html", "<b>", 2, 6), ("html", "</b>", 2, 13)]),
        ("een\n\n  <div>\n  x\n  </div>", [("html", "<div>", 3, 3)]),
        ("een\n\n# Kop", [("h1", "", 3, 1)]),
        ("Kop\n===", [("h1", "", 1, 1)]),
        ("- een\n- zie ![foto](a.png)", [("image", "a.png", 2, 7)]),
        ("zie [hier](ww-duur)", [("link", "ww-duur", 1, 12)]),
        ("zie <https://www.uwv.nl>", [("link", "https://www.uwv.nl", 1, 6)]),
        ("de werkgever\n[brief](werkgever)", [("link", "werkgever", 2, 9)]),
        ("[ww](ww) [ww](<ww>)", [("link", "ww", 1, 6), ("link", "ww", 1, 16)]),
        ("[a <b>](ww)", [("html", "<b>", 1, 4), ("link", "ww", 1, 9)]),
        ("| a | b |\n|--|--|\n| c | [d](e-f) |", [("link", "e-f", 3, 11)]),
        ("tekst\n[a][b]\n\n[b]: ver-weg", [("link", "ver-weg", 1, 1)]),
    ],
)
def test_findings_say_line_and_column(
    markdown: str, expected: list[tuple[str, str, int, int]]
) -> None:
    assert list(findings(markdown)) == [Finding(*it) for it in expected]
