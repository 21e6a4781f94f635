"""Every limit of the HTTP faces: name, unit and reason."""

from __future__ import annotations

from typing import Final

MAX_BODY_BYTES: Final = 16 * 1024
"""A question of 500 characters with every filter is under 3 KiB; more is no question."""

MAX_LETTER_BODY_BYTES: Final = 128 * 1024
"""A letter of 20,000 characters is 117 KiB when each is escaped as \\uXXXX; only where a letter is
pasted."""

MAX_HEADER_BYTES: Final = 16 * 1024
"""What h11 reads of a request's headers before it refuses; browsers send about 2 KiB."""

KEEP_ALIVE_SECONDS: Final = 5
"""How long an idle connection is kept: one pause for thought."""

STOP_SECONDS: Final = 8
"""How long a stopping server waits for answers that are under way; with it a stop, a stalled
sender included, ends within ten seconds."""
