"""Formatted text as the Bot API understands it: a plain text and entities over it."""

from dvorik.sandbox.entities.formatted import FormattedText, formatted

__all__ = ["FormattedText", "formatted"]
