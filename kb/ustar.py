"""The few parts of the tar format (POSIX ustar) that a backup is made of.

A header is a function of name and size alone: no owner, no time, one mode. So whoever knows what
should come next compares instead of parsing: what a header could ask for, such as a link, a device
or a path elsewhere, is never interpreted.
"""

from __future__ import annotations

from typing import Final

BLOCK: Final = 512
END: Final = bytes(2 * BLOCK)
"""What ends an archive."""

_NAME: Final = 100
_PREFIX: Final = 155
_OCTAL_LIMIT: Final = 8**11
"""From this size on a number is written in base 256, which GNU tar, bsdtar and Python read."""


def fits(name: str) -> bool:
    """Whether a file can have this name in an archive."""
    return _split(name.encode(errors="replace")) is not None


def header(name: str, size: int) -> bytes:
    """Return the block that comes before a file of `size` bytes.

    Raises:
        ValueError: the name does not fit.
    """
    if (parts := _split(name.encode())) is None:
        raise ValueError(f"{name!r} does not fit")
    prefix, rest = parts
    before = rest.ljust(_NAME, b"\0") + b"0000644\0" + 2 * b"0000000\0" + _number(size) + _number(0)
    after = (
        b"0" + bytes(100)  # an ordinary file, no link
        + b"ustar\x0000" + bytes(32 + 32 + 8 + 8)  # no names of owner and group, no device
        + prefix.ljust(_PREFIX, b"\0") + bytes(12)
    )  # fmt: skip
    checksum = sum(before) + 8 * ord(" ") + sum(after)
    return before + b"%06o\0 " % checksum + after


def announced_size(block: bytes) -> int:
    """Return the size in a header written in octal.

    Raises:
        ValueError: there is none.
    """
    return int(block[124:135], 8)


def padding(size: int) -> bytes:
    """Return the zeros that come after a file of `size` bytes."""
    return bytes(-size % BLOCK)


def _number(value: int) -> bytes:
    return b"%011o\0" % value if value < _OCTAL_LIMIT else b"\x80" + value.to_bytes(11, "big")


def _split(name: bytes) -> tuple[bytes, bytes] | None:
    """Return prefix and rest, which a reader joins with a slash; None when a name is too long."""
    if len(name) <= _NAME:
        return b"", name
    at = name.find(b"/", len(name) - _NAME - 1)
    return (name[:at], name[at + 1 :]) if 0 < at <= _PREFIX and name[at + 1 :] else None
