"""What commands read from the settings: the encoder to use, what is active."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.settings import Settings
    from indexer.encoder import EncoderChoice


def encoder_choice(settings: Settings) -> EncoderChoice:
    """Return the encoder that the settings name."""
    from indexer.encoder import EncoderChoice

    return EncoderChoice(
        settings.encoder, settings.encoder_question_prompt, settings.encoder_passage_prompt
    )
