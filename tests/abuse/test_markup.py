"""Markup in a question or in content is text on every page: no script, no address of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Dialog, Page, Route

from api.serving import load_serving
from api.settings import Role
from api.web.differences import differences_page
from api.web.site import export_site
from eval.publication import publish
from indexer.encoder import Encoder, EncoderSource
from kb.archive import Archive
from kb.checks import check
from kb.differences import differences
from kb.markdown import to_html
from kb.source import read
from tests.abuse.conftest import House, Houses, Sent, form, query
from tests.api.conftest import FILES, FIXED, NOW
from tests.browser.conftest import browser  # noqa: F401 -- a fixture

TODAY = date(2026, 11, 22)
VECTORS = [
    "<script>alert(1)</script>",
    "</title></style></textarea><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "`onclick=alert(1)",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>klik</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//kwaad.example/><link rel=stylesheet href=//kwaad.example/x.css>",
    "<style>@import '//kwaad.example/x.css';*{display:none}</style>",
    "<form action=//kwaad.example><button>Verder</button></form>",
    "<object data=data:text/html,<script>alert(1)</script>>",
    "<template><img src=x onerror=alert(1)></template>",
    "<details open ontoggle=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><?php phpinfo() ?>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%=alert(1)%>",
    "javascript:alert(1)",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<ſcript>alert(1)</ſcript> ＜script＞alert(1)＜/script＞",
    "[klik](javascript:alert(1)) ![x](//kwaad.example/x.png)",
    "*/alert(1)/* --><script>alert(1)//",
]
BODIES = [
    *VECTORS,
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](java&Tab;script&colon;alert(1))",
    "[a]( javascript:alert(1))",
    "[a](\u0001javascript:alert(1))",
    "[a](<javascript:alert(1)>)",
    "[a](vbscript:msgbox(1))",
    "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[a](file:///etc/passwd)",
    "[a](//kwaad.example)",
    "[a](\\\\kwaad.example)",
    "[a](http://kwaad.example)",
    "[a](/static/../../x)",
    "[a](?vraag=x)",
    "[a][b]\n\n[b]: javascript:alert(1)",
    '[a](https://goed.example/"onmouseover="alert(1))',
    '[a](https://goed.example "x" onmouseover="alert(1)")',
    "[a](https://goed.example '\"><img src=x onerror=alert(1)>')",
    "<javascript:alert(1)>",
    '<https://goed.example/"onclick="alert(1)>',
    "![a](javascript:alert(1))",
    "![a](https://kwaad.example/teller.png)",
    "![a](x'\"onerror=alert(1))",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "| a |\n|:-:|\n| <img src=x onerror=alert(1)> |",
    "## Kop <script>alert(1)</script>",
    "<div\nonclick=alert(1)\n>",
    "<x y='\n\n<script>alert(1)</script>",
]
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "header",
        "main",
        "footer",
        "nav",
        "section",
    ),
    *("article", "div", "span", "p", "a", "ul", "ol", "li", "dl", "dt", "dd", "h1", "h2", "h3"),
    *("h4", "h5", "strong", "em", "code", "pre", "blockquote", "br", "hr", "table", "thead"),
    *("tbody", "tr", "th", "td", "form", "label", "input", "button", "fieldset", "legend"),
    *("details", "summary", "time", "ins", "del"),
}
ADDRESSES = ("/", "#", "https://", "tel:", "mailto:")


@dataclass
class Harm(HTMLParser):
    """Reads a page as a browser does and notes what nobody of ours wrote."""

    found: list[str] = field(default_factory=list)
    text: str = ""
    typed: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(f"<{tag}>")
        values = {name: value or "" for name, value in attrs}
        for name, value in values.items():
            if name.startswith("on") or name in {"style", "srcdoc", "http-equiv", "autofocus"}:
                self.found.append(f"{tag} {name}={value}")
            own = value.startswith(ADDRESSES) and not value.startswith(("//", "/\\"))
            if name in {"href", "src", "action", "formaction", "data"} and not own:
                self.found.append(f"{tag} {name}={value}")
        if tag == "input":
            self.typed[values.get("name", "")] = values.get("value", "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.found.append(f"comment {data}")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"instruction {data}")

    def unknown_decl(self, data: str) -> None:
        self.found.append(f"declaration {data}")


def read_page(html: str) -> Harm:
    page = Harm()
    page.feed(html)
    page.close()
    return page


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("role", Role)
def test_markup_that_is_asked_is_shown_as_it_was_typed(
    houses: Mapping[Role, House], role: Role, vector: str
) -> None:
    reply = houses[role].send(form("/", vraag=vector, doelgroep=vector[:20]))
    page = read_page(reply.text)
    assert reply.status == 200
    assert page.found == []
    assert page.typed["vraag"] == vector
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "script-src" not in reply.headers["content-security-policy"]
    assert "default-src 'none'" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("vector", VECTORS)
def test_markup_for_a_name_is_shown_as_it_was_typed(
    houses: Mapping[Role, House], vector: str
) -> None:
    house = houses[Role.INTERNAL]
    sent = form("/aanmelden", naam=vector, wachtwoord=vector, csrf=house.csrf, terug=vector)
    page = read_page(house.send(sent, inside=True).text)
    assert page.found == []
    assert (page.typed["naam"], page.typed["terug"]) == (vector, "/")
    assert "value" not in page.typed.get("wachtwoord", "")


BACK = [
    *("//kwaad.example", "/\\kwaad.example", "https://kwaad.example", "javascript:alert(1)"),
    *("/\t/kwaad.example", "\n//kwaad.example", "/%0d%0aSet-Cookie:x=y", '/"><script>', "\\/x"),
    *("///kwaad.example", "/ /kwaad.example", "/.//kwaad.example", "/@kwaad.example", "/;@x"),
]


@pytest.mark.parametrize("back", BACK)
def test_after_signing_in_nobody_is_led_elsewhere(houses: Mapping[Role, House], back: str) -> None:
    house = houses[Role.INTERNAL]
    page = read_page(house.send(query("/aanmelden", terug=back), inside=True).text)
    assert page.found == []
    leads = page.typed["terug"]
    assert leads.startswith("/")
    assert not leads.startswith(("//", "/\\"))
    assert not any(it.isspace() for it in leads)


ITEM = """\
---
vraag: {question}
alternatieven: [{alternative}]
kort: {short}
doelgroep: particulier
regelingen: [{scheme}]
trefwoorden: [{keyword}]
grondslag: [{basis}]
geldig: {{vanaf: 2024-01-01}}
controleren_voor: 2027-06-01
eigenaar: team-ww
---
{body}
"""


def item(body: str, vector: str = "dit", number: int = 0) -> str:
    """Return an item with markup in every field; JSON is YAML too."""
    return ITEM.format(
        question=json.dumps(f"Wat is nummer {number}: {vector} ?"),
        alternative=json.dumps(f"uitleg over {number} {vector}"),
        short=json.dumps(f"Nummer {number} is {vector}."),
        scheme=json.dumps(vector[:40]),
        keyword=json.dumps(vector),
        basis=json.dumps(vector),
        body=body,
    )


def written(root: Path, changes: Mapping[str, str]) -> Path:
    for name, text in {**FILES, **changes}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("body", BODIES)
def test_markup_in_a_body_is_harmless_and_what_leads_elsewhere_is_refused(
    tmp_path: Path, body: str
) -> None:
    found = read_page(to_html(body)).found
    assert [it for it in found if not it.startswith(("<img>", "img src=", "a href="))] == []
    assert not any(it.lower().partition("=")[2].startswith("javascript:") for it in found)
    root = written(tmp_path, {"faq/werkloos/opmaak.md": item(f"Tekst.\n\n{body}")})
    refused = [it for it in check(read(root), TODAY) if it.is_error]
    assert {it.place.file for it in refused} <= {"faq/werkloos/opmaak.md"}
    if found:
        assert refused


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "een <b onclick=alert(1)>woord</b>",
        "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
        "<!-- niet te zien -->",
        "[a](java&Tab;script&colon;alert(1))",
        "[a](//kwaad.example)",
        "[a](http://kwaad.example)",
        "[a](?vraag=x)",
        "![a](https://kwaad.example/teller.png)",
        "&#x202e;omgekeerd",
        "{{constructor.constructor('alert(1)')()}}",
    ],
)
def test_markup_and_links_to_nobody_knows_where_are_refused_in_a_body(
    tmp_path: Path, body: str
) -> None:
    root = written(tmp_path, {"faq/werkloos/opmaak.md": item(f"Tekst.\n\n{body}")})
    assert [it for it in check(read(root), TODAY) if it.is_error] != []


ONE = VECTORS[2]
ACCEPTED = {at: it for at, it in enumerate(VECTORS) if "{" not in it and "](" not in it}
ODD: Mapping[str, str] = {
    "teksten.yml": FILES["teksten.yml"]
    .replace("Dit is voorbeeldinhoud.", json.dumps(ONE))
    .replace("naam: Telefoon", f"naam: {json.dumps(ONE)}")
    .replace("088 898 92 94", json.dumps("javascript:alert(1)")),
    "themas.yml": (
        f"- {{id: werkloos, titel: {json.dumps(ONE)}, omschrijving: {json.dumps(VECTORS[1])}}}\n"
        "- {id: ziek, titel: Ziek, omschrijving: Over de Ziektewet.}\n"
    ),
    "begrippen.yml": f"- {{term: {json.dumps(ONE)}, betekenis: {json.dumps(VECTORS[1])}}}\n",
    "brieven/WW-101.md": FILES["brieven/WW-101.md"]
    .replace("titel: U krijgt een WW-uitkering", f"titel: {json.dumps(ONE)}")
    .replace("wanneer: Als wij ja zeggen.", f"wanneer: {json.dumps(ONE)}"),
    "verwijzingen/svb-aow.md": FILES["verwijzingen/svb-aow.md"]
    .replace("naam: SVB", f"naam: {json.dumps(ONE)}")
    .replace("https://www.svb.nl", "https://www.svb.nl/?'><img src=x onerror=alert(1)>")
    .replace("020 656 56 56", json.dumps(ONE)),
    "verwijzingen/nood-zelfdoding.md": FILES["verwijzingen/nood-zelfdoding.md"]
    .replace("113 Zelfmoordpreventie", json.dumps(ONE))
    .replace("altijd", json.dumps(VECTORS[4])),
    **{
        f"faq/werkloos/opmaak-{at}.md": item(
            f"Tekst.\n\n## Kop `{it}`\n\n`{it}`\n\n    {it}\n\n{escape(it)}", it, at
        )
        for at, it in ACCEPTED.items()
    },
}
"""Everything that the checks let through, which is all that is shown as text."""


@pytest.fixture(scope="module")
def odd(
    tmp_path_factory: pytest.TempPathFactory,
    encoder_home: Path,
    source: EncoderSource,
    build: Houses,
) -> House:
    """Return a server of content with markup in every field; of the day before, without."""
    root, home = tmp_path_factory.mktemp("odd") / "content", tmp_path_factory.mktemp("odd-home")
    (home / "store").mkdir()
    (home / "store" / "encoders").symlink_to(encoder_home / "store" / "encoders")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.build.fitted", lambda: FIXED)
        for note, changes in (("zonder", {}), ("met", ODD)):
            publish(written(root, changes), home, source, clock=lambda: NOW, by=ONE, note=note)
    return build(Role.INTERNAL, home=home)


def pages_of(house: House) -> Iterator[Sent]:
    """Yield every sort of page, and those of all that has markup in it."""
    for path in ("/", "/nergens", "/brief/WW-101", "/aanmelden", "/documentatie", "/publicatie"):
        yield Sent("GET", path)
    yield Sent("GET", "/brief/WW-101?verzondenOp=2026-11-20")
    yield Sent("GET", "/brief/WW-101?verzondenOp=2020-01-01")
    for question in ("ik wil niet meer leven", "wanneer krijg ik aow", "hallo", "appeltaart"):
        yield form("/", vraag=question)
    for number, vector in ACCEPTED.items():
        yield Sent("GET", f"/antwoord/opmaak-{number}")
        yield form("/", vraag=f"Wat is nummer {number}: {vector} ?")


def test_markup_in_content_is_text_on_every_page(odd: House) -> None:
    seen, text = 0, ""
    for sent in pages_of(odd):
        reply = odd.send(sent, inside=True)
        page = read_page(reply.text)
        assert reply.status < 500
        assert page.found == [], sent
        text += page.text
        seen += reply.status == 200
    assert seen > 2 * len(ACCEPTED)
    assert [it for at, it in ACCEPTED.items() if f"Wat is nummer {at}: {it} ?" not in text] == []


def test_markup_in_content_is_data_in_the_api(odd: House) -> None:
    for path in ("themas", "begrippen", "antwoorden/opmaak-0", "brieven/WW-101", "publicaties"):
        reply = odd.send(Sent("GET", f"/v1/{path}"), inside=True)
        assert reply.status == 200
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["x-content-type-options"] == "nosniff"
        for html in _values(json.loads(reply.text), "html"):
            assert read_page(html).found == []


def _values(body: object, key: str) -> Iterator[str]:
    if isinstance(body, dict):
        for name, value in body.items():
            if name == key and isinstance(value, str):
                yield value
            yield from _values(value, key)
    elif isinstance(body, list):
        for it in body:
            yield from _values(it, key)


@pytest.fixture(scope="module")
def folder(odd: House, encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what is exported of the same content: a site, and the differences as a page."""
    home = odd.app.state.watcher._archive.home
    target = tmp_path_factory.mktemp("uitvoer") / "site"
    export_site(load_serving(home, encoder), TODAY, NOW, target)
    archive = Archive(home)
    before, after = (archive.release(it.release) for it in archive.entries())
    html = differences_page(differences(before, after, TODAY), ONE, ONE, NOW)
    (target / "verschillen.html").write_text(html, encoding="utf-8")
    return target


