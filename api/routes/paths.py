"""The form of what stands in a path, so that an address of another form is simply not there.

Without it `GET /antwoorden/_zoek` would ask for an item with the name `_zoek`. A router that has
such a form in a path imports this first.
"""

from __future__ import annotations

from starlette.convertors import Convertor, register_url_convertor

from api.forms import DIGEST_FORM, KEY_FORM, RELEASE_FORM, ULID_FORM
from kb.model import ID_FORM


class _Text(Convertor[str]):
    """Text as it is; what is derived says of which form."""

    def convert(self, value: str) -> str:
        """Return the text."""
        return value

    def to_string(self, value: str) -> str:
        """Return the text."""
        return value


class _Item(_Text):
    regex = ID_FORM


class _Code(_Text):
    regex = "[^/_][^/]*"
    """Whatever somebody may take for the code of a letter."""


class _Digest(_Text):
    regex = DIGEST_FORM


class _Ulid(_Text):
    regex = ULID_FORM


class _Key(_Text):
    regex = KEY_FORM


class _Release(_Text):
    regex = RELEASE_FORM


for _name, _form in {
    "item": _Item,
    "code": _Code,
    "digest": _Digest,
    "ulid": _Ulid,
    "sleutel": _Key,
    "publicatie": _Release,
}.items():
    register_url_convertor(_name, _form())
