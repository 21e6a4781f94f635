"""The pages: the form, an answer, a letter, people in distress, a choice, the banner."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.access.scopes import GRANTED, Scope
from api.serving import Serving
from api.settings import Role
from api.web.pages import dutch_date, reach
from kb.knowledge import Knowledge
from kb.model import Texts
from kb.policy import Policy

Face = Callable[..., TestClient]
Admitted = Callable[..., TestClient]

EVERYTHING = Policy(answer_at=0.0, choice_at=0.0, distress_at=2.0, also_at=0.0)
HEARD = Policy(answer_at=0.0, choice_at=0.0, distress_at=0.0, also_at=0.0)
NOTHING = Policy(answer_at=2.0, choice_at=2.0, distress_at=2.0, also_at=2.0)
CHOICE = Policy(answer_at=2.0, choice_at=0.0, distress_at=2.0, also_at=0.0)


class Page(HTMLParser):
    """What is on a page: its elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def attributes(self, name: str) -> list[str | None]:
        return [it[name] for _, it in self.elements if name in it]

    def marks(self) -> list[tuple[Any, ...]]:
        """Return id, version and hash of every answer, in order."""
        names = ("data-id", "data-versie", "data-inhoud-hash")
        return [tuple(it.get(n) for n in names) for _, it in self.elements if "data-id" in it]

    def has(self, tag: str, **attributes: str) -> bool:
        return any(name == tag and attributes.items() <= it.items() for name, it in self.elements)


def get(client: TestClient, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response.text)


def ask(client: TestClient, question: str, audience: str = "") -> Page:
    response = client.post("/", data={"vraag": question, "doelgroep": audience})
    assert response.status_code == 200
    return Page(response.text)


def test_the_search_page_has_one_labelled_field_that_posts(face: Face) -> None:
    page = get(face(), "/")
    assert page.has("form", method="post", action="/")
    assert page.has("label", **{"for": "vraag"})
    assert page.has("input", id="vraag", name="vraag", maxlength="500")
    assert page.has("html", lang="nl")
    assert page.attributes("data-uitkomst") == []


def test_the_page_gives_the_same_answers_as_the_api(face: Face) -> None:
    client = face()
    question = "ik ben mijn baan kwijt en heb geld nodig"
    found = client.post("/v1/antwoorden/_zoek", json={"vraag": question}).json()
    page = ask(client, question)
    assert page.attributes("data-uitkomst") == [found["uitkomst"]] == ["antwoord"]
    assert page.attributes("data-momentopname") == [found["momentopname"]]
    assert page.marks() == [
        (it["id"], it["versie"], it["inhoudHash"]) for it in found["antwoorden"]
    ]
    assert page.marks()[0][0] == "ww-aanvragen"


def test_the_answer_page_shows_text_links_and_where_it_stands_in_law(face: Face) -> None:
    page = ask(face(), "Hoe vraag ik een WW-uitkering aan?")
    assert page.has("a", href="/antwoord/ww-duur")
    assert page.has("a", href="/antwoord/ww-aanvragen")
    assert "U vraagt de WW-uitkering online aan met DigiD." in page.text
    assert "WW artikel 22" in page.text
    assert "22 november 2026" in page.text
    assert page.has("input", id="vraag", value="Hoe vraag ik een WW-uitkering aan?")


def test_the_audience_that_was_chosen_filters_and_stays_chosen(face: Face) -> None:
    page = ask(face(EVERYTHING), "hoe meld ik ziek", "werkgever")
    assert "ziek-melden" not in page.attributes("data-id")
    assert page.has("input", value="werkgever", checked=None)  # type: ignore[arg-type]


def test_an_audience_that_does_not_exist_is_no_filter(face: Face) -> None:
    page = ask(face(EVERYTHING), "ziek melden", "<b>iedereen</b>")
    assert {"ziek-melden", "werknemer-ziek"} <= set(page.attributes("data-id"))
    assert not page.has("b")


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_an_empty_question_shows_the_form_again(face: Face, question: str) -> None:
    page = ask(face(), question)
    assert page.has("form", method="post")
    assert page.attributes("data-uitkomst") == []


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "'><svg/onload=alert(1)>",
        "</title><script>alert(1)</script>",
        "{{ 7 * 7 }} ${7*7} <%= 7*7 %>",
        "javascript:alert(1)",
    ],
)
def test_markup_in_a_question_is_shown_as_it_was_typed(face: Face, question: str) -> None:
    page = ask(face(), question)
    assert page.has("input", id="vraag", value=question)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "svg", "iframe"}
    assert not any(name.startswith("on") for _, it in page.elements for name in it)
    assert "49" not in page.text


def test_one_answer_has_an_address_to_share(face: Face) -> None:
    page = get(face(), "/antwoord/ww-duur")
    assert [mark[0] for mark in page.marks()] == ["ww-duur"]
    assert "De nieuwe tekst." in page.text
    assert page.has("h1")


