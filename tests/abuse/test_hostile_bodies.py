"""Bodies that are not what they should be: refused as one problem or page, nothing repeated."""

from __future__ import annotations

import gzip
import json
import logging
from collections.abc import Mapping

import pytest
from fastapi.routing import APIRoute

from api.access.scopes import routes_of
from api.limits import MAX_BODY_BYTES
from api.settings import Role
from kb.source import version_of
from tests.abuse.conftest import House, Sent, Wire, unclear
from tests.api.conftest import WW_APPLY

MARK = "zonnebloemkwast"
"""Stands in every body; where something is refused or logged it may not be."""

VERSION = version_of(WW_APPLY)
BODIES: Mapping[str, Mapping[str, object]] = {
    "POST /v1/antwoorden/_zoek": {
        "vraag": "ww aanvragen",
        "kanaal": "website",
        "doelgroep": "particulier",
        "regelingen": ["WW"],
        "taal": "nl",
        "geldigOp": "2026-11-22",
        "vorigAntwoord": "ww-duur",
        "maxAantal": 3,
    },
    "POST /v1/antwoorden/_reconstrueer": {
        "vraag": "ww aanvragen",
        "beschikbaarOp": "2026-11-22T09:00:00Z",
    },
    "POST /v1/brieven/_herken": {
        "tekst": "U krijgt een WW-uitkering",
        "verzondenOp": "2026-11-20",
    },
    "POST /v1/reacties": {
        "vraagkenmerk": "01KB1Q8ZK5W0M8Q3C9N4T7V2XD",
        "antwoord": "ww-aanvragen",
        "versie": VERSION,
        "nuttig": False,
        "reden": "onduidelijk",
        "opmerking": "te lang",
    },
    "POST /v1/contactmomenten": {
        "gevonden": False,
        "bronnen": [{"id": "ww-aanvragen", "versie": VERSION}],
        "reden": "onduidelijk",
    },
    "POST /v1/sleutels": {"naam": "proef", "bereik": ["adviseur"], "dagen": 30},
    "PUT /v1/noodrem": {"aan": False, "reden": "proef"},
}
"""A body that is right, for every route that takes JSON, with every key that it knows."""

VALUES: Mapping[str, str] = {
    "null": "null",
    "yes": "true",
    "no": "false",
    "zero": "0",
    "less than nothing": "-1",
    "almost nothing": "5e-324",
    "no number": "NaN",
    "without end": "Infinity",
    "without end below": "-Infinity",
    "beyond floating point": "1e400",
    "5,000 digits": "7" * 5_000,
    "5,000 decimals": "0." + "7" * 5_000,
    "an exponent of 5,000 digits": "1e" + "7" * 5_000,
    "an empty text": '""',
    "a text": f'"{MARK}"',
    "half an emoji": f'"{MARK}\\ud83d"',
    "NUL": f'"\\u0000{MARK}\\u0000"',
    "a number as text": '"3"',
    "a day that is not": '"2026-02-30"',
    "a moment that is not": '"2026-11-22T25:61:61Z"',
    "a moment of another age": '"0001-01-01T00:00:00+23:59"',
    "the last moment": '"9999-12-31T23:59:59-23:59"',
    "an empty list": "[]",
    "a list": f'["{MARK}"]',
    "a list of lists": f'[[[["{MARK}"]]]]',
    "a long list": "[" + ",".join([f'"{MARK[:4]}"'] * 1_500) + "]",
    "an empty object": "{}",
    "an object": f'{{"{MARK}": "{MARK}", "__proto__": {{}}, "$ref": "#"}}',
    "deep lists": "[" * 7_000 + "]" * 7_000,
    "deep objects": '{"a":' * 2_500 + "1" + "}" * 2_500,
}
"""What is put in the place of each value, as JSON or almost."""


def with_value(body: Mapping[str, object], key: str, value: str) -> bytes:
    """Return the body with something else under `key`."""
    rest = {name: it for name, it in body.items() if name != key}
    return f'{json.dumps(rest)[:-1]}{", " if rest else ""}"{key}": {value}}}'.encode()


