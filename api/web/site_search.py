"""What the search of the static site looks in: a script with data, because a page that was opened
from a folder may not fetch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from api.web.site_items import Item
from kb.model import Faq, Letter, Referral


def search_data(items: Sequence[Item]) -> str:
    """Return the script that hands `items` to zoek.js, one item a line."""
    lines = (json.dumps(_record(it), ensure_ascii=False, sort_keys=True) for it in items)
    return "globalThis.vraagbaak = [\n" + ",\n".join(lines) + "\n];\n"


def _record(it: Item) -> dict[str, Any]:
    return {
        "pad": it.path,
        "vraag": it.answer.question,
        "kort": it.answer.short,
        "taal": it.answer.language,
        "ook": _phrases(it),
        "trefwoorden": list(getattr(it.entry, "keywords", ())) if not it.is_translation else [],
        "code": it.entry.id if isinstance(it.entry, Letter) else "",
        "contact": [f"{who.name}: {who.address}" for who in it.people] if it.is_distress else [],
    }


def _phrases(it: Item) -> list[str]:
    """Return how else people ask for `it`, in its own language; a letter by what it says."""
    match it.entry:
        case Letter(marks=marks):
            return list(marks)
        case Faq(translations=translations) if it.is_translation:
            return [
                phrase
                for translation in translations
                if translation.language == it.answer.language
                for phrase in translation.alternatives
            ]
        case Faq(alternatives=alternatives) | Referral(alternatives=alternatives):
            return list(alternatives)
