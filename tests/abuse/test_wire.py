"""Bytes that no browser sends: refused in our form, and the process goes on."""

from __future__ import annotations

import json
import re
import select
import socket
from collections.abc import Iterator

import pytest

from api.limits import MAX_BODY_BYTES, MAX_HEADER_BYTES, MAX_LETTER_BODY_BYTES
from tests.abuse.conftest import Sent, Wire, is_whole

MARK = b"zonnebloemkwast"
SEARCH = b"/v1/antwoorden/_zoek"
JSON = b"Content-Type: application/json\r\n"
HEAD = b"POST %b HTTP/1.1\r\nHost: x\r\n" + JSON
LIMITS = [(SEARCH, MAX_BODY_BYTES), (b"/v1/brieven/_herken", MAX_LETTER_BODY_BYTES)]
ENOUGH = 20 * 1024 * 1024
"""Bytes after which a body that is still read is read without end."""


def statuses(answer: bytes) -> list[int]:
    """Return the status of every response in what came back."""
    return [int(it) for it in re.findall(rb"^HTTP/1\.1 (\d{3}) ", answer, re.MULTILINE)]


def problem(answer: bytes) -> dict[str, object]:
    """Return the body of the one problem that came back."""
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head.lower()
    assert MARK not in answer
    found: dict[str, object] = json.loads(body)
    return found


@pytest.fixture(autouse=True)
def goes_on(wire: Wire) -> Iterator[None]:
    """See to it that the process lives after each test, and wrote nothing of what was sent."""
    before = len(wire.said())
    yield
    assert wire.send(Sent("GET", "/healthz")).status == 200
    written = wire.said()[before:]
    assert MARK.decode() not in written
    assert "exc_info" not in written
    assert "Traceback" not in written


@pytest.mark.parametrize(("path", "most"), LIMITS)
def test_a_body_that_is_announced_above_the_limit_is_refused_unread(
    wire: Wire, path: bytes, most: int
) -> None:
    answer = wire.raw(HEAD % path + b"Content-Length: %d\r\n\r\n" % (most + 1))
    assert (statuses(answer), problem(answer)["status"]) == ([413], 413)


@pytest.mark.parametrize(("path", "most"), LIMITS)
def test_a_body_in_pieces_is_refused_while_it_comes_in(wire: Wire, path: bytes, most: int) -> None:
    piece = b"400\r\n" + (MARK * 100)[:1024] + b"\r\n"
    sent, answer = 0, b""
    with socket.create_connection(("127.0.0.1", wire.port), timeout=30) as connection:
        connection.sendall(HEAD % path + b"Transfer-Encoding: chunked\r\n\r\n")
        while sent < ENOUGH and not select.select([connection], [], [], 0)[0]:
            connection.sendall(piece)
            sent += 1024
        while not is_whole(answer):  # the head may come before the rest
            more = connection.recv(65_536)
            assert more, answer
            answer += more
    assert most < sent < ENOUGH
    assert (statuses(answer), problem(answer)["status"]) == ([413], 413)


@pytest.mark.parametrize("path", [b"/", b"/aanmelden", b"/afmelden"])
def test_a_form_above_the_limit_is_refused_with_a_page(wire: Wire, path: bytes) -> None:
    form = b"Content-Type: application/x-www-form-urlencoded\r\n"
    head = b"POST %b HTTP/1.1\r\nHost: x\r\n" % path + form
    body = b"vraag=" + MARK * 2_000
    cookie = b"Cookie: " + wire.headers["Cookie"].encode() + b"\r\n"
    answer = wire.raw(head + cookie + b"Content-Length: %d\r\n\r\n" % len(body), body)
    assert statuses(answer) == [413]
    assert b"<h1>Te groot</h1>" in answer
    assert MARK not in answer


LONG = MARK * 2_000
HEADERS = {
    "a long header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Lang: %b\r\n\r\n" % LONG,
    "a header without end": b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Lang: %b" % LONG,
    "a long name of a header": b"GET /healthz HTTP/1.1\r\nHost: x\r\n%b: x\r\n\r\n" % LONG,
    "many headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"x: %b\r\n" % MARK * 2_000),
    "many small headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n%b\r\n" % (b"x: y\r\n" * 4_000),
    "many cookies": b"GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: %b\r\n\r\n" % (b"a=b; " * 5_000),
    "a long address": b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n" % LONG,
    "a long query": b"GET /?%b HTTP/1.1\r\nHost: x\r\n\r\n" % LONG,
    "a long Host": b"GET /healthz HTTP/1.1\r\nHost: %b\r\n\r\n" % LONG,
    "a first line without end": b"GET /%b" % LONG,
    "a method without end": LONG.replace(b"/", b""),
}


@pytest.mark.parametrize("request_", HEADERS.values(), ids=HEADERS)
def test_headers_above_the_limit_are_refused(wire: Wire, request_: bytes) -> None:
    assert len(request_) > MAX_HEADER_BYTES
    answer = wire.raw(request_)
    assert statuses(answer) in ([431], [400])
    assert MARK not in answer
    assert b"security" in answer.lower()


@pytest.mark.parametrize("path", [b"/v1/themas", SEARCH])
def test_headers_above_the_limit_are_a_problem_of_the_api(wire: Wire, path: bytes) -> None:
    answer = wire.raw(b"GET %b HTTP/1.1\r\nHost: x\r\nX-Lang: %b\r\n\r\n" % (path, LONG))
    assert (statuses(answer), problem(answer)["status"]) == ([431], 431)