def malformed(body: Mapping[str, object]) -> dict[str, bytes]:
    """Return what is no such body, or written as nobody writes it."""
    key, value = next(iter(body.items()))
    text = json.dumps(body)
    marked = f'"{MARK}"'
    unknown = f'{text[:-1]}, "{MARK}": {marked}}}'
    return {
        "nothing": b"",
        "spaces": b" \r\n\t",
        "NUL": b"\0",
        "only a mark of its order": b"\xef\xbb\xbf",
        "a text": marked.encode(),
        "a list": f"[{text}, {marked}]".encode(),
        "a number": b"7" * 5_000,
        "NaN": b"NaN",
        "deep lists": b"[" * MAX_BODY_BYTES,
        "deep objects": b'{"a":' * 3_000,
        "deep and whole": b"[" * 8_000 + b"]" * 8_000,
        "cut off": f'{text[:-1]}, "{MARK}": {{'.encode(),
        "two of them": (text + unknown).encode(),
        "something behind it": f"{text} {MARK}".encode(),
        "an unknown key": unknown.encode(),
        "an unknown key of 5,000 letters": f'{text[:-1]}, "{MARK * 300}": 1}}'.encode(),
        "a thousand unknown keys": json.dumps(
            {f"{MARK[:4]}{it}": 1 for it in range(1_000)}
        ).encode(),
        "the same key twice": f'{{"{key}": {marked}, {text[1:]}'.encode(),
        "the same key twice, wrong last": f'{text[:-1]}, "{key}": [{marked}]}}'.encode(),
        "a key in another form": with_value({}, key.upper(), json.dumps(value)),
        "single quotes": text.replace('"', "'").encode(),
        "a remark": f"/* {MARK} */ {text}".encode(),
        "a comma too many": f"{text[:-1]},}}".encode(),
        "no quotes": f"{{{key}: {MARK}}}".encode(),
        "a line end in a text": f'{{"{key}": "{MARK}\n"}}'.encode(),
        "with a mark of its order": b"\xef\xbb\xbf" + unknown.encode(),
        "UTF-16": unknown.encode("utf-16"),
        "UTF-16 without a mark": unknown.encode("utf-16-le"),
        "UTF-32": unknown.encode("utf-32"),
        "UTF-7": unknown.encode("utf-7"),
        "Latin-1": f'{text[:-1]}, "{MARK}": "é"}}'.encode("latin-1"),
        "too long for what it says": f'{text[:-1]}, "{MARK}": "'.encode() + b'\xc0\xaf"}',
        "half an emoji as bytes": f'{text[:-1]}, "{MARK}": "'.encode() + b'\xed\xa0\xbd"}',
        "packed": gzip.compress(unknown.encode()),
        "a form": f"{key}={MARK}".encode(),
        "XML": f"<!DOCTYPE x [<!ENTITY y '{MARK}'>]><x>&y;</x>".encode(),
    }


KINDS = [
    "application/json",
    "application/json; charset=utf-16",
    "application/json; charset=no-such-thing",
    "APPLICATION/JSON;;;=",
    "application/problem+json",
    "application/xml",
    "text/plain",
    "multipart/form-data; boundary=x",
    f"application/{MARK}",
    "",
]


