"""Links between pages that lie in a folder: from the addresses of a server to relative ones."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Final

_LINK: Final = re.compile(
    r'<a href="/(?:antwoord|brief)/(?P<id>[A-Za-z0-9-]+)"(?P<rest>[^<>]*)>'
    r"(?P<words>(?:[^<]|<(?!/?a\b))*)</a>"
)
"""A link that `kb.markdown` or a template wrote; its words hold no other link. Both escape `<`, `>`
and `"` in what they are given, so text that an editor wrote cannot look like one."""


def relinked(html: str, address: Callable[[str], str | None]) -> str:
    """Return `html` with every link to an item or letter pointing where `address` says.

    `address` is given an id or code; where it returns None only the words stay.
    """

    def link(match: re.Match[str]) -> str:
        target = address(match["id"])
        if target is None:
            return match["words"]
        return f'<a href="{target}"{match["rest"]}>{match["words"]}</a>'

    return _LINK.sub(link, html)


def relative(target: str, page: str) -> str:
    """Return the link to `target` on `page`, both written from the root of the site."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")
