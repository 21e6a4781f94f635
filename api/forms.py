"""The form of what the API is asked for by name, in a path and in a body."""

from __future__ import annotations

from typing import Final

DIGEST_FORM: Final = "[0-9a-f]{8,64}"
"""The version of a text."""

ULID_FORM: Final = "[0-7][0-9A-HJKMNP-TV-Z]{25}"
"""A `vraagkenmerk`."""

KEY_FORM: Final = "[a-f0-9]{12}"
"""The id of a key, which is no secret."""

RELEASE_FORM: Final = "(?:sha256:)?[0-9a-z]{1,64}"
"""What names an entry of the ledger: a word, a number, a digest or the beginning of one."""
