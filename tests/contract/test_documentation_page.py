"""`/documentatie`: the whole document as a page that needs nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings


class Page(HTMLParser):
    """Collects ids, addresses and tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]


@pytest.fixture(scope="module", params=["public", "internal"])
def server(request: pytest.FixtureRequest) -> Any:
    """Return a server of a role."""
    return request.getfixturevalue(request.param)


def test_every_operation_and_every_schema_is_on_it(server: Any) -> None:
    response = server.send("GET", "/documentatie")
    assert response.status_code == 200
    ids, document = Page(response.text).ids, server.document()
    operations = [it for path in document["paths"].values() for it in path.values()]
    assert {it["operationId"] for it in operations} <= set(ids)
    assert {f"vorm-{it}" for it in document["components"]["schemas"]} <= set(ids)
    assert len(set(ids)) == len(ids)


def test_it_says_where_the_api_is_how_to_get_in_and_what_each_error_means(server: Any) -> None:
    text, document = server.send("GET", "/documentatie").text, server.document()
    assert f"begint met <code>{document['servers'][0]['url']}</code>" in text
    assert "Authorization: Bearer vb_" in text
    for it in document["components"]["responses"].values():
        (content,) = it["content"].values()
        status, title = content["example"]["status"], content["example"]["title"]
        assert f'<dt id="fout-{status}">{status}</dt>\n    <dd>{title}.' in text


def test_it_tells_the_bounds_and_what_holds_without_a_value(server: Any) -> None:
    text = server.send("GET", "/documentatie").text
    assert "geheel getal, 1 tot en met 10, anders 5; mag weg." in text


def test_every_link_on_it_leads_somewhere_on_this_server(server: Any) -> None:
    page = Page(server.send("GET", "/documentatie").text)
    assert {it[1:] for it in page.links if it.startswith("#")} <= set(page.ids)
    info = server.document()["info"]
    outside = {info["contact"]["url"], info["license"]["url"], f"mailto:{info['contact']['email']}"}
    for link in page.links:
        if not link.startswith("#") and link not in outside:
            assert server.send("GET", link).status_code == 200, link


def test_it_needs_no_script_and_its_text_is_no_markup(server: Any) -> None:
    text = server.send("GET", "/documentatie").text
    assert Page(text).tags.isdisjoint({"script", "iframe", "style", "object"})
    assert re.search(r"`\w", re.sub(r"<pre.*?</pre>", "", text, flags=re.DOTALL)) is None
    assert "&lt;p&gt;" in text  # the HTML in an example is text


def test_a_server_with_nothing_published_shows_it_too(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(home=tmp_path)))
    assert client.get("/documentatie").status_code == 200
    assert client.get("/v1/openapi.json").status_code == 200


def test_an_installation_names_itself_in_the_document(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        public_url="https://vragen.example.nl",
        api_contact_name="Team Vragen",
        api_contact_url="https://vragen.example.nl/api",
        api_contact_email="vragen@example.nl",
    )
    document = TestClient(create_app(settings)).get("/v1/openapi.json").json()
    assert document["servers"][0]["url"] == "https://vragen.example.nl/v1"
    assert document["info"]["contact"] == {
        "name": "Team Vragen",
        "url": "https://vragen.example.nl/api",
        "email": "vragen@example.nl",
    }
