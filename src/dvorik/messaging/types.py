"""Words of the messaging feature."""

from enum import StrEnum


class Channel(StrEnum):
    CLIENT_BOT = "client_bot"
    CASHIER_BOT = "cashier_bot"
    EMAIL = "email"
    SMS = "sms"


class MessageStatus(StrEnum):
    """`unknown`: it left and no answer came. `unsent`: there are no credentials to send it with."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNSENT = "unsent"


class TextFormat(StrEnum):
    """What a text may hold: Telegram's HTML, a line of plain text, or plain text."""

    TELEGRAM = "telegram"
    SUBJECT = "subject"
    LETTER = "letter"
