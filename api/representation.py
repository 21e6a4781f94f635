"""A body that can be asked for again: its ETag, and 304 for whoever has it already.

What a GET returns depends on the snapshot, the item asked for, the filters and the Dutch day; all
of them are in the body or decide it, so the digest of its bytes stands for all of them.
"""

from __future__ import annotations

import hashlib

from fastapi import Request, Response

from api.bodies.wire import Wire

_TAG_CHARS = 32
"""Half of a SHA-256: nobody gains by making two of our own bodies alike."""


def represented(request: Request, body: Wire) -> Response:
    """Return `body`, or 304 without it when the request says that it is there already."""
    return tagged(request, body.to_json().encode())


def tagged(request: Request, raw: bytes, headers: dict[str, str] | None = None) -> Response:
    """Return JSON with its ETag, or 304 when `If-None-Match` names that."""
    tag = f'"{hashlib.sha256(raw).hexdigest()[:_TAG_CHARS]}"'
    own = {**(headers or {}), "ETag": tag}
    if _is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=own)
    return Response(raw, media_type="application/json", headers=own)


def _is_known(named: str, tag: str) -> bool:
    """Whether a list of tags has this one; compared weakly, as RFC 9110 says."""
    tags = [it.strip().removeprefix("W/") for it in named.split(",")]
    return tag in tags or tags == ["*"]