def check(house: House, sent: Sent, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    reply = house.send(sent, inside=True)
    assert unclear(sent, reply, MARK) is None, reply
    assert MARK not in caplog.text
    assert reply.status in {200, 201, 400, 413, 415}


def send(route: str, body: bytes, kind: str = "application/json", **headers: str) -> Sent:
    method, path = route.split()
    return Sent(method, path, {"Content-Type": kind, **headers}, body)


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize("name", malformed({"vraag": "x"}))
def test_a_body_that_is_no_such_body_is_refused(
    houses: Mapping[Role, House], caplog: pytest.LogCaptureFixture, route: str, name: str
) -> None:
    check(houses[Role.INTERNAL], send(route, malformed(BODIES[route])[name]), caplog)


@pytest.mark.parametrize(("route", "key"), [(it, key) for it in BODIES for key in BODIES[it]])
def test_a_value_that_cannot_be_meant_is_refused(
    houses: Mapping[Role, House], caplog: pytest.LogCaptureFixture, route: str, key: str
) -> None:
    for value in VALUES.values():
        sent = send(route, with_value(BODIES[route], key, value))
        check(houses[Role.INTERNAL], sent, caplog)


@pytest.mark.parametrize("route", BODIES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_body_of_another_kind_is_refused(
    houses: Mapping[Role, House], caplog: pytest.LogCaptureFixture, route: str, kind: str
) -> None:
    body = malformed(BODIES[route])["an unknown key"]
    check(houses[Role.INTERNAL], send(route, body, kind), caplog)
    check(houses[Role.INTERNAL], send(route, body, kind, **{"Content-Encoding": "gzip"}), caplog)


@pytest.mark.parametrize("route", BODIES)
def test_a_body_that_is_right_is_taken(houses: Mapping[Role, House], route: str) -> None:
    body = {**BODIES[route]}
    if "bronnen" in body:
        body["reden"] = None
    reply = houses[Role.INTERNAL].send(send(route, json.dumps(body).encode()), inside=True)
    assert reply.status in {200, 201}


def test_every_route_that_takes_json_is_tried(houses: Mapping[Role, House]) -> None:
    takes = {
        f"{method} {path}"
        for path, route in routes_of(houses[Role.INTERNAL].app)
        if isinstance(route, APIRoute) and route.body_field and path.startswith("/v1/")
        for method in route.methods
    }
    assert takes == set(BODIES)


MULTIPART = "multipart/form-data; boundary=grens"
PART = '--grens\r\nContent-Disposition: form-data; name="vraag"'
FORMS: Mapping[str, tuple[str, bytes]] = {
    "no boundary": ("multipart/form-data", PART.encode()),
    "another boundary": ("multipart/form-data; boundary=x", PART.encode()),
    "no end": (MULTIPART, f"{PART}\r\n\r\n{MARK}".encode()),
    "a file": (MULTIPART, f'{PART}; filename="../{MARK}"\r\n\r\n{MARK}\r\n--grens--'.encode()),
    "many parts": (MULTIPART, (f"{PART}\r\n\r\n{MARK}\r\n" * 180 + "--grens--").encode()),
    "a part without a name": (MULTIPART, f"--grens\r\n\r\n{MARK}\r\n--grens--".encode()),
    "a header without end": (MULTIPART, f"--grens\r\n{MARK * 500}".encode()),
    "another alphabet": (
        MULTIPART,
        f"{PART}\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n{MARK}\r\n--grens--".encode(),
    ),
    "half an emoji": ("application/x-www-form-urlencoded", f"vraag={MARK}%ED%A0%BD".encode()),
    "broken escapes": ("application/x-www-form-urlencoded", f"vraag=%zz%{MARK}%".encode()),
    "many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 4_000)),
    "only signs": ("application/x-www-form-urlencoded", b"&=&&==&;&" * 1_000),
    "the same field twice": ("application/x-www-form-urlencoded", f"vraag=x&vraag={MARK}".encode()),
    "JSON": ("application/json", json.dumps({"vraag": MARK}).encode()),
    "nothing": ("application/x-www-form-urlencoded", b""),
    "no kind": ("", MARK.encode()),
}


@pytest.mark.parametrize("path", ["/", "/aanmelden", "/afmelden"])
@pytest.mark.parametrize(("kind", "body"), FORMS.values(), ids=FORMS)
def test_a_form_that_nobody_could_fill_in_is_answered_or_refused(
    houses: Mapping[Role, House],
    caplog: pytest.LogCaptureFixture,
    path: str,
    kind: str,
    body: bytes,
) -> None:
    caplog.set_level(logging.INFO)
    sent = Sent("POST", path, {"Content-Type": kind}, body)
    reply = houses[Role.INTERNAL].send(sent, inside=True)
    assert unclear(sent, reply, MARK) is None, reply
    assert MARK not in caplog.text


def test_no_body_that_was_refused_is_in_what_a_server_writes(wire: Wire) -> None:
    before = len(wire.said())
    for route, body in BODIES.items():
        for raw in malformed(body).values():
            assert wire.send(send(route, raw)).status < 500
    for kind, raw in FORMS.values():
        assert wire.send(Sent("POST", "/", {"Content-Type": kind}, raw)).status < 500
    written = wire.said()[before:]
    assert written.count("\n") > 200
    assert MARK not in written
