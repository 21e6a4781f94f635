"""Whose request it is: who may say for whom they ask, and who may not."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from starlette.requests import Request

from api.access.addresses import client_of, is_https

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def request(
    peer: str | None, *forwarded: str, proto: str | None = None, scheme: str = "http"
) -> Request:
    headers = [(b"x-forwarded-for", it.encode("latin-1")) for it in forwarded]
    headers += [(b"host", b"testserver")]
    if proto is not None:
        headers += [(b"x-forwarded-proto", proto.encode())]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "scheme": scheme,
            "query_string": b"",
            "client": (peer, 1) if peer is not None else None,
            "headers": headers,
        }
    )


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),  # forged: the peer is no proxy of ours
        ("10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),  # forged before it reached us
        ("10.1.1.1", ["203.0.113.9, 10.2.2.2"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9", "10.2.2.2"], "203.0.113.9"),
        ("10.1.1.1", ["1.1.1.1, 10.9.9.9, 203.0.113.9, 10.2.2.2"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9:5501"], "203.0.113.9"),
        ("10.1.1.1", ["[2001:db8:1:2:3:4:5:6]:5501"], "2001:db8:1:2::/64"),
        ("10.1.1.1", ["unknown"], "10.1.1.1"),
        ("10.1.1.1", ["203.0.113.9, <script>"], "10.1.1.1"),
        ("10.1.1.1", [""], "10.1.1.1"),
        ("10.1.1.1", [], "10.1.1.1"),
        ("fd00::1", ["203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("::ffff:192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
        ("2001:db8:1:2:aaaa::1", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", [], "2001:db8:1:3::/64"),
        ("testclient", ["203.0.113.9"], "testclient"),
        (None, ["203.0.113.9"], None),
    ],
)
def test_the_address_that_counts(peer: str | None, forwarded: list[str], found: str | None) -> None:
    assert client_of(request(peer, *forwarded), PROXIES) == found


def test_without_proxies_of_ours_nobody_is_believed() -> None:
    assert client_of(request("127.0.0.1", "203.0.113.9"), ()) == "127.0.0.1"


@pytest.mark.parametrize(
    ("peer", "proto", "scheme", "secure"),
    [
        ("10.1.1.1", "https", "http", True),
        ("10.1.1.1", "http, https", "http", True),  # the last is what our proxy wrote
        ("10.1.1.1", "https, http", "http", False),
        ("10.1.1.1", None, "http", False),
        ("192.0.2.1", "https", "http", False),
        ("192.0.2.1", "http", "https", True),
        (None, "https", "http", False),
    ],
)
def test_only_a_proxy_of_ours_says_that_it_was_https(
    peer: str | None, proto: str | None, scheme: str, secure: bool
) -> None:
    assert is_https(request(peer, proto=proto, scheme=scheme), PROXIES) is secure
