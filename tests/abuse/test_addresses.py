"""What stands in an address is never a path on the disk."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.access.scopes import routes_of
from api.settings import Role
from tests.abuse.conftest import House, Sent, Wire, unclear

PLACES = [
    "/{}",
    "/static/{}",
    "/antwoord/{}",
    "/brief/{}",
    "/v1/{}",
    "/v1/antwoorden/{}",
    "/v1/antwoorden/{}/versies",
    "/v1/antwoorden/ww-aanvragen/versies/{}",
    "/v1/brieven/{}",
    "/v1/publicaties/{}",
    "/v1/publicaties/{}/verschillen",
    "/v1/publicaties/1/verschillen?met={}",
    "/v1/vragen/{}",
    "/v1/sleutels/{}",
    "/aanmelden?terug={}",
    "/.well-known/{}",
]
UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..\\", "..%5c", "..;/", "....//", "%252e%252e%252f"]
UP += ["..%c0%af", "..%ef%bc%8f", "%u002e%u002e/", ".%00./", "..%00/", "%2e%2e%00%2f", "./../"]
FILES = ["kanarie.txt", "store/../kanarie.txt", "etc/passwd", "templates/base.html", "app.py"]
WHOLE = [
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "C:%5cwindows%5cwin.ini",
    "%5c%5cserver%5cshare",
    "~root",
    "~/.ssh/id_rsa",
    "kanarie.txt%00.html",
    "%00",
    "%0a",
    "%ff%fe",
    ".",
    "..",
    "...",
    "%20",
    "con",
    "nul.txt",
    "-rf",
    "*",
    "a" * 300,
    "a/" * 300,
    "%2e" * 1_000,
    "a" * 8_000,
]
TRICKS = [*(up * times + file for up in UP for times in (1, 4) for file in FILES), *WHOLE]
OURS = ("kanariebestand", "root:x:0", "{% extends", "{% block", "import annotations", "SQLite")
"""What stands in files that nobody may get."""


def assert_nothing_got_out(place: str, trick: str, status: int, text: str) -> None:
    assert status < 500, (place, trick)
    assert not any(it in text for it in OURS), (place, trick)


@pytest.mark.parametrize("place", PLACES)
def test_no_trick_in_an_address_gets_a_file(
    houses: Mapping[Role, House], abuse_home: Path, place: str
) -> None:
    tricks = [*TRICKS, str(abuse_home / "kanarie.txt"), quote(str(abuse_home / "kanarie.txt"), "")]
    for trick in tricks:
        reply = houses[Role.INTERNAL].send(Sent("GET", place.format(trick)), inside=True)
        assert_nothing_got_out(place, trick, reply.status, reply.text)


@pytest.mark.parametrize("place", PLACES)
def test_no_trick_on_the_wire_gets_a_file(wire: Wire, abuse_home: Path, place: str) -> None:
    for trick in [*TRICKS[::3], *WHOLE[:6], str(abuse_home / "kanarie.txt")]:
        target = place.format(trick).encode()
        answer = wire.raw(b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % target)
        status = int(answer.split(b" ", 2)[1])
        assert_nothing_got_out(place, trick, status, answer.decode())


def test_a_file_that_is_meant_to_be_got_is_got(wire: Wire) -> None:
    assert wire.send(Sent("GET", "/static/vraagbaak.css")).status == 200


@pytest.mark.parametrize("path", ["/static/", "/static", "/static/.", "/static/%2e/", "/static//"])
def test_no_folder_is_listed(wire: Wire, path: str) -> None:
    reply = wire.send(Sent("GET", path))
    assert reply.status == 404
    assert "vraagbaak.css" not in reply.text.replace("/static/vraagbaak.css", "")


MARK = "zonnebloemkwast"


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files that are looked at or opened from now on."""
    found: list[str] = []
    for module, name in ((builtins, "open"), (io, "open"), (os, "open"), (os, "stat")):
        real = getattr(module, name)

        def seen(path: Any, *rest: Any, real: Any = real, **named: Any) -> Any:
            found.append(str(path))
            return real(path, *rest, **named)

        monkeypatch.setattr(module, name, seen)
    return found


FORMS = {
    "item": MARK,
    "code": f"{MARK.upper()}-1",
    "digest": "abcdef12",
    "ulid": "01KB1Q8ZK5W0M8Q3C9N4T7V2XD",
    "sleutel": "abcdef123456",
    "publicatie": MARK,
}
"""Something of the right form, for each form that a path can ask for."""


def test_an_id_is_never_part_of_the_name_of_a_file(
    houses: Mapping[Role, House], touched: list[str]
) -> None:
    house = houses[Role.INTERNAL]
    asked = 0
    for path, route in routes_of(house.app):
        parameters = getattr(route, "param_convertors", {})
        for method in getattr(route, "methods", None) or ():
            if not parameters:
                continue
            target = route.path_format
            for name in parameters:
                form = path.partition(f"{{{name}:")[2].partition("}")[0]
                target = target.replace(f"{{{name}}}", FORMS.get(form, MARK))
            prefix = "/v1" if path.startswith("/v1/") else ""
            reply = house.send(Sent(method, prefix + target), inside=True)
            assert unclear(Sent(method, path), reply, MARK) is None, reply
            asked += 1
    assert asked > 8
    assert [it for it in touched if any(form in it for form in FORMS.values())] == []


def test_a_file_that_is_asked_for_is_seen_to_be_looked_at(
    houses: Mapping[Role, House], touched: list[str]
) -> None:
    houses[Role.PUBLIC].send(Sent("GET", f"/static/{MARK}"))
    assert any(MARK in it for it in touched)
