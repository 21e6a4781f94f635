"""Which database the settings name, for servers and commands alike."""

from __future__ import annotations

from api.settings import Settings
from eval.journal.database import Database


def database_of(settings: Settings) -> Database:
    """Return the journal database of these settings, which is not touched yet.

    Raises:
        JournalUrlError: the setting `journal_url` is no address of a database.
    """
    url = settings.journal_url
    return Database.open(url.get_secret_value() if url else None, settings.home)