def test_a_letter_has_an_address_and_shows_nothing_of_its_literal_text(face: Face) -> None:
    page = get(face(), "/brief/WW-101")
    assert [mark[0] for mark in page.marks()] == ["WW-101"]
    assert "U krijgt geld van ons." in page.text
    assert "Beste" not in page.text
    assert "{naam}" not in page.text
    assert page.has("a", href="/antwoord/ww-duur")


@pytest.mark.parametrize("path", ["/", "/antwoord/ww-duur", "/brief/WW-101", "/nergens"])
def test_every_page_shows_the_banner_from_content_and_people_to_call(face: Face, path: str) -> None:
    page = Page(face().get(path).text)
    assert page.has("p", role="note")
    assert "Dit is voorbeeldinhoud." in page.text
    assert page.has("a", href="tel:0888989294")


@pytest.mark.parametrize("path", ["/", "/antwoord/ww-duur", "/nergens"])
def test_without_a_banner_in_content_there_is_none(face: Face, serving: Serving, path: str) -> None:
    public = serving.knowledge.public.model_copy(update={"texts": Texts()})
    quiet = replace(serving, snapshot=replace(serving.snapshot, knowledge=Knowledge(public)))
    page = Page(face(answering=quiet).get(path).text)
    assert not page.has("p", role="note")
    assert page.has("main", id="inhoud")


def test_distress_shows_people_and_no_list_of_links(face: Face) -> None:
    page = ask(face(HEARD), "Ik wil niet meer leven")
    assert page.attributes("data-uitkomst") == ["nood"]
    assert page.has("a", href="tel:113")
    links = {it["href"] for tag, it in page.elements if tag == "a"}
    assert links == {"#inhoud", "/", "tel:113"}
    assert not page.has("details")


def test_a_choice_lists_two_or_three_answers_to_go_on_with(face: Face) -> None:
    page = ask(face(CHOICE), "Hoe vraag ik een WW-uitkering aan?")
    assert page.attributes("data-uitkomst") == ["keuze"]
    ids = [mark[0] for mark in page.marks()]
    assert 2 <= len(ids) <= 3
    assert all(page.has("a", href=f"/antwoord/{id_}") for id_ in ids if id_ != "WW-101")


def test_no_answer_names_themes_and_people_once(face: Face) -> None:
    page = ask(face(NOTHING), "Hoe vraag ik een WW-uitkering aan?")
    assert page.attributes("data-uitkomst") == ["geenAntwoord"]
    assert "Over de WW." in page.text
    assert page.text.count("088 898 92 94") == 1


def test_a_referral_names_the_organisation_with_its_website_and_telephone(face: Face) -> None:
    page = ask(face(), "Wanneer krijg ik AOW-pensioen?")
    assert page.attributes("data-uitkomst") == ["verwijzing"]
    assert page.has("a", href="https://www.svb.nl")
    assert page.has("a", href="tel:0206565656")


@pytest.mark.parametrize(
    ("question", "outcome"),
    [("Is mijn aanvraag al binnen bij jullie?", "eigenDossier"), ("Goedemorgen", "begroeting")],
)
def test_what_belongs_to_the_outcome_is_said(face: Face, question: str, outcome: str) -> None:
    page = ask(face(), question)
    assert page.attributes("data-uitkomst") == [outcome]
    assert f"Kort over {outcome}." in page.text


@pytest.mark.parametrize("path", ["/", "/antwoord/ww-aanvragen", "/readyz", "/publicatie"])
@pytest.mark.parametrize("role", [Role.PUBLIC, Role.INTERNAL])
def test_nothing_of_an_advisor_note_is_on_a_page(
    face: Face, admitted: Admitted, path: str, role: Role
) -> None:
    client = admitted(face(EVERYTHING, role=role), *GRANTED)
    assert "kanariewoord" not in client.get(path).text
    question = {"vraag": "Vraag de beller eerst naar iets"}
    assert "kanariewoord" not in client.post("/", data=question).text


def test_only_the_internal_role_shows_what_is_published(
    face: Face, admitted: Admitted, serving: Serving
) -> None:
    page = get(admitted(face(role=Role.INTERNAL), Scope.ADVISER), "/publicatie")
    assert serving.activation.snapshot in page.text
    assert face().get("/publicatie").status_code == 404


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("088 898 92 94", "tel:0888989294"),
        ("0800-0113", "tel:08000113"),
        ("https://www.113.nl", "https://www.113.nl"),
        ("http://www.uwv.nl", None),
        ("javascript:alert(1)", None),
        ("op het kantoor", None),
    ],
)
def test_an_address_is_a_link_only_when_a_tap_can_open_it(address: str, link: str | None) -> None:
    assert reach(address) == link


def test_a_day_is_written_in_dutch() -> None:
    assert dutch_date("2026-03-01T23:00:00Z") == "1 maart 2026"