def test_markup_in_content_is_text_in_what_is_exported(folder: Path) -> None:
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > len(ACCEPTED)
    for path in pages:
        html = path.read_text(encoding="utf-8")
        assert html.count("<script") <= 2
        assert "<script>" not in html
        ours = {"<script>", "<style>"}
        found = [it for it in read_page(html).found if it not in ours]
        assert [it for it in found if " on" in it or "javascript" in it or "<" in it] == [], path


TOUCH_EVERYTHING = """
for (const it of document.querySelectorAll("*")) {
  if (it.matches("details")) it.open = true;
  for (const kind of ["mouseover", "mouseenter", "focus", "toggle", "load", "error"]) {
    it.dispatchEvent(new Event(kind));
  }
}
"""
"""What a hand, a keyboard or a loaded picture would set off, on every element of a page."""


@dataclass
class Watched:
    """A page of a browser, and everything that markup did in it."""

    page: Page
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def watched(browser: Browser, odd: House) -> Iterator[Watched]:  # noqa: F811 -- the fixture
    """Return a page that gets what the server answers; at the end nothing may have happened."""
    context = browser.new_context(base_url="http://vraagbaak.localhost")
    it = Watched(context.new_page())

    def answer(route: Route) -> None:
        asked = route.request
        target = asked.url.removeprefix("http://vraagbaak.localhost")
        if target == asked.url:
            it.faults.append(f"asked elsewhere: {asked.url}")
            route.abort()
            return
        kind = {"Content-Type": asked.headers.get("content-type", "")}
        reply = odd.send(Sent(asked.method, target, kind, asked.post_data_buffer or b""))
        while reply.status == 303:  # where a browser goes by itself, it is not asked again here
            reply = odd.send(Sent("GET", reply.headers["location"]))
        headers = {name: text for name, text in reply.headers.items() if name != "content-length"}
        route.fulfill(status=reply.status, headers=headers, body=reply.text)

    def opened(dialog: Dialog) -> None:
        it.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.route(lambda url: not url.startswith("file:"), answer)
    it.page.add_init_script(
        "addEventListener('securitypolicyviolation', it => console.error(it.violatedDirective))"
    )
    it.page.on("dialog", opened)
    it.page.on("pageerror", lambda error: it.faults.append(f"page error: {error}"))
    it.page.on(
        "console",
        lambda said: "status of 4" in said.text or it.faults.append(f"{said.type}: {said.text}"),
    )
    yield it
    context.close()
    assert it.faults == []


