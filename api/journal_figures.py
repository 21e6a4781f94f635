"""What the monthly figures need of what is published: owners, first days, what finds what."""

from __future__ import annotations

from datetime import date, datetime

from api.serving import Serving
from eval.journal.figures import Content
from eval.journal.month import Wording
from kb.answering import Question


def content_of(serving: Serving, today: date) -> Content:
    """Return what is published now as the figures see it; questions are asked as of `today`."""
    first: dict[str, datetime] = {}
    for (key, _version), moment in serving.published.items():
        item = key.partition("@")[0]
        first[item] = min(moment, first.get(item, moment))
    newest = sorted(serving.knowledge.entries, key=lambda it: it.validity.start)
    owners = {it.id: it.owner for it in newest}

    def finds(wording: Wording) -> str | None:
        text, language = wording
        given = serving.answer(Question(text=text, day=today, language=language))
        return given.answers[0].entry.id if given.answers else None

    return Content(owners.get, first, finds)
