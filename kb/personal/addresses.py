"""Addresses: postcodes with a house number, and streets with one where somebody lives."""

from __future__ import annotations

from collections.abc import Iterator

from kb.personal import homes, postcodes


def find(signs: str) -> Iterator[tuple[int, int]]:
    """Yield the places of the addresses in `signs`; what overlaps is one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted([*postcodes.find(signs), *homes.find(signs)]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    yield from merged
