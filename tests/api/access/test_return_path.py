"""Where somebody goes after signing in: a page of this service, or its front page."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.signing_in import local_path

HERE = "https://intern.example.nl/aanmelden"


@pytest.mark.parametrize(
    "path", ["/", "/publicatie", "/brief/WW-101?verzondenOp=2026-01-01", "/a//b"]
)
def test_a_path_of_this_service_is_followed(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "https://evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "evil.example",
        "@evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "/a\r\nSet-Cookie: x=1",
        "/é",
        "/a b",
        "",
        "/" + "a" * 600,
    ],
)
def test_what_leads_elsewhere_is_not(back: str) -> None:
    assert local_path(back) == "/"


@given(st.text(alphabet="/\\:.@ae\t\n\r%?#;é", max_size=12))
def test_whatever_is_asked_ends_on_this_host(text: str) -> None:
    found = local_path(text)
    assert "\n" not in found
    assert "\r" not in found
    # browsers read a backslash as a slash and leave out tabs and line ends
    read = found.replace("\\", "/").replace("\t", "")
    parts = urlsplit(urljoin(HERE, read))
    assert (parts.scheme, parts.netloc) == ("https", "intern.example.nl")