UNREADABLE = {
    "nothing but ends": b"\r\n\r\n\r\n\r\n",
    "no request": MARK + b"\r\n\r\n",
    "bytes": bytes(range(256)) + b"\r\n\r\n",
    "a greeting of TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64 + b"\r\n\r\n",
    "a greeting of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no version": b"GET /" + MARK + b"\r\n\r\n",
    "no Host": b"GET / HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: " + MARK + b"\r\n\r\n",
    "NUL in the address": b"GET /\0" + MARK + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space in the address": b"GET /a " + MARK + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in the address": b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nX: \0" + MARK + b"\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: x\r\n" + MARK + b"\r\n\r\n",
    "a space before a colon": b"GET / HTTP/1.1\r\nHost: x\r\nX : " + MARK + b"\r\n\r\n",
    "a line end within a header": b"GET / HTTP/1.1\r\nHost: x\r\nX: a\rb" + MARK + b"\r\n\r\n",
    "two lengths": HEAD % SEARCH + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "a length below zero": HEAD % SEARCH + b"Content-Length: -1\r\n\r\n{}",
    "a length with a sign": HEAD % SEARCH + b"Content-Length: +2\r\n\r\n{}",
    "a length in Arabic": HEAD % SEARCH + b"Content-Length: \xd9\xa2\r\n\r\n{}",
    "a length that is no number": HEAD % SEARCH + b"Content-Length: 0x2\r\n\r\n{}",
    "a coding that is not": HEAD % SEARCH + b"Transfer-Encoding: " + MARK + b"\r\n\r\n{}",
    "two codings": HEAD % SEARCH + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "a piece that is no piece": HEAD % SEARCH + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n",
    "a piece without end": HEAD % SEARCH + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30_000,
}


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused(wire: Wire, sent: bytes) -> None:
    answer = wire.raw(sent)
    assert set(statuses(answer)) <= {400, 404, 405, 408, 431, 501}
    assert MARK not in answer
    assert answer == b"" or b"application/problem+json" in answer or b"<!doctype html>" in answer


@pytest.mark.parametrize(
    "inner", [b"GET /v1/themas HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /%b HTTP/1.1\r\n" % MARK]
)
@pytest.mark.parametrize(
    "lengths",
    [
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: %d\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\nContent-Length: %d\r\n",
        b"Transfer-Encoding: \x0bchunked\r\nContent-Length: %d\r\n",
        b"Content-Length: 0\r\nContent-Length: %d\r\n",
    ],
)
def test_a_request_within_the_body_of_another_is_not_answered(
    wire: Wire, lengths: bytes, inner: bytes
) -> None:
    body = b"0\r\n\r\n" + inner
    answer = wire.raw(HEAD % SEARCH + lengths % len(body) + b"\r\n" + body, silence=0.5)
    assert len(statuses(answer)) == 1
    assert statuses(answer)[0] < 500


METHODS = [b"TRACE", b"CONNECT", b"PROPFIND", b"get", b"GET\x0b", b"DEL", b"PATCH", b"M-SEARCH"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", [b"/", b"/v1/themas", b"/static/icon.svg", b"/healthz"])
def test_a_method_that_an_address_does_not_have_is_refused(
    wire: Wire, path: bytes, method: bytes
) -> None:
    answer = wire.raw(b"%b %b HTTP/1.1\r\nHost: x\r\nX: %b\r\n\r\n" % (method, path, MARK))
    assert statuses(answer)[0] in {400, 405}
    assert MARK not in answer


@pytest.mark.parametrize(
    "header", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method", "X-Original-Method"]
)
def test_a_header_does_not_make_another_method_of_a_request(wire: Wire, header: str) -> None:
    usual = wire.send(Sent("GET", "/v1/themas"))
    assert usual.status == 200
    assert wire.send(Sent("GET", "/v1/themas", {header: "DELETE"})).text == usual.text
    assert wire.send(Sent("POST", "/v1/themas", {header: "GET"})).status == 405


@pytest.mark.parametrize("header", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"])
def test_a_header_does_not_make_another_address_of_a_request(wire: Wire, header: str) -> None:
    usual = wire.send(Sent("GET", "/v1/themas")).text
    assert wire.send(Sent("GET", "/v1/themas", {header: "/v1/sleutels"})).text == usual


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"http://%b.example/v1/themas", 404),
        (b"//%b.example/", 404),
        (b"*", 404),
        (b"/v1/themas#%b", 404),
        (b"\\\\%b\\", 404),
    ],
)
def test_an_address_in_another_form_is_not_found(wire: Wire, target: bytes, status: int) -> None:
    target = target % MARK if b"%b" in target else target
    answer = wire.raw(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % target)
    assert statuses(answer) == [status]
    assert MARK not in answer


@pytest.mark.parametrize(
    "headers",
    [
        b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: x\r\n",
        b"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABk\r\n",
        b"Connection: close, Authorization, Cookie\r\n",
        b"Range: bytes=0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-,0-\r\n",
        b"Expect: 200-maybe\r\n",
        b"TE: trailers\r\nTrailer: Authorization\r\n",
    ],
)
@pytest.mark.parametrize("path", [b"/static/vraagbaak.css", b"/v1/themas"])
def test_a_header_that_asks_for_something_else_changes_nothing(
    wire: Wire, path: bytes, headers: bytes
) -> None:
    answer = wire.raw(b"GET %b HTTP/1.1\r\nHost: x\r\n%b\r\n" % (path, headers))
    assert statuses(answer)[0] in {200, 206, 400, 416}
    assert len(answer) < 100_000
