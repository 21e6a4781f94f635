"""What is in a backup: every file by name, size and digest, and the head of the ledger."""

from __future__ import annotations

import re
from typing import Final

from pydantic import Field, field_validator, model_validator

from kb import ustar
from kb.canonical import canonical
from kb.model import Frozen
from kb.store import Artefact

FORMAT: Final = 2
"""Goes up with a change that an older program cannot restore: 2 may hold the kill switch."""

READABLE: Final = (1, FORMAT)
"""The formats that this program restores."""

CONTENTS: Final = "inhoud.json"
POINTER: Final = "active.json"
LEDGER: Final = "ledger.jsonl"
SWITCH: Final = ("noodrem.json", "noodrem.jsonl")

Folder = tuple[Artefact, str]

_NAME: Final = re.compile(
    r"active\.json|ledger\.jsonl|noodrem\.jsonl?|plans/[0-9a-z-]{1,64}\.json"
    r"|(?P<folder>store/(?:releases|snapshots|encoders)/[0-9a-f]{64})/(?P<file>.+)"
)


class Kept(Frozen):
    """A file in a backup; its name is its path below the home."""

    name: str = Field(alias="naam")
    size: int = Field(alias="bytes", ge=0, lt=2**63)
    sha256: str = Field(alias="sha256")

    @field_validator("name")
    @classmethod
    def _belongs(cls, name: str) -> str:
        if not belongs(name):
            raise ValueError("not the name of a file in a home")
        return name


class Contents(Frozen):
    """What is in a backup. `head` is the digest of the newest of `entries` ledger entries."""

    format: int = Field(alias="formaat")
    head: str = Field(alias="kop")
    entries: int = Field(alias="regels")
    folders: tuple[Folder, ...] = Field(alias="mappen")
    files: tuple[Kept, ...] = Field(alias="bestanden")

    @property
    def size(self) -> int:
        """How many bytes all files have together."""
        return sum(it.size for it in self.files)

    @property
    def records(self) -> tuple[str, ...]:
        """The kill switch, the plans, the ledger and the pointer, in the order in which they are
        put back.

        The pointer is last: until it is there nothing is in force.
        """
        names = (it.name for it in self.files if _folder_of(it.name) is None)
        return tuple(sorted(names, key=lambda it: (it == POINTER, it == LEDGER, it)))

    def canonical(self) -> bytes:
        """Return the bytes of `inhoud.json`."""
        return canonical(self)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Contents:
        names = [it.name for it in self.files]
        if names != sorted(set(names)) or POINTER not in names:
            raise ValueError("a file is missing, double or out of order")
        folders = {folder for name in names if (folder := _folder_of(name))}
        if sorted(folders) != [folder_name(kind, id_) for kind, id_ in self.folders]:
            raise ValueError("the folders are not those of the files")
        return self


def belongs(name: str) -> bool:
    """Whether a file of this name belongs in a home, inside it, and fits in a backup."""
    found = _NAME.fullmatch(name)
    parts = (found["file"] or "").split("/") if found else []
    return (
        found is not None
        and name.isprintable()
        and "\\" not in name
        and (found["file"] is None or not {"", ".", ".."} & {*parts})
        and ustar.fits(name)
    )


def folder_name(kind: Artefact, id_: str) -> str:
    """Return where a folder of the store is, below the home."""
    return f"store/{kind.value}/{id_.removeprefix('sha256:')}"


def _folder_of(name: str) -> str | None:
    found = _NAME.fullmatch(name)
    return found["folder"] if found else None
