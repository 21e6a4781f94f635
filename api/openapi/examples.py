"""Real exchanges, one per operation, as they were had with a small publication.

`python -m pytest tests/contract/test_examples.py` compares each with what the server says now.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "examples"


@dataclass(frozen=True)
class Exchange:
    """A request and what came back; a body is None where there is none."""

    method: str
    path: str
    asked: Any
    status: int
    told: Any


@cache
def example(operation_id: str) -> Exchange:
    """Return the exchange of one operation.

    Raises:
        FileNotFoundError: nobody wrote one.
    """
    table = json.loads((FOLDER / f"{operation_id}.json").read_text(encoding="utf-8"))
    asked, told = table["verzoek"], table["antwoord"]
    return Exchange(asked["methode"], asked["pad"], asked["inhoud"], told["status"], told["inhoud"])
