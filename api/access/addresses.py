"""Where a request comes from, and whether it came over https, as far as that can be believed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final

from starlette.requests import HTTPConnection

Network = IPv4Network | IPv6Network

_SHARED_BITS: Final = 64
"""Whoever has one IPv6 address has a network of this length, and 2^64 addresses to come from."""

_WITH_PORT: Final = re.compile(r"\[(?P<six>[0-9a-fA-F:.]+)\](?::\d+)?|(?P<four>[0-9.]+):\d+")


def client_of(request: HTTPConnection, trusted: Sequence[Network]) -> str | None:
    """Return the address that counts: an IPv4 address, or the /64 of an IPv6 address.

    None is a request that came over no network: from this process, or this machine by a socket.

    X-Forwarded-For is read from its end, and no further than the first address that is no proxy of
    ours, or that is no address: what stands before that was written by somebody we do not know.
    """
    if request.client is None:
        return None
    address = _parsed(request.client.host)
    if address is None:
        return request.client.host[:64]
    for hop in reversed(_hops(request)):
        before = _parsed(hop)
        if before is None or not _is_in(address, trusted):
            break
        address = before
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), _SHARED_BITS), strict=False))


def is_https(request: HTTPConnection, trusted: Sequence[Network]) -> bool:
    """Say whether the visitor used https; X-Forwarded-Proto counts from a proxy of ours only."""
    address = _parsed(request.client.host) if request.client else None
    said = request.headers.get("x-forwarded-proto")
    if said is not None and address is not None and _is_in(address, trusted):
        return said.rpartition(",")[2].strip().lower() == "https"
    return request.url.scheme == "https"


def _hops(request: HTTPConnection) -> list[str]:
    values = request.headers.getlist("x-forwarded-for")
    return [hop.strip() for value in values for hop in value.split(",")]


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    """Return an address, without the port that some proxies write behind it."""
    if found := _WITH_PORT.fullmatch(text):
        text = found["six"] or found["four"]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_in(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)