@pytest.mark.browser
@pytest.mark.parametrize("vector", VECTORS)
def test_markup_that_is_asked_does_nothing_in_a_browser(watched: Watched, vector: str) -> None:
    page = watched.page
    page.goto("/")
    page.fill("#vraag", vector)
    page.click("form.ask button[type=submit]")
    page.wait_for_selector(".result")
    assert page.input_value("#vraag") == vector
    page.goto("/aanmelden")
    page.fill("#naam", vector)
    page.fill("#wachtwoord", vector)
    page.click("form.sign-in button")
    page.wait_for_selector("[role=alert]")
    assert page.locator("main script, main img, main svg, main iframe, main style").count() == 0


@pytest.mark.browser
def test_markup_in_content_does_nothing_in_a_browser(watched: Watched, odd: House) -> None:
    page = watched.page
    for sent in pages_of(odd):
        if sent.method == "GET":
            page.goto(sent.target)
        else:
            page.goto("/")
            page.fill("#vraag", parse_qs(sent.body.decode())["vraag"][0])
            page.click("form.ask button[type=submit]")
            page.wait_for_selector(".result")
        page.evaluate(TOUCH_EVERYTHING)
        addresses = page.locator("a[href]").evaluate_all("all => all.map(it => it.href)")
        assert addresses
        assert [it for it in addresses if it.startswith(("javascript:", "data:"))] == []


@pytest.mark.browser
def test_markup_in_content_does_nothing_in_what_is_exported(watched: Watched, folder: Path) -> None:
    page = watched.page
    page.goto((folder / "index.html").as_uri())
    for vector in VECTORS:
        page.fill("input[type=search]", vector)
        page.keyboard.press("Enter")
        page.wait_for_timeout(20)
    for path in folder.rglob("*.html"):
        page.goto(path.as_uri())
    assert page.locator("main").count() == 1


@pytest.mark.browser
def test_a_page_that_would_do_something_is_seen_to(watched: Watched, odd: House) -> None:
    page = watched.page
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=//kwaad.example/x>')")
    page.wait_for_timeout(200)
    assert len(watched.faults) >= 2
    watched.faults.clear()
