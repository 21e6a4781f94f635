"""The one way in which JSON is written wherever its bytes are digested, chained or compared."""

from __future__ import annotations

import json

from pydantic import BaseModel


def canonical_json(value: object) -> bytes:
    """Return `value` as UTF-8 JSON: keys sorted, no space between, every letter as itself."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def canonical(part: BaseModel) -> bytes:
    """Return the one way to write `part`, with the names that stand at the edge."""
    return canonical_json(part.model_dump(mode="json", by_alias=True))


def is_whole(line: bytes) -> bool:
    """Whether a line of JSON was written to its end."""
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
