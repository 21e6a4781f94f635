"""What helps people on their way: suggestions while typing, themes, words explained."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from api.bodies.wire import Count, Wire
from kb.model import Faq, Term, Theme
from kb.suggestions import MAX_SUGGESTIONS, Suggestion


class SuggestionBody(
    Wire, title="Suggestie", json_schema_extra={"description": "Een vraag die iemand kan stellen."}
):
    """A question that can be asked."""

    id: str = Field(description="Het kenmerk van het antwoord.")
    question: str = Field(alias="vraag", description="De vraag, om te laten zien.")
    language: str = Field(alias="taal", description="De taal van de vraag.")


class SuggestionsBody(
    Wire,
    title="Suggesties",
    json_schema_extra={
        "description": "Wat iemand misschien wil vragen, het waarschijnlijkste eerst."
    },
):
    """What somebody may be about to ask."""

    suggestions: list[SuggestionBody] = Field(
        alias="suggesties",
        max_length=MAX_SUGGESTIONS,
        description="De vragen; leeg als er geen zo begint.",
    )
    day: date = Field(alias="geldigOp", description="De dag waarop de antwoorden gelden.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


class ThemeBody(
    Wire, title="Thema", json_schema_extra={"description": "Een onderwerp met zijn vragen."}
):
    """A theme."""

    id: str = Field(description="Het kenmerk van het thema.")
    title: str = Field(alias="titel", description="Hoe het heet.")
    description: str = Field(alias="omschrijving", description="Waar het over gaat.")
    schemes: list[str] = Field(alias="regelingen", description="Welke regelingen erbij horen.")
    items: Count = Field(alias="aantalVragen", description="Hoeveel vragen er nu in zitten.")


class ThemesBody(
    Wire, title="Themas", json_schema_extra={"description": "Alle thema's, op volgorde."}
):
    """Every theme, in the order in which visitors browse them."""

    themes: list[ThemeBody] = Field(alias="themas", description="De thema's.")
    day: date = Field(alias="geldigOp", description="De dag waarop de vragen zijn geteld.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


class WordBody(
    Wire, title="Begrip", json_schema_extra={"description": "Een moeilijk woord, uitgelegd."}
):
    """A word of the trade, explained."""

    term: str = Field(description="Het woord.")
    abbreviation: str = Field(alias="afkorting", description="De afkorting; leeg als er geen is.")
    meaning: str = Field(alias="betekenis", description="Wat het betekent.")
    synonyms: list[str] = Field(alias="synoniemen", description="Wat mensen ervoor zeggen.")
    plain: str = Field(alias="gewoon", description="Een gewoner woord; leeg als er geen is.")
    ended_on: date | None = Field(
        alias="beeindigdOp",
        description="De eerste dag waarop deze regeling niet meer bestaat; null: zij bestaat nog.",
    )


class WordsBody(
    Wire, title="Begrippen", json_schema_extra={"description": "Alle begrippen, op alfabet."}
):
    """Every word that is explained."""

    terms: list[WordBody] = Field(alias="begrippen", description="De begrippen.")
    publication: str = Field(alias="publicatie", description="De digest van de publicatie.")
    snapshot: str = Field(alias="momentopname", description="De digest van de momentopname.")


def suggestion_body(suggestion: Suggestion) -> SuggestionBody:
    """Return a suggestion as it is sent."""
    it = suggestion
    return SuggestionBody(id=it.id, question=it.question, language=it.language)


def theme_body(theme: Theme, faqs: Iterable[Faq], day: date) -> ThemeBody:
    """Return a theme as it is sent, with how many items of it hold on `day`."""
    held = {it.id for it in faqs if it.theme == theme.id and it.validity.contains(day)}
    return ThemeBody(
        id=theme.id,
        title=theme.title,
        description=theme.description,
        schemes=list(theme.schemes),
        items=len(held),
    )


def word_body(term: Term) -> WordBody:
    """Return a term as it is sent."""
    return WordBody(
        term=term.term,
        abbreviation=term.abbreviation,
        meaning=term.meaning,
        synonyms=list(term.synonyms),
        plain=term.plain,
        ended_on=term.ended_on,
    )
